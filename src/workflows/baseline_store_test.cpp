#include "workflows/baseline_store.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/temp_folder.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::workflows {
namespace {

drift::Baseline baseline(std::int64_t rows) {
  drift::Baseline out;
  out.taken_at = parse_rfc3339("2026-01-01T06:00:00Z").value();
  out.rows = rows;
  out.columns = {{"amount", "DOUBLE", 0.25, 17, {1, 2, 3, 4, 5, 6, 7, 8, 9.5}}};
  return out;
}

TEST(BaselineStore, KeepsWhatItWasGivenInOrder) {
  const TempFolder folder;
  const BaselineStore store(folder.path() / "baselines", "https://w", "main.a.t");
  EXPECT_TRUE(store.load().value().empty());
  for (std::int64_t rows = 1; rows <= 35; ++rows) ASSERT_TRUE(store.append(baseline(rows)).has_value());
  const auto kept = store.load().value();
  ASSERT_EQ(kept.size(), 30U);
  EXPECT_EQ(kept.front().rows, 6);
  EXPECT_EQ(kept.back().rows, 35);
  EXPECT_EQ(kept.back().columns[0].quantiles, baseline(1).columns[0].quantiles);
  EXPECT_EQ(kept.back().columns[0].distinct, 17);
}

TEST(BaselineStore, TablesAndWorkspacesDoNotMeet) {
  const TempFolder folder;
  const BaselineStore one(folder.path(), "https://w", "main.a.t");
  ASSERT_TRUE(one.append(baseline(1)).has_value());
  EXPECT_TRUE(BaselineStore(folder.path(), "https://w", "main.a.u").load().value().empty());
  EXPECT_TRUE(BaselineStore(folder.path(), "https://v", "main.a.t").load().value().empty());
}

TEST(BaselineStore, EditedHistoryIsRefused) {
  const TempFolder folder;
  const BaselineStore store(folder.path(), "https://w", "main.a.t");
  for (std::int64_t rows = 100; rows < 103; ++rows) ASSERT_TRUE(store.append(baseline(rows)).has_value());
  const std::string text = files::read(store.file()).value();
  ASSERT_TRUE(files::write_atomic(store.file(), text::replace_all(text, "\"rows\":101", "\"rows\":901")).has_value());
  EXPECT_EQ(store.load().error().code, ErrorCode::CorruptData);
  EXPECT_EQ(store.append(baseline(5)).error().code, ErrorCode::CorruptData);
  ASSERT_TRUE(files::write_atomic(store.file(), text.substr(text.find('\n') + 1)).has_value());
  EXPECT_EQ(store.load().error().code, ErrorCode::CorruptData);
}

TEST(BaselineStore, ATornLastLineIsCutAway) {
  const TempFolder folder;
  const BaselineStore store(folder.path(), "https://w", "main.a.t");
  ASSERT_TRUE(store.append(baseline(1)).has_value());
  const std::string text = files::read(store.file()).value();
  ASSERT_TRUE(files::write_atomic(store.file(), text + text.substr(0, 40)).has_value());
  EXPECT_EQ(store.load().value().size(), 1U);
  ASSERT_TRUE(store.append(baseline(2)).has_value());
  EXPECT_EQ(store.load().value().size(), 2U);
}

}  // namespace
}  // namespace lakecode::workflows

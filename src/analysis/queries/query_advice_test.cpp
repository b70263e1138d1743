#include "analysis/queries/query_advice.h"

#include <gtest/gtest.h>

namespace lakecode::queries {
namespace {

using std::chrono::seconds;

QueryFacts fine_query() {
  QueryFacts query;
  query.status = "FINISHED";
  query.has_metrics = true;
  query.total = seconds(40);
  query.execution = seconds(38);
  query.compilation = seconds(1);
  query.read_files = 1'000;
  query.pruned_files = 4'000;
  query.read_bytes = std::int64_t{40} << 30;
  query.rows_read = 5'000'000;
  query.rows_produced = 900;
  return query;
}

std::vector<std::string> ids_of(const QueryFacts& query) {
  std::vector<std::string> ids;
  for (const Advice& advice : advise(query)) {
    EXPECT_FALSE(advice.text.empty());
    EXPECT_FALSE(advice.evidence.empty());
    ids.push_back(advice.id);
  }
  return ids;
}

using Ids = std::vector<std::string>;

TEST(QueryAdvice, AQueryThatIsFineGetsNone) {
  EXPECT_EQ(ids_of(fine_query()), Ids{});
}

TEST(QueryAdvice, EachMeasureHasItsAdvice) {
  QueryFacts query = fine_query();
  query.spilled_bytes = std::int64_t{3} << 30;
  EXPECT_EQ(ids_of(query), Ids{"spill"});
  query = fine_query();
  query.waited_for_capacity = seconds(20);
  EXPECT_EQ(ids_of(query), Ids{"queued"});
  query = fine_query();
  query.waited_for_start = seconds(15);
  EXPECT_EQ(ids_of(query), Ids{"cold_start"});
  query = fine_query();
  query.pruned_files = 10;
  EXPECT_EQ(ids_of(query), Ids{"no_pruning"});
  query = fine_query();
  query.read_bytes = std::int64_t{100} << 20;
  EXPECT_EQ(ids_of(query), Ids{"small_files"});
  query = fine_query();
  query.rows_read = 900'000'000;
  query.rows_produced = 3;
  EXPECT_EQ(ids_of(query), Ids{"reads_much_returns_little"});
  query = fine_query();
  query.result_fetch = seconds(30);
  EXPECT_EQ(ids_of(query), Ids{"large_result"});
  query = fine_query();
  query.compilation = seconds(25);
  EXPECT_EQ(ids_of(query), Ids{"slow_compilation"});
}

TEST(QueryAdvice, ShortWaitsSmallTablesAndUnknownMeasuresSayNothing) {
  QueryFacts query = fine_query();
  query.total = seconds(4);
  query.waited_for_capacity = seconds(3);
  query.waited_for_start = seconds(1);
  query.compilation = seconds(2);
  query.spilled_bytes = 1'000;
  EXPECT_EQ(ids_of(query), Ids{});
  query = fine_query();
  query.read_files = 20;
  query.pruned_files = 0;
  EXPECT_EQ(ids_of(query), Ids{});
  query.spilled_bytes = std::int64_t{9} << 30;
  query.has_metrics = false;
  EXPECT_EQ(ids_of(query), Ids{});
  query.has_metrics = true;
  query.status = "RUNNING";
  EXPECT_EQ(ids_of(query), Ids{});
}

TEST(QueryAdvice, SizesReadWell) {
  EXPECT_EQ(size_text(0), "0 B");
  EXPECT_EQ(size_text(1'536), "1.5 KiB");
  EXPECT_EQ(size_text(std::int64_t{5} << 40), "5.0 TiB");
}

}  // namespace
}  // namespace lakecode::queries

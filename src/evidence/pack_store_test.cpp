#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "evidence/pack_fixture.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;

TEST(PackStore, ListsNewestFirst) {
  Workshop shop;
  EXPECT_TRUE(list_packs(shop.settings).value().empty());
  const fs::path first = shop.make_pack();
  const fs::path second = shop.make_pack();  // within the same second
  shop.clock.advance(hours(1));
  auto open = shop.open("prove_table");
  ASSERT_TRUE(open);
  const auto packs = list_packs(shop.settings);
  ASSERT_TRUE(packs);
  ASSERT_EQ(packs->size(), 3U);
  EXPECT_EQ((*packs)[0].run_id, open->run_id());
  EXPECT_EQ((*packs)[0].status, "running");
  EXPECT_EQ((*packs)[0].workflow, "prove_table");
  EXPECT_EQ((*packs)[1].run_id, second.filename());
  EXPECT_EQ((*packs)[2].run_id, first.filename());
  EXPECT_EQ((*packs)[2].status, "ok");
  EXPECT_EQ((*packs)[2].workspace, "http://127.0.0.1:1");
  EXPECT_EQ(format_rfc3339((*packs)[2].started_at), "2026-11-23T08:15:00.000Z");
  EXPECT_GT((*packs)[2].bytes, 1000U);
}

TEST(PackStore, DamagedAndMissingPacksAreListedAsSuch) {
  Workshop shop;
  const fs::path damaged = shop.make_pack();
  shop.clock.advance(hours(1));
  const fs::path gone = shop.make_pack();
  ASSERT_TRUE(files::write_atomic(damaged / "events.jsonl", "{}\n"));
  fs::remove_all(gone);
  fs::create_directory(shop.settings.runs_folder / "odd name");
  const auto packs = list_packs(shop.settings);
  ASSERT_TRUE(packs);
  ASSERT_EQ(packs->size(), 2U);
  EXPECT_EQ((*packs)[0].status, "missing");
  EXPECT_EQ((*packs)[1].status, "damaged");
  const auto found = find_pack(shop.settings, gone.filename().string());
  ASSERT_TRUE(found);
  EXPECT_EQ(shop.outcome(*found), VerifyOutcome::Tampered);
}

TEST(PackStore, FindsByPrefixTailAndLast) {
  Workshop shop;
  EXPECT_EQ(find_pack(shop.settings, "last").error().code, ErrorCode::NotFound);
  const fs::path first = shop.make_pack();
  const fs::path second = shop.make_pack();
  const std::string id = first.filename().string();
  EXPECT_EQ(find_pack(shop.settings, "last").value(), second);
  EXPECT_EQ(find_pack(shop.settings, id).value(), first);
  EXPECT_EQ(find_pack(shop.settings, id.substr(0, id.size() - 2)).value(), first);
  EXPECT_EQ(find_pack(shop.settings, id.substr(id.size() - 8)).value(), first);
  EXPECT_EQ(find_pack(shop.settings, "2026").error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(find_pack(shop.settings, "2027").error().code, ErrorCode::NotFound);
  for (const char* odd : {"", "..", "../keys", "ledger.jsonl"}) EXPECT_FALSE(find_pack(shop.settings, odd)) << odd;
}

TEST(PackStore, PruneRemovesOldClosedPacksAndLeavesATombstone) {
  Workshop shop;
  const fs::path old = shop.make_pack();
  shop.clock.advance(hours(48));
  const fs::path young = shop.make_pack();
  const auto removed = prune_packs(shop.settings, hours(24), shop.clock);
  ASSERT_TRUE(removed);
  EXPECT_EQ(*removed, std::vector<std::string>{old.filename().string()});
  EXPECT_FALSE(files::exists(old));
  EXPECT_EQ(shop.outcome(young), VerifyOutcome::Verified);
  const auto ledger = files::read(shop.settings.runs_folder / "ledger.jsonl").value();
  const auto lines = text::lines(ledger);
  const auto tombstone = *json::parse(lines.back(), "ledger");
  EXPECT_EQ(json::string_at(tombstone, "type"), "prune");
  EXPECT_EQ(json::string_at(tombstone, "head"), json::string_at(*json::parse(lines[1], "ledger"), "head"));
  EXPECT_NE(find_pack(shop.settings, old.filename().string()).error().reason.find("prune"), std::string::npos);
  EXPECT_EQ(list_packs(shop.settings).value().size(), 1U);
  EXPECT_TRUE(prune_packs(shop.settings, hours(24), shop.clock).value().empty());
}

TEST(PackStore, PruneSparesOpenPacksLinksAndWhatIsNotOurs) {
  Workshop shop;
  auto open = shop.open();
  ASSERT_TRUE(open);
  const fs::path runs = shop.settings.runs_folder;
  const fs::path outside = shop.folder / "outside";
  fs::create_directory(outside);
  fs::create_directory_symlink(outside, runs / "20200101T000000Z-debug_job-01234567");
  fs::create_directory(runs / "20200101T000000Z-debug_job-76543210");  // no pack of ours: the ledger does not know it
  fs::create_directory(runs / "notes");
  shop.clock.advance(hours(1000));
  EXPECT_TRUE(prune_packs(shop.settings, hours(0), shop.clock).value().empty());
  EXPECT_TRUE(files::exists(outside));
  EXPECT_TRUE(open->append("step", JsonObject{}));
  ASSERT_TRUE(open->close("ok", JsonObject{}, ""));
  EXPECT_EQ(prune_packs(shop.settings, hours(-1), shop.clock).error().code, ErrorCode::InvalidArgument);
}

TEST(PackStore, APruneCutShortIsFinishedByTheNext) {
  Workshop shop;
  const fs::path pack = shop.make_pack();
  const fs::path copy = shop.folder / "copy";
  fs::copy(pack, copy, fs::copy_options::recursive);
  shop.clock.advance(hours(48));
  ASSERT_EQ(prune_packs(shop.settings, hours(1), shop.clock).value().size(), 1U);
  fs::copy(copy, pack, fs::copy_options::recursive);  // as if the removal had not come to its end
  EXPECT_EQ(shop.outcome(pack), VerifyOutcome::Unverifiable);
  EXPECT_EQ(prune_packs(shop.settings, hours(100'000), shop.clock).value().size(), 1U);
  EXPECT_FALSE(files::exists(pack));
}

TEST(PackStore, AnExportCanBeVerifiedElsewhereOnceItsKeyIsTrusted) {
  Workshop shop;
  const fs::path pack = shop.make_pack();
  const fs::path destination = shop.folder / "export";
  ASSERT_TRUE(export_pack(pack, shop.settings, destination));
  EXPECT_EQ(export_pack(pack, shop.settings, destination).error().code, ErrorCode::AlreadyExists);
  const fs::path copy = destination / pack.filename();
  const TempFolder elsewhere;
  const PackSettings theirs{elsewhere / "runs", elsewhere / "keys"};
  EXPECT_EQ(verify_pack(copy, theirs).value().outcome, VerifyOutcome::Unverifiable);
  fs::create_directories(elsewhere / "keys");
  fs::copy(destination / "keys/trusted", elsewhere / "keys/trusted");
  const auto verification = verify_pack(copy, theirs).value();
  EXPECT_EQ(verification.outcome, VerifyOutcome::Verified);
  EXPECT_NE(verification.strength.find("not in the ledger here"), std::string::npos);
  EXPECT_EQ(text::lines(files::read(destination / "ledger-lines.jsonl").value()).size(), 2U);
  EXPECT_FALSE(files::exists(destination / "keys/evidence.key")) << "the private key stays at home";
  ASSERT_TRUE(files::write_atomic(copy / "report.md", "better"));
  EXPECT_EQ(verify_pack(copy, theirs).value().outcome, VerifyOutcome::Tampered);
}

}  // namespace
}  // namespace lakecode::evidence

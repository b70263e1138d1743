#include "local/state/store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "base/json.h"
#include "base/random.h"

namespace lakecode::local {
namespace {

namespace fs = std::filesystem;

class TemporaryFolder {
 public:
  TemporaryFolder() : path_(fs::temp_directory_path() / ("lakecode-store-" + SystemRandom().hex(8))) {}
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Document job(int id, std::int64_t created) {
  return {"job", std::to_string(id), JsonBox(JsonObject{{"job_id", id}, {"created_time", created}})};
}

std::vector<std::string> ids(const RecordPage& page) {
  std::vector<std::string> out;
  for (const RecordPointer& record : page.records) out.push_back(record->id);
  return out;
}

std::unique_ptr<Store> open_store(const fs::path& path) {
  auto store = Store::open(path);
  EXPECT_TRUE(store) << one_line(store.error());
  return std::move(store).value();
}

TEST(Store, KeepsWhatWasPutOverAReopen) {
  const TemporaryFolder folder;
  {
    auto store = open_store(folder.path());
    ASSERT_TRUE(store->put(job(1, 10)));
    ASSERT_TRUE(store->put(job(1, 20), Store::Durability::ProcessDeath));
    ASSERT_TRUE(store->put(job(2, 5)));
    Store::Change change;
    change.erases.push_back({"job", "2"});
    ASSERT_TRUE(store->commit(change));
  }
  auto store = open_store(folder.path());
  EXPECT_EQ(store->count("job"), 1U);
  EXPECT_EQ(store->find("job", "1")->text, R"({"job_id":1,"created_time":20})");
  EXPECT_EQ(store->find("job", "2"), nullptr);
  EXPECT_EQ(store->recovery().cut_bytes, 0U);
}

TEST(Store, CutsATornTailAndReportsIt) {
  const TemporaryFolder folder;
  {
    auto store = open_store(folder.path());
    ASSERT_TRUE(store->put(job(1, 10)));
  }
  std::ofstream(folder.path() / "state-0.log", std::ios::app | std::ios::binary) << "torn!";
  {
    auto store = open_store(folder.path());
    EXPECT_EQ(store->recovery().cut_bytes, 5U);
    EXPECT_EQ(store->count("job"), 1U);
    ASSERT_TRUE(store->put(job(2, 10)));
  }
  EXPECT_EQ(open_store(folder.path())->count("job"), 2U);
}

TEST(Store, RefusesADamagedRecordBeforeOthers) {
  const TemporaryFolder folder;
  {
    auto store = open_store(folder.path());
    ASSERT_TRUE(store->put(job(1, 10)));
    ASSERT_TRUE(store->put(job(2, 20)));
  }
  {
    std::fstream log(folder.path() / "state-0.log", std::ios::in | std::ios::out | std::ios::binary);
    log.seekp(20);
    log.put('!');
  }
  const auto store = Store::open(folder.path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::CorruptData);
}

TEST(Store, RefusesADamagedSnapshot) {
  const TemporaryFolder folder;
  fs::create_directories(folder.path());
  std::ofstream(folder.path() / "state-3.snapshot", std::ios::binary) << "nonsense";
  const auto store = Store::open(folder.path());
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::CorruptData);
}

TEST(Store, RefusesASecondOwner) {
  const TemporaryFolder folder;
  auto store = open_store(folder.path());
  const auto second = Store::open(folder.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::FailedPrecondition);
}

TEST(Store, ListsNewestFirstAndPagesWithoutGapsOrRepeats) {
  const TemporaryFolder folder;
  auto store = open_store(folder.path());
  Store::Change change;
  for (int i = 0; i < 25; ++i) change.puts.push_back(job(100 + i, i / 2));
  ASSERT_TRUE(store->commit(change));
  ListQuery query{.kind = "job", .parent = {}, .limit = 10, .page_token = "", .newest_first = true, .filter = {}};
  std::vector<std::string> seen;
  int pages = 0;
  for (;;) {
    const auto page = store->list(query);
    ASSERT_TRUE(page);
    for (const std::string& id : ids(*page)) seen.push_back(id);
    ++pages;
    if (page->next_page_token.empty()) break;
    query.page_token = page->next_page_token;
  }
  EXPECT_EQ(pages, 3);
  ASSERT_EQ(seen.size(), 25U);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], std::to_string(124 - i));
}

TEST(Store, PreviousTokenLeadsBackToTheSamePage) {
  const TemporaryFolder folder;
  auto store = open_store(folder.path());
  for (int i = 0; i < 9; ++i) ASSERT_TRUE(store->put(job(i, i), Store::Durability::ProcessDeath));
  ListQuery query{.kind = "job", .parent = {}, .limit = 3, .page_token = "", .newest_first = true, .filter = {}};
  const auto first = store->list(query);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->previous_page_token, "");
  query.page_token = first->next_page_token;
  const auto second = store->list(query);
  ASSERT_TRUE(second);
  EXPECT_EQ(ids(*second), (std::vector<std::string>{"5", "4", "3"}));
  query.page_token = second->previous_page_token;
  const auto back = store->list(query);
  ASSERT_TRUE(back);
  EXPECT_EQ(ids(*back), ids(*first));
  EXPECT_EQ(back->previous_page_token, "");
}

TEST(Store, NoNextTokenWhenTheLastPageIsFull) {
  const TemporaryFolder folder;
  auto store = open_store(folder.path());
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(store->put(job(i, i), Store::Durability::ProcessDeath));
  const auto page =
      store->list({.kind = "job", .parent = {}, .limit = 4, .page_token = "", .newest_first = false, .filter = {}});
  ASSERT_TRUE(page);
  EXPECT_EQ(page->records.size(), 4U);
  EXPECT_EQ(page->next_page_token, "");
}

TEST(Store, RefusesAForeignPageToken) {
  const TemporaryFolder folder;
  auto store = open_store(folder.path());
  for (const char* token : {"x", "!!!!", "bm90IGEgdG9rZW4", "cDEy"}) {
    const auto page = store->list(
        {.kind = "job", .parent = {}, .limit = 4, .page_token = token, .newest_first = false, .filter = {}});
    ASSERT_FALSE(page) << token;
    EXPECT_EQ(page.error().code, ErrorCode::InvalidArgument);
  }
}

TEST(Store, FindsARunByTheIdOfItsTask) {
  const TemporaryFolder folder;
  auto store = open_store(folder.path());
  const auto body = json::parse(R"({"run_id":7,"job_id":1,"start_time":5,"run_type":"JOB_RUN",
    "state":{"life_cycle_state":"RUNNING"},"tasks":[{"run_id":8},{"run_id":9}]})",
                                "test");
  ASSERT_TRUE(body);
  ASSERT_TRUE(store->put({"run", "7", JsonBox(*body)}));
  EXPECT_EQ(store->find_by_alias("run", "9")->id, "7");
  EXPECT_EQ(store->find_by_alias("run", "7")->id, "7");
  EXPECT_EQ(store->find_by_alias("run", "10"), nullptr);
  EXPECT_EQ(store->find("run", "7")->label, "active JOB_RUN");
  const auto page =
      store->list({.kind = "run", .parent = "1", .limit = 5, .page_token = "", .newest_first = true, .filter = {}});
  ASSERT_TRUE(page);
  EXPECT_EQ(ids(*page), std::vector<std::string>{"7"});
}

TEST(Store, CompactsALongLogAndLosesNothing) {
  const TemporaryFolder folder;
  const std::string filler(100'000, 'x');
  {
    auto store = open_store(folder.path());
    for (int i = 0; i < 200; ++i) {
      Document document{"job", std::to_string(i % 5), JsonBox(JsonObject{{"created_time", i}, {"filler", filler}})};
      ASSERT_TRUE(store->put(std::move(document), Store::Durability::ProcessDeath));
    }
  }
  EXPECT_TRUE(fs::exists(folder.path() / "state-1.snapshot"));
  EXPECT_FALSE(fs::exists(folder.path() / "state-0.log"));
  auto store = open_store(folder.path());
  EXPECT_EQ(store->count("job"), 5U);
  EXPECT_EQ(store->find("job", "4")->order, 199);
}

}  // namespace
}  // namespace lakecode::local

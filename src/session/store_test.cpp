#include "session/store.h"

#include <filesystem>
#include <thread>

#include "base/files.h"
#include "session/session_fixture.h"

namespace lakecode::session::test {
namespace {

namespace fs = std::filesystem;
using Store = SessionTest;
using std::chrono::hours;

TEST_F(Store, AnAbsentFolderIsEmpty) {
  EXPECT_TRUE(list_sessions(folder)->empty());
  EXPECT_EQ(find_session(folder, "latest").error().code, ErrorCode::NotFound);
  EXPECT_TRUE(prune_sessions(folder, hours(1), clock)->empty());
}

TEST_F(Store, ListsWhatASessionWas) {
  write("a", sample_records());
  clock.advance(hours(1));
  auto running = Journal::create(folder, "b", opened, redactor, clock);
  ASSERT_TRUE(running);
  const auto sessions = list_sessions(folder);
  ASSERT_EQ(sessions->size(), 2U);
  const Summary& running_one = sessions->at(0);
  EXPECT_EQ(running_one.id, "b");
  EXPECT_EQ(running_one.status, "running");
  const Summary& first = sessions->at(1);
  EXPECT_EQ(first.title, "orders");
  EXPECT_EQ(first.workspace, "local");
  EXPECT_EQ(first.turns, 2);
  EXPECT_EQ(first.cost_usd, 0.25);
  EXPECT_EQ(first.status, "interrupted");
  EXPECT_EQ(first.created, clock.now() - hours(1));
}

TEST_F(Store, WhoListsIsInNobodysWay) {
  const SystemClock moving;  // who waits for a lock waits by it
  std::jthread lister([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) EXPECT_TRUE(list_sessions(folder));
  });
  for (int i = 0; i < 100; ++i) {
    const std::string id = "s" + std::to_string(i % 10);
    if (i >= 10) {
      auto again = Journal::resume(folder, id, resumed, redactor, moving);
      ASSERT_TRUE(again) << one_line(again.error());
      ASSERT_TRUE(again->journal.append(UserMessage{user("go on")}));
    } else {
      auto journal = Journal::create(folder, id, opened, redactor, moving);
      ASSERT_TRUE(journal) << one_line(journal.error());
    }
  }
}

TEST_F(Store, FindsByIdByBeginningAndLatest) {
  write("alpha-1", {});
  write("alpha-2", {});
  write("beta", {});
  fs::last_write_time(journal_file(folder, "alpha-1"), fs::file_time_type::clock::now() + hours(1));
  EXPECT_EQ(*find_session(folder, "alpha-2"), "alpha-2");
  EXPECT_EQ(*find_session(folder, "be"), "beta");
  EXPECT_EQ(*find_session(folder, "latest"), "alpha-1");
  EXPECT_EQ(find_session(folder, "alpha").error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(find_session(folder, "gamma").error().code, ErrorCode::NotFound);
  EXPECT_EQ(find_session(folder, "../alpha-1").error().code, ErrorCode::InvalidArgument);
}

TEST_F(Store, LeavesAloneWhatIsNotOurs) {
  write("a", {});
  ASSERT_TRUE(files::write_new(temp / "target", "x"));
  fs::create_symlink(temp / "target", folder / "link.jsonl");
  fs::create_directory(folder / "folder.jsonl");
  ASSERT_TRUE(files::write_new(folder / "notes.txt", "x"));
  EXPECT_EQ(list_sessions(folder)->size(), 1U);
  EXPECT_EQ(delete_session(folder, "link").error().code, ErrorCode::NotFound);
  clock.advance(hours(24 * 100));
  EXPECT_EQ(*prune_sessions(folder, hours(1), clock), std::vector<std::string>{"a"});
  EXPECT_TRUE(files::exists(temp / "target"));
  EXPECT_TRUE(files::exists(folder / "notes.txt"));
}

TEST_F(Store, AForkIsASessionOfItsOwn) {
  std::vector<Record> records = sample_records();
  records.push_back(Compaction{.summary = "12 orders.", .kept_from = 8});
  write("a", records);
  const auto before = files::read(journal_file(folder, "a"));
  {
    auto fork = fork_session(folder, "a", "b", redactor, clock);
    ASSERT_TRUE(fork) << one_line(fork.error());
    ASSERT_TRUE(fork->append(AssistantMessage{assistant("34")}));
  }
  EXPECT_EQ(*files::read(journal_file(folder, "a")), *before);
  const auto old = load_session(folder, "a");
  const auto forked = load_session(folder, "b");
  ASSERT_TRUE(forked);
  EXPECT_TRUE(forked->journal.repairs.empty());
  EXPECT_EQ(forked->conversation.opened.forked_from, "a");
  auto expected = old->conversation.messages;
  expected.push_back(assistant("34"));
  EXPECT_EQ(forked->conversation.messages, expected);
  EXPECT_EQ(fork_session(folder, "a", "b", redactor, clock).error().code, ErrorCode::AlreadyExists);
}

TEST_F(Store, PrunesTheOldAndSparesTheRunning) {
  write("old", {});
  auto running = Journal::create(folder, "running", opened, redactor, clock);
  ASSERT_TRUE(files::write_new(folder / ".lakecode-0011223344556677.tmp", "x"));
  fs::last_write_time(folder / ".lakecode-0011223344556677.tmp",
                      fs::file_time_type::clock::now() - hours(24 * 365 * 30));
  clock.advance(hours(24 * 31));
  write("new", {});
  EXPECT_EQ(*prune_sessions(folder, hours(24 * 30), clock), std::vector<std::string>{"old"});
  EXPECT_EQ(*files::list(folder), (std::vector<std::string>{"new.jsonl", "running.jsonl"}));
  EXPECT_EQ(delete_session(folder, "running").error().code, ErrorCode::FailedPrecondition);
}

TEST_F(Store, ADamagedSessionIsListedAndCanBeDeleted) {
  ASSERT_TRUE(files::make_private_folder(folder));
  ASSERT_TRUE(files::write_new(journal_file(folder, "a"), "garbage\n{\"n\":"));
  const auto sessions = list_sessions(folder);
  ASSERT_EQ(sessions->size(), 1U);
  EXPECT_EQ(sessions->at(0).status, "damaged");
  EXPECT_EQ(sessions->at(0).repairs, 2);
  EXPECT_TRUE(delete_session(folder, "a"));
  EXPECT_TRUE(list_sessions(folder)->empty());
}

TEST_F(Store, IdsSortByAge) {
  SeededRandom random(7);
  const std::string first = make_session_id(clock.now(), random);
  clock.advance(std::chrono::seconds(1));
  EXPECT_LT(first, make_session_id(clock.now(), random));
  EXPECT_TRUE(is_session_id(first));
}

}  // namespace
}  // namespace lakecode::session::test

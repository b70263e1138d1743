#include "session/journal.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <limits>

#include "base/files.h"
#include "base/json.h"
#include "session/conversation.h"
#include "session/journal_line.h"
#include "session/record_json.h"
#include "session/session_fixture.h"

namespace lakecode::session::test {
namespace {

using JournalFile = SessionTest;

std::vector<Record> records_of(const LoadedJournal& loaded) {
  std::vector<Record> records;
  for (const Entry& entry : loaded.entries) records.push_back(entry.record);
  return records;
}

/// One record of each kind, with every member set.
std::vector<Record> all_kinds() {
  llm::Message said{
      llm::Role::Assistant,
      {llm::ThinkingBlock{"hm \xC3\xA9\n", "EqQBCkYIBxgCKkA/+=="},
       llm::OpaqueBlock{"redacted_thinking",
                        R"({"type":"redacted_thinking","data":"dapi0123456789abcdef0123456789abcdef"})"},
       llm::TextBlock{"line 1\nline \"2\"\t\xF0\x9F\x98\x80"}, llm::ToolUse{"t1", "describe_table", "{\"table\":"}}};
  return {
      UserMessage{user("x")},
      AssistantMessage{said, llm::StopReason::MaxTokens, "m", true},
      ToolResults{{{"t1", "no", true}}},
      Title{"a title"},
      Decision{"t1", "sql_execute", "DESTRUCTIVE", "denied", "no", "DROP TABLE x", 12, "run-1"},
      ModelUse{"openai", "m", {1, 2, 3, 4}, 0.5, 9},
      WarehouseUse{"w", "s", 1200, 0.01, std::nullopt},
      Egress{"https://x.example", "model", 1, 2, 3},
      Compaction{"manual", "sum", 3, 2000, 10, 5, 7, true},
      Taint{"rows"},
      NamedResult{
          "1", "orders", "sql_execute", "SELECT 1", "s", "local", "2026-11-28T00:00:00Z", 3, {"a", "b"}, "[[1]]", true},
      SkillActivated{"databricks-jobs"},
      Surroundings{"2026-11-28", "catalogs: main (3 schemas)"},
      Closed{"ok"}};
}

TEST(JournalBytes, ANumberNoJournalCanReachIsDamage) {
  const JsonObject record{{"type", "title"}, {"text", "x"}};
  for (const std::int64_t number : {std::numeric_limits<std::int64_t>::max(), std::int64_t{1} << 60}) {
    const auto loaded =
        parse_journal(render_line(0, WallTime(), record) + render_line(number, WallTime(), record), "s");
    ASSERT_TRUE(loaded);
    EXPECT_EQ(loaded->entries.size(), 1U);
    EXPECT_EQ(loaded->repairs.size(), 1U);
    EXPECT_EQ(loaded->next_number, 2);
  }
}

TEST_F(JournalFile, GivesBackEveryKindOfRecordAsItWas) {
  write("s", all_kinds());
  const auto loaded = load_journal(journal_file(folder, "s"));
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(loaded->repairs.empty());
  std::vector<Record> expected = all_kinds();
  expected.insert(expected.begin(), opened);
  EXPECT_EQ(records_of(*loaded), expected);
}

TEST_F(JournalFile, IsPrivate) {
  write("s", {});
  struct stat file {
  }, dir{};
  ASSERT_EQ(::stat(journal_file(folder, "s").c_str(), &file), 0);
  ASSERT_EQ(::stat(folder.c_str(), &dir), 0);
  EXPECT_EQ(file.st_mode & 0777U, 0600U);
  EXPECT_EQ(dir.st_mode & 0777U, 0700U);
}

TEST_F(JournalFile, MasksSecretsButNotSignatures) {
  const std::string token = "dapi" + std::string(32, 'a');
  redactor.add(Secret("hunter2-hunter2"));
  const std::string sealed = R"({"type":"redacted_thinking","data":")" + token + "\"}";
  const llm::Message said{llm::Role::Assistant,
                          {llm::ThinkingBlock{"safe", token}, llm::ThinkingBlock{"it is " + token, "sig"},
                           llm::OpaqueBlock{"redacted_thinking", sealed}, llm::TextBlock{"hunter2-hunter2"},
                           llm::ToolUse{"a", "api", "{\"token\":\"" + token + "\"}"}}};
  write("s", {UserMessage{user("use " + token)}, AssistantMessage{said}, ToolResults{{{"a", "hunter2-hunter2"}}}});
  const auto text = files::read(journal_file(folder, "s"));
  ASSERT_TRUE(text);
  EXPECT_EQ(text->find("hunter2"), std::string::npos);
  const auto loaded = load_journal(journal_file(folder, "s"));
  ASSERT_TRUE(loaded);
  const auto& blocks = std::get<AssistantMessage>(loaded->entries.at(2).record).message.blocks;
  // The second thinking block no longer fits its signature: it is gone.
  ASSERT_EQ(blocks.size(), 4U);
  EXPECT_EQ(std::get<llm::ThinkingBlock>(blocks[0]), (llm::ThinkingBlock{"safe", token}));
  EXPECT_EQ(std::get<llm::OpaqueBlock>(blocks[1]).json, sealed);
  EXPECT_EQ(std::get<llm::ToolUse>(blocks[3]).input.find(token), std::string::npos);
  EXPECT_EQ(llm::text_of(std::get<UserMessage>(loaded->entries.at(1).record).message).find(token), std::string::npos);
}

TEST_F(JournalFile, TakesBytesThatAreNoText) {
  write("s", {UserMessage{user(std::string("\xFF\x00\xC3", 3))}});
  const auto loaded = load_journal(journal_file(folder, "s"));
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(loaded->repairs.empty());
  EXPECT_EQ(loaded->entries.size(), 2U);
}

TEST_F(JournalFile, CutAtAnyByteGoesOnFromTheLastWholeRecord) {
  write("s", sample_records());
  const auto whole = files::read(journal_file(folder, "s"));
  ASSERT_TRUE(whole);
  for (std::size_t cut = 0; cut <= whole->size(); ++cut) {
    const std::string id = "cut" + std::to_string(cut);
    const std::string kept = whole->substr(0, cut);
    ASSERT_TRUE(parse_journal(kept, id));
    // The whole way, with a writer and a second load, near every end of a line and at every 13th byte between.
    const std::size_t before = std::min<std::size_t>(cut, 2);
    if (cut % 13 != 0 && whole->substr(cut - before, 4).find('\n') == std::string::npos) continue;
    ASSERT_TRUE(files::write_new(journal_file(folder, id), kept));
    const auto lines = std::count(kept.begin(), kept.end(), '\n');
    const bool is_torn = !kept.empty() && kept.back() != '\n';
    {
      auto again = Journal::resume(folder, id, resumed, redactor, clock);
      ASSERT_TRUE(again) << cut << " " << one_line(again.error());
      EXPECT_EQ(again->loaded.entries.size(), static_cast<std::size_t>(lines)) << cut;
      EXPECT_EQ(again->loaded.repairs.size(), is_torn ? 1U : 0U) << cut;
      ASSERT_TRUE(again->journal.append(Title{"later"}));
    }
    const auto after = load_journal(journal_file(folder, id));
    ASSERT_TRUE(after);
    EXPECT_TRUE(after->repairs.empty()) << cut << after->repairs.front().what;
    EXPECT_EQ(after->entries.size(), static_cast<std::size_t>(lines) + 2) << cut;
    EXPECT_EQ(files::exists(folder / (id + ".torn")), is_torn);
    if (is_torn) {
      const auto aside = files::read(folder / (id + ".torn"));
      EXPECT_EQ(*aside, kept.substr(kept.rfind('\n') + 1) + "\n");
    }
  }
}

TEST_F(JournalFile, EveryFlippedBitIsTold) {
  write("s", {UserMessage{user("hi")}, Taint{"rows"}, Closed{"ok"}});
  const auto whole = files::read(journal_file(folder, "s"));
  ASSERT_TRUE(whole);
  // Every byte, and each bit in its turn.
  for (std::size_t bit = 0; bit < whole->size() * 8; bit += 9) {
    std::string bytes = *whole;
    bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) ^ (1U << (bit % 8)));
    const auto loaded = parse_journal(bytes, "s");
    ASSERT_TRUE(loaded) << bit;
    ASSERT_FALSE(loaded->repairs.empty()) << bit;
    EXPECT_GE(loaded->entries.size(), 2U) << bit;
  }
}

TEST_F(JournalFile, SwappedDoubledAndMissingLinesAreToldAndPutRight) {
  write("s", sample_records());
  const auto whole = files::read(journal_file(folder, "s"));
  std::vector<std::string> lines;
  for (std::size_t begin = 0, end = 0; (end = whole->find('\n', begin)) != std::string::npos; begin = end + 1)
    lines.push_back(whole->substr(begin, end + 1 - begin));
  const auto load = [&](const std::vector<std::size_t>& order) {
    std::string bytes;
    for (const std::size_t i : order) bytes += lines[i];
    return parse_journal(bytes, "s");
  };
  const auto swapped = load({0, 1, 3, 2, 4, 5, 6, 7, 8});
  EXPECT_EQ(conversation_of(swapped->entries).messages, sample_messages());
  EXPECT_EQ(swapped->repairs.size(), 1U);
  const auto doubled = load({0, 1, 2, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(conversation_of(doubled->entries).messages, sample_messages());
  EXPECT_EQ(doubled->repairs.size(), 1U);
  const auto missing = load({0, 1, 2, 3, 5, 6, 7, 8});
  EXPECT_EQ(missing->entries.size(), 8U);
  EXPECT_EQ(missing->repairs.size(), 1U);
}

TEST_F(JournalFile, ADamagedLineNamesItsPlace) {
  write("s", sample_records());
  auto bytes = *files::read(journal_file(folder, "s"));
  const std::size_t second = bytes.find('\n') + 1;
  bytes[second + 10] ^= 1;
  const auto loaded = parse_journal(bytes, "s");
  ASSERT_EQ(loaded->repairs.size(), 1U);
  EXPECT_EQ(loaded->repairs[0].line, 2);
  EXPECT_EQ(loaded->repairs[0].offset, static_cast<std::int64_t>(second));
  EXPECT_NE(loaded->repairs[0].what.find("line 2 (byte "), std::string::npos);
}

TEST_F(JournalFile, AnyBytesAreRepairedRatherThanRefused) {
  for (const std::string& bytes :
       {std::string(), std::string("\n"), std::string("\0\0\0\n", 4), std::string("{}\n[]\nnull\n"),
        std::string(100, '{') + "\n", std::string("\xFF\xFE\n")}) {
    const auto loaded = parse_journal(bytes, "s");
    ASSERT_TRUE(loaded);
    EXPECT_TRUE(loaded->entries.empty());
    EXPECT_TRUE(conversation_of(loaded->entries).messages.empty());
  }
}

TEST_F(JournalFile, ANewerFormatIsRefusedAndAnUnknownKindIsKept) {
  const std::string newer =
      render_line(0, clock.now(), JsonObject{{"type", "opened"}, {"schema", "lakecode.session/2"}});
  const auto refused = parse_journal(newer, "s");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unsupported);
  EXPECT_NE(one_line(refused.error()).find("lakecode.session/2"), std::string::npos);

  const std::string unknown = render_line(0, clock.now(), JsonObject{{"type", "dream"}, {"of", "sheep"}});
  const auto loaded = parse_journal(unknown, "s");
  ASSERT_TRUE(loaded);
  ASSERT_EQ(loaded->entries.size(), 1U);
  EXPECT_EQ(render_line(0, clock.now(), to_json(loaded->entries[0].record)), unknown);
}

TEST_F(JournalFile, HasOneWriter) {
  auto first = Journal::create(folder, "s", opened, redactor, clock);
  ASSERT_TRUE(first);
  const auto second = Journal::resume(folder, "s", resumed, redactor, clock);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::FailedPrecondition);
  EXPECT_NE(second.error().reason.find("process " + std::to_string(::getpid()) + " on "), std::string::npos);
  EXPECT_EQ(Journal::create(folder, "s", opened, redactor, clock).error().code, ErrorCode::AlreadyExists);
}

TEST_F(JournalFile, WhatWasAcknowledgedOutlivesAKilledWriter) {
  ASSERT_TRUE(files::make_private_folder(folder));
  int acknowledged[2];
  ASSERT_EQ(::pipe(acknowledged), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto journal = Journal::create(folder, "s", opened, redactor, clock);
    for (char i = 0; journal; ++i) {
      if (!journal->append(UserMessage{user("request " + std::to_string(static_cast<int>(i)))})) ::_exit(1);
      if (::write(acknowledged[1], "x", 1) != 1) ::_exit(1);
    }
    ::_exit(1);
  }
  ::close(acknowledged[1]);
  char byte = 0;
  int told = 0;
  while (told < 50 && ::read(acknowledged[0], &byte, 1) == 1) ++told;
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  while (::read(acknowledged[0], &byte, 1) == 1) ++told;
  ::close(acknowledged[0]);
  ASSERT_GE(told, 50);
  const auto again = Journal::resume(folder, "s", resumed, redactor, clock);
  ASSERT_TRUE(again) << one_line(again.error());
  EXPECT_GE(conversation_of(again->loaded.entries).turns, told);
}

TEST_F(JournalFile, AfterAFailedWriteNothingIsCalledSaved) {
  auto journal = Journal::create(folder, "s", opened, redactor, clock);
  ASSERT_TRUE(journal);
  struct rlimit before {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const struct rlimit small { 600, before.rlim_max };
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto failed = journal->append(UserMessage{user(std::string(2000, 'x'))});
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(failed);
  EXPECT_FALSE(journal->append(Closed{"ok"})) << "the file has a torn line; only a new load may go on";
  { const auto gone = std::move(journal); }
  const auto again = Journal::resume(folder, "s", resumed, redactor, clock);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->loaded.entries.size(), 1U);
}

TEST_F(JournalFile, APrivateSessionLeavesNothing) {
  Journal journal = Journal::make_private("s", clock);
  EXPECT_EQ(*journal.append(sample_records()), 7);
  EXPECT_FALSE(files::exists(folder));
}

TEST_F(JournalFile, IdsNameNoPlaceElsewhere) {
  for (const char* id : {"a", "20261128T054400Z-1a2b3c4d", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "A.b_c-d"})
    EXPECT_TRUE(is_session_id(id)) << id;
  for (const char* id : {"", ".", "..", "a/b", "../x", "/etc/passwd", "a..b", "-x", ".x", "a b", "a\n", "latest",
                         "last", "a.", "\xC3\xA9"})
    EXPECT_FALSE(is_session_id(id)) << id;
  EXPECT_FALSE(is_session_id(std::string(65, 'a')));
  EXPECT_EQ(Journal::create(folder, "../x", opened, redactor, clock).error().code, ErrorCode::InvalidArgument);
  EXPECT_EQ(Journal::resume(folder, "../x", resumed, redactor, clock).error().code, ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace lakecode::session::test

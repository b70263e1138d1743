#pragma once
// What the tests of this folder share: a folder for sessions, a clock that stands, short ways to say messages.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/redact.h"
#include "base/temp_folder.h"
#include "base/time_format.h"
#include "session/journal.h"

namespace lakecode::session::test {

inline llm::Message user(std::string text) {
  return {llm::Role::User, {llm::TextBlock{std::move(text)}}};
}
inline llm::Message assistant(std::string text) {
  return {llm::Role::Assistant, {llm::TextBlock{std::move(text)}}};
}
/// An assistant message that calls a tool once for each id.
inline llm::Message calls(const std::vector<std::string>& ids, const std::string& tool = "sql_execute") {
  llm::Message message{llm::Role::Assistant, {llm::ThinkingBlock{"which table?", "c2ln/+=="}}};
  for (const std::string& id : ids) message.blocks.emplace_back(llm::ToolUse{id, tool, R"({"sql":"SELECT 1"})"});
  return message;
}
inline llm::Message results(const std::vector<std::string>& ids) {
  llm::Message message{llm::Role::User, {}};
  for (const std::string& id : ids) message.blocks.emplace_back(llm::ToolResult{id, "rows of " + id});
  return message;
}
inline ToolResults results_record(const std::vector<std::string>& ids) {
  ToolResults record;
  for (const std::string& id : ids) record.results.push_back({id, "rows of " + id});
  return record;
}

/// Two requests; the first is answered after two parallel calls.
inline std::vector<Record> sample_records() {
  return {UserMessage{user("How many orders are there?")},
          AssistantMessage{calls({"a", "b"}), llm::StopReason::ToolUse, "model-1"},
          Decision{.tool_use_id = "a", .tool = "sql_execute", .effect_class = "READ_ONLY", .decision = "allowed"},
          results_record({"a", "b"}),
          Taint{"rows of main.sales.orders"},
          AssistantMessage{assistant("There are 12."), llm::StopReason::EndTurn, "model-1"},
          ModelUse{.provider = "anthropic", .model = "model-1", .tokens = {.input = 100, .output = 20}, .usd = 0.25},
          UserMessage{user("Thanks. And customers?")}};
}

/// The messages that sample_records() stand for.
inline std::vector<llm::Message> sample_messages() {
  return {user("How many orders are there?"), calls({"a", "b"}), results({"a", "b"}), assistant("There are 12."),
          user("Thanks. And customers?")};
}

class SessionTest : public ::testing::Test {
 protected:
  const TempFolder temp;
  const std::filesystem::path folder = temp / "sessions";
  FixedClock clock{from_epoch_ms(1'790'000'000'123)};
  Redactor redactor;
  const Opened opened{.title = "orders",
                      .cwd = "/home/x",
                      .profile = "dev",
                      .workspace = "local",
                      .provider = "anthropic",
                      .model = "model-1",
                      .tool_version = "0.1.0"};
  const Resumed resumed{.tool_version = "0.1.0", .workspace = "local", .provider = "anthropic", .model = "model-1"};

  /// A closed session with the records given.
  void write(const std::string& id, const std::vector<Record>& records) {
    auto journal = Journal::create(folder, id, opened, redactor, clock);
    ASSERT_TRUE(journal) << one_line(journal.error());
    if (records.empty()) return;
    ASSERT_TRUE(journal->append(records));
  }
};

}  // namespace lakecode::session::test

// Whatever lines a journal is made of, what is read of it is a valid request, comes back from what it is written as,
// and damage is told. Each line of the input that is a JSON object becomes a whole record; the other lines stay as they
// are.
#include <string>
#include <vector>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "fuzz/input.h"
#include "session/conversation.h"
#include "session/journal.h"
#include "session/journal_line.h"
#include "session/record_json.h"

namespace {

using namespace lakecode;

std::string make_journal(std::string_view input) {
  std::string journal;
  for (const std::string_view line : text::lines(input)) {
    const auto value = json::parse(line, "line");
    if (value && value->is_object()) {
      journal += session::render_line(json::int_at(*value, "n").value_or(0), WallTime(), value->get_object());
    } else {
      journal += std::string(line) + "\n";
    }
  }
  return journal;
}

std::vector<std::string> answered_by(const llm::Message& message) {
  std::vector<std::string> ids;
  for (const llm::Block& block : message.blocks) {
    if (const auto* result = std::get_if<llm::ToolResult>(&block)) ids.push_back(result->tool_use_id);
  }
  return ids;
}

void check_request(const std::vector<llm::Message>& messages) {
  std::vector<std::string> pending;
  for (const llm::Message& message : messages) {
    LAKECODE_CHECK(!message.blocks.empty(), "no message is empty");
    LAKECODE_CHECK(answered_by(message) == pending, "every call is answered once, by the message after it");
    pending.clear();
    for (const llm::ToolUse& call : llm::tool_uses_of(message)) pending.push_back(call.id);
  }
  LAKECODE_CHECK(pending.empty(), "no call is left open");
  LAKECODE_CHECK(messages.empty() || messages.front().role == llm::Role::User, "it begins with the person");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = fuzz::as_text(data, size);
  const auto raw = session::parse_journal(input, "fuzz");
  if (raw) check_request(session::conversation_of(raw->entries).messages);

  const auto loaded = session::parse_journal(make_journal(input), "fuzz");
  if (!loaded) return 0;  // a newer format
  check_request(session::conversation_of(loaded->entries).messages);
  std::string again;
  for (const session::Entry& entry : loaded->entries)
    again += session::render_line(entry.number, entry.time, session::to_json(entry.record));
  const auto reloaded = session::parse_journal(again, "fuzz");
  LAKECODE_CHECK(reloaded && reloaded->entries.size() == loaded->entries.size(), "what was read can be written");
  for (std::size_t i = 0; i < loaded->entries.size(); ++i)
    LAKECODE_CHECK(reloaded->entries[i].record == loaded->entries[i].record, "and is the same then");
  return 0;
}

#pragma once
// What a loaded session means: the messages the model is to read next, and everything else that outlives a process.
// Pure. Invariant: `messages` is a valid request whatever the journal went through: it begins with User, every ToolUse
// is answered exactly once, by the message after it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "llm/message.h"
#include "session/ledger.h"
#include "session/record.h"

namespace lakecode::session {

/// A message and the record it comes from; the summary of a compaction has the compaction's.
struct NumberedMessage {
  std::int64_t number = 0;
  llm::Message message;
};

struct Conversation {
  Opened opened;
  std::string title;
  WallTime created;
  WallTime last;
  std::int64_t turns = 0;  ///< requests of the person
  std::vector<llm::Message> messages;
  std::vector<std::int64_t> numbers;  ///< numbers[i]: the record messages[i] begins with; for compaction
  std::vector<std::string> taints;    ///< sources, in order, each once
  std::vector<NamedResult> results;
  std::vector<std::string> skills;  ///< activated, in order, each once
  Surroundings surroundings;        ///< of the last system prompt; its day is empty before the first
  std::vector<Decision> decisions;
  Ledger ledger;
  std::string status;                ///< of the last `closed`; "interrupted" when the last process left none
  std::vector<std::string> notices;  ///< what was put right among the messages
};

Conversation conversation_of(const std::vector<Entry>& entries);

/// Puts a compaction that was just written as record `number` in force, as loading would.
void apply_compaction(Conversation& conversation, const Compaction& compaction, std::int64_t number);

/// Answers every unanswered call with an error result, drops results without a call and second answers, puts results
/// first and in call order, drops empty messages, and begins with User. `notices` gets a sentence for each change.
std::vector<NumberedMessage> repair_messages(std::vector<NumberedMessage> messages, std::vector<std::string>& notices);

}  // namespace lakecode::session

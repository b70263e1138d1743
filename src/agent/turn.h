#pragma once
// One turn: from what a person said to the answer, with the tool calls between. It runs on the calling thread and tells
// its events there; a stop of `ctx` ends it within 100 ms with what was received kept.

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/budget.h"
#include "agent/mailbox.h"
#include "agent/protocol.h"
#include "base/call_context.h"
#include "base/redact.h"
#include "llm/provider.h"
#include "session/compaction.h"
#include "session/conversation.h"
#include "session/journal.h"
#include "tools/tool.h"

namespace lakecode::agent {

/// What a session's turns share. All borrowed.
struct TurnParts {
  llm::Provider& provider;
  std::span<const tools::ToolRecord* const> tools;
  tools::Services& services;
  const Redactor& redactor;
  session::Journal& journal;  ///< what it returned for is kept; a failed write ends the turn before more is done
  EventSink& sink;
  Mailbox& mailbox;
};

struct TurnSettings {
  std::string model;
  std::vector<llm::SystemPart> system;
  Limits limits;
  std::optional<double> temperature = {};
  std::string answer_schema = {};  ///< JSON schema the final answer must fit; empty for prose
  int schema_tries = 3;            ///< answers that may miss the schema before the turn fails
  std::chrono::milliseconds heartbeat{10'000};
  std::optional<std::int64_t> context_budget = {};  ///< agent.context_window_budget; nullopt: never compacted
  /// What the session's clients did since the last call, for the journal: statements on warehouses, bytes by origin.
  /// Called with each answer and at the end of a turn; may be empty.
  std::function<std::vector<session::Record>()> used = {};
};

/// The session so far: what the journal holds of it, and how many tokens its texts take.
struct Conversation {
  session::Conversation record;
  session::TokenGauge gauge;
};

/// What a person said, with what belongs to it.
struct TurnInput {
  std::vector<std::string> texts;    ///< the request; then skills and attached text
  std::vector<std::string> outside;  ///< sources of content from outside that is in `texts`
};

/// Runs one turn and tells TurnDone last. Never fails: what went wrong is in the TurnEnd.
TurnEnd run_turn(const TurnParts& parts, const TurnSettings& settings, Conversation& conversation,
                 const TurnInput& input, const CallContext& ctx);

/// The messages as they are sent: neighbours of one role are one message, tool results first.
std::vector<llm::Message> joined(const std::vector<llm::Message>& messages);

}  // namespace lakecode::agent

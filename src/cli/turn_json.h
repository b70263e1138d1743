#pragma once
// A turn of the agent as JSON: the one object of `--output json`, and the lines of `--output stream-json`. Pure.
// Secrets are masked in every text. Source: interfaces, "Sessions and evidence"; the shapes other agents' scripts know.

#include <string>
#include <string_view>

#include "agent/protocol.h"
#include "base/json_fwd.h"
#include "base/redact.h"
#include "llm/provider.h"

namespace lakecode::cli {

/// What stands around every line of one session.
struct SessionFacts {
  std::string session_id;
  std::string model;     ///< as it was asked for; empty: none
  std::string provider;  ///< "anthropic", …, "none"
  std::string workspace;
  std::string profile;
  std::string evidence_pack = {};  ///< folder; empty when no act needed one
  llm::Capabilities capabilities = {};
};

/// `--output json`.
JsonObject turn_object(const agent::TurnEnd& end, const SessionFacts& facts, const Redactor& redactor);

/// `--output stream-json`, without session_id and uuid: the caller adds them.
JsonObject result_line(const agent::TurnEnd& end, const SessionFacts& facts, const Redactor& redactor);
JsonObject assistant_line(const agent::AnswerDone& answer, const Redactor& redactor);
JsonObject results_line(const llm::Message& results, const Redactor& redactor);

/// {"input_tokens","output_tokens","cache_read_tokens","cache_write_tokens","cost_usd"}
JsonObject usage_object(const agent::Spending& spent);

/// The model's input as JSON; the text itself when it does not parse.
JsonValue input_value(const std::string& input, const Redactor& redactor);

}  // namespace lakecode::cli

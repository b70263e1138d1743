#pragma once
// The intent reader: plain English to one deterministic request, or the plain statement that a model is needed. No
// model, clock or workspace takes part, so the same words always mean the same. It never guesses a change: what runs a
// job, deploys, grants or writes needs an imperative and every required input in the words themselves.

#include <string>
#include <string_view>

#include "base/json_fwd.h"

namespace lakecode::knowledge {

enum class IntentKind {
  Workflow,    ///< `name` is one of the 18 workflow ids, registered or not
  Tool,        ///< `name` is a tool's: list_tables, top_tables_by_size, …
  Sql,         ///< a SQL text, `arguments` {"statement"}; `name` is "sql_execute"
  NeedsModel,  ///< nothing deterministic answers it; `name` is empty
};

/// "workflow", "tool", "sql", "needs_model".
std::string_view name_of(IntentKind kind);

struct Intent {
  IntentKind kind = IntentKind::NeedsModel;
  std::string name;
  JsonBox arguments;        ///< an object with the inputs of the workflow or tool; ids are strings
  double confidence = 0.0;  ///< 0 to 1: how sure the reading is, of needs_model too
};

/// Reads at most the first 64 KiB of `text`. Never fails: what it cannot place needs a model.
Intent read_intent(std::string_view text);

/// {"kind","name","arguments"}; name is null for needs_model. The `intent` member of the contract.
JsonObject to_json(const Intent& intent);

/// "workflow debug_job, job_id 12345": what was understood, on one line, for a person. Not inert: made of their words.
std::string describe(const Intent& intent);

}  // namespace lakecode::knowledge

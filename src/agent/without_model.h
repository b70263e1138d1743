#pragma once
// The answer without a model: the words are read as one intent, said back, and carried out by a workflow or a tool
// behind the gate. What no rule answers is told plainly, with how to get a model. One thread; connects only through
// `hands`, and only when there is something to carry out.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "knowledge/intent.h"
#include "tools/tool.h"
#include "workflows/engine.h"

namespace lakecode::agent {

/// What came of one carried-out intent.
struct PlainResult {
  std::string text;              ///< for a person; inert
  std::string data;              ///< JSON of the whole result; may be empty
  std::vector<tools::Act> acts;  ///< what was brought to the gate
  int exit_code = 0;             ///< by the contract
  std::int64_t duration_ms = 0;
};

/// How an intent is carried out; made by the front end, which knows the connection, the gate and the packs.
struct Hands {
  /// Runs a workflow in a pack of its own, as `run workflow` does.
  std::function<Result<PlainResult>(const workflows::WorkflowRecord& record, const JsonObject& inputs)> run_workflow;
  /// Makes one tool call behind the gate of the session.
  std::function<Result<PlainResult>(const tools::ToolRecord& record, const JsonObject& input)> call_tool;
  /// The id of the job that is called so. Errors: InvalidArgument when there is none or more than one; those of the
  /// workspace. May be empty: no name is looked up.
  std::function<Result<std::string>(const std::string& name)> find_job;
  /// Told what was understood before anything is done; may be empty.
  std::function<void(std::string_view understood)> understood;
};

struct PlainAnswer {
  knowledge::Intent intent;
  std::string understood;  ///< "understood: workflow debug_job, job_id 12345"; inert, one line
  bool needs_model = false;
  PlainResult result;  ///< with needs_model: `text` says how to get a model, exit_code 8
};

/// Answers `text`. "run nightly_orders" is run_job where the workspace has a job called so, and needs a model else.
/// Errors: those of `hands` (no workspace, wrong inputs), InvalidArgument for an empty text.
Result<PlainAnswer> answer_without_model(std::string_view text, const Hands& hands);

}  // namespace lakecode::agent

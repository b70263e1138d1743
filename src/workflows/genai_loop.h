#pragma once
// The seam where a language model may lead genai_cost_agent: it is given the question and the ten functions, calls them
// as often as it likes, and writes a text. Numbers come from the functions alone. The agent part fills it in; without
// one the workflow calls all ten itself.

#include <functional>
#include <string>

#include "analysis/genai/functions.h"
#include "base/call_context.h"
#include "base/result.h"
#include "result/workflow_result.h"

namespace lakecode::workflows {

/// One call of a function with a model's arguments; recorded in the result. InvalidArgument is for the model to repair.
using GenaiCall = std::function<Result<JsonBox>(const std::string& name, const JsonValue& arguments)>;

/// Answers `question` by calling `call`. The narrative's text must hold no number that no call gave.
using GenaiLoop = std::function<Result<result::Narrative>(const std::string& question, const GenaiCall& call,
                                                          const CallContext& ctx)>;

}  // namespace lakecode::workflows

#pragma once
// `lakecode run PROMPT` without a model: what the words say is read as one intent, said back, and carried out by a
// workflow or a tool behind the gate.

#include "base/call_context.h"
#include "base/result.h"
#include "cli/agent_session.h"
#include "cli/app.h"
#include "cli/command.h"
#include "cli/prompt_input.h"
#include "cli/turn_output.h"

namespace lakecode::cli {

struct PlainParts {
  App& app;
  const Invocation& invocation;
  AgentSession& session;
  TurnOutput& output;
};

/// Returns the exit code: 8 when it needs a model. Errors: those of connecting and of the inputs that were read.
Result<int> run_plain(const PlainParts& parts, const PromptInput& prompt, const CallContext& ctx);

}  // namespace lakecode::cli

#pragma once
// The model that an invocation talks to: --model, settings, environment and the workspace put together.

#include "base/call_context.h"
#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"
#include "config/settings.h"
#include "llm/choice.h"

namespace lakecode::cli {

/// The choice of llm/choice.h for this invocation. Its keys are made known to the redactor, its notices go to standard
/// error; `why` is the caller's to show. The embedded workspace serves no models and is not asked.
/// Errors: those of llm::choose_provider.
Result<llm::Choice> choose_model(App& app, const Invocation& invocation, const config::Settings& settings,
                                 const CallContext& ctx);

}  // namespace lakecode::cli

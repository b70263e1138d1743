#pragma once
// Which model a session talks to, and why. `auto` is a key in the environment, else a chat endpoint of the workspace,
// else none. Reads settings and environment that it is given; asks a server only where a model must be found by its
// list. One line says what was chosen, and for what reason.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call_context.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "config/environment.h"
#include "config/settings.h"
#include "llm/exchange.h"
#include "llm/provider.h"

namespace lakecode::llm {

/// The workspace whose endpoints may be asked.
struct WorkspaceEndpoints {
  std::string origin;
  std::string credential;  ///< by name, for advice: "profile DEV"
  Authorize authorize;
};

struct ChoiceSources {
  const config::Settings& settings;  ///< agent.provider, agent.model, agent.model_overrides
  const config::Environment& environment;
  /// Called only when a workspace is needed; nullopt where none is configured. May be empty.
  std::function<Result<std::optional<WorkspaceEndpoints>>()> workspace;
  net::ClientOptions http;
  RandomSource& random;
};

struct Choice {
  std::unique_ptr<Provider> provider;  ///< null: none
  std::string model;
  std::string why;                   ///< "anthropic claude-sonnet-5 (ANTHROPIC_API_KEY is set)"; "no model: …"
  std::vector<std::string> notices;  ///< lines for standard error
  std::vector<Secret> secrets;       ///< the keys in use, for the redactor
};

/// Errors: InvalidArgument (overrides, address), Unauthenticated (a provider was asked for by name and has no key),
/// FailedPrecondition (by name, and no workspace or no model is there), and those of listing models. Under `auto` a
/// workspace that cannot be asked is no error but `none`, and `why` says it.
Result<Choice> choose_provider(const ChoiceSources& sources, const CallContext& ctx);

/// How a person gets a model where there is none: one sentence.
std::string_view how_to_get_a_model();

/// The one of `endpoints` to talk to where nobody chose: the strongest family, then the latest; "" for none.
std::string best_endpoint(const std::vector<std::string>& endpoints);

}  // namespace lakecode::llm

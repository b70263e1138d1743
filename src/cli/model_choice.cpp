#include "cli/model_choice.h"

#include <memory>
#include <utility>

#include "auth/chain.h"
#include "auth/token_source.h"
#include "cli/connection.h"

namespace lakecode::cli {
namespace {

Result<std::optional<llm::WorkspaceEndpoints>> find_endpoints(App& app, const Invocation& invocation,
                                                              const config::Settings& settings,
                                                              const CallContext& ctx) {
  if (invocation.has("local")) return std::optional<llm::WorkspaceEndpoints>();
  TRY_ASSIGN(const config::ResolvedProfile profile, resolve_identity(app, invocation, settings, ctx));
  if (profile.host.empty()) return std::optional<llm::WorkspaceEndpoints>();
  for (const auto& [key, attribute] : profile.attributes) {
    if (attribute.is_secret) app.redactor.add(attribute.secret);
  }
  TRY_ASSIGN(auto made, auth::make_token_source(profile));
  const std::shared_ptr<auth::TokenSource> tokens = std::move(made);
  llm::WorkspaceEndpoints endpoints{
      .origin = profile.host,
      .credential = profile.name.empty() ? "the credentials in the environment" : "profile " + profile.name,
      .authorize = [tokens](net::HttpRequest& request, const CallContext& call) {
        return tokens->authorize(request, call);
      }};
  return std::optional(std::move(endpoints));
}

}  // namespace

Result<llm::Choice> choose_model(App& app, const Invocation& invocation, const config::Settings& settings,
                                 const CallContext& ctx) {
  const llm::ChoiceSources sources{.settings = settings,
                                   .environment = app.environment,
                                   .workspace = [&] { return find_endpoints(app, invocation, settings, ctx); },
                                   .http = http_options(app),
                                   .random = app.random};
  auto choice = llm::choose_provider(sources, ctx);
  if (!choice) return choice;
  for (const Secret& secret : choice->secrets) app.redactor.add(secret);
  for (const std::string& notice : choice->notices) app.output.note("lakecode: " + notice);
  return choice;
}

}  // namespace lakecode::cli

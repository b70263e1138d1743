#include "cli/profile_check.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "auth/chain.h"
#include "cli/version.h"
#include "databricks/client.h"
#include "net/http_client.h"

namespace lakecode::cli {
namespace {

/// Enough for any list of profiles that a person keeps; each waits for one answer.
constexpr std::size_t kThreads = 8;

Result<databricks::Identity> fetch_identity(const App& app, const config::ResolvedProfile& profile,
                                            const net::ClientOptions& http) {
  TRY_ASSIGN(const auto tokens, auth::make_token_source(profile));
  databricks::ClientSettings settings{.host = profile.host, .workspace_id = profile.workspace_id, .http = http};
  settings.retry.max_attempts = 1;
  settings.request_timeout = kCheckTimeout;
  settings.profile = profile.name;
  databricks::Client client(std::move(settings), *tokens, app.random);
  return databricks::fetch_me(client, app.context().with_timeout(kCheckTimeout));
}

ProfileCheck check(const App& app, const config::ResolvedProfile& profile, const net::ClientOptions& http) {
  ProfileCheck out{.method = method_of(profile), .identity = {}, .error = {}};
  auto identity = fetch_identity(app, profile, http);
  if (identity) {
    out.identity = std::move(identity).value();
  } else {
    out.error = std::move(identity).error();
  }
  return out;
}

}  // namespace

std::string method_of(const config::ResolvedProfile& profile) {
  const auto method = auth::choose_method(profile);
  return method && *method != nullptr ? std::string((*method)->name) : std::string();
}

std::vector<ProfileCheck> check_profiles(App& app, const std::vector<config::ResolvedProfile>& profiles) {
  for (const config::ResolvedProfile& profile : profiles) {
    for (const auto& entry : profile.attributes) {
      if (entry.second.is_secret) app.redactor.add(entry.second.secret);
    }
  }
  net::ClientOptions http =
      net::client_options_from_environment([&app](std::string_view name) { return app.variable(name); });
  http.user_agent = "lakecode/" + std::string(kVersion);
  std::vector<ProfileCheck> checks(profiles.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < profiles.size(); i = next++) checks[i] = check(app, profiles[i], http);
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(kThreads, profiles.size()); ++i) threads.emplace_back(work);
  work();
  threads.clear();
  return checks;
}

}  // namespace lakecode::cli

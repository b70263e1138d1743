#include "cli/auth_login.h"

#include <string>

#include "base/json.h"
#include "base/text.h"
#include "cli/profile_check.h"
#include "config/databricks_file.h"
#include "render/screen_door.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kMaxTokenBytes = 16'384;

Error wrong_usage(std::string reason, std::string advice) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "log in",
               .subject = {},
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

Result<Secret> read_token(App& app) {
  if (app.stdin_is_terminal) app.output.note("Paste the token and press Enter (it will be visible):");
  const auto line = app.input.next_line(kMaxTokenBytes, app.stop);
  const std::string_view text = line ? text::trim(line->text) : std::string_view();
  if (text.empty() || line->too_long) {
    return wrong_usage("there is no token on standard input", "pipe it in: `lakecode auth login --token-stdin < FILE`");
  }
  Secret token{std::string(text)};
  app.redactor.add(token);
  return token;
}

/// The profile that would be written, resolved from what was typed alone.
Result<config::ResolvedProfile> typed_profile(const std::string& name, const std::string& host, const Secret& token) {
  config::ProfileRequest request;
  request.explicit_values = {{"host", host}, {"token", std::string(token.reveal())}};
  TRY_ASSIGN(config::ResolvedProfile profile, config::resolve_profile(request, {}));
  profile.name = name;
  return profile;
}

Result<void> check(App& app, config::ResolvedProfile& profile) {
  ProfileCheck result = check_profiles(app, {profile}).front();
  if (result.error) return *std::move(result.error);
  if (profile.workspace_id.empty()) profile.workspace_id = result.identity->workspace.value();
  return {};
}

}  // namespace

Result<int> run_auth_login(App& app, const Invocation& invocation) {
  if (!invocation.has("token-stdin")) {
    return Error{.code = ErrorCode::Unsupported,
                 .action = "log in with the browser",
                 .subject = {},
                 .reason = "this version stores personal access tokens only",
                 .advice = "use `lakecode auth login [PROFILE] --host URL --token-stdin`, or `databricks auth login`"};
  }
  const auto host = invocation.value("host");
  if (!host) return wrong_usage("there is no host", "add --host https://…");
  const std::string name = invocation.arguments.empty() ? invocation.value_or("profile", "DEFAULT")  //
                                                        : invocation.arguments.front();
  const auto path = config::databricks_config_path(app.environment, app.user_home());
  if (path.empty()) return wrong_usage("HOME is not set", "set it, or DATABRICKS_CONFIG_FILE");
  TRY_ASSIGN(const Secret token, read_token(app));
  TRY_ASSIGN(config::ResolvedProfile profile, typed_profile(name, *host, token));
  if (!invocation.has("skip-validate")) TRY_VOID(check(app, profile));
  config::ProfileValues values{.name = name, .values = {{"host", profile.host}}};
  if (!profile.workspace_id.empty()) values.values.emplace_back("workspace_id", profile.workspace_id);
  values.values.emplace_back("token", std::string(token.reveal()));
  TRY_VOID(config::store_profile(path, values));
  if (invocation.wants_json()) {
    app.output.print(json::serialize(JsonObject{{"profile", name}, {"host", profile.host}, {"path", path.string()}}) +
                     "\n");
  } else {
    app.output.print(render::inert_line("Profile " + name + " was saved in " + path.string()) + "\n");
  }
  return 0;
}

}  // namespace lakecode::cli

#include "cli/connection.h"

#include <unistd.h>

#include <utility>

#include "auth/chain.h"
#include "auth/token_source.h"
#include "base/text.h"
#include "cli/local_server.h"
#include "cli/tape.h"
#include "config/profiles.h"
#include "databricks/identity.h"
#include "session/meter.h"

namespace lakecode::cli {
namespace {

/// The profile of the embedded workspace, made from what its server said; no file or variable takes part.
config::ResolvedProfile local_profile(const LocalServer& server) {
  config::ResolvedProfile profile{.name = "local", .host = server.host, .auth_type = "pat"};
  config::Attribute host{.text = server.host, .source = "the embedded workspace"};
  config::Attribute token{.secret = server.token, .is_secret = true, .source = "the embedded workspace"};
  profile.attributes.emplace("host", std::move(host));
  profile.attributes.emplace("token", std::move(token));
  return profile;
}

/// The workspace a recording spoke to: nothing of this machine leads there.
Result<config::ResolvedProfile> recorded_profile(const net::Cassette& cassette) {
  const auto host = cassette.fact("workspace.host");
  if (!host) {
    return Error{.code = ErrorCode::FailedPrecondition,
                 .action = "replay",
                 .subject = "",
                 .reason = "the cassette holds no workspace",
                 .advice = "record the same command again"};
  }
  config::ResolvedProfile profile{.name = cassette.fact("workspace.profile").value_or(""),
                                  .host = *host,
                                  .workspace_id = cassette.fact("workspace.id").value_or(""),
                                  .auth_type = "pat"};
  const std::string source = "the recording";
  profile.attributes.emplace("host", config::Attribute{.text = *host, .source = source});
  profile.attributes.emplace(
      "token", config::Attribute{.secret = Secret(std::string(kNoCredential)), .is_secret = true, .source = source});
  return profile;
}

/// As the Databricks tools do, or the embedded workspace.
Result<config::ResolvedProfile> find_identity(App& app, const Invocation& invocation, const config::Settings& settings,
                                              const CallContext& ctx) {
  if (invocation.has("local")) {
    TRY_ASSIGN(const std::filesystem::path usual, local_data_folder(app));
    const std::filesystem::path data = invocation.value_or("data", usual.string());
    TRY_ASSIGN(const LocalServer server, ensure_local_server(app, data, std::nullopt, ctx));
    return local_profile(server);
  }
  return config::resolve_profile(config::profile_request(settings, invocation.value_or("profile", ""), app.user_home()),
                                 app.environment);
}

}  // namespace

net::ClientOptions http_options(const App& app, std::string_view kind) {
  net::ClientOptions options =
      net::client_options_from_environment([&app](std::string_view name) { return app.variable(name); });
  options.user_agent = "lakecode/0.1.0";
  options.cassette = app.cassette;
  if (app.meter != nullptr) options.observer = app.meter->observer(std::string(kind));
  return options;
}

Result<config::LoadedSettings> load_settings(App& app, const Invocation& invocation) {
  std::map<std::string, std::string> flags;
  if (const auto target = invocation.value("target")) flags["databricks.target"] = *target;
  if (invocation.has("compliance")) flags["policy.compliance"] = "true";
  for (const auto& [option, key] : {std::pair("model", "agent.model"), std::pair("max-turns", "agent.max_turns"),
                                    std::pair("max-budget-usd", "agent.max_budget_usd")}) {
    if (const auto given = invocation.value(option)) flags[key] = *given;
  }
  if (app.lakecode_home().empty()) return no_home();
  auto loaded = config::load_settings({.environment = app.environment,
                                       .user_home = app.user_home(),
                                       .lakecode_home = app.lakecode_home(),
                                       .working_folder = app.working_folder,
                                       .flags = std::move(flags)});
  if (!loaded) return loaded;
  for (const std::string& notice : loaded->notices) app.output.note("lakecode: " + notice);
  return loaded;
}

evidence::PackSettings pack_settings(const App& app, const config::Settings& settings) {
  return {.runs_folder = settings.path("runs.dir"), .keys_folder = app.lakecode_home() / "keys"};
}

Result<config::ResolvedProfile> resolve_identity(App& app, const Invocation& invocation,
                                                 const config::Settings& settings, const CallContext& ctx) {
  if (is_replaying(app)) return recorded_profile(*app.cassette);
  auto profile = find_identity(app, invocation, settings, ctx);
  if (!profile || !app.cassette) return profile;
  app.cassette->set_fact("workspace.host", profile->host);
  app.cassette->set_fact("workspace.profile", profile->name);
  app.cassette->set_fact("workspace.id", profile->workspace_id);
  return profile;
}

Result<gate::LoadedPolicy> load_policy(App& app, const config::LoadedSettings& loaded) {
  TRY_ASSIGN(gate::LoadedPolicy policy, gate::load_policy({.system_folder = app.system_folder,
                                                           .lakecode_home = app.lakecode_home(),
                                                           .loaded = loaded,
                                                           .user = ::getuid()}));
  for (const std::string& notice : policy.notices) app.output.note("lakecode: " + notice);
  return policy;
}

gate::GateSettings gate_settings(App& app, const Invocation& invocation, Connection& connection) {
  const std::string level = invocation.value_or("approve", "read");
  gate::GateSettings settings{.policy = connection.policy.policy,
                              .read_only_because = connection.policy.read_only_because,
                              .compliance = connection.policy.compliance,
                              .dry_run = invocation.has("dry-run")};
  if (level == "destructive") settings.approval = gate::Approval::Destructive;
  if (level == "write") settings.approval = gate::Approval::Write;
  connection.second_person =
      std::make_unique<gate::ApprovalFolder>(app.lakecode_home() / "approvals", app.lakecode_home() / "keys",
                                             connection.policy.policy->approvers(), app.clock, app.random);
  settings.second_person = connection.second_person.get();
  databricks::Client* client = connection.client.get();
  settings.principal = [client](const CallContext& ctx) -> Result<std::string> {
    TRY_ASSIGN(const databricks::Identity me, databricks::fetch_me(*client, ctx));
    return me.user_name;
  };
  return settings;
}

Result<Connection> connect(App& app, const Invocation& invocation, const CallContext& ctx) {
  TRY_ASSIGN(config::LoadedSettings loaded, load_settings(app, invocation));
  return connect(app, invocation, std::move(loaded), ctx);
}

Result<Connection> connect(App& app, const Invocation& invocation, config::LoadedSettings loaded,
                           const CallContext& ctx) {
  Connection connection;
  TRY_ASSIGN(connection.policy, load_policy(app, loaded));
  connection.settings = std::move(loaded.settings);
  TRY_ASSIGN(const config::ResolvedProfile profile, resolve_identity(app, invocation, connection.settings, ctx));
  for (const auto& [key, attribute] : profile.attributes) {
    if (attribute.is_secret) app.redactor.add(attribute.secret);
  }
  TRY_ASSIGN(connection.tokens, auth::make_token_source(profile));
  connection.profile = profile.name;
  connection.workspace = invocation.has("local") ? "local" : profile.host;
  databricks::ClientSettings settings{
      .host = profile.host, .workspace_id = profile.workspace_id, .http = http_options(app, "workspace")};
  if (const auto seconds = text::parse_int(profile.text("http_timeout_seconds")); seconds && *seconds > 0) {
    settings.request_timeout = std::chrono::seconds(*seconds);
  }
  if (app.meter != nullptr) {
    settings.on_statement = [meter = app.meter](const databricks::StatementUse& use) {
      meter->add({.warehouse_id = to_string(use.warehouse),
                  .statement_id = to_string(use.id),
                  .duration_ms = use.duration.count()});
    };
  }
  connection.client = std::make_unique<databricks::Client>(std::move(settings), *connection.tokens, app.random);
  return connection;
}

}  // namespace lakecode::cli

#pragma once
// From flags, environment and files to a client of one workspace: `--local` starts or finds the embedded workspace,
// else the profile is resolved as the Databricks tools do. Where nothing is configured it says so and never guesses.

#include <memory>
#include <string>
#include <string_view>

#include "auth/token_source.h"
#include "base/call_context.h"
#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"
#include "config/profiles.h"
#include "config/settings.h"
#include "databricks/client.h"
#include "evidence/pack.h"
#include "gate/gate.h"
#include "gate/policy_files.h"
#include "gate/second_person.h"
#include "net/http_client.h"

namespace lakecode::cli {

/// Settings of all layers for this invocation; notices (untrusted project and the like) go to standard error.
/// Errors: InvalidArgument with every problem of the files.
Result<config::LoadedSettings> load_settings(App& app, const Invocation& invocation);

/// How clients of one kind ("workspace", "model") reach the network: proxies and certificates by the environment, the
/// cassette and the meter of the session where there are some.
net::ClientOptions http_options(const App& app, std::string_view kind = "model");

/// Where packs and the signing key stand under these settings.
evidence::PackSettings pack_settings(const App& app, const config::Settings& settings);

/// The profile that this invocation talks to, embedded or far. Starts the embedded workspace when `--local` asks for
/// it.
Result<config::ResolvedProfile> resolve_identity(App& app, const Invocation& invocation,
                                                 const config::Settings& settings, const CallContext& ctx);

struct Connection {
  config::Settings settings;
  std::string profile;    ///< profile name, or "local"
  std::string workspace;  ///< origin; "local" for the embedded workspace
  std::unique_ptr<auth::TokenSource> tokens;
  std::unique_ptr<databricks::Client> client;
  gate::LoadedPolicy policy;
  std::unique_ptr<gate::ApprovalFolder> second_person;
};

/// The policy in force for this invocation; its notices go to standard error.
/// Errors: InvalidArgument in compliance mode for a broken or missing policy, and for entries of the safety lists.
Result<gate::LoadedPolicy> load_policy(App& app, const config::LoadedSettings& loaded);

/// What a gate of this invocation is made of: --approve, --dry-run, the policy. Borrows from `connection` and `app`.
gate::GateSettings gate_settings(App& app, const Invocation& invocation, Connection& connection);

/// The policy is loaded first: what is broken stops everything before the network.
/// Errors: InvalidArgument (configuration, policy in compliance mode), Unauthenticated (nothing configured),
/// Unavailable (the embedded workspace does not start). Does not contact a far workspace.
Result<Connection> connect(App& app, const Invocation& invocation, const CallContext& ctx);
/// The same with settings that were loaded before, and told of.
Result<Connection> connect(App& app, const Invocation& invocation, config::LoadedSettings loaded,
                           const CallContext& ctx);

}  // namespace lakecode::cli

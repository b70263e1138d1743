#pragma once
// From flags, environment and files to a client of one workspace: `--local` starts or finds the embedded workspace,
// else the profile is resolved as the Databricks tools do. Where nothing is configured it says so and never guesses.

#include <memory>
#include <string>

#include "base/call_context.h"
#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"
#include "config/settings.h"
#include "databricks/client.h"

namespace lakecode::auth {
class TokenSource;
}

namespace lakecode::cli {

struct Connection {
  config::Settings settings;
  std::string profile;    ///< profile name, or "local"
  std::string workspace;  ///< origin; "local" for the embedded workspace
  std::unique_ptr<auth::TokenSource> tokens;
  std::unique_ptr<databricks::Client> client;
};

/// Errors: InvalidArgument (configuration), Unauthenticated (nothing configured), Unavailable (the embedded workspace
/// does not start). Does not contact a far workspace.
Result<Connection> connect(App& app, const Invocation& invocation, const CallContext& ctx);

}  // namespace lakecode::cli

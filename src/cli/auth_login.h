#pragma once
// `auth login`: stores a personal access token as a profile of ~/.databrickscfg, after the workspace accepted it.

#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"

namespace lakecode::cli {

/// Reads the token as one line from standard input. Errors: Unsupported without --token-stdin (the browser login is
/// not spoken), InvalidArgument, Unauthenticated when the workspace refuses the token.
Result<int> run_auth_login(App& app, const Invocation& invocation);

}  // namespace lakecode::cli

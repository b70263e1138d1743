#pragma once
// What the policy commands share: which policy is meant, and deciding about one act with it.

#include <memory>
#include <string>

#include "base/json_fwd.h"
#include "base/result.h"
#include "cli/act_line.h"
#include "cli/app.h"
#include "cli/command.h"
#include "policy/decide.h"

namespace lakecode::cli {

/// The files of --policy and nothing else, or the policy in force when there are none.
/// Errors: InvalidArgument with every mistake of a file.
Result<std::shared_ptr<const policy::Policy>> chosen_policy(App& app, const Invocation& invocation);

/// The act of the command line: STATEMENT, "METHOD /path" or "databricks …", at --tool, --profile, --target, …
ActLine act_of(const Invocation& invocation, const std::string& statement);

/// An act as the rules see it; views into `line` and `verdict`.
policy::Act view_of(const ActLine& line, const safety::Verdict& verdict, WallTime now);

}  // namespace lakecode::cli

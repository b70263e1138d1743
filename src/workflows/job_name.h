#pragma once
// A job by the name that people call it, in place of its id.

#include <string>
#include <string_view>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/job_lists.h"

namespace lakecode::workflows {

/// True for what is meant as a number: digits, signs and points alone. It is an id, right or wrong, and no name.
bool is_number_text(std::string_view text);

/// The one of `jobs` that is called `name`: exactly; else without regard to case; else with blanks, "-" and "_" taken
/// as the same. Pure. Errors: InvalidArgument when there is none (with the nearest ones) or more than one (with their
/// ids).
Result<JobId> choose_job(const std::vector<databricks::JobName>& jobs, const std::string& name);

/// The same among the jobs of a workspace: one request when the name is right, else the list of all.
Result<JobId> find_job(databricks::Client& client, const std::string& name, const CallContext& ctx);

}  // namespace lakecode::workflows

#pragma once
// Fragments of job settings that can be pasted: into the job's JSON, a bundle (YAML reads JSON) or jobs/update. Pure.

#include <string>
#include <string_view>

#include "analysis/job_audit/audited_job.h"

namespace lakecode::job_audit {

/// `text` as a JSON string.
std::string json_text(std::string_view text);

/// {"tasks": [{"task_key": KEY, INNER}]}; `inner` is the members without braces.
std::string task_fragment(const Task& task, std::string_view inner);

/// The same around a cluster's settings, where that cluster stands; those alone for an all-purpose cluster.
std::string compute_fragment(const Compute& compute, std::string_view inner);

}  // namespace lakecode::job_audit

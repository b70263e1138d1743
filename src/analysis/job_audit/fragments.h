#pragma once
// Fragments of job settings to merge into the job's JSON or a bundle's override (YAML reads JSON). jobs/update takes
// those without lists as they stand; an entry of tasks or job_clusters it replaces whole. Pure.

#include <span>
#include <string>
#include <string_view>

#include "analysis/job_audit/audited_job.h"
#include "analysis/job_audit/rules.h"

namespace lakecode::job_audit {

/// `text` as a JSON string.
std::string json_text(std::string_view text);

/// Adds {"tasks": [{"task_key": KEY, INNER}]}; `inner` is the members without braces.
void propose_for(Outcome& out, const Task& task, std::string_view inner);

/// The same around a cluster's settings, where that cluster stands. Those of an all-purpose cluster stand alone: they
/// are no settings of the job, so they are proposed only where nothing else is.
void propose_for(Outcome& out, const Compute& compute, std::string_view inner);

/// All in one: objects join, of lists the elements with the same key do. "" of none.
std::string join_fragments(std::span<const std::string> fragments);

}  // namespace lakecode::job_audit

#pragma once
// Everything audit_jobs judges: the jobs of a workspace and what surrounds them. Network in, plain facts out.

#include <optional>
#include <vector>

#include "analysis/job_audit/audited_job.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

struct AuditedWorkspace {
  std::vector<job_audit::Job> jobs;
  job_audit::Surroundings around;
  std::size_t access_read = 0;  ///< jobs whose permissions were read
};

/// nullopt when the jobs cannot be listed: the run is failed. Anything else that cannot be read leaves its rules
/// unevaluated.
std::optional<AuditedWorkspace> gather_audit(Run& run);

}  // namespace lakecode::workflows

#pragma once
// The runs of all jobs of a workspace: from the system tables where they are there (one statement), else from the Jobs
// API in time windows read side by side. Each read is a step; what is missing leaves a gap that is told.

#include <memory>
#include <vector>

#include "analysis/job_audit/audited_job.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

class AuditHistory {
 public:
  /// Reads the runs of the last 60 days and, where the system tables tell it, each job's latest run before.
  explicit AuditHistory(Run& run);
  ~AuditHistory();
  AuditHistory(const AuditHistory&) = delete;
  AuditHistory& operator=(const AuditHistory&) = delete;

  /// False when no source could be read to its end: then nothing may be concluded from a run that is not there.
  [[nodiscard]] bool is_known() const;
  /// Jobs without a run so far whose latest one can be asked for, at most 1,000.
  [[nodiscard]] std::vector<JobId> quiet(const std::vector<job_audit::Job>& jobs) const;
  /// Asks the Jobs API for the latest run of each; one request a job, so beside other reads.
  Result<void> look_for_latest(databricks::Client& client, const std::vector<JobId>& quiet, const CallContext& ctx);
  /// Gives each job its runs, newest first.
  void give_to(std::vector<job_audit::Job>& jobs) const;

 private:
  struct Found;
  std::unique_ptr<Found> found_;
};

}  // namespace lakecode::workflows

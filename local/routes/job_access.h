#pragma once
// Who may do what with a job and its runs (API reference 3.2, 3.10). Reads the store.

#include <functional>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "local/routes/object_access.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// The rights of one caller, drawn from the store once for each request.
class JobAccess {
 public:
  JobAccess(const Workspace& workspace, const Caller& caller)
      : workspace_(workspace), access_(workspace, caller, kLeveledJobs) {}

  /// True for the owner of the workspace's token and for admins, who may do everything.
  [[nodiscard]] bool unbounded() const { return access_.unbounded(); }
  [[nodiscard]] bool holds(const std::string& job_id, const JsonObject& job,
                           std::initializer_list<std::string_view> levels) const {
    return access_.holds(job_id, job, levels);
  }

  /// The jobs that the caller may see, looked up at once: filters of lists must not ask the store.
  struct Visible {
    std::string user;
    std::set<std::string, std::less<>> jobs;    ///< ids
    std::set<std::string, std::less<>> hidden;  ///< ids of the others
    /// A run is seen by who sees its job; one without a job by who submitted it.
    [[nodiscard]] bool shows_run(const Record& run) const;
  };
  [[nodiscard]] Visible visible() const;

 private:
  const Workspace& workspace_;
  ObjectAccess access_;
};

}  // namespace lakecode::local

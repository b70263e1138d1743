#pragma once
// "run nightly_orders": an order to start something by a bare name, which is a job's if the workspace has one called
// so. The intent reader does not take it, because the words alone do not say that it is a job.

#include <optional>
#include <string>
#include <string_view>

#include "base/json_fwd.h"

namespace lakecode::knowledge {

struct JobOrder {
  std::string name;
  JsonBox inputs;  ///< an object: of run_job, without the job
};

/// Nothing when the text says more than the order, the name, the parameters and whether to wait. Pure.
std::optional<JobOrder> read_job_order(std::string_view text);

}  // namespace lakecode::knowledge

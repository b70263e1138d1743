#pragma once
// Fills the marks of scenario.h in a text. Pure; unknown marks and lone at-signs stay as they are.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "local/demo/dice.h"

namespace lakecode::local {

struct MarkValues {
  WallTime start{};  ///< of the task; noise spreads from here
  WallTime end{};
  std::int64_t job_id = 0;
  std::int64_t task_run_id = 0;
  std::int64_t child_job_id = 0;
  std::int64_t child_run_id = 0;
  std::string cluster_id;
  std::string user;
};

std::string fill_marks(std::string_view text, const MarkValues& values, const Dice& dice);

}  // namespace lakecode::local

#pragma once
// When a task runs: run_if over the ends of its dependencies, and the comparison of a condition task. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::local {

/// How one dependency ended, as run_if sees it.
struct DependencyEnd {
  std::string result;        ///< RunResultState
  bool takes_branch = true;  ///< false: a condition task that went the other way
};

/// "" when the task runs; else the result it gets without running: UPSTREAM_FAILED, UPSTREAM_CANCELED, EXCLUDED.
std::string decide_run_if(std::string_view run_if, const std::vector<DependencyEnd>& dependencies);

bool is_success(std::string_view result);
bool is_excluded(std::string_view result);

/// EQUAL_TO and NOT_EQUAL compare texts; the others need numbers on both sides.
Result<bool> compare_condition(std::string_view op, const std::string& left, const std::string& right);

}  // namespace lakecode::local

#include "local/jobs/run_conditions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace lakecode::local {
namespace {

struct Tally {
  std::size_t succeeded = 0;  ///< excluded ones too: they count as successful
  std::size_t failed = 0;
  std::size_t excluded = 0;
  std::size_t canceled = 0;  ///< of the failed ones
  bool other_branch = false;
};

Tally count(const std::vector<DependencyEnd>& dependencies) {
  Tally tally;
  for (const DependencyEnd& end : dependencies) {
    if (!end.takes_branch || is_excluded(end.result)) {
      ++tally.excluded;
      ++tally.succeeded;
      tally.other_branch = tally.other_branch || !end.takes_branch;
    } else if (is_success(end.result)) {
      ++tally.succeeded;
    } else {
      ++tally.failed;
      tally.canceled += end.result == "CANCELED" || end.result == "UPSTREAM_CANCELED" ? 1 : 0;
    }
  }
  return tally;
}

}  // namespace

bool is_success(std::string_view result) {
  return result == "SUCCESS" || result == "SUCCESS_WITH_FAILURES";
}

bool is_excluded(std::string_view result) {
  return result == "EXCLUDED" || result == "DISABLED";
}

std::string decide_run_if(std::string_view run_if, const std::vector<DependencyEnd>& dependencies) {
  if (dependencies.empty()) return "";
  const Tally tally = count(dependencies);
  std::string failed = tally.canceled > 0 && tally.canceled == tally.failed ? "UPSTREAM_CANCELED" : "UPSTREAM_FAILED";
  if (tally.excluded == dependencies.size()) return "EXCLUDED";
  if (run_if == "ALL_DONE") return "";
  if (run_if == "NONE_FAILED") return tally.failed == 0 ? "" : failed;
  if (run_if == "AT_LEAST_ONE_SUCCESS") return tally.succeeded > tally.excluded ? "" : failed;
  if (run_if == "ALL_FAILED") return tally.succeeded == 0 ? "" : "EXCLUDED";
  if (run_if == "AT_LEAST_ONE_FAILED") return tally.failed > 0 ? "" : "EXCLUDED";
  if (tally.failed > 0) return failed;
  return tally.other_branch ? "EXCLUDED" : "";
}

Result<bool> compare_condition(std::string_view op, const std::string& left, const std::string& right) {
  // The platform compares texts here and numbers below: "12.0" is not EQUAL_TO "12", yet >= it.
  if (op == "EQUAL_TO" || op == "NOT_EQUAL") return (left == right) == (op == "EQUAL_TO");
  const auto a = text::parse_double(left);
  const auto b = text::parse_double(right);
  if (!a || !b) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "",
                 .subject = "",
                 .reason = fmt::format("The condition {} needs numbers, got '{}' and '{}'", op, left, right),
                 .advice = ""};
  }
  if (op == "GREATER_THAN") return *a > *b;
  if (op == "LESS_THAN") return *a < *b;
  if (op == "GREATER_THAN_OR_EQUAL") return *a >= *b;
  return *a <= *b;
}

}  // namespace lakecode::local

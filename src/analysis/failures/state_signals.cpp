#include "analysis/failures/state_signals.h"

#include <array>
#include <string_view>

#include "base/text.h"

namespace lakecode::analysis {
namespace {

using enum Weight;
using enum Role;

// Run termination codes. Exact ones are orchestration decisions that no text outweighs; the others are priors.
// Left out: CLUSTER_ERROR, CLOUD_FAILURE, RUN_EXECUTION_ERROR, SUCCESS_WITH_FAILURES, CANCELED say nothing alone.
constexpr auto kTerminationCodes = std::to_array<CodeRule>({
    {"user_canceled", "user_cancelled"},
    {"cluster_terminated_by_user", "user_cancelled"},
    {"repository_checkout_failed", "git_checkout_failure"},
    {"max_concurrent_runs_exceeded", "max_concurrent_runs"},
    {"workspace_run_limit_exceeded", "max_concurrent_runs"},
    {"max_job_queue_size_exceeded", "max_concurrent_runs"},
    {"cluster_request_limit_exceeded", "api_rate_limit", Specific},
    {"invalid_cluster_request", "invalid_run_config", Generic},
    {"invalid_run_configuration", "invalid_run_config", Generic},
    {"feature_disabled", "invalid_run_config", Generic},
    {"storage_access_error", "storage_access_denied", Generic},
    {"library_installation_error", "library_install_failure", Exact, Symptom},
    {"driver_error", "driver_unresponsive", Generic, Symptom},
    {"max_spark_contexts_exceeded", "driver_unresponsive", Specific, Symptom},
    {"resource_not_found", "task_source_missing", Weak},
    {"unauthorized_error", "uc_permission_denied", Weak},
    {"internal_error", "platform_internal_error", Weak},
    {"breaking_change", "platform_internal_error", Weak},
    {"budget_policy_limit_exceeded", "cluster_cloud_quota", Generic},
    {"disabled", "user_cancelled", Weak},
});

constexpr auto kResultStates = std::to_array<CodeRule>({
    {"timedout", "run_timeout", Exact, Symptom},
    {"timed_out", "run_timeout", Exact, Symptom},
    {"maximum_concurrent_runs_reached", "max_concurrent_runs"},
});

constexpr auto kCancelled = std::to_array<CodeRule>({
    {"canceled", "user_cancelled", Weak},
    {"cancelled", "user_cancelled", Weak},
});

void add(std::vector<Signal>& out, std::span<const CodeRule> table, std::string_view value) {
  for (const CodeRule& row : table) {
    if (!text::equals_ignore_case(row.code, value)) continue;
    Signal signal{row.class_id, row.weight, row.role, Field::TerminationCode, LogLevel::None, 1, 0, 0, value};
    const bool decides = row.weight == Exact && row.role == Cause;
    signal.depth = decides ? 1 : 0;
    signal.max_depth = signal.depth;
    out.push_back(signal);
  }
}

}  // namespace

bool is_timed_out(const RunEvidence& run, const TaskEvidence& task) {
  const auto says = [](std::string_view state) {
    return text::equals_ignore_case(state, "TIMEDOUT") || text::equals_ignore_case(state, "TIMED_OUT");
  };
  return says(task.result_state) || (says(run.result_state) && !text::equals_ignore_case(task.result_state, "FAILED"));
}

std::vector<Signal> read_states(const RunEvidence& run, const TaskEvidence& task) {
  std::vector<Signal> out;
  add(out, kTerminationCodes, run.termination_code);
  if (task.termination_code != run.termination_code) add(out, kTerminationCodes, task.termination_code);
  add(out, kResultStates, task.result_state);
  if (is_timed_out(run, task)) {
    add(out, kResultStates, run.result_state);
    return out;
  }
  if (!text::equals_ignore_case(run.result_state, "TIMEDOUT")) add(out, kResultStates, run.result_state);
  add(out, kCancelled, task.result_state);
  return out;
}

}  // namespace lakecode::analysis

#pragma once
// A way in which a task of the demo fails, as data: what the API says of it and what was left in output and events.
// Plain values with static lifetime. Invariant: `root_class` is an id of the failure taxonomy.
//
// Texts may hold marks that are filled in for each run: @T-90@ the log time 90 s before the end; @NOISE 12@ twelve
// harmless log lines; @RUN@ @JOB@ @CLUSTER@ @APP@ @DAY@ @USER@ @REQUEST@; @HOST1@ @HOST2@ addresses of workers;
// @CHILD_JOB@ @CHILD_RUN@ of a run-job task; @ESC@ the escape character of coloured tracebacks.

#include <span>
#include <string_view>

namespace lakecode::local {

struct EventRow {
  std::string_view type;  ///< a cluster event type
  int seconds_before_end = 0;
  std::string_view details = "{}";  ///< a JSON object
};

struct Scenario {
  std::string_view id;
  std::string_view root_class;
  std::string_view code = "RUN_EXECUTION_ERROR";  ///< status.termination_details.code
  std::string_view type = "CLIENT_ERROR";
  std::string_view life_cycle = "TERMINATED";  ///< of the task; INTERNAL_ERROR when it never ran
  std::string_view result = "FAILED";
  std::string_view message = "Workload failed, see run output for details";
  std::string_view error = {};
  std::string_view trace = {};
  std::string_view logs = {};
  std::span<const EventRow> events = {};
  std::string_view reason = {};  ///< termination_reason of the cluster, a JSON object; "" for a normal end
  bool logs_truncated = false;
  int run_seconds = 0;  ///< how long the task runs until it fails; 0 = a part of its usual time
};

std::span<const Scenario> compute_failures();
std::span<const Scenario> memory_failures();
std::span<const Scenario> code_failures();
std::span<const Scenario> data_failures();
std::span<const Scenario> stream_failures();
std::span<const Scenario> access_failures();

/// The scenario `id`; a wrong id is a bug.
const Scenario& scenario(std::string_view id);

}  // namespace lakecode::local

#pragma once
// Root cause of a failed job run: evidence in, one named failure class with its deciding lines out.
// The classes are those of the failure taxonomy; an evidence that names no cause gives "unknown".
// Pure: no I/O, clock, locale or shared mutable state, so it may run on any thread.
// Invariant: every string of a Diagnosis that is not from the class table is quoted from the evidence.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::analysis {

/// One task run as the Jobs API and runs/get-output tell it. Empty text means "not recorded".
struct TaskEvidence {
  std::string task_key;
  std::vector<std::string> depends_on;
  std::string result_state;      ///< FAILED, TIMEDOUT, CANCELED, UPSTREAM_FAILED, SUCCESS …
  std::string life_cycle_state;  ///< TERMINATED, INTERNAL_ERROR, SKIPPED …
  std::string state_message;
  std::string termination_code;
  std::string run_if;
  std::string cluster_id;
  std::string error;
  std::string error_trace;
  std::string logs;
  std::optional<std::int64_t> end_time;  ///< milliseconds since 1970 UTC
  std::int64_t attempt_number = 0;
};

/// One cluster event, and the termination reason of the cluster it belongs to.
struct ClusterEvent {
  std::string type;     ///< NODES_LOST, DRIVER_NOT_RESPONDING, METASTORE_DOWN …
  std::string details;  ///< text or serialized JSON
};

struct ClusterEvidence {
  std::string cluster_id;
  std::vector<ClusterEvent> events;
  std::string termination_code;
  std::string termination_type;
  std::string termination_parameters;  ///< text or serialized JSON
};

struct RunEvidence {
  std::string life_cycle_state;
  std::string result_state;
  std::string state_message;
  std::string termination_code;
  std::string termination_type;
  std::vector<TaskEvidence> tasks;
  std::vector<ClusterEvidence> clusters;
};

/// A line that decided, with where it stood: field is "error", "error_trace", "logs", "state_message",
/// "termination_code", "result_state" or "cluster_events"; line is 1-based within that field. Text is cut at 400 bytes.
struct EvidenceLine {
  std::string task_key;  ///< empty when the line belongs to the run or to a cluster
  std::string field;
  std::size_t line = 0;
  std::string text;
};

struct Diagnosis {
  std::string class_id = "unknown";
  std::string task_key;                   ///< the root task; empty only when the run has no tasks
  double confidence = 0.0;                ///< 0-1; below 0.8 means "likely, look yourself"
  std::vector<EvidenceLine> evidence;     ///< deciding lines first, at most six
  std::string fix;                        ///< what a senior engineer would do next
  std::string retry_helps;                ///< "yes", "after_fix" or "no"
  std::vector<std::string> cascade;       ///< tasks that fell because of the root task, in run order
  std::vector<std::string> contributing;  ///< other classes the evidence also speaks of, strongest first
};

/// Names the root cause of `run`. Never fails: evidence without a cause gives class "unknown" with what to fetch next.
/// Reads at most 8 MiB of each text field (head and tail) and is linear in it.
/// Known weakness: a cause that is only told in a language other than English, or only in an attached file.
Diagnosis diagnose(const RunEvidence& run);

}  // namespace lakecode::analysis

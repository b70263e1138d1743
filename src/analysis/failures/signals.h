#pragma once
// What the evidence says, line by line: every rule, error code and exception name that was met, with its place.
// Pure; views point into the RunEvidence and the rule tables, which must outlive the signals.
// Invariant: at most a few signals a class and field are kept, so hostile logs cost no more memory than small ones.

#include <cstddef>
#include <string_view>
#include <vector>

#include "analysis/failures/diagnosis.h"
#include "analysis/failures/evidence_text.h"
#include "analysis/failures/rules.h"

namespace lakecode::analysis {

enum class Field { TerminationCode, RunMessage, TaskMessage, Error, ErrorTrace, Logs, ClusterEvents };

/// The name used in EvidenceLine::field.
std::string_view name_of(Field field);

struct Signal {
  std::string_view class_id;
  Weight weight = Weight::Specific;
  Role role = Role::Cause;
  Field field = Field::Error;
  LogLevel level = LogLevel::None;
  std::size_t line = 0;
  int depth = 0;
  int max_depth = 0;  ///< deepest line of the same chain
  std::string_view text;
};

/// Signals of one task's own texts, and of the run message that speaks of it.
struct TaskSignals {
  std::vector<Signal> signals;
  bool text_is_empty = true;  ///< no error, trace or log was recorded
};

/// Reads the texts of `task` and, when `run_message` is not empty, that message as the outermost layer.
TaskSignals read_task(const TaskEvidence& task, std::string_view run_message);

/// Reads one cluster's events and termination reason.
std::vector<Signal> read_cluster(const ClusterEvidence& cluster);

}  // namespace lakecode::analysis

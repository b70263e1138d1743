#pragma once
// From signals to one class: working ids are translated by their neighbourhood, symptoms give way to deeper facts,
// and the strongest remaining cause is named. Pure; views point into the evidence.
//
// Working ids start with '~': "~oom" (memory ran out, not yet known whose), "~executor_lost", "~file_read",
// "~future_timeout", and "~…_frame" for stack frames that only tell where something happened.

#include <string_view>
#include <vector>

#include "analysis/failures/signals.h"

namespace lakecode::analysis {

struct Judgement {
  std::string_view class_id = "unknown";
  double score = 0.0;                    ///< comparable between tasks; 0 for unknown
  double confidence = 0.0;               ///< 0-1
  bool is_symptom = false;               ///< nothing deeper was found
  std::vector<Signal> deciding;          ///< best first
  std::vector<std::string_view> others;  ///< other classes that stood near, best first
};

/// Judges one task. `own` are its signals (texts, states, its cluster); `nearby` are signals of other tasks that shared
/// the cluster, of which only cluster-wide facts are used.
Judgement judge(std::vector<Signal> own, const std::vector<Signal>& nearby);

}  // namespace lakecode::analysis

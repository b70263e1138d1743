#pragma once
// What the profiler judges a table to suffer from, and the verdict over it. Plain values; safe to copy between threads.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "result/finding.h"

namespace lakecode::profile {

struct Anomaly {
  std::string kind;                   ///< one of anomaly_kinds()
  std::optional<std::string> column;  ///< absent when it concerns the table
  result::Severity severity = result::Severity::Low;
  std::string detail;                 ///< one sentence with the numbers
  std::optional<std::int64_t> count;  ///< rows, days or files it concerns; projected when the table was sampled
  std::optional<double> ratio;        ///< of all rows
  std::vector<std::string> examples;  ///< at most three, masked where they may be personal
  std::string sql;                    ///< reproduces it
  std::string intended;               ///< why it may be meant that way
};

/// "null_ratio", "duplicate_row", … in the order of the documentation.
const std::vector<std::string_view>& anomaly_kinds();

enum class Verdict { Pass, Warn, Fail };
std::string_view name_of(Verdict verdict);  ///< "pass", "warn", "fail"

/// Fail from High on, Warn from Low on, Pass when there is nothing or only Info.
Verdict judge(const std::vector<Anomaly>& anomalies);

}  // namespace lakecode::profile

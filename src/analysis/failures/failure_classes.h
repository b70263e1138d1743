#pragma once
// The table of failure classes: one row an id of the failure taxonomy, with meaning, fix and retry value.
// Constant data; safe from any thread. Invariant: ids are unique and "unknown" is the last row.

#include <span>
#include <string_view>

namespace lakecode::analysis {

struct FailureClass {
  std::string_view id;
  std::string_view meaning;      ///< one short sentence
  std::string_view fix;          ///< what to do next
  std::string_view retry_helps;  ///< "yes", "after_fix" or "no"
};

std::span<const FailureClass> failure_classes();
/// The row of `id`; the row of "unknown" when there is no such class.
const FailureClass& failure_class(std::string_view id);

}  // namespace lakecode::analysis

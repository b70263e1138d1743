#pragma once
// What people type when they need a skill, beside what its own description says. Data; see trigger_words.cpp.

#include <span>
#include <string_view>

namespace lakecode::knowledge {

struct TriggerRow {
  std::string_view skill;
  std::string_view strong;  ///< phrases that name the subject, separated by "|"
  std::string_view fair;    ///< phrases that speak for it unless something stronger does
  std::string_view weak;    ///< words that need company
};
std::span<const TriggerRow> trigger_rows();

}  // namespace lakecode::knowledge

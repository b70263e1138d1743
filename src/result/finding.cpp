#include "result/finding.h"

#include <array>

namespace lakecode::result {
namespace {
constexpr std::array<std::string_view, 5> kNames = {"info", "low", "medium", "high", "critical"};
}  // namespace

std::string_view name_of(Severity severity) {
  return kNames.at(static_cast<std::size_t>(severity));
}

bool parse_severity(std::string_view name, Severity& severity) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames.at(i) == name) {
      severity = static_cast<Severity>(i);
      return true;
    }
  }
  return false;
}

}  // namespace lakecode::result

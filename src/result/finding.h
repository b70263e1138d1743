#pragma once
// What a workflow found: plain values that every renderer, pack and JSON output shares.

#include <string>
#include <string_view>
#include <vector>

namespace lakecode::result {

enum class Severity { Info, Low, Medium, High, Critical };  ///< ordered: later is worse

std::string_view name_of(Severity severity);  ///< "info" … "critical"
/// True and sets `severity` when `name` is one of the five names.
bool parse_severity(std::string_view name, Severity& severity);

/// Where a finding's proof lies: a step of the same result and an RFC 6901 pointer into `data`.
struct EvidenceRef {
  std::string step;
  std::string pointer;
};

struct Finding {
  std::string id;  ///< stable; a rule or defect id
  Severity severity = Severity::Info;
  std::string title;
  std::string detail;
  std::string recommendation;
  std::vector<EvidenceRef> evidence;
};

}  // namespace lakecode::result

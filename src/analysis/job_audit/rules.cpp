#include "analysis/job_audit/rules.h"

#include <algorithm>

namespace lakecode::job_audit {
namespace {

std::vector<Rule> joined() {
  std::vector<Rule> all;
  for (const std::span<const Rule> table :
       {history_rules(), people_rules(), compute_rules(), settings_rules(), source_rules(), reference_rules()}) {
    all.insert(all.end(), table.begin(), table.end());
  }
  std::sort(all.begin(), all.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
  return all;
}

}  // namespace

std::span<const Rule> rules() {
  static const std::vector<Rule> kAll = joined();
  return kAll;
}

const Rule* find_rule(std::string_view id) {
  const auto all = rules();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Rule& rule) { return rule.id == id; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace lakecode::job_audit

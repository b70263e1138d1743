// The rule over what a job refers to: it must be there. What could not be looked for is not called missing.

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "analysis/job_audit/rules.h"

namespace lakecode::job_audit {
namespace {

using result::Severity;

void judge_references(const Case& c, Outcome& out) {
  std::set<std::string> told;
  std::string unknown;
  for (const Reference& reference : c.job.references) {
    const Reference bare{reference.kind, reference.id, ""};
    if (reference.kind == "job_cluster" || c.around.missing.contains(bare)) {
      if (told.insert(reference.kind + " " + reference.id).second) {
        out.fire(reference.path, fmt::format("{} {} is not there", reference.kind, reference.id));
      }
    } else if (c.around.unknown.contains(bare)) {
      unknown = reference.kind + " " + reference.id;
    }
  }
  if (out.places.empty() && !unknown.empty()) out.not_evaluated = unknown + " could not be looked for";
}

constexpr Rule kRules[] = {
    {"R32", "dead_reference", "It refers to something that is not there", Severity::Critical,
     "Point it at what took its place, or delete the task: it fails at its next start.", judge_references},
};

}  // namespace

std::span<const Rule> reference_rules() {
  return kRules;
}

}  // namespace lakecode::job_audit

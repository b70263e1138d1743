// Rules over the code a job runs: where it comes from, which libraries it takes, which task types it uses.

#include "analysis/job_audit/rules.h"
#include "base/text.h"

namespace lakecode::job_audit {
namespace {

using result::Severity;

void judge_branch(const Case& c, Outcome& out) {
  if (c.job.git_branch.empty() || c.job.has_git_pin || (!c.job.is_scheduled() && !c.job.is_production)) return;
  out.fire("/git_source/git_branch", c.job.git_branch);
  out.settings = R"({"git_source": {"git_tag": "TAG"}})";
}

bool is_pinned(std::string_view requirement) {
  if (requirement.find("==") != std::string_view::npos) return requirement.find(".*") == std::string_view::npos;
  // A file, a link or a requirements file: its version is in there.
  return requirement.find('/') != std::string_view::npos || requirement.find(" @ ") != std::string_view::npos ||
         requirement.starts_with("-");
}

bool is_moving_maven(std::string_view coordinates) {
  const auto parts = text::split(coordinates, ':');
  if (parts.size() < 3) return true;
  const std::string version = text::to_upper(parts.back());
  return version.find("SNAPSHOT") != std::string::npos || version == "LATEST" || version == "RELEASE" ||
         version.find_first_of("[(,+") != std::string::npos;
}

bool is_on_dbfs(std::string_view text) {
  return text.starts_with("dbfs:/") || text.starts_with("/dbfs/");
}

/// Why a library is a risk; "" when it is none.
std::string_view library_risk(const Library& library) {
  if (is_on_dbfs(library.text)) return "lies on DBFS";
  if (library.kind == "egg") return "eggs are no longer supported";
  if (library.kind == "maven" && is_moving_maven(library.text)) return "its version moves";
  if (library.kind == "cran") return "has no pinned version";
  if ((library.kind == "pypi" || library.kind == "environment") && !is_pinned(library.text)) {
    return "has no pinned version";
  }
  if (text::contains_ignore_case(library.text, "snapshot")) return "is a snapshot";
  return "";
}

void judge_libraries(const Case& c, Outcome& out) {
  for (const Task& task : c.job.tasks) {
    for (const Library& library : task.libraries) {
      const std::string_view why = library_risk(library);
      if (!why.empty()) out.fire(library.path, library.text + " " + std::string(why));
    }
  }
}

void judge_legacy_tasks(const Case& c, Outcome& out) {
  for (const Task& task : c.job.tasks) {
    if (task.kind == "spark_submit") out.fire(task.path + "/spark_submit_task", "deprecated");
    if (task.is_legacy_jar) out.fire(task.path + "/spark_jar_task", "jar_uri or run_as_repl");
    if (task.kind == "dbt" && !task.existing_cluster_id.empty()) {
      out.fire(task.path + "/existing_cluster_id", "dbt on all-purpose compute");
    }
  }
}

constexpr Rule kRules[] = {
    {"R23", "moving_branch", "It runs whatever the branch holds", Severity::Low,
     "Name a tag or a commit, so that a run can be repeated.", judge_branch},
    {"R25", "legacy_library", "A library lies on DBFS or has no fixed version", Severity::Medium,
     "Pin versions; keep wheels and jars in a volume.", judge_libraries},
    {"R37", "legacy_task", "It uses a task type that is on its way out", Severity::Low,
     "Use a Python, wheel, jar or dbt task on job compute or serverless.", judge_legacy_tasks},
};

}  // namespace

std::span<const Rule> source_rules() {
  return kRules;
}

}  // namespace lakecode::job_audit

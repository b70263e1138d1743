// Rules over who owns, runs and may change a job, and over secrets that stand in its settings.

#include <algorithm>

#include <fmt/format.h>

#include "analysis/job_audit/rules.h"
#include "analysis/job_audit/secret_text.h"
#include "base/text.h"

namespace lakecode::job_audit {
namespace {

using result::Severity;

bool is_person(std::string_view principal) {
  return principal.find('@') != std::string_view::npos;
}

/// "gone", "not active", or "" when it is there; groups may own what they run and are not looked up.
std::string_view absence(const Case& c, const std::string& principal) {
  const auto found = c.around.principals->find(text::to_lower(principal));
  if (found == c.around.principals->end()) return "is not in the workspace";
  return found->second ? "" : "is deactivated";
}

void judge_departed(const Case& c, Outcome& out) {
  if (c.job.run_as && c.job.run_as->empty()) out.fire("/run_as", "nobody");
  if (!c.around.principals) {
    if (out.places.empty()) out.not_evaluated = "users and service principals could not be listed";
    return;
  }
  const auto look = [&](const char* path, const std::string& principal) {
    if (principal.empty()) return;
    const std::string_view why = absence(c, principal);
    if (!why.empty()) out.fire(path, principal + " " + std::string(why));
  };
  if (c.job.run_as) look("/run_as", *c.job.run_as);
  if (!c.job.run_as || *c.job.run_as != c.job.creator) look("/creator_user_name", c.job.creator);
  if (!out.places.empty()) out.settings = R"({"run_as": {"service_principal_name": "APPLICATION_ID"}})";
}

void judge_secrets(const Case& c, Outcome& out) {
  for (const SettingText& setting : c.job.texts) {
    if (const auto shown = find_secret(setting)) out.fire(setting.path, *shown);
  }
  if (!out.places.empty())
    out.detail = "Whoever may see the job reads it. Treat it as known: replace it at its source.";
}

void judge_runs_as_person(const Case& c, Outcome& out) {
  if (!c.job.is_scheduled()) return;
  const std::string& who = c.job.run_as ? *c.job.run_as : c.job.creator;
  if (!is_person(who)) return;
  out.fire("/run_as", who);
  if (c.job.is_production) out.severity = Severity::High;
  out.settings = R"({"run_as": {"service_principal_name": "APPLICATION_ID"}})";
}

void judge_managers(const Case& c, Outcome& out) {
  if (!c.job.managers) {
    out.not_evaluated = "its permissions were not read";
    return;
  }
  std::string owner = c.job.creator;
  for (const Manager& manager : *c.job.managers) {
    if (manager.is_owner) owner = manager.principal;
  }
  for (const Manager& manager : *c.job.managers) {
    if (manager.is_owner || manager.principal == owner || (manager.is_group && manager.principal == "admins")) continue;
    out.fire("/access_control_list", manager.principal + " CAN_MANAGE");
  }
}

bool is_personal(std::string_view path) {
  constexpr std::string_view kWorkspace = "/Workspace";
  if (path.starts_with(kWorkspace)) path.remove_prefix(kWorkspace.size());
  const bool users = path.starts_with("/Users/");
  const bool repos = path.starts_with("/Repos/");
  if (!users && !repos) return false;
  path.remove_prefix(7);
  const std::string_view name = path.substr(0, path.find('/'));
  if (is_person(name)) return true;
  // A service principal's folder is named by its application id; shared repositories have plain names.
  return users && name.size() != 36 && !name.empty();
}

void judge_personal_source(const Case& c, Outcome& out) {
  if (!c.job.is_scheduled()) return;
  for (const Task& task : c.job.tasks) {
    if (is_personal(task.source_path)) out.fire(task.source_at, task.source_path);
  }
}

constexpr Rule kRules[] = {
    {"R03", "departed_owner", "Its owner or the identity it runs as is gone", Severity::Critical,
     "Give it to a service principal: set run_as, and make an owner who is there.", judge_departed},
    {"R04", "secret_in_settings", "A secret stands in its settings", Severity::Critical,
     "Put it into a secret scope and refer to it as {{secrets/SCOPE/KEY}}; then replace it at its source.",
     judge_secrets},
    {"R09", "runs_as_person", "A scheduled job runs as a person", Severity::Medium,
     "Run it as a service principal: it stays when the person leaves.", judge_runs_as_person},
    {"R10", "wide_manage_right", "Others than owner and admins may change it", Severity::High,
     "Lower them to CAN_MANAGE_RUN or CAN_VIEW.", judge_managers},
    {"R22", "personal_source", "It runs code from a person's folder", Severity::Medium,
     "Deploy the code by a bundle, or from Git, to a folder of the team.", judge_personal_source},
};

}  // namespace

std::span<const Rule> people_rules() {
  return kRules;
}

}  // namespace lakecode::job_audit

#include "workflows/audit_gather.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "analysis/cost/find_events.h"
#include "base/text.h"
#include "databricks/access.h"
#include "databricks/clusters.h"
#include "databricks/existence.h"
#include "databricks/init_scripts.h"
#include "databricks/job_lists.h"
#include "databricks/principals.h"
#include "databricks/unity_catalog.h"
#include "workflows/audit_facts.h"
#include "workflows/audit_nodes.h"
#include "workflows/audit_runs.h"
#include "workflows/usage_facts.h"

namespace lakecode::workflows {
namespace {

using job_audit::Job;
using job_audit::Reference;
using result::StepKind;

constexpr std::size_t kMostAccess = 2'000;      // permission lists: 20 s at the platform's 100 a second
constexpr std::size_t kMostDetails = 2'000;     // jobs/get for what lists leave out, at the same rate
constexpr std::size_t kMostReferences = 5'000;  // distinct ones
constexpr std::size_t kBatch = 400;
constexpr std::int64_t kCostDays = 60;

/// Lists name no run_as_user_name, and of more than 100 tasks only the first: those jobs are read one by one.
Result<void> read_details(Run& run, std::vector<Job>& jobs, const CallContext& ctx) {
  std::vector<JobId> ids;
  std::vector<std::size_t> places;
  const auto wants = [&](const Job& job) { return !job.run_as || job.tasks.size() >= 100; };
  const bool all = jobs.size() <= kMostDetails;
  for (std::size_t i = 0; i < jobs.size() && ids.size() < kMostDetails; ++i) {
    if (!all && !wants(jobs[i])) continue;
    ids.emplace_back(jobs[i].id);
    places.push_back(i);
  }
  const auto details = databricks::fetch_jobs_by_id(run.client(), ids, ctx);
  for (std::size_t i = 0; i < details.size(); ++i) {
    if (details[i]) jobs[places[i]] = audited_job(*details[i]->raw);
    if (!details[i] && details[i].error().code == ErrorCode::Cancelled) return details[i].error();
  }
  return {};
}

void read_people_and_runtimes(Run& run, AuditedWorkspace& workspace) {
  std::vector<databricks::Principal> users;
  std::vector<databricks::Principal> robots;
  std::vector<std::string> versions;
  bool has_users = false;
  bool has_robots = false;
  run.parallel({
      {{"list_users", "List users", StepKind::Api},
       [&](const CallContext& ctx) -> Result<void> {
         TRY_ASSIGN(users, databricks::fetch_users(run.client(), ctx));
         has_users = true;
         return {};
       }},
      {{"list_service_principals", "List service principals", StepKind::Api},
       [&](const CallContext& ctx) -> Result<void> {
         TRY_ASSIGN(robots, databricks::fetch_service_principals(run.client(), ctx));
         has_robots = true;
         return {};
       }},
      {{"list_runtimes", "List supported runtimes", StepKind::Api},
       [&](const CallContext& ctx) -> Result<void> {
         TRY_ASSIGN(versions, databricks::fetch_spark_versions(run.client(), ctx));
         return {};
       }},
      {{"list_global_scripts", "List global init scripts", StepKind::Api},
       [&](const CallContext& ctx) -> Result<void> {
         auto scripts = databricks::fetch_global_init_scripts(run.client(), ctx);
         // Only admins may list them: for others the rule stays open, which is told with it.
         if (!scripts && scripts.error().code == ErrorCode::Cancelled) return scripts.error();
         if (scripts) workspace.around.global_init_scripts = std::move(*scripts);
         return {};
       }},
      {{"read_details", "Read what the list leaves out", StepKind::Api},
       [&](const CallContext& ctx) { return read_details(run, workspace.jobs, ctx); }},
  });
  if (!versions.empty()) workspace.around.spark_versions.emplace(versions.begin(), versions.end());
  // Either list alone would call half of the identities gone; an empty one is no list.
  if (!has_users || !has_robots || users.empty()) return;
  workspace.around.principals.emplace();
  for (const auto* list : {&users, &robots}) {
    for (const databricks::Principal& each : *list) {
      workspace.around.principals->emplace(text::to_lower(each.name), each.active);
    }
  }
}

/// Distinct references without their places; those to jobs of the list are known already.
std::vector<Reference> distinct_references(const std::vector<Job>& jobs) {
  std::set<std::string> listed;
  for (const Job& job : jobs) listed.insert(std::to_string(job.id));
  std::set<Reference> distinct;
  for (const Job& job : jobs) {
    for (const Reference& reference : job.references) {
      if (reference.kind == "job_cluster" || (reference.kind == "job" && listed.contains(reference.id))) continue;
      distinct.insert({reference.kind, reference.id, ""});
    }
  }
  return {distinct.begin(), distinct.end()};
}

Result<void> look_for_references(Run& run, const std::vector<Reference>& wanted, job_audit::Surroundings& around,
                                 const CallContext& ctx) {
  std::vector<databricks::ObjectName> names;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i < kMostReferences) {
      names.push_back({wanted[i].kind, wanted[i].id});
    } else {
      around.unknown.insert(wanted[i]);
    }
  }
  const auto presence = databricks::fetch_presence(run.client(), names, ctx);
  TRY_VOID(ctx.check("look for what the jobs refer to"));
  for (std::size_t i = 0; i < presence.size(); ++i) {
    if (presence[i] == databricks::Presence::Missing) around.missing.insert(wanted[i]);
    if (presence[i] == databricks::Presence::Unknown) around.unknown.insert(wanted[i]);
  }
  return {};
}

Result<void> read_clusters(Run& run, const std::vector<Reference>& references, job_audit::Surroundings& around,
                           const CallContext& ctx) {
  std::vector<ClusterId> ids;
  for (const Reference& reference : references) {
    if (reference.kind == "cluster" && ids.size() < kMostReferences) ids.emplace_back(reference.id);
  }
  const auto clusters = databricks::fetch_clusters(run.client(), ids, ctx);
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (clusters[i]) around.all_purpose.emplace(ids[i].value(), all_purpose_compute(ids[i].value(), *clusters[i]->raw));
  }
  return ctx.check("read clusters");
}

/// Unpaused schedules first where there are more jobs than lists may be asked for.
std::vector<std::size_t> access_order(const std::vector<Job>& jobs) {
  std::vector<std::size_t> order(jobs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto weight = [&](std::size_t i) { return (jobs[i].is_scheduled() ? 2 : 0) + (jobs[i].is_paused ? 0 : 1); };
    return weight(a) > weight(b);
  });
  if (order.size() > kMostAccess) order.resize(kMostAccess);
  return order;
}

Result<void> read_access(Run& run, AuditedWorkspace& workspace, const CallContext& ctx) {
  const std::vector<std::size_t> order = access_order(workspace.jobs);
  std::optional<Error> first_error;
  for (std::size_t first = 0; first < order.size(); first += kBatch) {
    TRY_VOID(ctx.check("read permissions of jobs"));
    std::vector<databricks::AccessObject> objects;
    const std::size_t last = std::min(first + kBatch, order.size());
    for (std::size_t i = first; i < last; ++i) objects.push_back({"jobs", std::to_string(workspace.jobs[order[i]].id)});
    const auto lists = databricks::fetch_accesses(run.client(), objects, ctx);
    for (std::size_t i = 0; i < lists.size(); ++i) {
      if (!lists[i]) {
        if (!first_error) first_error = lists[i].error();
        continue;
      }
      workspace.jobs[order[first + i]].managers = managers_of(*lists[i]);
      ++workspace.access_read;
    }
  }
  // Some of them hidden is what a person without admin rights sees; all of them is a missing permission.
  if (first_error && workspace.access_read == 0) return *first_error;
  return {};
}

void judge_costs(Run& run, const std::optional<Usage>& usage, AuditedWorkspace& workspace) {
  if (!usage || usage->rows.empty()) return;
  std::map<std::string, double> usd;
  for (const cost::UsageRow& row : usage->rows) usd[row.job_id] += row.usd;
  for (Job& job : workspace.jobs) {
    const auto found = usd.find(std::to_string(job.id));
    if (found != usd.end() && usage->has_prices) job.usd = found->second;
  }
  const auto report = run.step<cost::EventReport>(
      {"judge_cost", "Judge every job's cost by its past", StepKind::Analysis},
      [&](const CallContext&) -> Result<cost::EventReport> { return cost::find_events(usage->rows); });
  if (!report || !report->enough_history) return;
  workspace.around.cost_jumps.emplace();
  for (const cost::CostEvent& event : report->events) {
    const auto job = text::parse_int(event.key.job_id);
    if (!job || event.reason != cost::EventReason::Usage || event.excess_usd() <= 0) continue;
    (*workspace.around.cost_jumps)[*job] += event.excess_usd();
  }
}

/// What the warehouse tells, read while the Jobs API sends the list: a large one takes a hundred pages.
struct FromTables {
  std::optional<AuditHistory> history;
  std::optional<Usage> usage;
};

bool list_jobs(Run& run, std::vector<Job>& jobs, FromTables& tables) {
  const StepSpec spec{"list_jobs", "List all jobs", StepKind::Api};
  const auto list = [&](const CallContext& ctx) {
    return databricks::fetch_each_job(
        run.client(), [&](const JsonValue& job) { jobs.push_back(audited_job(job)); }, ctx);
  };
  const bool is_listed = run.parallel({{spec, list}}, [&] {
    tables.history.emplace(run);
    tables.usage = find_usage(run, kCostDays);
  });
  if (!is_listed && !run.stopped()) run.fail(*run.last_error());
  return is_listed;
}

}  // namespace

std::optional<AuditedWorkspace> gather_audit(Run& run) {
  AuditedWorkspace workspace;
  workspace.around.now = run.as_of();
  FromTables tables;
  if (!list_jobs(run, workspace.jobs, tables)) return std::nullopt;
  read_people_and_runtimes(run, workspace);
  const std::vector<Reference> references = distinct_references(workspace.jobs);
  AuditHistory& history = *tables.history;
  const std::vector<JobId> quiet = history.quiet(workspace.jobs);
  // One request an object each: the long part, on limits of its own for each API.
  std::vector<Run::Job> lookups{
      {{"look_for_references", "Look for what the jobs refer to", StepKind::Api},
       [&](const CallContext& ctx) { return look_for_references(run, references, workspace.around, ctx); }},
      {{"read_clusters", "Read the all-purpose clusters they name", StepKind::Api},
       [&](const CallContext& ctx) { return read_clusters(run, references, workspace.around, ctx); }},
      {{"read_permissions", "Read who may change them", StepKind::Api},
       [&](const CallContext& ctx) { return read_access(run, workspace, ctx); }}};
  if (!quiet.empty()) {
    lookups.push_back({{"latest_runs", "Ask for the latest runs of quiet jobs", StepKind::Api},
                       [&](const CallContext& ctx) { return history.look_for_latest(run.client(), quiet, ctx); }});
  }
  run.parallel(std::move(lookups));
  workspace.around.runs_known = history.is_known();
  history.give_to(workspace.jobs);
  gather_node_load(run, workspace.jobs);
  judge_costs(run, tables.usage, workspace);
  return workspace;
}

}  // namespace lakecode::workflows

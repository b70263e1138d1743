#include "workflows/run_queries.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/json.h"
#include "base/time_format.h"
#include "databricks/query_history.h"

namespace lakecode::workflows {
namespace {

using databricks::Query;
using result::Severity;

constexpr std::size_t kMostRead = 5'000;  // statements of the window, all jobs together
constexpr std::size_t kMostKept = 100;
constexpr std::size_t kErrorShown = 300;
constexpr std::chrono::minutes kSlack{1};  // clocks of the jobs service and the warehouse
constexpr std::chrono::seconds kSlow{60};

/// Warehouses that tasks of the run name; empty when none does, then all are asked about.
std::vector<WarehouseId> warehouses_of(const databricks::Run& run) {
  std::set<std::string> ids;
  for (const JsonValue& task : json::array_at(*run.raw, "tasks")) {
    const std::string id = json::string_at_path(task, {"sql_task", "warehouse_id"}) +
                           json::string_at_path(task, {"notebook_task", "warehouse_id"}) +
                           json::string_at_path(task, {"dbt_task", "warehouse_id"});  // a task has one of them
    if (!id.empty()) ids.insert(id);
  }
  return {ids.begin(), ids.end()};
}

databricks::QueryFilter filter_of(const databricks::Run& run) {
  databricks::QueryFilter filter{.warehouses = warehouses_of(run), .with_metrics = true};
  filter.started_from = *run.start_time - kSlack;
  if (run.end_time) filter.started_to = *run.end_time + kSlack;
  return filter;
}

/// The history names the run, or the run of one of its tasks.
bool belongs_to(const Query& query, const databricks::Run& run) {
  if (query.job_run_id.empty()) return false;
  if (query.job_run_id == to_string(run.id)) return true;
  return std::any_of(run.tasks.begin(), run.tasks.end(), [&](const databricks::RunTask& task) {
    return task.run_id.value() > 0 && to_string(task.run_id) == query.job_run_id;
  });
}

result::EvidenceRef place_of(std::size_t i) {
  return {"fetch_queries", "/queries/statements/" + std::to_string(i)};
}

void tell_failed(Run& run, const std::vector<JudgedQuery>& queries) {
  const auto failed = [](const JudgedQuery& each) { return each.query.status == "FAILED"; };
  const auto first = std::find_if(queries.begin(), queries.end(), failed);
  if (first == queries.end()) return;
  const auto count = std::count_if(queries.begin(), queries.end(), failed);
  run.add_finding(
      {.id = "failed_statement",
       .severity = Severity::Medium,
       .title = count == 1 ? "A statement of the run failed on its warehouse"
                           : "Statements of the run failed on their warehouse",
       .detail = "Statement " + to_string(first->query.id) + ": " + first->query.error_message.substr(0, kErrorShown),
       .recommendation = first->fix,
       .evidence = {place_of(static_cast<std::size_t>(first - queries.begin()))}});
}

std::int64_t spilled_bytes(const JudgedQuery& each) {
  return each.query.measures ? each.query.measures->spilled_bytes : 0;
}

void tell_spill(Run& run, const std::vector<JudgedQuery>& queries) {
  const auto worst = std::max_element(queries.begin(), queries.end(),
                                      [](const auto& a, const auto& b) { return spilled_bytes(a) < spilled_bytes(b); });
  if (worst == queries.end() || spilled_bytes(*worst) <= 0) return;
  const auto advice = std::find_if(worst->advice.begin(), worst->advice.end(),
                                   [](const queries::Advice& each) { return each.id == "spill"; });
  run.add_finding(
      {.id = "spilling_statement",
       .severity = Severity::Low,
       .title = "A statement of the run spilled to disk",
       .detail = "Statement " + to_string(worst->query.id) + ": " + queries::size_text(spilled_bytes(*worst)) + ".",
       .recommendation = advice == worst->advice.end() ? "" : advice->text,
       .evidence = {place_of(static_cast<std::size_t>(worst - queries.begin()))}});
}

void tell_slowest(Run& run, const std::vector<JudgedQuery>& queries) {
  const auto slowest = std::max_element(
      queries.begin(), queries.end(), [](const auto& a, const auto& b) { return a.query.duration < b.query.duration; });
  if (slowest == queries.end() || slowest->query.duration < kSlow) return;
  run.add_finding(
      {.id = "slow_statement",
       .severity = Severity::Info,
       .title = "A statement took much of the run's time",
       .detail = "Statement " + to_string(slowest->query.id) + ": " + format_duration(slowest->query.duration) + ".",
       .recommendation = slowest->advice.empty() ? "" : slowest->advice.front().text,
       .evidence = {place_of(static_cast<std::size_t>(slowest - queries.begin()))}});
}

}  // namespace

std::vector<JudgedQuery> gather_run_queries(Run& run, const GatheredRun& gathered) {
  if (!gathered.run.start_time) return {};
  std::string missing;
  const auto queries = run.step<std::vector<Query>>(
      {"fetch_queries", "Read the query history of its time", result::StepKind::Api},
      [&](const CallContext& ctx) -> Result<std::vector<Query>> {
        auto found = databricks::fetch_query_history(run.client(), filter_of(gathered.run), kMostRead, ctx);
        if (found) return found;
        // Not every person may read it, and not every workspace has it: the diagnosis stands without.
        if (found.error().code == ErrorCode::Cancelled) return found.error();
        missing = one_line(found.error());
        return std::vector<Query>();
      });
  if (!queries) return {};
  std::vector<Query> own;
  std::copy_if(queries->begin(), queries->end(), std::back_inserter(own),
               [&](const Query& query) { return belongs_to(query, gathered.run); });
  JsonObject told{{"count", own.size()}, {"complete", missing.empty() && queries->size() < kMostRead}};
  if (!missing.empty()) told["missing"] = missing;
  std::vector<JudgedQuery> judged = judge_queries(std::move(own));
  std::stable_partition(judged.begin(), judged.end(), [](const auto& each) { return each.query.status == "FAILED"; });
  if (judged.size() > kMostKept) judged.resize(kMostKept);
  JsonArray statements;
  for (const JudgedQuery& each : judged) statements.push_back(judged_to_json(each));
  told["statements"] = std::move(statements);
  run.set_data("queries", std::move(told));
  return judged;
}

void tell_run_queries(Run& run, const std::vector<JudgedQuery>& queries) {
  tell_failed(run, queries);
  tell_spill(run, queries);
  tell_slowest(run, queries);
}

}  // namespace lakecode::workflows

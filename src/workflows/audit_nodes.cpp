#include "workflows/audit_nodes.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time_format.h"
#include "sql/literals.h"
#include "workflows/optional_table.h"
#include "workflows/table_facts.h"

namespace lakecode::workflows {
namespace {

constexpr std::string_view kNodes = "system.compute.node_timeline";
constexpr std::string_view kTasks = "system.lakeflow.job_task_run_timeline";
constexpr std::chrono::days kWindow{30};
constexpr std::int64_t kFewestSamples = 30;  // minutes of one worker: less is a start and an end

/// True when the table is there with these columns; its absence is no failure.
bool has_table(Run& run, std::string_view table, std::initializer_list<std::string_view> columns) {
  const std::string name(table.substr(table.rfind('.') + 1));
  const auto info = find_optional_table(run, {"find_" + name, "Look for " + std::string(table), result::StepKind::Api},
                                        std::string(table));
  return info && std::all_of(columns.begin(), columns.end(), [&](std::string_view wanted) {
           return std::any_of(info->columns.begin(), info->columns.end(),
                              [&](const auto& column) { return text::equals_ignore_case(column.name, wanted); });
         });
}

std::string load_sql(WallTime now) {
  const std::string since = "TIMESTAMP" + sql::quote_string(format_minute(now - kWindow) + ":00");
  return fmt::format(
      "SELECT j.job_id, avg(n.cpu_user_percent + n.cpu_system_percent) AS cpu, count(*) AS samples FROM (SELECT "
      "DISTINCT job_id, explode(compute_ids) AS cluster_id FROM {} WHERE CAST(period_start_time AS TIMESTAMP) >= {}) "
      "AS "
      "j JOIN {} n ON n.cluster_id = j.cluster_id WHERE NOT n.driver AND CAST(n.start_time AS TIMESTAMP) >= {} GROUP "
      "BY "
      "j.job_id",
      kTasks, since, kNodes, since);
}

}  // namespace

void gather_node_load(Run& run, std::vector<job_audit::Job>& jobs) {
  const bool any =
      std::any_of(jobs.begin(), jobs.end(), [](const job_audit::Job& job) { return job.has_large_fleet(); });
  if (!any || run.stopped()) return;
  if (!has_table(run, kNodes, {"cluster_id", "driver", "start_time", "cpu_user_percent", "cpu_system_percent"})) return;
  if (!has_table(run, kTasks, {"job_id", "compute_ids", "period_start_time"})) return;
  const auto rows =
      ask(run, {"read_node_load", "Read how busy their nodes were", result::StepKind::Sql}, load_sql(run.as_of()));
  if (!rows) return;
  std::map<std::int64_t, double> loads;
  for (const databricks::Row& row : rows->rows) {
    if (row.size() < 3) return;
    const auto job = text::parse_int(row[0].value_or(""));
    const auto load = text::parse_double(row[1].value_or(""));
    const auto samples = text::parse_double(row[2].value_or(""));
    if (job && load && samples && *samples >= static_cast<double>(kFewestSamples)) loads[*job] = *load;
  }
  for (job_audit::Job& job : jobs) {
    if (const auto found = loads.find(job.id); found != loads.end()) job.worker_load = found->second;
  }
}

}  // namespace lakecode::workflows

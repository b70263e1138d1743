#include "workflows/audit_runs.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "base/guarded.h"
#include "base/text.h"
#include "base/time_format.h"
#include "databricks/identity.h"
#include "databricks/job_lists.h"
#include "databricks/unity_catalog.h"
#include "sql/literals.h"
#include "workflows/audit_facts.h"
#include "workflows/optional_table.h"
#include "workflows/table_facts.h"

namespace lakecode::workflows {
namespace {

using job_audit::RunFact;
using std::chrono::days;
using End = RunFact::End;

constexpr std::string_view kTable = "system.lakeflow.job_run_timeline";
constexpr days kWindow{60};  // what the platform lists
constexpr days kLookBack{365};
constexpr int kParts = 12;  // windows read side by side
constexpr std::size_t kMostRuns = 600'000;
constexpr std::size_t kMostBytes = 256U << 20U;
constexpr std::size_t kMostLookups = 1'000;  // jobs without a run whose latest one is asked for

/// By job, then by run id: windows may overlap where a server does not know them.
using Runs = std::map<std::int64_t, std::map<std::int64_t, RunFact>>;

End end_of(std::string_view state) {
  if (state == "SUCCEEDED" || state == "SUCCESS") return End::Succeeded;
  if (state == "SKIPPED" || state == "BLOCKED") return End::Skipped;
  if (state == "CANCELLED" || state == "CANCELED") return End::Canceled;
  return state.empty() ? End::Active : End::Failed;
}

std::int64_t whole(const std::optional<std::string>& cell) {
  // Ids go beyond what a double holds; sums may come with a fraction.
  if (const auto exact = text::parse_int(cell.value_or(""))) return *exact;
  const auto number = text::parse_double(cell.value_or(""));
  return number ? static_cast<std::int64_t>(*number) : 0;
}

bool has_column(const databricks::TableInfo& table, std::string_view name) {
  return std::any_of(table.columns.begin(), table.columns.end(),
                     [&](const databricks::ColumnInfo& column) { return text::equals_ignore_case(column.name, name); });
}

struct TimelineQuery {
  const databricks::TableInfo& table;
  std::string workspace;
  WallTime now;

  [[nodiscard]] std::string where(days back) const {
    std::string text = fmt::format(" FROM {} WHERE CAST(period_start_time AS TIMESTAMP) >= TIMESTAMP{}", kTable,
                                   sql::quote_string(format_minute(now - back) + ":00"));
    if (!workspace.empty() && has_column(table, "workspace_id")) {
      text += " AND CAST(workspace_id AS STRING) = " + sql::quote_string(workspace);
    }
    return text;
  }

  /// One row a run: the last state that is known counts, so that a repaired run is what its repair made of it.
  [[nodiscard]] std::string runs() const {
    const auto longest = [&](const char* column) {
      return has_column(table, column) ? fmt::format("max({})", column) : std::string("CAST(NULL AS BIGINT)");
    };
    const std::string code = has_column(table, "termination_code") ? "max(termination_code)" : "CAST(NULL AS STRING)";
    return fmt::format(
        "SELECT job_id, run_id, unix_timestamp(min(CAST(period_start_time AS TIMESTAMP))) AS started, "
        "sum(unix_timestamp(CAST(period_end_time AS TIMESTAMP)) - unix_timestamp(CAST(period_start_time AS "
        "TIMESTAMP))) "
        "AS seconds, max_by(result_state, CASE WHEN result_state IS NULL THEN NULL ELSE period_end_time END) AS state, "
        "{} AS code, {} AS setup, {} AS queue{} GROUP BY job_id, run_id",
        code, longest("setup_duration_seconds"), longest("queue_duration_seconds"), where(kWindow));
  }

  [[nodiscard]] std::string latest() const {
    return "SELECT job_id, unix_timestamp(max(CAST(period_start_time AS TIMESTAMP))) AS started" + where(kLookBack) +
           " GROUP BY job_id";
  }
};

RunFact fact_of(const databricks::Row& row) {
  RunFact fact;
  fact.start = from_epoch_ms(whole(row[2]) * 1000);
  fact.seconds = whole(row[3]);
  fact.end = end_of(row[4].value_or(""));
  const std::string code = row[5].value_or("");
  fact.was_crowded_out = code == "MAX_CONCURRENT_RUNS_EXCEEDED" || code == "MAX_JOB_QUEUE_SIZE_EXCEEDED";
  if (fact.was_crowded_out) fact.end = End::Skipped;
  fact.delay_seconds = whole(row[6]) + whole(row[7]);
  return fact;
}

/// The table's columns when it is there and may be seen; its absence is no failure: there is another source.
std::optional<databricks::TableInfo> find_timeline(Run& run) {
  const StepSpec spec{"find_history", "Look for the run history in the system tables", result::StepKind::Api};
  return find_optional_table(run, spec, std::string(kTable));
}

std::string own_workspace(Run& run) {
  const auto me = databricks::fetch_me(run.client(), run.context());
  return me ? to_string(me->workspace) : "";
}

std::optional<databricks::StatementResult> read(Run& run, const StepSpec& spec, std::string sql) {
  const auto warehouse = run.warehouse();
  if (!warehouse) return std::nullopt;
  databricks::StatementRequest request{.warehouse = *warehouse, .statement = std::move(sql)};
  request.row_limit = kMostRuns;
  request.byte_limit = kMostBytes;
  return run.sql(spec, request);
}

/// False when there is no such table, or it holds nothing about this workspace.
bool read_timeline(Run& run, Runs& runs) {
  const auto table = find_timeline(run);
  if (!table) return false;
  const TimelineQuery query{*table, own_workspace(run), run.as_of()};
  const auto rows = read(run, {"read_history", "Read the runs of 60 days", result::StepKind::Sql}, query.runs());
  if (!rows || rows->rows.empty() || rows->truncated) return false;
  for (const databricks::Row& row : rows->rows) {
    if (row.size() < 8) return false;
    runs[whole(row[0])][whole(row[1])] = fact_of(row);
  }
  const auto latest = read(run, {"read_latest", "Read each job's latest run", result::StepKind::Sql}, query.latest());
  if (!latest) return true;
  for (const databricks::Row& row : latest->rows) {
    auto& of_job = runs[whole(row[0])];
    // Older than the window: how it ended says nothing about today, only when it was counts.
    if (of_job.empty()) of_job[0] = {.start = from_epoch_ms(whole(row[1]) * 1000), .end = End::Canceled};
  }
  return true;
}

/// The API's list, in windows side by side. False when one of them could not be read to its end.
bool list_runs(Run& run, WallTime from, int parts, Runs& runs) {
  Guarded<Runs> found;
  std::atomic<std::size_t> count{0};
  std::vector<Run::Job> jobs;
  const auto step = (run.as_of() - from) / parts;
  for (int i = 0; i < parts; ++i) {
    databricks::RunFilter filter{.started_from = from + step * i};
    if (i + 1 < parts) filter.started_to = from + step * (i + 1);
    const auto on_run = [&](const databricks::Run& each) {
      found.lock()->operator[](each.job_id.value())[each.id.value()] = run_fact(each);
      return ++count < kMostRuns;
    };
    jobs.push_back({{fmt::format("list_runs_{}", i + 1), fmt::format("List runs, part {} of {}", i + 1, parts),
                     result::StepKind::Api},
                    [&run, filter, on_run](const CallContext& ctx) {
                      return databricks::fetch_each_run(run.client(), filter, on_run, ctx);
                    }});
  }
  const bool whole_list = run.parallel(std::move(jobs));
  auto all = found.lock();
  for (auto& [job, of_job] : *all) runs[job].merge(of_job);
  return whole_list && count < kMostRuns;
}

}  // namespace

struct AuditHistory::Found {
  Runs runs;
  bool is_known = false;
};

AuditHistory::AuditHistory(Run& run) : found_(std::make_unique<Found>()) {
  if (read_timeline(run, found_->runs)) {
    found_->is_known = true;
    // The tables lag by hours: the API fills the last day.
    list_runs(run, run.as_of() - days(1), 1, found_->runs);
  } else {
    found_->is_known = list_runs(run, run.as_of() - kWindow, kParts, found_->runs);
  }
}

AuditHistory::~AuditHistory() = default;

bool AuditHistory::is_known() const {
  return found_->is_known;
}

std::vector<JobId> AuditHistory::quiet(const std::vector<job_audit::Job>& jobs) const {
  std::vector<JobId> quiet;
  if (!found_->is_known) return quiet;
  for (const job_audit::Job& job : jobs) {
    if (quiet.size() < kMostLookups && !found_->runs.contains(job.id)) quiet.emplace_back(job.id);
  }
  return quiet;
}

Result<void> AuditHistory::look_for_latest(databricks::Client& client, const std::vector<JobId>& quiet,
                                           const CallContext& ctx) {
  const auto latest = databricks::fetch_latest_runs(client, quiet, ctx);
  for (std::size_t i = 0; i < latest.size(); ++i) {
    if (!latest[i]) return latest[i].error();
    for (const databricks::Run& each : *latest[i]) {
      if (each.job_id == quiet[i]) found_->runs[quiet[i].value()][each.id.value()] = run_fact(each);
    }
  }
  return {};
}

void AuditHistory::give_to(std::vector<job_audit::Job>& jobs) const {
  for (job_audit::Job& job : jobs) {
    const auto found = found_->runs.find(job.id);
    if (found == found_->runs.end()) continue;
    for (const auto& [id, fact] : found->second) job.runs.push_back(fact);
    std::stable_sort(job.runs.begin(), job.runs.end(),
                     [](const RunFact& a, const RunFact& b) { return a.start > b.start; });
  }
}

}  // namespace lakecode::workflows

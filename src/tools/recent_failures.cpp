#include <algorithm>

#include "base/text.h"
#include "base/time_format.h"
#include "catalog/parallel.h"
#include "databricks/jobs.h"
#include "render/screen_door.h"
#include "tools/act_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/list_text.h"
#include "tools/records.h"
#include "tools/result_data.h"
#include "tools/result_store.h"
#include "tools/rows_text.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"hours", ParameterType::Integer, false, "how far to look back, 1 to 1440 (24)"},
    {"limit", ParameterType::Integer, false, "failed runs to show at most, 1 to 200 (50)"},
};

constexpr std::size_t kMaxRuns = 2'000;  // that are looked at
constexpr std::size_t kExplained = 20;   // newest ones whose failed task is looked up
constexpr std::size_t kThreads = 6;
constexpr auto kLongestRun = std::chrono::hours(48);  // the API filters by start: a run that began earlier is missed

/// The tasks that failed first, not those that only followed; a task that was tried again stands there once.
std::string failed_tasks(const databricks::Run& run) {
  std::vector<std::pair<std::string, int>> tasks;
  for (const databricks::RunTask& task : run.tasks) {
    const bool followed = task.state.result_state.starts_with("UPSTREAM");
    if (!task.state.has_failed() || followed) continue;
    const std::string& key = task.settings.task_key;
    const auto same = std::find_if(tasks.begin(), tasks.end(), [&](const auto& each) { return each.first == key; });
    if (same == tasks.end()) {
      tasks.emplace_back(key, 1);
    } else {
      ++same->second;
    }
  }
  std::vector<std::string> words;
  for (const auto& [key, attempts] : tasks)
    words.push_back(attempts == 1 ? key : key + " (" + std::to_string(attempts) + " attempts)");
  return text::join(words, ", ");
}

std::vector<databricks::Column> columns() {
  std::vector<databricks::Column> all;
  for (const char* name : {"run_id", "job_id", "run_name", "ended_at", "result", "failed_tasks", "message"})
    all.push_back({.name = name, .type_name = "STRING", .type_text = "STRING"});
  return all;
}

databricks::Row row_of(const databricks::Run& run) {
  const std::string ended = run.end_time ? format_rfc3339(*run.end_time) : "";
  return {to_string(run.id),      to_string(run.job_id), run.run_name,           ended,
          run.state.result_state, failed_tasks(run),     run.state.state_message};
}

/// "job 12 (nightly): 5, job 7 (load): 2": the jobs that failed most.
std::string counts_of(const std::vector<databricks::Run>& failed) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (const databricks::Run& run : failed) {
    const std::string name =
        "job " + to_string(run.job_id) + " (" + render::inert_line(cut_text(run.run_name, 60)) + ")";
    const auto same = std::find_if(counts.begin(), counts.end(), [&](const auto& c) { return c.first == name; });
    if (same == counts.end()) {
      counts.emplace_back(name, 1);
    } else {
      ++same->second;
    }
  }
  std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> words;
  constexpr std::size_t kNamed = 10;
  for (std::size_t i = 0; i < counts.size() && i < kNamed; ++i)
    words.push_back(counts[i].first + ": " + std::to_string(counts[i].second));
  return text::join(words, "; ") +
         (counts.size() > kNamed ? "; and " + counted(counts.size() - kNamed, "more job") : "");
}

/// Failed runs that ended since `since`, newest end first.
Result<std::vector<databricks::Run>> fetch_failed(WallTime since, bool& is_whole, Services& services,
                                                  const CallContext& ctx) {
  const databricks::RunFilter filter{
      .job = {}, .completed_only = true, .active_only = false, .started_from = since - kLongestRun};
  TRY_ASSIGN(auto runs, databricks::fetch_runs(services.client, filter, kMaxRuns, ctx));
  is_whole = runs.size() < kMaxRuns;
  runs.erase(std::remove_if(runs.begin(), runs.end(),
                            [&](const databricks::Run& run) {
                              return !run.state.has_failed() || !run.end_time || *run.end_time < since;
                            }),
             runs.end());
  std::stable_sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return *a.end_time > *b.end_time; });
  return runs;
}

void explain(std::vector<databricks::Run>& runs, Services& services, const CallContext& ctx) {
  catalog::for_each_in_parallel(std::min(runs.size(), kExplained), kThreads, [&](std::size_t i) {
    auto whole = databricks::fetch_run(services.client, runs[i].id, ctx);
    // The list says what matters; a run that cannot be read only lacks its tasks.
    if (whole) runs[i].tasks = std::move(whole->tasks);
  });
}

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  const Arguments arguments(input);
  const auto hours = std::chrono::hours(arguments.count("hours", 24, 1, 1'440));
  bool is_whole = true;
  auto failed = fetch_failed(services.clock.now() - hours, is_whole, services, ctx);
  if (!failed) {
    if (ends_turn(failed.error(), ctx)) return std::move(failed).error();
    return failed_output(failed.error(), "an error of the workspace");
  }
  explain(*failed, services, ctx);
  TRY_VOID(ctx.check("read recent failures"));
  const std::string span = "the last " + std::to_string(hours.count()) + " hours";
  const std::string partial = is_whole ? "" : "[only the newest 2,000 runs were looked at]\n";
  if (failed->empty()) return Output{.text = "no job run failed in " + span + "\n" + partial};
  StoredResult result{.handle = {},
                      .columns = columns(),
                      .rows = {},
                      .provenance = {.statement = {},
                                     .at = services.clock.now(),
                                     .workspace = services.workspace,
                                     .source = "failed runs of " + span}};
  for (const databricks::Run& r : *failed) result.rows.push_back(row_of(r));
  result.total_rows = static_cast<std::int64_t>(result.rows.size());
  const auto kept = services.results.add(std::move(result), services.result_handle);
  const std::size_t shown = services.rows_to_model ? arguments.count("limit", 50, 1, 200) : 0;
  return Output{.text = partial + kept->handle + ": " + counted(failed->size(), "run") + " failed in " + span + " (" +
                        counts_of(*failed) + ")\n" +
                        render_rows(*kept, {.offset = 0, .limit = shown, .max_cell = 300}) +
                        "The cause of one: run_workflow {\"workflow\": \"debug_job\", \"input\": {\"run_id\": \"" +
                        to_string(failed->front().id) + "\"}}\n",
                .is_error = false,
                .acts = {},
                .untrusted = "names and messages of job runs",
                .data = data_of(*kept)};
}

}  // namespace

const ToolRecord kRecentFailuresTool{"recent_failures", "List recent failed job runs", descriptions::kRecentFailures,
                                     kParameters,       safety::EffectClass::ReadOnly, run};

}  // namespace lakecode::tools

// RunOutput objects: what a failed task left, and small good outputs for the newest runs.
#include <fmt/format.h>

#include <string>

#include "base/json.h"
#include "base/time_format.h"
#include "local/demo/documents.h"
#include "local/demo/marks.h"
#include "local/demo/run_documents.h"

namespace lakecode::local {
namespace {

constexpr int kRunsWithOutput = 2;

JsonObject failed_output(const Scenario& s, const MarkValues& marks, const Dice& dice) {
  JsonObject out;
  if (!s.error.empty()) {
    out["error"] = fill_marks(s.error, marks, dice);
  } else if (s.events.empty()) {
    out["error"] = fill_marks(s.message, marks, dice);
  }
  if (!s.trace.empty()) {
    out["error_trace"] = fill_marks(s.trace, marks, dice);
  }
  if (!s.logs.empty()) {
    out["logs"] = fill_marks(s.logs, marks, dice);
    out["logs_truncated"] = s.logs_truncated;
  }
  return out;
}

JsonObject good_output(const TaskSpec& task, const MarkValues& marks, const Dice& dice) {
  const std::int64_t rows = dice.between(900, 64'000, "rows written", static_cast<std::uint64_t>(marks.task_run_id));
  switch (task.kind) {
    case TaskKind::Notebook:
      return {{"notebook_output", JsonObject{{"result", fmt::format(R"({{"rows": {}, "day": "{}"}})", rows,
                                                                    format_rfc3339(marks.end).substr(0, 10))},
                                             {"truncated", false}}}};
    case TaskKind::Sql:
      return {{"sql_output", JsonObject{{"query_output", JsonObject{{"warehouse_id", warehouse_id(dice, 0)},
                                                                    {"query_text", task.source}}}}}};
    case TaskKind::RunJob:
      return {{"run_job_output", JsonObject{{"run_id", marks.child_run_id}}}};
    default:
      return {{"logs", fill_marks("@NOISE 4@", marks, dice) + fmt::format("done, {} rows\n", rows)},
              {"logs_truncated", false}};
  }
}

}  // namespace

std::vector<Document> make_output_documents(const std::vector<PlannedJob>& jobs, const Dice& dice) {
  std::vector<Document> out;
  for (const PlannedJob& job : jobs) {
    for (const PlannedRun& run : job.runs) {
      for (const TaskAttempt& a : run.attempts) {
        const MarkValues marks = mark_values(jobs, job, run, a);
        const TaskSpec& task = job.spec.tasks[a.task];
        if (a.outcome == TaskEnd::Failure) {
          JsonObject body = failed_output(*a.scenario, marks, dice);
          if (task.kind == TaskKind::RunJob) {
            body["run_job_output"] = JsonObject{{"run_id", marks.child_run_id}};
          }
          if (!body.empty()) {
            out.push_back({"run_output", std::to_string(a.run_id), std::move(body)});
          }
        } else if (a.outcome == TaskEnd::Success && (run.back < kRunsWithOutput || run.outcome != nullptr)) {
          out.push_back({"run_output", std::to_string(a.run_id), good_output(task, marks, dice)});
        }
      }
    }
  }
  return out;
}

}  // namespace lakecode::local

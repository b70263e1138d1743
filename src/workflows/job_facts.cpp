#include "workflows/job_facts.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::workflows {
namespace {

constexpr std::size_t kFlappingWindow = 10;

JsonValue time_or_null(const std::optional<WallTime>& time) {
  return time ? JsonValue(format_rfc3339(*time)) : JsonValue(nullptr);
}

}  // namespace

std::string schedule_text(const databricks::Job& job) {
  if (job.quartz_cron_expression.empty()) return {};
  std::string text = job.quartz_cron_expression;
  if (!job.timezone_id.empty()) text += " (" + job.timezone_id + ")";
  if (job.pause_status == "PAUSED") text += ", paused";
  return text;
}

JsonObject job_to_json(const databricks::Job& job) {
  return {{"job_id", to_string(job.id)},
          {"name", job.name},
          {"creator", job.creator_user_name},
          {"run_as", job.run_as_user_name},
          {"schedule", schedule_text(job)},
          {"paused", job.pause_status == "PAUSED"},
          {"task_count", job.tasks.size()},
          {"timeout_seconds", job.timeout_seconds},
          {"max_concurrent_runs", job.max_concurrent_runs}};
}

std::string result_word(const databricks::RunState& state) {
  if (state.is_active())
    return state.life_cycle_state == "QUEUED" || state.life_cycle_state == "PENDING" ||
                   state.life_cycle_state == "BLOCKED"
               ? state.life_cycle_state
               : "RUNNING";
  if (!state.result_state.empty()) return state.result_state;
  return state.life_cycle_state;
}

bool was_skipped(const databricks::RunState& state) {
  return state.life_cycle_state == "SKIPPED" || state.result_state == "SKIPPED" ||
         state.result_state == "MAXIMUM_CONCURRENT_RUNS_REACHED";
}

JsonObject run_to_json(const databricks::Run& run) {
  JsonObject object{{"run_id", to_string(run.id)},
                    {"job_id", to_string(run.job_id)},
                    {"result", result_word(run.state)},
                    {"life_cycle_state", run.state.life_cycle_state},
                    {"termination_code", run.state.termination_code},
                    {"message", run.state.state_message},
                    {"trigger", run.trigger},
                    {"start_time", time_or_null(run.start_time)},
                    {"end_time", time_or_null(run.end_time)},
                    {"run_page_url", run.run_page_url}};
  object["duration_ms"] = run.state.is_active() ? JsonValue(nullptr) : JsonValue(run.duration.count());
  return object;
}

JsonArray runs_to_json(const std::vector<databricks::Run>& runs) {
  JsonArray array;
  for (const databricks::Run& run : runs) array.push_back(run_to_json(run));
  return array;
}

RunHistory history_of(const std::vector<databricks::Run>& runs) {
  RunHistory history;
  bool in_streak = true;
  std::optional<bool> newer_failed;
  for (const databricks::Run& run : runs) {
    if (run.state.is_active() || was_skipped(run.state)) continue;
    const bool failed = run.state.has_failed();
    ++history.finished;
    if (!failed) {
      ++history.succeeded;
      if (!history.last_success) history.last_success = run.start_time;
      in_streak = false;
    } else if (in_streak) {
      ++history.failing_streak;
      history.failing_since = run.start_time;
    }
    if (newer_failed && *newer_failed != failed && history.finished <= kFlappingWindow) ++history.alternations;
    newer_failed = failed;
  }
  return history;
}

Result<std::int64_t> parse_number_id(const std::string& text, std::string_view input) {
  const auto number = text::parse_int(text);
  if (number && *number > 0) return static_cast<std::int64_t>(*number);
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "use " + std::string(input),
               .subject = text,
               .reason = "an id is a positive whole number",
               .advice = "the number in the job's or run's address in the workspace is meant"};
}

}  // namespace lakecode::workflows

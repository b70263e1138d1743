// run_job: starts a job once, through the gate, and tells how it goes: task by task, with the time its history
// promises. The result of the run is the result of the workflow.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "databricks/job_changes.h"
#include "databricks/jobs.h"
#include "workflows/engine.h"
#include "workflows/job_facts.h"
#include "workflows/records.h"

namespace lakecode::workflows {
namespace {

using result::Severity;
using result::StepKind;
using std::chrono::milliseconds;

constexpr std::size_t kRuns = 25;
constexpr milliseconds kFirstPause{300};
constexpr milliseconds kLongestPause{5'000};
constexpr std::size_t kTokenDigits = 48;     // the platform takes 64
constexpr std::size_t kMostBytes = 10'000;   // of parameters, the platform's limit
constexpr std::size_t kFewestDurations = 3;  // fewer promise nothing

constexpr Input kInputs[] = {
    {"job_id", InputType::Id, true, "the job to start, by id or name"},
    {"parameters", InputType::Object, false, "job parameters, an object of texts, or the path of a JSON file"},
    {"only", InputType::Strings, false, "task keys: run these alone"},
    {"wait", InputType::Boolean, false, "wait for its end; the exit code tells how it ended"},
    {"cancel_on_stop", InputType::Boolean, false, "with wait: cancel the run on Ctrl-C or when --timeout is up"},
    {"idempotency_token", InputType::String, false, "at most 64 characters: the same token never starts a second run"},
};

using Parameters = std::vector<std::pair<std::string, std::string>>;

Error bad_parameters(std::string reason) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "read input",
          .subject = "parameters",
          .reason = std::move(reason),
          .advice = R"(give an object of texts, for example {"date": "2026-01-31"})"};
}

Result<Parameters> read_parameters(const JsonValue& given) {
  if (given.is_null()) return Parameters{};
  JsonValue object = given;
  if (given.is_string()) {
    TRY_ASSIGN(const std::string content, files::read(std::string(given.get_string()), kMostBytes * 2));
    TRY_ASSIGN(object, json::parse(content, "parameters"));
  }
  if (!object.is_object()) return bad_parameters("it is no object");
  Parameters parameters;
  for (const auto& member : object.get_object()) {
    const JsonValue& value = member.value();
    if (value.is_object() || value.is_array() || value.is_null()) {
      return bad_parameters("`" + std::string(member.key()) + "` is no text, number or boolean");
    }
    parameters.emplace_back(std::string(member.key()),
                            value.is_string() ? std::string(value.get_string()) : json::serialize(value));
  }
  if (json::serialize(object).size() > kMostBytes) return bad_parameters("it is larger than 10,000 bytes");
  return parameters;
}

/// Derived from this run of lakecode, so that a lost answer may be asked for again without a second run.
std::string token_for(Run& run, const std::string& job_id) {
  if (std::string given = run.text("idempotency_token"); !given.empty()) return given;
  const std::string own =
      run.services().pack != nullptr ? run.services().pack->run_id() : format_rfc3339(run.services().clock.now());
  return crypto::sha256_hex(own + " " + job_id + " " + json::serialize(run.input("parameters")))
      .substr(0, kTokenDigits);
}

/// Median of what successful runs took; zero when there are too few.
milliseconds usual_duration(const std::vector<databricks::Run>& runs) {
  std::vector<milliseconds> durations;
  for (const databricks::Run& each : runs) {
    if (each.state.result_state == "SUCCESS") durations.push_back(each.duration);
  }
  if (durations.size() < kFewestDurations) return milliseconds::zero();
  const auto middle = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() / 2);
  std::nth_element(durations.begin(), middle, durations.end());
  return *middle;
}

JsonArray tasks_to_json(const databricks::Run& run) {
  JsonArray tasks;
  for (const databricks::RunTask& task : run.tasks) {
    JsonArray after;
    for (const auto& dependency : task.settings.depends_on) after.push_back(JsonValue(dependency.task_key));
    tasks.push_back(JsonObject{{"task_key", task.settings.task_key},
                               {"run_id", to_string(task.run_id)},
                               {"result", result_word(task.state)},
                               {"message", task.state.state_message},
                               {"depends_on", std::move(after)},
                               {"attempt_number", task.attempt_number},
                               {"duration_ms", task.duration.count()}});
  }
  return tasks;
}

/// "2 of 5 tasks done; running: load, merge; about 4 min left".
std::string progress_text(const databricks::Run& run, milliseconds so_far, milliseconds usual) {
  std::size_t done = 0;
  std::vector<std::string> running;
  for (const databricks::RunTask& task : run.tasks) {
    if (!task.state.is_active() && !task.state.life_cycle_state.empty()) ++done;
    if (result_word(task.state) == "RUNNING") running.push_back(task.settings.task_key);
  }
  std::string text = fmt::format("{}: {} of {} tasks done", result_word(run.state), done, run.tasks.size());
  if (!running.empty()) text += "; running: " + text::join(running, ", ");
  if (usual > so_far) return text + "; about " + format_duration(usual - so_far) + " left";
  return usual.count() > 0 ? text + "; longer than the usual " + format_duration(usual) : text;
}

class JobRun {
 public:
  JobRun(Run& run, JobId job) : run_(run), job_id_(job) {}

  bool look() {
    run_.parallel({
        {{"fetch_job", "Read the job", StepKind::Api},
         [this](const CallContext& ctx) -> Result<void> {
           TRY_ASSIGN(job_, databricks::fetch_job(run_.client(), job_id_, ctx));
           return {};
         }},
        {{"fetch_runs", "Read its recent runs", StepKind::Api},
         [this](const CallContext& ctx) -> Result<void> {
           TRY_ASSIGN(recent_, databricks::fetch_runs(run_.client(), {.job = job_id_}, kRuns, ctx));
           return {};
         }},
    });
    if (!job_) {
      if (!run_.stopped()) run_.fail(*run_.last_error());
      return false;
    }
    usual_ = usual_duration(recent_);
    run_.set_data("job", job_to_json(*job_));
    run_.set_data("usual_duration_ms", usual_.count() > 0 ? JsonValue(usual_.count()) : JsonValue(nullptr));
    return check_tasks();
  }

  bool start(const databricks::RunNow& request) {
    warn_of_active();
    const auto answer =
        run_.change({"start_run", "Start the job", StepKind::Write}, databricks::make_run_now(job_id_, request));
    if (!answer) {
      if (!run_.stopped()) tell_not_started();
      return false;
    }
    const auto id = json::int_at(**answer, "run_id");
    if (!id) {
      run_.fail({.code = ErrorCode::CorruptData,
                 .action = "start job",
                 .subject = to_string(job_id_),
                 .reason = "the answer names no run",
                 .advice = "look for the run in the workspace before starting it again"});
      return false;
    }
    id_ = RunId(*id);
    run_.set_data("run_id", JsonValue(to_string(id_)));
    return true;
  }

  /// Looks once; with `wait` until the run has ended, a stop or the time limit.
  void watch(bool wait) {
    const auto latest = run_.step<databricks::Run>(
        {wait ? "wait" : "fetch_run", wait ? "Wait for its end" : "Read the run", StepKind::Api},
        [&](const CallContext& ctx) { return follow(wait, ctx); });
    if (latest) latest_ = *latest;
    const bool is_over = latest_ && !latest_->state.is_active();
    if (wait && !is_over && run_.boolean("cancel_on_stop").value_or(false)) cancel();
    tell(wait);
  }

 private:
  bool check_tasks() {
    for (const JsonValue& wanted : run_.input("only").is_array() ? run_.input("only").get_array() : JsonArray{}) {
      std::string key = json::as_string(wanted).value_or("");
      key.erase(std::remove(key.begin(), key.end(), '+'), key.end());
      const bool is_there = std::any_of(job_->tasks.begin(), job_->tasks.end(),
                                        [&](const databricks::TaskSettings& task) { return task.task_key == key; });
      if (is_there) continue;
      std::vector<std::string> keys;
      for (const databricks::TaskSettings& task : job_->tasks) keys.push_back(task.task_key);
      run_.fail({.code = ErrorCode::InvalidArgument,
                 .action = "start job",
                 .subject = to_string(job_id_),
                 .reason = "it has no task `" + key + "`",
                 .advice = "its tasks are " + text::join(keys, ", ")});
      return false;
    }
    return true;
  }

  void warn_of_active() {
    const auto active = std::count_if(recent_.begin(), recent_.end(),
                                      [](const databricks::Run& each) { return each.state.is_active(); });
    if (active < job_->max_concurrent_runs) return;
    run_.add_finding({.id = "already_running",
                      .severity = Severity::Medium,
                      .title = fmt::format("{} runs of it are active, as many as it may have", active),
                      .detail = "The new one waits in the queue, or is skipped where queueing is off.",
                      .recommendation = "Wait for the active one, or cancel it first.",
                      .evidence = {{"fetch_runs", "/job"}}});
  }

  void tell_not_started() {
    run_.set_data("run_id", nullptr);
    run_.set_data("result_state", nullptr);
    run_.set_summary(job_text() + " was not started: " + (run_.last_error() ? run_.last_error()->reason : ""));
    const auto& error = run_.last_error();
    // A refusal has a status of its own.
    if (error && error->action != "run start_run") run_.fail(*error);
  }

  Result<databricks::Run> follow(bool wait, const CallContext& ctx) {
    milliseconds pause = kFirstPause;
    std::string told;
    while (true) {
      TRY_ASSIGN(databricks::Run latest, databricks::fetch_run(run_.client(), id_, ctx));
      latest_ = latest;
      if (!wait || !latest.state.is_active()) return latest;
      const auto so_far = latest.start_time
                              ? std::max(milliseconds(0), run_.services().clock.now() - *latest.start_time)
                              : milliseconds(0);
      std::string text = progress_text(latest, so_far, usual_);
      if (run_.services().progress && text != told) run_.services().progress(text);
      told = std::move(text);
      TRY_VOID(ctx.wait(pause, "wait for run " + to_string(id_)));
      pause = std::min(pause * 3 / 2, kLongestPause);
    }
  }

  void cancel() {
    const auto answer = run_.change({"cancel_run", "Cancel the run", StepKind::Write}, databricks::make_cancel_run(id_),
                                    Run::When::EvenWhenStopped);
    run_.add_finding({.id = answer ? "cancelled_on_stop" : "still_running",
                      .severity = answer ? Severity::Info : Severity::High,
                      .title = answer ? "The run was asked to end" : "The run goes on: it could not be cancelled",
                      .detail = "",
                      .recommendation = answer ? "" : "Cancel it in the workspace.",
                      .evidence = {{"cancel_run", "/run_id"}}});
  }

  [[nodiscard]] std::string job_text() const {
    return "Job " + to_string(job_id_) + (job_->name.empty() ? "" : " (" + job_->name + ")");
  }

  void tell(bool wait) {
    if (!latest_) {
      run_.set_data("result_state", nullptr);
      return run_.set_summary(job_text() + " was started as run " + to_string(id_) +
                              "; how it goes could not be read.");
    }
    const std::string word = result_word(latest_->state);
    run_.set_data("result_state", JsonValue(word));
    run_.set_data("run", run_to_json(*latest_));
    run_.set_data("tasks", tasks_to_json(*latest_));
    run_.keep("run " + to_string(id_), "application/json", json::serialize_pretty(*latest_->raw));
    std::string summary = job_text() + ": run " + to_string(id_) + " is " + word;
    if (latest_->state.is_active()) {
      summary += usual_.count() > 0 ? "; runs like it take " + format_duration(usual_) + "." : ".";
      return run_.set_summary(std::move(summary));
    }
    run_.set_summary(summary + " after " + format_duration(latest_->duration) + ".");
    if (latest_->state.has_failed()) tell_failure(word, wait ? "wait" : "fetch_run");
  }

  void tell_failure(const std::string& word, const std::string& step) {
    std::vector<std::string> failed;
    for (const databricks::RunTask& task : latest_->tasks) {
      if (task.state.has_failed() && !task.state.result_state.starts_with("UPSTREAM")) {
        failed.push_back(task.settings.task_key);
      }
    }
    const std::string command = "lakecode run workflow debug_job --input '{\"run_id\": " + to_string(id_) + "}'";
    run_.add_finding(
        {.id = "run_failed",
         .severity = Severity::High,
         .title = "The run ended " + word,
         .detail = failed.empty() ? latest_->state.state_message : "Failed: " + text::join(failed, ", ") + ".",
         .recommendation = command,
         .evidence = {{step, "/tasks"}}});
    run_.fail({.code = ErrorCode::FailedPrecondition,
               .action = "run job",
               .subject = to_string(job_id_),
               .reason = "run " + to_string(id_) + " ended " + word,
               .advice = command});
  }

  Run& run_;
  JobId job_id_;
  std::optional<databricks::Job> job_;
  std::vector<databricks::Run> recent_;
  milliseconds usual_{0};
  RunId id_;
  std::optional<databricks::Run> latest_;
};

void run_run_job(Run& run) {
  const auto id = parse_number_id(run.text("job_id"), "job_id");
  if (!id) return run.fail(id.error());
  auto parameters = read_parameters(run.input("parameters"));
  if (!parameters) return run.fail(parameters.error());
  databricks::RunNow request{.idempotency_token = token_for(run, run.text("job_id")),
                             .job_parameters = std::move(*parameters)};
  if (run.input("only").is_array()) {
    for (const JsonValue& key : run.input("only").get_array())
      request.only.push_back(json::as_string(key).value_or(""));
  }
  JobRun job(run, JobId(*id));
  if (!job.look() || !job.start(request)) return;
  job.watch(run.boolean("wait").value_or(false));
}

}  // namespace

const WorkflowRecord kRunJob{"run_job",
                             "Run a job",
                             "starts a job through the gate and tells how its run goes",
                             kInputs,
                             safety::EffectClass::WriteRemote,
                             run_run_job};

}  // namespace lakecode::workflows

// job_logs: what the tasks of a run wrote, with the lines that tell of errors found and classed; followed while it
// runs.

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "analysis/failures/diagnosis.h"
#include "analysis/failures/evidence_text.h"
#include "base/json.h"
#include "base/text.h"
#include "databricks/jobs.h"
#include "workflows/engine.h"
#include "workflows/job_facts.h"
#include "workflows/records.h"

namespace lakecode::workflows {
namespace {

constexpr std::size_t kMostLines = 5'000;  // of one task, the newest
constexpr std::size_t kMostErrors = 50;
constexpr std::size_t kErrorText = 1'000;  // bytes
constexpr std::chrono::milliseconds kFirstWait{1'000};
constexpr std::chrono::milliseconds kLongestWait{10'000};

constexpr Input kInputs[] = {
    {"run_id", InputType::Id, false, "the run, or one task's run"},
    {"job_id", InputType::Id, false, "instead of a run: the job, of which the newest run is read"},
    {"task_key", InputType::String, false, "only this task"},
    {"follow", InputType::Boolean, false, "go on until the run ends, showing new lines as they come"},
};

using databricks::RunOutput;
using databricks::RunTask;
using result::Severity;

/// One task with what it wrote.
struct TaskLog {
  RunTask task;
  std::optional<RunOutput> output;
  std::vector<std::string> lines;                          ///< logs, then the error and its trace
  std::map<std::string, std::size_t, std::less<>> starts;  ///< of each of these fields in `lines`
  std::size_t told = 0;                                    ///< lines shown while following
};

bool speaks_of_error(std::string_view line) {
  constexpr std::array<std::string_view, 12> kWords = {
      "ERROR",       "FATAL",  "Exception", "Error:", "Traceback",    "Caused by",
      "OutOfMemory", "Killed", "FAILED",    "panic:", "Segmentation", "command not found"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return line.find(word) != std::string_view::npos; });
}

/// Colour and cursor codes (ESC [ … letter) say nothing in a report.
std::string without_colours(std::string_view line) {
  std::string plain;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\x1b' || i + 1 >= line.size() || line[i + 1] != '[') {
      plain += line[i];
      continue;
    }
    const std::size_t end = line.find_first_not_of("0123456789;?", i + 2);
    i = std::min(end, line.size() - 1);
  }
  return plain;
}

/// A line that a logger marked as information tells of no error, whatever words it holds.
bool is_information(std::string_view line) {
  bool information = false;
  analysis::for_each_line(
      line, 0, [&](const analysis::TextLine& read) { information = read.level == analysis::LogLevel::Info; });
  return information;
}

void append_lines(std::vector<std::string>& lines, std::string_view text) {
  if (text::trim(text).empty()) return;
  for (const std::string_view line : text::lines(text)) lines.push_back(without_colours(line));
}

void take_output(TaskLog& log, RunOutput output) {
  log.lines.clear();
  log.starts.clear();
  const auto add = [&log](const char* field, std::string_view text) {
    log.starts[field] = log.lines.size();
    append_lines(log.lines, text);
  };
  add("logs", output.logs);
  add("error", output.error);
  add("error_trace", output.error_trace);
  if (log.lines.empty()) add("notebook_result", output.notebook_result);
  log.output = std::move(output);
}

/// The lines, by index, that decide the diagnosis.
std::set<std::size_t> deciding_lines(const TaskLog& log, const std::optional<analysis::Diagnosis>& diagnosis) {
  std::set<std::size_t> lines;
  if (!diagnosis) return lines;
  for (const analysis::EvidenceLine& each : diagnosis->evidence) {
    const auto start = log.starts.find(each.field);
    if (start != log.starts.end() && each.line > 0) lines.insert(start->second + each.line - 1);
  }
  return lines;
}

analysis::Diagnosis diagnose(const TaskLog& log) {
  analysis::RunEvidence evidence;
  analysis::TaskEvidence task;
  task.task_key = log.task.settings.task_key;
  task.result_state = log.task.state.result_state;
  task.life_cycle_state = log.task.state.life_cycle_state;
  task.state_message = log.task.state.state_message;
  task.termination_code = log.task.state.termination_code;
  task.error = log.output->error;
  task.error_trace = log.output->error_trace;
  task.logs = log.output->logs;
  evidence.result_state = task.result_state;
  evidence.tasks.push_back(std::move(task));
  return analysis::diagnose(evidence);
}

/// The lines that tell of errors; those that decide the class come with it.
JsonArray errors_of(const TaskLog& log, const std::optional<analysis::Diagnosis>& diagnosis) {
  JsonArray errors;
  const std::set<std::size_t> deciding = deciding_lines(log, diagnosis);
  for (std::size_t i = 0; i < log.lines.size(); ++i) {
    const std::string& line = log.lines[i];
    const bool decides = deciding.count(i) != 0;
    if (!decides && (errors.size() >= kMostErrors || !speaks_of_error(line))) continue;
    if (is_information(line)) continue;
    JsonObject error{{"line", static_cast<std::int64_t>(i + 1)}, {"text", line.substr(0, kErrorText)}};
    error["class"] = decides ? JsonValue(diagnosis->class_id) : JsonValue(nullptr);
    errors.push_back(std::move(error));
  }
  return errors;
}

JsonObject task_to_json(const TaskLog& log, const std::optional<analysis::Diagnosis>& diagnosis) {
  JsonArray lines;
  const std::size_t first = log.lines.size() > kMostLines ? log.lines.size() - kMostLines : 0;
  for (std::size_t i = first; i < log.lines.size(); ++i) lines.push_back(JsonValue(log.lines[i]));
  return {{"task_key", log.task.settings.task_key},
          {"run_id", to_string(log.task.run_id)},
          {"result_state", result_word(log.task.state)},
          {"line_count", static_cast<std::int64_t>(log.lines.size())},
          {"lines_cut", static_cast<std::int64_t>(first)},
          {"truncated", log.output && log.output->logs_truncated},
          {"class", diagnosis ? JsonValue(diagnosis->class_id) : JsonValue(nullptr)},
          {"lines", std::move(lines)},
          {"errors", errors_of(log, diagnosis)}};
}

/// The tasks of the run, the latest attempt of each; the run itself when it has none.
std::vector<RunTask> tasks_of(const databricks::Run& run) {
  std::vector<RunTask> tasks;
  for (const RunTask& task : run.tasks) {
    const auto same = std::find_if(tasks.begin(), tasks.end(), [&](const RunTask& each) {
      return each.settings.task_key == task.settings.task_key;
    });
    if (same == tasks.end()) {
      tasks.push_back(task);
    } else if (task.attempt_number >= same->attempt_number) {
      *same = task;
    }
  }
  if (tasks.empty()) {
    RunTask self{.run_id = run.id, .state = run.state};
    self.settings.task_key = run.run_name;
    tasks.push_back(std::move(self));
  }
  return tasks;
}

class LogReader {
 public:
  LogReader(Run& run, RunId id) : run_(run), id_(id) {}

  /// Reads the run and the outputs of its tasks; false when the run cannot be read.
  bool read(bool first) {
    const std::string suffix = first ? "" : "_again";
    auto fetched = run_.step<databricks::Run>(
        {"fetch_run" + suffix, "Read the run and its tasks", result::StepKind::Api},
        [&](const CallContext& ctx) { return databricks::fetch_run(run_.client(), id_, ctx); });
    if (!fetched) return false;
    latest_ = std::move(*fetched);
    return choose_tasks() && read_outputs(suffix);
  }

  /// Waits for the run's end, telling new lines as they come.
  void follow() {
    std::chrono::milliseconds pause = kFirstWait;
    tell_new_lines();
    while (latest_->state.is_active() && !run_.stopped()) {
      if (!run_.context().wait(pause, "follow the log")) {
        run_.skip({"follow", "Follow the log", result::StepKind::Api}, "the run goes on; reading it was ended");
        return;
      }
      pause = std::min(pause * 3 / 2, kLongestWait);
      const auto fetched = databricks::fetch_run(run_.client(), id_, run_.context());
      if (!fetched) return;
      latest_ = *fetched;
      refresh();
      tell_new_lines();
    }
    if (!run_.stopped()) read(false);
    tell_new_lines();
  }

  [[nodiscard]] const databricks::Run& latest() const { return *latest_; }
  [[nodiscard]] const std::vector<TaskLog>& logs() const { return logs_; }

 private:
  bool choose_tasks() {
    std::vector<RunTask> tasks = tasks_of(*latest_);
    const std::string wanted = run_.text("task_key");
    if (!wanted.empty()) {
      std::vector<std::string> known;
      for (const RunTask& task : tasks) known.push_back(task.settings.task_key);
      std::erase_if(tasks, [&](const RunTask& task) { return task.settings.task_key != wanted; });
      if (tasks.empty()) {
        const auto near = text::nearest(wanted, known);
        run_.fail({.code = ErrorCode::NotFound,
                   .action = "read log of task",
                   .subject = wanted,
                   .reason = "the run has no such task",
                   .advice = near ? "did you mean " + *near + "?" : "its tasks are " + text::join(known, ", ")});
        return false;
      }
    }
    for (RunTask& task : tasks) {
      const auto same = std::find_if(logs_.begin(), logs_.end(), [&](const TaskLog& log) {
        return log.task.settings.task_key == task.settings.task_key;
      });
      if (same == logs_.end()) {
        logs_.push_back({.task = std::move(task)});
      } else {
        same->task = std::move(task);
      }
    }
    return true;
  }

  bool read_outputs(const std::string& suffix) {
    std::vector<Run::Job> jobs;
    for (TaskLog& log : logs_) {
      if (log.task.state.life_cycle_state == "SKIPPED" || log.task.state.life_cycle_state == "BLOCKED") continue;
      jobs.push_back({{"fetch_output_" + log.task.settings.task_key + suffix,
                       "Read the output of " + log.task.settings.task_key, result::StepKind::Api},
                      [this, &log](const CallContext& ctx) -> Result<void> {
                        TRY_ASSIGN(RunOutput output, databricks::fetch_run_output(run_.client(), log.task.run_id, ctx));
                        take_output(log, std::move(output));
                        return {};
                      }});
    }
    run_.parallel(std::move(jobs));
    return true;
  }

  /// As read_outputs, without steps: while following, what cannot be read yet is read later.
  void refresh() {
    if (!choose_tasks()) return;
    for (TaskLog& log : logs_) {
      auto output = databricks::fetch_run_output(run_.client(), log.task.run_id, run_.context());
      if (output) take_output(log, std::move(*output));
    }
  }

  void tell_new_lines() {
    if (!run_.services().progress) return;
    for (TaskLog& log : logs_) {
      for (; log.told < log.lines.size(); ++log.told) {
        run_.services().progress(log.task.settings.task_key + " | " + log.lines[log.told]);
      }
    }
  }

  Run& run_;
  RunId id_;
  std::optional<databricks::Run> latest_;
  std::vector<TaskLog> logs_;
};

/// A task that fell with another one has nothing of its own to tell.
bool has_failed_itself(const RunTask& task) {
  return task.state.has_failed() && !task.state.result_state.starts_with("UPSTREAM_");
}

/// What looks further than the outputs: events, drivers' logs, statements, changes.
std::string command_to_debug(const databricks::Run& run) {
  return "lakecode run workflow debug_job --input '{\"run_id\": " + to_string(run.id) + "}'";
}

void tell(Run& run, const LogReader& reader) {
  JsonArray tasks;
  std::size_t failed = 0;
  std::size_t lines = 0;
  for (std::size_t i = 0; i < reader.logs().size(); ++i) {
    const TaskLog& log = reader.logs()[i];
    std::optional<analysis::Diagnosis> diagnosis;
    if (log.output && has_failed_itself(log.task)) diagnosis = diagnose(log);
    tasks.push_back(task_to_json(log, diagnosis));
    lines += log.lines.size();
    if (!diagnosis) continue;
    ++failed;
    run.add_finding(
        {.id = diagnosis->class_id,
         .severity = Severity::High,
         .title = fmt::format("Task {} failed: {}", log.task.settings.task_key, diagnosis->class_id),
         .detail = diagnosis->evidence.empty() ? "" : diagnosis->evidence.front().text,
         .recommendation = diagnosis->class_id == "unknown" ? command_to_debug(reader.latest()) : diagnosis->fix,
         .evidence = {{"fetch_output_" + log.task.settings.task_key, fmt::format("/tasks/{}/errors", i)}}});
  }
  run.set_data("tasks", std::move(tasks));
  const auto s = [](auto number) { return number == 1 ? "" : "s"; };
  run.set_summary(fmt::format("Run {} is {}: {} of {} task{} failed, {} line{}.", to_string(reader.latest().id),
                              result_word(reader.latest().state), failed, reader.logs().size(), s(reader.logs().size()),
                              lines, s(lines)));
}

/// The run that is asked for, or the newest of the job; nullopt, and the workflow has failed, when there is none.
std::optional<RunId> chosen_run(Run& run) {
  const std::string job_text = run.text("job_id");
  if (!run.text("run_id").empty() || job_text.empty()) {
    const auto id = parse_number_id(run.text("run_id"), "run_id");
    if (!id) return run.fail(id.error()), std::nullopt;
    return RunId(*id);
  }
  const auto job = parse_number_id(job_text, "job_id");
  if (!job) return run.fail(job.error()), std::nullopt;
  const auto runs = run.step<std::vector<databricks::Run>>(
      {"find_run", "Find the newest run of the job", result::StepKind::Api},
      [&](const CallContext& ctx) { return databricks::fetch_runs(run.client(), {.job = JobId(*job)}, 1, ctx); });
  if (runs && !runs->empty()) return runs->front().id;
  // The list is empty also for a job that is not there or that one may not see.
  const auto known = runs ? run.step<databricks::Job>({"fetch_job", "Look at the job", result::StepKind::Api},
                                                      [&](const CallContext& ctx) {
                                                        return databricks::fetch_job(run.client(), JobId(*job), ctx);
                                                      })
                          : std::nullopt;
  if (run.stopped()) return std::nullopt;
  run.fail(!known && run.last_error() ? *run.last_error()
                                      : Error{.code = ErrorCode::NotFound,
                                              .action = "read the log of job",
                                              .subject = job_text,
                                              .reason = "it has no run yet"});
  return std::nullopt;
}

void run_job_logs(Run& run) {
  run.set_data("tasks", JsonArray{});
  const bool has_run = !run.text("run_id").empty();
  if (has_run != run.text("job_id").empty()) {
    return run.fail({.code = ErrorCode::InvalidArgument,
                     .action = "run workflow",
                     .subject = "job_logs",
                     .reason = has_run ? "both `run_id` and `job_id` are given" : "`run_id` is missing",
                     .advice = "give run_id, or job_id for the newest run of a job"});
  }
  const auto id = chosen_run(run);
  if (!id) return;
  LogReader reader(run, *id);
  if (!reader.read(true)) {
    if (!run.stopped() && run.last_error()) run.fail(*run.last_error());
    return;
  }
  if (run.boolean("follow").value_or(false)) reader.follow();
  tell(run, reader);
}

}  // namespace

const WorkflowRecord kJobLogs{"job_logs",
                              "Job logs",
                              "what the tasks of a run wrote, and which lines tell of errors",
                              kInputs,
                              safety::EffectClass::ReadOnly,
                              run_job_logs};

}  // namespace lakecode::workflows

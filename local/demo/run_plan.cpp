// A run is played once, task by task in the order of the list: a task starts when what it waits for has ended, fails
// where the outcome says so, and takes down what depends on it.
#include "local/demo/run_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/check.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::local {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto kWindow = hours(24 * 30);
constexpr auto kPausedFor = hours(24 * 6);
constexpr auto kRepairAfter = minutes(95);
constexpr auto kFamilyRoom = hours(3);     // the same for parent and child, so that their runs pair up
constexpr std::int64_t kRunIdStep = 1000;  // room for the ids of tasks and attempts

bool is_main(const TaskSpec& task) {
  return task.compute == "main";
}

/// Moments at which the schedule fires, newest first, all in the window.
std::vector<WallTime> schedule_times(const JobSpec& job, WallTime now) {
  std::vector<WallTime> out;
  if (job.rhythm == Rhythm::Never) {
    return out;
  }
  const auto today = std::chrono::floor<std::chrono::days>(now);
  const auto step = job.rhythm == Rhythm::Hours ? hours(job.hour) : hours(24);
  const auto offset = minutes(job.minute) + (job.rhythm == Rhythm::Hours ? hours(0) : hours(job.hour));
  const unsigned weekday = static_cast<unsigned>(job.id % 5) + 1;
  for (auto time = WallTime(today + hours(24) + offset); time > now - kWindow; time -= step) {
    const unsigned day = std::chrono::weekday(std::chrono::floor<std::chrono::days>(time)).iso_encoding();
    const bool fits = job.rhythm == Rhythm::Weekdays ? day <= 5 : job.rhythm != Rhythm::Weekly || day == weekday;
    if (fits && time < (job.is_paused ? now - kPausedFor : now)) {
      out.push_back(time);
    }
  }
  return out;
}

class RunPlayer {
 public:
  RunPlayer(const JobSpec& job, const Dice& dice, PlannedRun& run) : job_(job), dice_(dice), run_(run) {}

  void play(WallTime now) {
    run_.end = run_.start;
    if (run_.is_skipped()) {
      run_.end += milliseconds(800);
      return;
    }
    for (std::size_t t = 0; t < job_.tasks.size(); ++t) {
      run_.is_running() ? play_running(t) : play_task(t, run_.start, 0);
    }
    if (run_.outcome != nullptr && run_.outcome->ending == Ending::Repaired) {
      repair();
    }
    for (const TaskAttempt& a : run_.attempts) {
      run_.end = std::max(run_.end, a.end);
    }
    place_cluster(now);
  }

 private:
  const TaskAttempt* last_of(std::string_view key) const {
    const auto it = std::find_if(run_.attempts.rbegin(), run_.attempts.rend(),
                                 [&](const TaskAttempt& a) { return job_.tasks[a.task].key == key; });
    return it == run_.attempts.rend() ? nullptr : &*it;
  }

  TaskAttempt fresh(std::size_t task, int attempt, WallTime start) const {
    TaskAttempt a;
    a.task = task;
    a.attempt = attempt;
    a.run_id = run_.run_id + 1 + static_cast<std::int64_t>(task) * 10 + attempt;
    a.start = start;
    return a;
  }

  /// When `task` may start, not before `earliest`; `is_ready` tells whether what it waits for went well.
  WallTime ready_time(const TaskSpec& task, WallTime earliest, bool& is_ready) const {
    is_ready = true;
    if (task.after.empty()) {
      return earliest;
    }
    for (const std::string_view key : text::split(task.after, ',')) {
      const TaskAttempt* before = last_of(key);
      LAKECODE_CHECK(before != nullptr, "a task waits only for tasks above it");
      earliest = std::max(earliest, before->end);
      is_ready = is_ready && before->outcome == TaskEnd::Success;
    }
    is_ready = is_ready || task.run_if == "ALL_DONE";
    return earliest;
  }

  void play_task(std::size_t t, WallTime earliest, int first_attempt) {
    const TaskSpec& task = job_.tasks[t];
    bool is_ready = true;
    TaskAttempt a = fresh(t, first_attempt, ready_time(task, earliest, is_ready));
    if (!is_ready) {
      a.outcome = TaskEnd::UpstreamFailed;
      a.end = a.start;
      run_.attempts.push_back(a);
      return;
    }
    const Scenario* fails = first_attempt == 0 ? scenario_of(task) : nullptr;
    const int failures = fails == nullptr ? 0 : failing_attempts(task, *fails);
    for (int attempt = first_attempt; attempt < first_attempt + failures; ++attempt) {
      a.attempt = attempt;
      a.run_id = fresh(t, attempt, a.start).run_id;
      finish(a, fails);
      a.start = a.end + seconds(60);
    }
    if (failures == 0 || run_.outcome->ending == Ending::Recovers) {
      a = fresh(t, first_attempt + failures, a.start);
      finish(a, nullptr);
    }
  }

  const Scenario* scenario_of(const TaskSpec& task) const {
    if (run_.outcome == nullptr) {
      return nullptr;
    }
    if (task.key == run_.outcome->victim) {
      return &scenario("cluster_went_away");
    }
    return task.key == run_.outcome->task ? &scenario(run_.outcome->scenario) : nullptr;
  }

  int failing_attempts(const TaskSpec& task, const Scenario& fails) const {
    const bool is_retried = fails.result == "FAILED" && run_.outcome->ending == Ending::Stays;
    return 1 + (is_retried ? task.max_retries : 0);
  }

  /// Seconds before the task's own work: what the first task on the job cluster waits for it, others until it is up.
  milliseconds setup_of(const TaskAttempt& a, const Scenario* fails) const {
    const auto n = static_cast<std::uint64_t>(a.run_id);
    const milliseconds attach = seconds(dice_.between(1, 6, "setup", n));
    if (fails != nullptr && fails->life_cycle == "INTERNAL_ERROR") {
      return milliseconds(0);  // the whole time of such a task is setup
    }
    if (!is_main(job_.tasks[a.task])) {
      return attach;
    }
    const auto first = std::find_if(run_.attempts.begin(), run_.attempts.end(),
                                    [&](const TaskAttempt& o) { return is_main(job_.tasks[o.task]); });
    if (first == run_.attempts.end()) {
      return seconds(dice_.between(190, 320, "setup", n));
    }
    return std::max<milliseconds>(attach, first->start + first->setup - a.start + attach);
  }

  void finish(TaskAttempt& a, const Scenario* fails) {
    const TaskSpec& task = job_.tasks[a.task];
    const auto n = static_cast<std::uint64_t>(a.run_id);
    a.setup = setup_of(a, fails);
    const auto usual = seconds(std::int64_t{60} * task.minutes * dice_.between(82, 121, "duration", n) / 100);
    a.outcome = fails == nullptr ? TaskEnd::Success : TaskEnd::Failure;
    a.scenario = fails;
    const TaskAttempt* root = run_.outcome == nullptr ? nullptr : last_of(run_.outcome->task);
    if (fails != nullptr && root != nullptr && task.key == run_.outcome->victim) {
      a.end = root->end + seconds(21);
    } else if (fails != nullptr && fails->run_seconds > 0) {
      a.end = a.start + a.setup + seconds(fails->run_seconds);
    } else {
      a.end = a.start + a.setup + (fails == nullptr ? usual : usual * dice_.between(45, 80, "broke off", n) / 100);
    }
    run_.attempts.push_back(a);
  }

  void repair() {
    run_.repair_start = run_.start;
    for (const TaskAttempt& a : run_.attempts) {
      run_.repair_start = std::max(*run_.repair_start, a.end);
    }
    *run_.repair_start += kRepairAfter;
    for (std::size_t t = 0; t < job_.tasks.size(); ++t) {
      const TaskAttempt* last = last_of(job_.tasks[t].key);
      if (last->outcome != TaskEnd::Success) {
        play_task(t, *run_.repair_start, last->attempt + 1);
      }
    }
  }

  void play_running(std::size_t t) {
    TaskAttempt a = fresh(t, 0, run_.start);
    a.setup = seconds(t == 0 ? 240 : 0);
    a.outcome = t == 0 ? TaskEnd::Running : TaskEnd::Blocked;
    a.end = a.start;
    run_.attempts.push_back(a);
  }

  void place_cluster(WallTime now) {
    for (const TaskAttempt& a : run_.attempts) {
      if (!is_main(job_.tasks[a.task]) || a.outcome == TaskEnd::UpstreamFailed || a.outcome == TaskEnd::Blocked) {
        continue;
      }
      if (run_.cluster_id.empty()) {
        const std::string text = format_compact(a.start);  // 20261123T081500Z
        run_.cluster_id = fmt::format("{}-{}-{}", text.substr(4, 4), text.substr(9, 6),
                                      dice_.hex(8, "cluster", static_cast<std::uint64_t>(run_.run_id)));
        run_.cluster_start = a.start;
      }
      run_.cluster_end = std::max(run_.cluster_end, std::min(now, a.end + seconds(25)));
    }
  }

  const JobSpec& job_;
  const Dice& dice_;
  PlannedRun& run_;
};

/// Longest time any run of the job may take, retries and repair included.
milliseconds room_for(const JobSpec& job) {
  const bool has_child = std::any_of(job.tasks.begin(), job.tasks.end(),
                                     [](const TaskSpec& task) { return task.kind == TaskKind::RunJob; });
  if (has_child || job.is_child) {
    return kFamilyRoom;
  }
  int total = 40;
  for (const TaskSpec& task : job.tasks) {
    total += task.minutes * 3 / 2 * (1 + task.max_retries) + 8;
  }
  return minutes(std::max(total, job.timeout_minutes + 60));
}

const Outcome* outcome_of(const JobSpec& job, int back) {
  const auto it =
      std::find_if(job.outcomes.begin(), job.outcomes.end(), [&](const Outcome& o) { return o.back == back; });
  return it == job.outcomes.end() ? nullptr : &*it;
}

void plan_runs(PlannedJob& job, std::size_t slot, const Dice& dice, WallTime now) {
  const JobSpec& spec = job.spec;
  const std::int64_t first_id = (spec.has_large_ids ? 700'000'000'000'000'000 : 100'000'000'000'000) +
                                static_cast<std::int64_t>(slot) * 1'000'000'000'000 +
                                dice.between(0, 900'000, "run id", slot) * kRunIdStep;
  std::vector<WallTime> starts;
  for (const WallTime time : schedule_times(spec, now)) {
    if (time + room_for(spec) <= now) {
      starts.push_back(time);
    }
  }
  const auto count = static_cast<std::int64_t>(starts.size());
  const std::int64_t before = dice.between(40, 900, "earlier runs", slot);
  for (std::int64_t back = spec.is_running ? -1 : 0; back < count; ++back) {
    PlannedRun run;
    run.back = static_cast<int>(back);
    run.number = before + count - back;
    run.run_id = first_id + run.number * kRunIdStep;
    run.start = back < 0 ? now - minutes(18) : starts[static_cast<std::size_t>(back)];
    run.start += milliseconds(dice.between(120, 2600, "start delay", static_cast<std::uint64_t>(run.run_id)));
    run.outcome = outcome_of(spec, run.back);
    job.runs.push_back(std::move(run));
  }
}

}  // namespace

std::vector<PlannedJob> plan_jobs(const Dice& dice, WallTime now) {
  std::vector<PlannedJob> out;
  for (JobSpec& spec : all_jobs()) {
    PlannedJob job;
    job.spec = std::move(spec);
    out.push_back(std::move(job));
  }
  for (std::size_t slot = 0; slot < out.size(); ++slot) {  // in place, so that outcomes keep their address
    plan_runs(out[slot], slot, dice, now);
    for (PlannedRun& run : out[slot].runs) {
      RunPlayer(out[slot].spec, dice, run).play(now);
    }
  }
  return out;
}

const TaskAttempt* root_attempt(const PlannedJob& job, const PlannedRun& run) {
  if (run.outcome == nullptr) {
    return nullptr;
  }
  const TaskAttempt* found = nullptr;
  for (const TaskAttempt& a : run.attempts) {
    if (a.outcome == TaskEnd::Failure && job.spec.tasks[a.task].key == run.outcome->task) {
      found = &a;
    }
  }
  return found;
}

}  // namespace lakecode::local

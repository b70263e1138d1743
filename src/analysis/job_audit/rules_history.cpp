// Rules over the runs of a job. Fewer than five finished runs turn the statistical ones to "not enough history".

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "analysis/job_audit/cron.h"
#include "analysis/job_audit/rules.h"
#include "base/time_format.h"

namespace lakecode::job_audit {
namespace {

using result::Severity;
using std::chrono::days;

constexpr std::size_t kStreak = 3;
constexpr std::size_t kEnoughRuns = 5;
constexpr std::size_t kFlappingWindow = 10;
constexpr std::size_t kFlapping = 4;
constexpr std::size_t kRateRuns = 10;
constexpr double kLowRate = 0.8;
constexpr std::size_t kNewest = 5;
constexpr std::size_t kBefore = 20;
constexpr double kSlower = 1.5;
constexpr double kSlowerSeconds = 600;
constexpr double kMads = 3;
constexpr double kMadScale = 1.4826;
constexpr double kDelayShare = 0.3;
constexpr double kDelaySeconds = 30;  // less than a serverless start: nobody waits for it
constexpr double kRestartsADay = 6;
constexpr days kPausedLong{90};
constexpr days kUnusedLong{180};

bool lacks_runs(const Case& c, Outcome& out, std::size_t wanted) {
  if (!c.around.runs_known) {
    out.not_evaluated = "its runs could not be read";
  } else if (c.history.finished.size() < wanted) {
    out.not_evaluated = fmt::format("not enough history: {} finished runs", c.history.finished.size());
  }
  return !out.not_evaluated.empty();
}

std::vector<double> durations(const Case& c, std::size_t from, std::size_t count) {
  std::vector<double> seconds;
  for (const RunFact* run : c.history.finished) {
    if (run->end == RunFact::End::Succeeded) seconds.push_back(static_cast<double>(run->seconds));
  }
  const std::size_t first = std::min(from, seconds.size());
  return {seconds.begin() + static_cast<std::ptrdiff_t>(first),
          seconds.begin() + static_cast<std::ptrdiff_t>(std::min(first + count, seconds.size()))};
}

std::string duration_text(double seconds) {
  return format_duration(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

void judge_streak(const Case& c, Outcome& out) {
  if (!c.around.runs_known) {
    out.not_evaluated = "its runs could not be read";
    return;
  }
  if (c.history.streak < kStreak) return;
  const WallTime since = c.history.finished[c.history.streak - 1]->start;
  out.fire("", fmt::format("{} failed runs in a row", c.history.streak));
  out.detail = "Failing since " + format_minute(since) + " UTC.";
}

void judge_never_succeeds(const Case& c, Outcome& out) {
  if (!c.job.is_scheduled() || c.job.is_paused || lacks_runs(c, out, kEnoughRuns)) return;
  if (c.history.recent < kEnoughRuns || c.history.recent_failures < c.history.recent) return;
  out.fire("", fmt::format("0 of {} runs in 30 days succeeded", c.history.recent));
  out.settings = c.job.trigger == Job::Trigger::Schedule ? R"({"schedule": {"pause_status": "PAUSED"}})" : "";
}

void judge_flapping(const Case& c, Outcome& out) {
  if (lacks_runs(c, out, kEnoughRuns)) return;
  std::size_t changes = 0;
  const std::size_t last = std::min(kFlappingWindow, c.history.finished.size());
  for (std::size_t i = 1; i < last; ++i) {
    if (c.history.finished[i]->end != c.history.finished[i - 1]->end) ++changes;
  }
  if (changes >= kFlapping) out.fire("", fmt::format("{} changes in the last {} finished runs", changes, last));
}

void judge_success_rate(const Case& c, Outcome& out) {
  if (lacks_runs(c, out, kEnoughRuns) || c.history.recent < kRateRuns) return;
  const std::size_t good = c.history.recent - c.history.recent_failures;
  const double rate = static_cast<double>(good) / static_cast<double>(c.history.recent);
  if (rate >= kLowRate) return;
  out.fire("", fmt::format("{} of {} runs in 30 days succeeded", good, c.history.recent));
}

std::optional<double> interval_of(const Job& job) {
  if (job.trigger == Job::Trigger::Periodic) return static_cast<double>(job.period_seconds);
  if (job.trigger != Job::Trigger::Schedule) return std::nullopt;
  const auto cron = Cron::parse(job.cron);
  const auto interval = cron ? cron->smallest_interval() : std::nullopt;
  return interval ? std::optional(static_cast<double>(interval->count())) : std::nullopt;
}

void judge_overlap(const Case& c, Outcome& out) {
  const auto interval = interval_of(c.job);
  if (!interval || lacks_runs(c, out, kEnoughRuns)) return;
  const double long_run = quantile(durations(c, 0, c.history.finished.size()), 0.95);
  if (long_run <= *interval || *interval <= 0) return;
  out.fire(c.job.trigger == Job::Trigger::Periodic ? "/trigger/periodic" : "/schedule/quartz_cron_expression",
           c.job.cron.empty() ? duration_text(*interval) : c.job.cron);
  const char* outcome = c.job.max_concurrent_runs > 1 ? "two runs write at once"
                        : c.job.queues                ? "runs pile up in the queue"
                                                      : "every run that starts meanwhile is skipped";
  out.detail = fmt::format("Runs take up to {} (95 %), it starts every {}: {}.", duration_text(long_run),
                           duration_text(*interval), outcome);
}

void judge_slower(const Case& c, Outcome& out) {
  if (lacks_runs(c, out, kEnoughRuns)) return;
  const std::vector<double> newest = durations(c, 0, kNewest);
  const std::vector<double> before = durations(c, kNewest, kBefore);
  if (newest.size() < kNewest || before.size() < kEnoughRuns) {
    out.not_evaluated = "not enough history: too few successful runs";
    return;
  }
  const double now = median(newest);
  const double then = median(before);
  std::vector<double> distances;
  for (const double seconds : before) distances.push_back(std::abs(seconds - then));
  const double scale = kMadScale * median(distances);
  if (now <= kSlower * then || now - then <= kSlowerSeconds || now - then <= kMads * scale) return;
  out.fire("", fmt::format("{} instead of {}", duration_text(now), duration_text(then)));
  out.detail = fmt::format("Medians of the last {} successful runs and the {} before.", newest.size(), before.size());
}

void judge_delay(const Case& c, Outcome& out) {
  if (lacks_runs(c, out, kEnoughRuns)) return;
  std::vector<double> delays;
  std::vector<double> lengths;
  for (const RunFact* run : c.history.finished) {
    delays.push_back(static_cast<double>(run->delay_seconds));
    lengths.push_back(static_cast<double>(run->seconds));
  }
  const double delay = quantile(delays, 0.95);
  const double length = median(lengths);
  if (delay < kDelaySeconds || delay <= kDelayShare * length) return;
  out.fire("", duration_text(delay) + " of waiting");
  out.detail = fmt::format("Queue and set-up (95 %), against {} of run time (median).", duration_text(length));
}

void judge_crowded_out(const Case& c, Outcome& out) {
  if (c.job.queues) return;
  if (!c.around.runs_known) {
    out.not_evaluated = "its runs could not be read";
    return;
  }
  const auto skipped =
      std::count_if(c.job.runs.begin(), c.job.runs.end(), [](const RunFact& run) { return run.was_crowded_out; });
  if (skipped == 0) return;
  out.fire("/queue/enabled", "false");
  out.detail = fmt::format("{} runs were skipped because others were still running.", skipped);
  out.settings = R"({"queue": {"enabled": true}})";
}

void judge_restarts(const Case& c, Outcome& out) {
  if (c.job.trigger != Job::Trigger::Continuous || c.job.is_paused) return;
  if (!c.around.runs_known) {
    out.not_evaluated = "its runs could not be read";
    return;
  }
  const auto since = [&](days back) {
    return static_cast<double>(std::count_if(c.job.runs.begin(), c.job.runs.end(),
                                             [&](const RunFact& run) { return run.start > c.around.now - back; }));
  };
  const double a_day = std::max(since(days(1)), since(days(7)) / 7);
  if (a_day <= kRestartsADay) return;
  out.fire("/continuous", fmt::format("{:.0f} starts a day", a_day));
}

void judge_stale(const Case& c, Outcome& out) {
  if (!c.around.runs_known) {
    out.not_evaluated = "its runs could not be read";
    return;
  }
  const auto quiet_since = c.history.last_start ? c.history.last_start : c.job.created;
  if (!quiet_since) return;
  const auto quiet = std::chrono::floor<days>(c.around.now - *quiet_since);
  const bool paused_long = c.job.is_scheduled() && c.job.is_paused && quiet > kPausedLong;
  if (!paused_long && quiet <= kUnusedLong) return;
  out.fire(paused_long ? "/schedule/pause_status" : "", fmt::format("no run for {} days", quiet.count()));
  if (!c.history.last_start) out.detail = "No run is known; the platform lists those of 60 days.";
}

void judge_cost(const Case& c, Outcome& out) {
  if (!c.around.cost_jumps) {
    out.not_evaluated = "billed usage could not be read";
    return;
  }
  const auto found = c.around.cost_jumps->find(c.job.id);
  if (found == c.around.cost_jumps->end()) return;
  out.fire("", fmt::format("{:.2f} USD more than its past explains", found->second));
}

constexpr Rule kRules[] = {
    {"R01", "failing_streak", "Its last runs all failed", Severity::Critical,
     "lakecode run workflow debug_job --input '{\"job_id\": JOB_ID}' says why; pause the schedule until it is "
     "repaired.",
     judge_streak},
    {"R02", "never_succeeds", "It runs and never succeeds", Severity::Critical,
     "Repair it or pause it: it costs and brings nothing.", judge_never_succeeds},
    {"R05", "flapping", "Success and failure alternate", Severity::High,
     "Look for a race with another writer, a source that is late at times, or spot capacity.", judge_flapping},
    {"R06", "low_success_rate", "Fewer than 80 % of its runs succeed", Severity::High,
     "lakecode run workflow debug_job --input '{\"job_id\": JOB_ID}' names the cause of the latest failure.",
     judge_success_rate},
    {"R12", "overlaps_itself", "It takes longer than its schedule allows", Severity::High,
     "Start it less often, make it faster, or split it; keep one run at a time and queue the next.", judge_overlap},
    {"R17", "slower", "It has become much slower", Severity::Medium,
     "Compare its latest runs with earlier ones: data volume, plan, cluster.", judge_slower},
    {"R18", "slow_start", "It waits long before it works", Severity::Low,
     "Use serverless or an instance pool, and queue fewer jobs at the same minute.", judge_delay},
    {"R20", "runs_skipped", "Runs are skipped and queueing is off", Severity::Medium, "Turn queueing on.",
     judge_crowded_out},
    {"R30", "restarts", "A continuous job restarts all day", Severity::High,
     "Find what ends its runs before raising limits: lakecode run workflow debug_job --input '{\"job_id\": JOB_ID}'.",
     judge_restarts},
    {"R31", "stale", "Nobody has run it for long", Severity::Low,
     "Ask its owner, keep its settings (GET /api/2.2/jobs/get?job_id=JOB_ID answers them), then delete it.",
     judge_stale},
    {"R35", "cost_jump", "It costs more than its past explains", Severity::High,
     "lakecode run workflow cost_spike shows the days and what drives them.", judge_cost},
};

}  // namespace

std::span<const Rule> history_rules() {
  return kRules;
}

}  // namespace lakecode::job_audit

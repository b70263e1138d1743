#include "workflows/recurrence.h"

#include <algorithm>
#include <array>

#include "workflows/job_facts.h"

namespace lakecode::workflows {
namespace {

constexpr std::size_t kFlapping = 4;  // changes among the last ten finished runs, as in job_status
constexpr std::size_t kWindow = 10;
constexpr std::size_t kFewestOfWeekday = 2;  // failures on one weekday that make a pattern
constexpr std::size_t kFewestOthers = 4;     // successes on other days that set it apart

constexpr std::array<const char*, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                  "Thursday", "Friday", "Saturday"};

bool counts(const databricks::Run& run) {
  const databricks::RunState& state = run.state;
  return !state.is_active() && !was_skipped(state) && state.result_state != "CANCELED" && run.start_time.has_value();
}

std::size_t weekday_of(const databricks::Run& run) {
  return std::chrono::weekday(std::chrono::floor<std::chrono::days>(*run.start_time)).c_encoding();
}

/// The weekday that all failures and no success fall on; nullopt when there is none, or too little to tell.
std::optional<std::size_t> only_weekday(const std::vector<const databricks::Run*>& runs) {
  std::optional<std::size_t> day;
  std::size_t failures = 0;
  std::size_t others = 0;
  for (const databricks::Run* run : runs) {
    if (!run->state.has_failed()) continue;
    if (day && *day != weekday_of(*run)) return std::nullopt;
    day = weekday_of(*run);
    ++failures;
  }
  if (!day || failures < kFewestOfWeekday) return std::nullopt;
  for (const databricks::Run* run : runs) {
    if (run->state.has_failed()) continue;
    if (weekday_of(*run) == *day) return std::nullopt;
    ++others;
  }
  return others >= kFewestOthers ? day : std::nullopt;
}

std::size_t changes_of(const std::vector<const databricks::Run*>& runs) {
  std::size_t changes = 0;
  for (std::size_t i = 1; i < std::min(kWindow, runs.size()); ++i) {
    if (runs[i]->state.has_failed() != runs[i - 1]->state.has_failed()) ++changes;
  }
  return changes;
}

}  // namespace

std::string_view name_of(Recurrence::Kind kind) {
  switch (kind) {
    case Recurrence::Kind::First:
      return "first_failure";
    case Recurrence::Kind::Regression:
      return "regression";
    case Recurrence::Kind::AlwaysFailed:
      return "always_failed";
    case Recurrence::Kind::Flapping:
      return "flapping";
    case Recurrence::Kind::Weekday:
      return "weekday";
    case Recurrence::Kind::Recovered:
      return "recovered";
    case Recurrence::Kind::Unknown:
      break;
  }
  return "unknown";
}

Recurrence recurrence_of(const std::vector<databricks::Run>& all, const databricks::Run& run) {
  std::vector<const databricks::Run*> runs;
  for (const databricks::Run& each : all) {
    if (counts(each)) runs.push_back(&each);
  }
  Recurrence found;
  found.finished = runs.size();
  const auto here = std::find_if(runs.begin(), runs.end(), [&](const auto* each) { return each->id == run.id; });
  if (here == runs.end()) return found;  // older than what was read: its neighbours are not known
  auto oldest = here;
  while (oldest + 1 != runs.end() && (*(oldest + 1))->state.has_failed()) ++oldest;
  found.failures = static_cast<std::size_t>(oldest - here) + 1;
  found.since = (*oldest)->start_time;
  if (oldest + 1 != runs.end()) found.last_success = (*(oldest + 1))->start_time;
  if (const auto day = only_weekday(runs)) {
    found.kind = Recurrence::Kind::Weekday;
    found.weekday = kWeekdays[*day];
    found.failures = static_cast<std::size_t>(
        std::count_if(runs.begin(), runs.end(), [](const auto* each) { return each->state.has_failed(); }));
    return found;
  }
  const bool recovered = here != runs.begin() && !runs.front()->state.has_failed();
  if (changes_of(runs) >= kFlapping) {
    found.kind = Recurrence::Kind::Flapping;
  } else if (recovered) {
    found.kind = Recurrence::Kind::Recovered;
  } else if (!found.last_success) {
    found.kind = runs.size() > 1 ? Recurrence::Kind::AlwaysFailed : Recurrence::Kind::Unknown;
  } else {
    found.kind = found.failures == 1 ? Recurrence::Kind::First : Recurrence::Kind::Regression;
  }
  return found;
}

}  // namespace lakecode::workflows

#include "render/run_marks.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/time_format.h"

namespace lakecode::render {
namespace {

constexpr std::size_t kShown = 10;
constexpr std::size_t kHistory = 40;

std::string duration_text(const JsonValue& run) {
  const auto ms = json::int_at(run, "duration_ms");
  return ms ? format_duration(std::chrono::milliseconds(*ms)) : std::string();
}

std::string time_text(const JsonValue& run) {
  const auto time = parse_rfc3339(json::string_at(run, "start_time"));
  return time ? format_minute(*time) : std::string();
}

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// '.' success, 'x' failure, '-' never began, '>' not over yet.
char mark_of(const JsonValue& run, std::string_view outcome) {
  if (json::string_at(run, "life_cycle_state") == "SKIPPED" ||
      is_any_of(outcome, {"SKIPPED", "MAXIMUM_CONCURRENT_RUNS_REACHED"})) {
    return '-';
  }
  if (is_any_of(outcome, {"", "RUNNING", "QUEUED", "PENDING", "BLOCKED"})) return '>';
  return is_any_of(outcome, {"SUCCESS", "SUCCESS_WITH_FAILURES"}) ? '.' : 'x';
}

}  // namespace

Grid run_grid(const JsonArray& runs) {
  Grid grid{{{"Run"}, {"Result"}, {"Started (UTC)"}, {"Took", Align::Right}, {"Message"}}, {}};
  for (const JsonValue& run : runs) {
    if (grid.rows.size() == kShown) break;
    grid.rows.push_back({Cell{.text = json::string_at(run, "run_id")}, Cell{.text = json::string_at(run, "result")},
                         Cell{.text = time_text(run)}, Cell{.text = duration_text(run)},
                         Cell{.text = json::string_at(run, "message")}});
  }
  return grid;
}

Fields run_history(const JsonArray& runs) {
  std::vector<double> durations;
  std::string marks;
  std::size_t succeeded = 0;
  std::size_t finished = 0;
  const std::size_t shown = std::min(runs.size(), kHistory);
  for (std::size_t i = shown; i-- > 0;) {
    const std::string outcome = json::string_at(runs[i], "result");
    const auto ms = json::int_at(runs[i], "duration_ms");
    durations.push_back(ms ? static_cast<double>(*ms) : std::numeric_limits<double>::quiet_NaN());
    const char mark = mark_of(runs[i], outcome);
    marks += mark;
    if (mark == '.') ++succeeded;
    if (mark == '.' || mark == 'x') ++finished;
  }
  Fields fields;
  const double share = finished == 0 ? 0.0 : static_cast<double>(succeeded) / static_cast<double>(finished);
  fields.rows.emplace_back("Succeeded", Cell{.text = std::to_string(succeeded) + " of the last " +
                                                     std::to_string(finished) + " finished runs",
                                             .bar = share});
  fields.rows.emplace_back("Results",
                           Cell{.text = marks + "   (oldest left; . success, x failure, - skipped, > running)"});
  fields.rows.emplace_back("Durations", Cell{.spark = std::move(durations)});
  return fields;
}

}  // namespace lakecode::render

// cost_spike: what cost more than its own past explains, and what drives it. One read, one pure judgement.

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "analysis/cost/drivers.h"
#include "analysis/cost/find_events.h"
#include "base/json.h"
#include "base/time_format.h"
#include "workflows/engine.h"
#include "workflows/records.h"
#include "workflows/usage_facts.h"

namespace lakecode::workflows {
namespace {

constexpr std::int64_t kDays = 90;   // also the past that is read to judge a shorter time by
constexpr double kHighShare = 0.10;  // of everything paid in the period
constexpr double kMediumShare = 0.02;

constexpr Input kInputs[] = {
    {"days", InputType::Integer, false, "how many days back, 1 to 365, default 90; judged by at least 90"},
    {"money_floor", InputType::Number, false, "USD a day below which nothing is told, default 25"},
};

using cost::CostEvent;
using cost::EventReason;
using result::Severity;

std::string day_text(cost::Day day) {
  return format_rfc3339(WallTime(day)).substr(0, 10);
}

/// The finest of the key's parts is the dimension it is reported by.
std::pair<const char*, std::string> dimension_of(const cost::CostKey& key) {
  if (!key.job_id.empty()) return {"job", key.job_id};
  if (!key.run_as.empty()) return {"identity", key.run_as};
  if (!key.sku_name.empty()) return {"sku", key.sku_name};
  return {"total", "total"};
}

JsonArray drivers_to_json(const std::vector<cost::CostDriver>& drivers) {
  JsonArray array;
  for (const cost::CostDriver& driver : drivers) {
    array.push_back(JsonObject{{"dimension", driver.dimension},
                               {"key", driver.key},
                               {"actual_usd", driver.actual_usd},
                               {"expected_usd", driver.expected_usd},
                               {"excess_usd", driver.excess_usd()}});
  }
  return array;
}

std::string drivers_text(const std::vector<cost::CostDriver>& drivers) {
  std::string text;
  for (const cost::CostDriver& driver : drivers) {
    text += fmt::format("{}{} {} ({:+.2f})", text.empty() ? " Behind it: " : ", ", driver.dimension, driver.key,
                        driver.excess_usd());
  }
  return text.empty() ? text : text + ".";
}

JsonObject event_to_json(const CostEvent& event) {
  const auto [dimension, key] = dimension_of(event.key);
  JsonObject keys;
  if (!event.key.sku_name.empty()) keys["sku_name"] = event.key.sku_name;
  if (!event.key.run_as.empty()) keys["run_as"] = event.key.run_as;
  if (!event.key.job_id.empty()) keys["job_id"] = event.key.job_id;
  const std::string_view reason = name_of(event.reason);
  JsonObject object{{"dimension", dimension},
                    {"key", key},
                    {"keys", std::move(keys)},
                    {"start_date", day_text(event.start)},
                    {"end_date", day_text(event.end)},
                    {"kind", name_of(event.kind)},
                    {"reason", reason.empty() ? JsonValue(nullptr) : JsonValue(reason)},
                    {"actual_usd", event.actual_usd},
                    {"expected_usd", event.expected_usd},
                    {"expected_high_usd", event.expected_high},
                    {"excess_usd", event.excess_usd()},
                    {"score", event.score},
                    {"rule", event.rule},
                    {"history_days", static_cast<std::int64_t>(event.history_days)}};
  if (!event.instead_of.empty()) object["instead_of"] = event.instead_of;
  return object;
}

Severity severity_of(const CostEvent& event, double total) {
  if (event.reason == EventReason::Migration) return Severity::Info;
  const double share = total <= 0 ? 0 : event.excess_usd() / total;
  if (event.reason == EventReason::Price || event.excess_usd() < 0) return Severity::Low;
  if (share >= kHighShare) return Severity::High;
  return share >= kMediumShare ? Severity::Medium : Severity::Low;
}

std::string title_of(const CostEvent& event) {
  const auto [dimension, key] = dimension_of(event.key);
  std::string who = std::string(dimension) == "total" ? "the whole account" : std::string(dimension) + " " + key;
  if (event.reason == EventReason::Price) return "The list price of " + key + " changed";
  if (event.reason == EventReason::Migration) return who + " has taken over the work of another key";
  const std::string days =
      event.start == event.end ? "on " + day_text(event.start) : day_text(event.start) + " to " + day_text(event.end);
  switch (event.kind) {
    case cost::EventKind::Spike:
      return "Spike of " + who + ", " + days;
    case cost::EventKind::LevelShift:
      return "New level of " + who + ", " + days;
    case cost::EventKind::Ramp:
      return "Rising cost of " + who + ", " + days;
    case cost::EventKind::NewSpender:
      return "New spender: " + who + ", since " + day_text(event.start);
  }
  return who;
}

std::string advice_of(const CostEvent& event) {
  if (event.reason == EventReason::Price) return "Nobody uses more: plan with the new price.";
  if (event.reason == EventReason::Migration) return "No new cost; tell whoever watches the old key.";
  if (!event.key.job_id.empty()) {
    return "lakecode run workflow job_status --input '{\"job_id\": " + event.key.job_id + "}'";
  }
  return "Look at who and what is behind it: lakecode run workflow cost_top";
}

void tell(Run& run, const cost::EventReport& report, const std::vector<cost::UsageRow>& rows) {
  JsonArray events;
  for (std::size_t i = 0; i < report.events.size(); ++i) {
    const CostEvent& event = report.events[i];
    const std::vector<cost::CostDriver> drivers = cost::find_drivers(rows, event);
    JsonObject told = event_to_json(event);
    told["drivers"] = drivers_to_json(drivers);
    events.push_back(std::move(told));
    run.add_finding(
        {.id = "cost_" + std::string(name_of(event.kind)),
         .severity = severity_of(event, report.total_usd),
         .title = title_of(event),
         .detail = fmt::format("{:.2f} USD where {:.2f} was expected ({:+.2f}); {}. Judged by {} days of history.{}",
                               event.actual_usd, event.expected_usd, event.excess_usd(), event.rule, event.history_days,
                               drivers_text(drivers)),
         .recommendation = advice_of(event),
         .evidence = {{"judge", "/events/" + std::to_string(i)}}});
  }
  run.set_data("events", std::move(events));
  run.set_data("total_usd", report.total_usd);
  run.set_data("missing_days", static_cast<std::int64_t>(report.missing_days));
}

/// A short time is judged by the days before it; what ended there is not told.
void keep_events_of(cost::EventReport& report, std::int64_t days) {
  const cost::Day begin = report.last - std::chrono::days(days - 1);
  std::erase_if(report.events, [begin](const CostEvent& event) { return event.end < begin; });
}

std::string summary_of(const cost::EventReport& report, const Usage& usage) {
  if (usage.rows.empty()) return "No usage is recorded in this time: unknown rather than nothing, records come late.";
  if (!report.enough_history) return "There are fewer than 14 days of usage: not enough history to judge by.";
  double excess = 0;
  for (const CostEvent& event : report.events) {
    if (event.reason == EventReason::Usage) excess += std::max(0.0, event.excess_usd());
  }
  return fmt::format("{} events in {:.2f} USD of usage; {:.2f} USD more than the past explains.", report.events.size(),
                     report.total_usd, excess);
}

void run_cost_spike(Run& run) {
  const auto days = days_input(run, kDays);
  if (!days) return;
  run.set_data("events", JsonArray{});
  const auto usage = gather_usage(run, std::max(*days, kDays));
  if (!usage) return;
  cost::SpikeOptions options;
  if (const auto floor = json::double_at(JsonObject{{"value", run.input("money_floor")}}, "value")) {
    options.money_floor = std::max(*floor, 0.01);
  }
  run.set_data("note", JsonValue(money_note(*usage)));
  auto report = run.step<cost::EventReport>(
      {"judge", "Judge every key by its past", result::StepKind::Analysis},
      [&](const CallContext&) -> Result<cost::EventReport> { return cost::find_events(usage->rows, options); });
  if (!report) return;
  keep_events_of(*report, *days);
  tell(run, *report, usage->rows);
  run.set_summary(summary_of(*report, *usage));
}

}  // namespace

const WorkflowRecord kCostSpike{"cost_spike",
                                "Cost spikes",
                                "what cost more than its past explains, and what drives it",
                                kInputs,
                                safety::EffectClass::ReadOnly,
                                run_cost_spike};

}  // namespace lakecode::workflows

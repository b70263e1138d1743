// cost_spike: what cost more than its own past explains, and what drives it. One read, one pure judgement.

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "analysis/cost/drivers.h"
#include "analysis/cost/find_events.h"
#include "base/json.h"
#include "base/time_format.h"
#include "workflows/cost_changes.h"
#include "workflows/cost_names.h"
#include "workflows/engine.h"
#include "workflows/records.h"
#include "workflows/usage_facts.h"

namespace lakecode::workflows {
namespace {

constexpr std::int64_t kDays = 90;   // also the past that is read to judge a shorter time by
constexpr double kHighShare = 0.10;  // of everything paid in the period
constexpr double kMediumShare = 0.02;
constexpr double kExplains = 0.8;  // of the excess

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
CostKeyName dimension_of(const CostEvent& event) {
  const cost::CostKey& key = event.key;
  if (!event.resource.empty()) return {std::string(event.resource_dimension), event.resource};
  if (!key.job_id.empty()) return {"job", key.job_id};
  if (!key.run_as.empty()) return {"identity", key.run_as};
  if (!key.sku_name.empty()) return {"sku", key.sku_name};
  return {"total", "total"};
}

/// One event with all that is told of it.
struct ToldEvent {
  CostEvent event;
  std::vector<cost::CostDriver> drivers;
  std::vector<CostChange> changes;
};

using KeyNames = std::map<CostKeyName, std::string>;

/// "warehouse shared-analytics (1826c2ad0eabb119)"; without a name "warehouse 1826c2ad0eabb119".
std::string called(const CostKeyName& key, const KeyNames& names) {
  const auto name = names.find(key);
  return name == names.end() ? key.first + " " + key.second
                             : fmt::format("{} {} ({})", key.first, name->second, key.second);
}

JsonObject named_key(const CostKeyName& key, const KeyNames& names) {
  JsonObject object{{"dimension", key.first}, {"key", key.second}};
  if (const auto name = names.find(key); name != names.end()) object["name"] = name->second;
  return object;
}

JsonArray drivers_to_json(const ToldEvent& told, const KeyNames& names) {
  JsonArray array;
  for (const cost::CostDriver& driver : told.drivers) {
    JsonObject object = named_key({driver.dimension, driver.key}, names);
    object["actual_usd"] = driver.actual_usd;
    object["expected_usd"] = driver.expected_usd;
    object["excess_usd"] = driver.excess_usd();
    array.push_back(std::move(object));
  }
  return array;
}

JsonArray changes_to_json(const ToldEvent& told, const KeyNames& names) {
  JsonArray array;
  for (const CostChange& change : told.changes) {
    JsonObject object = named_key(change.object, names);
    object["when"] = format_rfc3339(change.when);
    object["who"] = change.who;
    object["what"] = change.what;
    array.push_back(std::move(object));
  }
  return array;
}

std::string drivers_text(const ToldEvent& told, const KeyNames& names) {
  std::string text;
  for (const cost::CostDriver& driver : told.drivers) {
    if (CostKeyName(driver.dimension, driver.key) == dimension_of(told.event)) continue;  // the title names it
    text += fmt::format("{}{} ({:+.2f})", text.empty() ? " Behind it: " : ", ",
                        called({driver.dimension, driver.key}, names), driver.excess_usd());
  }
  return text.empty() ? text : text + ".";
}

/// Who pays for the thing that the title names.
std::string payer_text(const ToldEvent& told, const KeyNames& names) {
  const CostEvent& event = told.event;
  if (event.resource.empty() || event.key.run_as.empty()) return "";
  return " Paid by " + called({"identity", event.key.run_as}, names) + ".";
}

/// Usage is known by the day: a change of the first day may have come before the rise, or after it.
std::string changes_text(const ToldEvent& told, const KeyNames& names) {
  std::string text;
  for (const CostChange& change : told.changes) {
    const bool is_before = change.when < WallTime(told.event.start);
    text += fmt::format(" {}: {} on {} by {}, {} UTC.", is_before ? "Changed before" : "Changed on its first day",
                        change.what, called(change.object, names), change.who.empty() ? "someone" : change.who,
                        format_minute(change.when));
  }
  return text;
}

JsonObject event_to_json(const ToldEvent& told, const KeyNames& names) {
  const CostEvent& event = told.event;
  JsonObject keys;
  if (!event.key.sku_name.empty()) keys["sku_name"] = event.key.sku_name;
  if (!event.key.run_as.empty()) keys["run_as"] = event.key.run_as;
  if (!event.key.job_id.empty()) keys["job_id"] = event.key.job_id;
  const std::string_view reason = name_of(event.reason);
  JsonObject object = named_key(dimension_of(event), names);
  object["keys"] = std::move(keys);
  object["start_date"] = day_text(event.start);
  object["end_date"] = day_text(event.end);
  object["kind"] = name_of(event.kind);
  object["reason"] = reason.empty() ? JsonValue(nullptr) : JsonValue(reason);
  object["actual_usd"] = event.actual_usd;
  object["expected_usd"] = event.expected_usd;
  object["expected_high_usd"] = event.expected_high;
  object["excess_usd"] = event.excess_usd();
  object["score"] = event.score;
  object["rule"] = event.rule;
  object["history_days"] = static_cast<std::int64_t>(event.history_days);
  object["drivers"] = drivers_to_json(told, names);
  object["changes"] = changes_to_json(told, names);
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

std::string title_of(const CostEvent& event, const KeyNames& names) {
  const CostKeyName key = dimension_of(event);
  std::string who = key.first == "total" ? "the whole account" : called(key, names);
  if (event.reason == EventReason::Price) return "The list price of " + key.second + " changed";
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
  const CostKeyName key = dimension_of(event);
  if (key.first == "warehouse") {
    return fmt::format("lakecode run workflow query_history --input '{{\"warehouse_id\": \"{}\"}}'", key.second);
  }
  if (key.first == "endpoint") {
    return fmt::format("lakecode run workflow genai_cost_agent --input '{{\"endpoint\": \"{}\"}}'", key.second);
  }
  const auto days = (event.end - event.start).count() + 1;
  return fmt::format(
      "See who and what it went to: lakecode run workflow cost_top --input '{{\"days\": {}, \"as_of\": "
      "\"{}T23:59:59Z\"}}'",
      std::clamp<std::int64_t>(days, 1, 365), day_text(event.end));
}

/// A warehouse, pipeline, endpoint or cluster that explains the event alone is what it is about; its key says who pays.
void name_the_thing(ToldEvent& told) {
  CostEvent& event = told.event;
  if (event.reason != EventReason::Usage || !event.resource.empty() || !event.key.job_id.empty()) return;
  for (const cost::CostDriver& driver : told.drivers) {
    const auto resource = std::find_if(cost::kResources.begin(), cost::kResources.end(),
                                       [&](const cost::Dimension& each) { return each.name == driver.dimension; });
    if (resource == cost::kResources.end() || driver.excess_usd() < kExplains * event.excess_usd()) continue;
    event.resource_dimension = resource->name;
    event.resource = driver.key;
    return;
  }
}

bool is_same_rise(const CostEvent& a, const CostEvent& b) {
  return !a.resource.empty() && a.resource == b.resource && a.resource_dimension == b.resource_dimension &&
         a.kind == b.kind && a.reason == EventReason::Usage && b.reason == EventReason::Usage && a.start == b.start &&
         a.end == b.end;
}

/// Both as one event of the thing; who pays is named where one pays nearly all of it.
CostEvent joined(const CostEvent& a, const CostEvent& b) {
  const CostEvent& larger = a.excess_usd() < b.excess_usd() ? b : a;
  CostEvent both = larger;
  both.actual_usd = a.actual_usd + b.actual_usd;
  both.expected_usd = a.expected_usd + b.expected_usd;
  both.expected_high = a.expected_high + b.expected_high;
  both.history_days = std::min(a.history_days, b.history_days);
  if (larger.excess_usd() >= kExplains * both.excess_usd()) return both;
  if (a.key.sku_name != b.key.sku_name) both.key.sku_name.clear();
  if (a.key.run_as != b.key.run_as) both.key.run_as.clear();
  if (a.key.job_id != b.key.job_id) both.key.job_id.clear();
  return both;
}

/// Drivers of each event. The rise of one thing on the same days is one event, however many pay for it.
std::vector<ToldEvent> with_drivers(cost::EventReport& report, const std::vector<cost::UsageRow>& rows) {
  std::vector<ToldEvent> told;
  for (const CostEvent& event : report.events) {
    ToldEvent each{event, cost::find_drivers(rows, event), {}};
    name_the_thing(each);
    const auto same = std::find_if(told.begin(), told.end(),
                                   [&](const ToldEvent& other) { return is_same_rise(other.event, each.event); });
    if (same == told.end()) {
      told.push_back(std::move(each));
      continue;
    }
    same->event = joined(same->event, each.event);
    same->drivers = cost::find_drivers(rows, same->event);
  }
  std::stable_sort(told.begin(), told.end(),
                   [](const ToldEvent& a, const ToldEvent& b) { return a.event.excess_usd() > b.event.excess_usd(); });
  report.events.clear();
  for (const ToldEvent& each : told) report.events.push_back(each.event);
  return told;
}

/// What was changed on each event's things before it.
std::vector<ToldEvent> explain(Run& run, cost::EventReport& report, const std::vector<cost::UsageRow>& rows) {
  std::vector<ToldEvent> told = with_drivers(report, rows);
  std::vector<ChangedBefore> questions;
  for (const ToldEvent& each : told) {
    const CostEvent& event = each.event;
    ChangedBefore question{{dimension_of(event)}, event.start};
    for (const cost::CostDriver& driver : each.drivers) question.objects.emplace_back(driver.dimension, driver.key);
    if (event.reason != EventReason::Usage) question.objects.clear();
    questions.push_back(std::move(question));
  }
  std::vector<std::vector<CostChange>> changes = find_changes(run, questions);
  for (std::size_t i = 0; i < told.size(); ++i) told[i].changes = std::move(changes[i]);
  return told;
}

KeyNames names_in(Run& run, const std::vector<ToldEvent>& events) {
  std::vector<CostKeyName> keys;
  for (const ToldEvent& told : events) {
    keys.push_back(dimension_of(told.event));
    if (!told.event.key.run_as.empty()) keys.emplace_back("identity", told.event.key.run_as);
    for (const cost::CostDriver& driver : told.drivers) keys.emplace_back(driver.dimension, driver.key);
  }
  return names_of(run, keys);
}

void tell(Run& run, cost::EventReport& report, const std::vector<cost::UsageRow>& rows) {
  const std::vector<ToldEvent> explained = explain(run, report, rows);
  const KeyNames names = names_in(run, explained);
  JsonArray events;
  for (const ToldEvent& told : explained) {
    const CostEvent& event = told.event;
    run.add_finding(
        {.id = "cost_" + std::string(name_of(event.kind)),
         .severity = severity_of(event, report.total_usd),
         .title = title_of(event, names),
         .detail = fmt::format("{:.2f} USD where {:.2f} was expected ({:+.2f}); {}. Judged by {} days of history.{}{}",
                               event.actual_usd, event.expected_usd, event.excess_usd(), event.rule, event.history_days,
                               payer_text(told, names) + drivers_text(told, names), changes_text(told, names)),
         .recommendation = advice_of(event),
         .evidence = {{"judge", "/events/" + std::to_string(events.size())}}});
    events.push_back(event_to_json(told, names));
  }
  run.set_data("events", std::move(events));
  run.set_data("total_usd", report.total_usd);
  run.set_data("missing_days", static_cast<std::int64_t>(report.missing_days));
}

/// A short time is judged by the days before it; what ended there is not told, nor its money.
void keep_events_of(cost::EventReport& report, const std::vector<cost::UsageRow>& rows, std::int64_t days) {
  const cost::Day begin = report.last - std::chrono::days(days - 1);
  report.total_usd = 0;
  for (const cost::UsageRow& row : rows) report.total_usd += row.day >= begin && row.day <= report.last ? row.usd : 0;
  std::erase_if(report.events, [begin](const CostEvent& event) { return event.end < begin; });
}

std::string summary_of(const cost::EventReport& report, const Usage& usage, std::int64_t days) {
  if (usage.rows.empty()) return "No usage is recorded in this time: unknown rather than nothing, records come late.";
  if (!report.enough_history) return "There are fewer than 14 days of usage: not enough history to judge by.";
  double excess = 0;
  for (const CostEvent& event : report.events) {
    if (event.reason == EventReason::Usage) excess += std::max(0.0, event.excess_usd());
  }
  return fmt::format("{} {} in {:.2f} USD of usage from {} to {}; {:.2f} USD more than the past explains.",
                     report.events.size(), report.events.size() == 1 ? "event" : "events", report.total_usd,
                     day_text(std::max(report.first, report.last - std::chrono::days(days - 1))), day_text(report.last),
                     excess);
}

void run_cost_spike(Run& run) {
  const auto days = days_input(run, kDays);
  if (!days) return;
  cost::SpikeOptions options;
  if (const auto floor = json::double_at(JsonObject{{"value", run.input("money_floor")}}, "value")) {
    if (!(*floor > 0)) {
      return run.fail({.code = ErrorCode::InvalidArgument,
                       .action = "read input money_floor",
                       .reason = "it is USD a day, above 0",
                       .advice = "leave it out for 25"});
    }
    options.money_floor = *floor;
  }
  run.set_data("events", JsonArray{});
  const auto usage = gather_usage(run, std::max(*days, kDays));
  if (!usage) return;
  run.set_data("note", JsonValue(money_note(*usage)));
  auto report = run.step<cost::EventReport>(
      {"judge", "Judge every key by its past", result::StepKind::Analysis},
      [&](const CallContext&) -> Result<cost::EventReport> { return cost::find_events(usage->rows, options); });
  if (!report) return;
  keep_events_of(*report, usage->rows, *days);
  tell(run, *report, usage->rows);
  run.set_summary(summary_of(*report, *usage, *days));
}

}  // namespace

const WorkflowRecord kCostSpike{"cost_spike",
                                "Cost spikes",
                                "what cost more than its past explains, and what drives it",
                                kInputs,
                                safety::EffectClass::ReadOnly,
                                run_cost_spike};

}  // namespace lakecode::workflows

// Functions that need bills alone, or bills first: by endpoint, model, user, day, and the month's end.

#include <algorithm>

#include <fmt/format.h>

#include "analysis/genai/allocation.h"
#include "analysis/genai/forecast.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::genai {
namespace {

using cost::UsageRow;
using result::Severity;

constexpr double kDominant = 0.5;
constexpr double kNoteworthyUsd = 25;
constexpr double kJump = 2.0;  // a day at twice the median of its period

std::string day_text(cost::Day day) {
  return format_rfc3339(WallTime(day)).substr(0, 10);
}

std::vector<Spend> sum_bills(const Facts& facts, const Arguments& arguments,
                             const std::function<std::string(const UsageRow&)>& key_of) {
  std::map<std::string, Spend> sums;
  for (const UsageRow& bill : facts.bills) {
    if (!passes(bill, arguments)) continue;
    const std::string key = key_of(bill);
    Spend& spend = sums[key];
    spend.key = key.empty() ? "(none)" : key;
    spend.usd += bill.usd;
  }
  std::vector<Spend> list;
  for (auto& [key, spend] : sums) list.push_back(std::move(spend));
  std::stable_sort(list.begin(), list.end(), [](const Spend& a, const Spend& b) { return a.usd > b.usd; });
  return list;
}

/// Requests and tokens beside the bill's money, where both speak of the same key.
void add_traffic(std::vector<Spend>& spends, const Facts& facts, const Arguments& arguments,
                 const std::function<std::string(const Traffic&)>& key_of) {
  std::map<std::string, Spend> sums;
  for (const Traffic& traffic : facts.traffic) {
    if (!passes(traffic, arguments)) continue;
    Spend& spend = sums[key_of(traffic)];
    spend.requests += traffic.requests;
    spend.input_tokens += traffic.input_tokens;
    spend.output_tokens += traffic.output_tokens;
  }
  for (Spend& spend : spends) {
    const auto found = sums.find(spend.key);
    if (found == sums.end()) continue;
    spend.requests = found->second.requests;
    spend.input_tokens = found->second.input_tokens;
    spend.output_tokens = found->second.output_tokens;
  }
}

Answer answer_for(const std::vector<Spend>& spends, const Arguments& arguments, std::string_view noun,
                  std::string_view allocation) {
  Answer answer;
  const double total = total_of(spends);
  answer.headline = spends.empty() ? fmt::format("No GenAI cost is recorded for any {}.", noun)
                                   : fmt::format("{:.2f} USD over {} {}s; {} is the dearest with {:.2f} USD.", total,
                                                 spends.size(), noun, spends[0].key, spends[0].usd);
  answer.result = JsonBox(
      JsonObject{{"total_usd", total}, {"allocation", allocation}, {"lines", spend_lines(spends, arguments.limit)}});
  if (spends.size() >= 3 && total >= kNoteworthyUsd && spends[0].usd >= kDominant * total) {
    answer.findings.push_back(
        {.id = "genai_dominant_" + std::string(noun),
         .severity = Severity::Info,
         .title = fmt::format("One {} has {:.0f} % of the GenAI cost", noun, 100 * spends[0].usd / total),
         .detail = fmt::format("{}: {:.2f} USD.", spends[0].key, spends[0].usd),
         .recommendation = "Start there: a cheaper model, shorter prompts, caching.",
         .evidence = {}});
  }
  return answer;
}

}  // namespace

Answer cost_by_endpoint(const Facts& facts, const Arguments& arguments) {
  auto spends = sum_bills(facts, arguments, [](const UsageRow& bill) { return bill.endpoint_name; });
  add_traffic(spends, facts, arguments, [](const Traffic& traffic) { return traffic.endpoint; });
  Answer answer = answer_for(spends, arguments, "endpoint", "billed");
  for (const Spend& spend : spends) {
    if (!facts.has_traffic || spend.requests > 0 || spend.usd < kNoteworthyUsd || spend.key == "(none)") continue;
    answer.findings.push_back(
        {.id = "genai_idle_endpoint",
         .severity = Severity::Medium,
         .title = fmt::format("Endpoint {} cost {:.2f} USD and no request of it is known", spend.key, spend.usd),
         .detail = "Either its usage tracking is off, or it is paid for and not used.",
         .recommendation = "Turn usage tracking on; let it scale to zero, or delete it.",
         .evidence = {}});
  }
  return answer;
}

Answer cost_by_model(const Facts& facts, const Arguments& arguments) {
  if (facts.has_traffic) {
    const auto spends = spread(facts, arguments, [](const Traffic& traffic) { return traffic.model; });
    return answer_for(spends, arguments, "model", "each endpoint's bill spread over its tokens");
  }
  // Without requests the SKU is the nearest thing to a model that bills tell.
  const auto spends = sum_bills(facts, arguments, [](const UsageRow& bill) { return bill.sku_name; });
  return answer_for(spends, arguments, "model", "billed by SKU: requests are not tracked");
}

Answer cost_by_user(const Facts& facts, const Arguments& arguments) {
  if (facts.has_traffic) {
    const auto spends = spread(facts, arguments, [](const Traffic& traffic) { return traffic.user; });
    if (!spends.empty() && total_of(spends) > 0) {
      return answer_for(spends, arguments, "user", "each endpoint's bill spread over its tokens");
    }
  }
  auto spends = sum_bills(facts, arguments, [](const UsageRow& bill) { return bill.run_as; });
  return answer_for(spends, arguments, "user", "billed to run_as");
}

Answer cost_by_day(const Facts& facts, const Arguments& arguments) {
  std::vector<double> usd(facts.period.days());
  for (const UsageRow& bill : facts.bills) {
    if (!passes(bill, arguments) || bill.day < facts.period.from || bill.day > facts.period.to) continue;
    usd[static_cast<std::size_t>((bill.day - facts.period.from).count())] += bill.usd;
  }
  Answer answer;
  JsonArray lines;
  double total = 0;
  std::size_t dearest = 0;
  for (std::size_t i = 0; i < usd.size(); ++i) {
    const cost::Day day = facts.period.from + std::chrono::days(static_cast<int>(i));
    lines.push_back(JsonObject{{"day", day_text(day)}, {"usd", usd[i]}});
    total += usd[i];
    if (usd[i] > usd[dearest]) dearest = i;
  }
  const std::string dearest_day = day_text(facts.period.from + std::chrono::days(static_cast<int>(dearest)));
  answer.headline = fmt::format("{:.2f} USD in {} days; the dearest was {} with {:.2f} USD.", total, usd.size(),
                                dearest_day, usd.empty() ? 0.0 : usd[dearest]);
  answer.result = JsonBox(JsonObject{{"total_usd", total}, {"lines", std::move(lines)}});
  const double usual = usual_day(usd);
  if (usd.size() >= 7 && usd[dearest] >= kJump * usual && usd[dearest] - usual >= kNoteworthyUsd) {
    answer.findings.push_back(
        {.id = "genai_dear_day",
         .severity = Severity::Medium,
         .title = fmt::format("{} cost {:.2f} USD, a usual day {:.2f}", dearest_day, usd[dearest], usual),
         .detail = "",
         .recommendation = "lakecode run workflow cost_spike names who and what drove it.",
         .evidence = {}});
  }
  return answer;
}

Answer projected_month(const Facts& facts, const Arguments& arguments) {
  std::map<cost::Day, double> days;
  for (const UsageRow& bill : facts.bills) {
    if (passes(bill, arguments)) days[bill.day] += bill.usd;
  }
  const Forecast forecast = forecast_month(days, facts.period);
  Answer answer;
  answer.headline = forecast.is_known
                        ? fmt::format("{:.2f} USD so far this month; it will end at about {:.2f} ({:.2f} to {:.2f}).",
                                      forecast.so_far, forecast.expected, forecast.low, forecast.high)
                        : "Fewer than seven days are known: too few to project a month from.";
  answer.result = JsonBox(JsonObject{{"month", day_text(forecast.month).substr(0, 7)},
                                     {"so_far_usd", forecast.so_far},
                                     {"projected_usd", forecast.is_known ? JsonValue(forecast.expected) : JsonValue()},
                                     {"low_usd", forecast.is_known ? JsonValue(forecast.low) : JsonValue()},
                                     {"high_usd", forecast.is_known ? JsonValue(forecast.high) : JsonValue()},
                                     {"days_left", forecast.days_left},
                                     {"last_month_usd", forecast.last_month}});
  const bool rises = forecast.is_known && forecast.last_month > 0 && forecast.low > 1.25 * forecast.last_month;
  if (rises && forecast.expected - forecast.last_month >= kNoteworthyUsd) {
    answer.findings.push_back(
        {.id = "genai_rising",
         .severity = Severity::Medium,
         .title = fmt::format("This month heads for {:.2f} USD; the last one cost {:.2f}", forecast.expected,
                              forecast.last_month),
         .detail = fmt::format("{} days are left.", forecast.days_left),
         .recommendation = "Set a budget on the serving endpoints, and rate limits on their AI Gateway.",
         .evidence = {}});
  }
  return answer;
}

}  // namespace lakecode::genai

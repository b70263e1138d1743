#include "analysis/genai/functions.h"

#include <gtest/gtest.h>

#include <set>

#include "analysis/genai/forecast.h"
#include "analysis/genai/traffic_query.h"
#include "base/json.h"

namespace lakecode::genai {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
constexpr sys_days kFirst = std::chrono::year(2026) / 3 / 2;  // a Monday

/// Thirty days of two endpoints: "chat" at 100 USD a day for a million tokens, "batch" at 10 for a million.
Facts made_account() {
  Facts facts;
  facts.period = {kFirst, kFirst + days(29)};
  facts.has_prices = facts.has_traffic = facts.has_cache = true;
  for (int i = 0; i < 30; ++i) {
    const sys_days day = kFirst + days(i);
    for (const auto& [endpoint, usd] : {std::pair("chat", 100.0), std::pair("batch", 10.0)}) {
      cost::UsageRow bill;
      bill.day = day;
      bill.product = "MODEL_SERVING";
      bill.sku_name = "SERVING";
      bill.run_as = "svc";
      bill.endpoint_name = endpoint;
      bill.usd = usd;
      facts.bills.push_back(bill);
    }
    facts.traffic.push_back({day, "chat", "big-model", "ana", 200, "1k-8k", 90, 700'000, 200'000, 70'000});
    facts.traffic.push_back({day, "chat", "big-model", "bo", 429, "0-1k", 10, 100'000, 0, 0});
    facts.traffic.push_back({day, "batch", "small-model", "svc", 200, "0-1k", 50, 500'000, 500'000, 0});
  }
  facts.repeats = {{"chat", 7}};
  return facts;
}

Answer call(std::string_view name, const Facts& facts, const Arguments& arguments = {}) {
  const Function* function = find_function(name);
  EXPECT_NE(function, nullptr) << name;
  return function->compute(facts, arguments);
}

double number(const JsonValue& value, std::string_view key) {
  return json::double_at(value, key).value_or(-1);
}

TEST(GenaiFunctions, AreTenWithSchemasAndHeadlines) {
  ASSERT_EQ(functions().size(), 10U);
  std::set<std::string_view> names;
  for (const Function& function : functions()) {
    EXPECT_TRUE(names.insert(function.name).second);
    EXPECT_EQ(json::string_at(*schema_of(function), "type"), "object");
    EXPECT_FALSE(function.compute(made_account(), {}).headline.empty()) << function.name;
    EXPECT_FALSE(function.compute(Facts{}, {}).headline.empty()) << function.name << " without facts";
  }
}

TEST(GenaiFunctions, SpreadMoneyAddsUpToTheBills) {
  const Facts facts = made_account();
  for (const char* name :
       {"cost_by_endpoint", "cost_by_model", "cost_by_user", "cost_by_token_type", "cost_by_request_size"}) {
    double sum = 0;
    const Answer answer = call(name, facts);
    for (const JsonValue& line : json::array_at(*answer.result, "lines")) sum += number(line, "usd");
    EXPECT_NEAR(sum, 3300, 1e-6) << name;
  }
  EXPECT_NEAR(number(*call("cost_by_day", facts).result, "total_usd"), 3300, 1e-6);
}

TEST(GenaiFunctions, FiltersHold) {
  const Facts facts = made_account();
  EXPECT_NEAR(number(*call("cost_by_endpoint", facts, {.endpoint = "batch"}).result, "total_usd"), 300, 1e-6);
  EXPECT_NEAR(number(*call("cost_by_user", facts, {.user = "bo"}).result, "total_usd"), 300, 1e-6);
  EXPECT_EQ(json::array_at(*call("cost_by_model", facts, {.limit = 1}).result, "lines").size(), 1U);
}

TEST(GenaiFunctions, WasteCountsFailedAndRepeatedRequests) {
  const Answer answer = call("error_and_retry_waste", made_account());
  EXPECT_EQ(number(*answer.result, "failed_requests"), 300);
  EXPECT_EQ(number(*answer.result, "repeated_requests"), 7);
  EXPECT_NEAR(number(*answer.result, "failed_usd"), 300, 1e-6);
  ASSERT_EQ(answer.findings.size(), 1U);
  EXPECT_EQ(answer.findings[0].id, "genai_waste");
}

TEST(GenaiFunctions, AnotherModelIsPricedFromTheAccountOrAsGiven) {
  const Facts facts = made_account();
  const Answer own = call("what_if_model", facts, {.endpoint = "chat", .other_model = "small-model"});
  EXPECT_NEAR(number(json::array_at(*own.result, "lines")[0], "other_usd"), 300, 1e-6);
  const Answer given =
      call("what_if_model", facts, {.endpoint = "chat", .input_usd_per_million = 1.0, .output_usd_per_million = 5.0});
  EXPECT_NEAR(number(json::array_at(*given.result, "lines")[0], "other_usd"), 24 * 1 + 6 * 5, 1e-6);
  EXPECT_TRUE(call("what_if_model", facts, {.endpoint = "batch"}).findings.empty()) << "nothing is cheaper than it";
}

TEST(GenaiFunctions, OnlyAModelForTheSameTaskIsOffered) {
  Facts facts = made_account();
  for (Traffic& traffic : facts.traffic)
    traffic.task = traffic.model == "big-model" ? "llm/v1/chat" : "llm/v1/embeddings";
  EXPECT_TRUE(call("what_if_model", facts).findings.empty()) << "embeddings answer no chat";
  EXPECT_TRUE(json::array_at(*call("what_if_model", facts).result, "lines").empty())
      << "no model is compared with itself";
  EXPECT_EQ(call("what_if_model", facts, {.other_model = "small-model"}).findings.size(), 1U)
      << "whoever names it knows";
  for (Traffic& traffic : facts.traffic) traffic.task = "llm/v1/chat";
  EXPECT_EQ(call("what_if_model", facts).findings.size(), 1U);
  for (Traffic& traffic : facts.traffic) traffic.is_custom = traffic.model == "big-model";
  EXPECT_TRUE(call("what_if_model", facts).findings.empty()) << "nothing replaces what somebody trained";
}

TEST(GenaiFunctions, WithoutRequestsTheyDoNotGuess) {
  Facts facts = made_account();
  facts.has_traffic = facts.has_cache = false;
  facts.traffic.clear();
  for (const char* name :
       {"cost_by_token_type", "cost_by_request_size", "error_and_retry_waste", "cache_use", "what_if_model"}) {
    EXPECT_EQ(json::bool_at(*call(name, facts).result, "known"), false) << name;
    EXPECT_TRUE(call(name, facts).findings.empty()) << name;
  }
  EXPECT_NEAR(number(*call("cost_by_user", facts).result, "total_usd"), 3300, 1e-6);
}

TEST(GenaiFunctions, ArgumentsAreChecked) {
  const Function& function = *find_function("what_if_model");
  const auto good = parse_arguments(function, JsonObject{{"other_model", "m"}, {"input_usd_per_million", 2}});
  ASSERT_TRUE(good);
  EXPECT_EQ(good->input_usd_per_million, 2.0);
  EXPECT_FALSE(parse_arguments(function, JsonObject{{"model", "m"}})) << "it takes no such argument";
  EXPECT_FALSE(parse_arguments(function, JsonObject{{"input_usd_per_million", -1}}));
  EXPECT_FALSE(parse_arguments(function, JsonObject{{"endpoint", 7}}));
  EXPECT_FALSE(parse_arguments(function, JsonValue("x")));
}

TEST(GenaiFunctions, QuestionsFindTheirFunctions) {
  const auto first = [](std::string_view question) {
    const auto found = functions_for(question);
    return found.empty() ? std::string_view("none") : found.front()->name;
  };
  EXPECT_EQ(first("Who spent the most?"), "cost_by_user");
  EXPECT_EQ(first("How much will this month cost us by its end?"), "projected_month");
  EXPECT_EQ(first("What do failed requests and retries waste?"), "error_and_retry_waste");
  EXPECT_EQ(first("How well do we use prompt caching?"), "cache_use");
  EXPECT_EQ(first("hello"), "none");
}

TEST(GenaiFunctions, TheModelToChangeToIsReadFromTheQuestion) {
  const std::pair<const char*, const char*> cases[] = {
      {"What if we moved from gpt-4o to haiku?", "haiku"},
      {"what would it save to switch everything to Claude-3-5-haiku", "Claude-3-5-haiku"},
      {"replace gpt-4o by 'llama-3.3-70b'", "llama-3.3-70b"},
      {"how much did we pay to gpt-4o", ""},
      {"what if we moved to the cloud", ""},
      {"", ""}};
  for (const auto& [question, model] : cases) EXPECT_EQ(model_asked_for(question), model) << question;
}

TEST(GenaiForecast, KnowsWeekendsAndWhatIsLeft) {
  std::map<cost::Day, double> costs;
  const sys_days from = std::chrono::year(2026) / 5 / 1;
  const sys_days to = std::chrono::year(2026) / 6 / 15;
  double rest = 0;
  for (sys_days day = from; day <= std::chrono::year(2026) / 6 / 30; day += days(1)) {
    const bool weekend =
        std::chrono::weekday(day) == std::chrono::Saturday || std::chrono::weekday(day) == std::chrono::Sunday;
    const double usd = weekend ? 2 : 10;
    if (day <= to) costs[day] = usd;
    if (day > to) rest += usd;
  }
  const Forecast forecast = forecast_month(costs, {from, to});
  ASSERT_TRUE(forecast.is_known);
  EXPECT_EQ(forecast.days_left, 15);
  EXPECT_NEAR(forecast.expected, forecast.so_far + rest, 1e-9);
  EXPECT_NEAR(forecast.last_month, 21 * 10 + 10 * 2, 1e-9);
  EXPECT_FALSE(forecast_month({{to, 5.0}}, {from, to}).is_known);
}

TEST(GenaiTraffic, QueryFitsTheColumns) {
  TrafficQuery query{.usage = {{"request_time", "timestamp"}, {"input_token_count", "bigint"}},
                     .entities = {{"served_entity_id", "string"}, {"endpoint_name", "string"}},
                     .period = {kFirst, kFirst + days(1)}};
  EXPECT_EQ(make_traffic_sql(query).find("status_code"), std::string::npos);
  EXPECT_EQ(make_repeats_sql(query), "");
  EXPECT_EQ(cache_column(query.usage), "");
  query.usage["cache_read_input_token_count"] = "bigint";
  EXPECT_EQ(cache_column(query.usage), "cache_read_input_token_count");
  EXPECT_FALSE(parse_traffic({{std::string("2026-03-02")}}));
}

}  // namespace
}  // namespace lakecode::genai

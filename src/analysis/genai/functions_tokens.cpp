// Functions that need the requests themselves: token types, sizes, waste, caches, other models.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "analysis/genai/allocation.h"
#include "base/json.h"
#include "base/text.h"

namespace lakecode::genai {
namespace {

using result::Severity;

constexpr double kMillion = 1e6;
constexpr double kCent = 0.01;
constexpr double kWasteShare = 0.02;     // of the money
constexpr double kWasteRequests = 0.05;  // of the requests
constexpr double kLargeInput = 3.0;      // input tokens an output token: prompts that repeat themselves
constexpr double kLowCache = 0.2;
constexpr double kWorthwhile = 0.2;  // saving that is worth a change of model
constexpr double kNoteworthyUsd = 25;
constexpr std::array<std::string_view, 6> kGenaiProducts = {
    "MODEL_SERVING", "AI_FUNCTIONS", "AI_GATEWAY", "VECTOR_SEARCH", "AGENT_BRICKS", "FOUNDATION_MODEL_TRAINING"};

double per_million(double usd, std::int64_t tokens) {
  return tokens > 0 ? usd / static_cast<double>(tokens) * kMillion : 0;
}

/// What the traffic cost, its endpoint's money spread over its tokens.
double cost_of(const Traffic& traffic, const std::map<std::string, double>& prices) {
  const auto price = prices.find(traffic.endpoint);
  return price == prices.end() ? 0 : price->second * static_cast<double>(traffic.input_tokens + traffic.output_tokens);
}

}  // namespace

bool is_genai(const cost::UsageRow& row) {
  if (std::find(kGenaiProducts.begin(), kGenaiProducts.end(), row.product) != kGenaiProducts.end()) return true;
  if (!row.product.empty()) return false;
  return text::contains_ignore_case(row.sku_name, "SERVING") || text::contains_ignore_case(row.sku_name, "MODEL");
}

bool passes(const Traffic& traffic, const Arguments& arguments) {
  return (arguments.endpoint.empty() || traffic.endpoint == arguments.endpoint) &&
         (arguments.model.empty() || traffic.model == arguments.model) &&
         (arguments.user.empty() || traffic.user == arguments.user);
}

bool passes(const cost::UsageRow& bill, const Arguments& arguments) {
  return (arguments.endpoint.empty() || bill.endpoint_name == arguments.endpoint) &&
         (arguments.model.empty() || bill.endpoint_name == arguments.model) &&
         (arguments.user.empty() || bill.run_as == arguments.user);
}

std::map<std::string, double> token_prices(const Facts& facts) {
  std::map<std::string, double> usd;
  std::map<std::string, double> tokens;
  for (const cost::UsageRow& bill : facts.bills) usd[bill.endpoint_name] += bill.usd;
  for (const Traffic& traffic : facts.traffic) {
    tokens[traffic.endpoint] += static_cast<double>(traffic.input_tokens + traffic.output_tokens);
  }
  std::map<std::string, double> prices;
  for (const auto& [endpoint, count] : tokens) {
    const auto bill = usd.find(endpoint);
    if (count > 0 && bill != usd.end()) prices[endpoint] = bill->second / count;
  }
  return prices;
}

std::vector<Spend> spread(const Facts& facts, const Arguments& arguments,
                          const std::function<std::string(const Traffic&)>& key_of) {
  const auto prices = token_prices(facts);
  std::map<std::string, Spend> sums;
  for (const Traffic& traffic : facts.traffic) {
    if (!passes(traffic, arguments)) continue;
    const std::string key = key_of(traffic);
    Spend& spend = sums[key];
    spend.key = key.empty() ? "(none)" : key;
    spend.usd += cost_of(traffic, prices);
    spend.requests += traffic.requests;
    spend.input_tokens += traffic.input_tokens;
    spend.output_tokens += traffic.output_tokens;
  }
  std::vector<Spend> list;
  for (auto& [key, spend] : sums) list.push_back(std::move(spend));
  std::stable_sort(list.begin(), list.end(), [](const Spend& a, const Spend& b) {
    return a.usd != b.usd ? a.usd > b.usd : a.tokens() > b.tokens();
  });
  return list;
}

double total_of(const std::vector<Spend>& spends) {
  double total = 0;
  for (const Spend& spend : spends) total += spend.usd;
  return total;
}

JsonArray spend_lines(const std::vector<Spend>& spends, std::int64_t limit) {
  const double total = total_of(spends);
  JsonArray lines;
  for (const Spend& spend : spends) {
    if (static_cast<std::int64_t>(lines.size()) == limit) break;
    lines.push_back(JsonObject{{"key", spend.key},
                               {"usd", spend.usd},
                               {"share", total > 0 ? spend.usd / total : 0},
                               {"requests", spend.requests},
                               {"input_tokens", spend.input_tokens},
                               {"output_tokens", spend.output_tokens},
                               {"usd_per_million_tokens", per_million(spend.usd, spend.tokens())}});
  }
  return lines;
}

Answer no_traffic(std::string_view what) {
  Answer answer;
  answer.headline = fmt::format("{} not known: no request is tracked.", what);
  answer.result = JsonBox(JsonObject{{"known", false},
                                     {"needs",
                                      "usage tracking on the endpoints' AI Gateway, and SELECT on "
                                      "system.serving.endpoint_usage and system.serving.served_entities"}});
  return answer;
}

Answer cost_by_token_type(const Facts& facts, const Arguments& arguments) {
  if (!facts.has_traffic) return no_traffic("Token types are");
  const auto prices = token_prices(facts);
  Spend in{.key = "input"};
  Spend out{.key = "output"};
  for (const Traffic& traffic : facts.traffic) {
    if (!passes(traffic, arguments)) continue;
    const auto price = prices.find(traffic.endpoint);
    const double usd = price == prices.end() ? 0 : price->second;
    in.input_tokens += traffic.input_tokens;
    out.output_tokens += traffic.output_tokens;
    in.usd += usd * static_cast<double>(traffic.input_tokens);
    out.usd += usd * static_cast<double>(traffic.output_tokens);
  }
  Answer answer;
  answer.headline =
      fmt::format("{} tokens in, {} out.", text::group_digits(in.input_tokens), text::group_digits(out.output_tokens));
  answer.result = JsonBox(JsonObject{
      {"known", true},
      {"allocation", "each endpoint's bill spread evenly over its tokens; output costs more than that on most models"},
      {"lines", spend_lines({in, out}, 2)}});
  const double ratio =
      static_cast<double>(in.input_tokens) / std::max<double>(1, static_cast<double>(out.output_tokens));
  if (ratio >= kLargeInput && in.usd >= kNoteworthyUsd) {
    answer.findings.push_back(
        {.id = "genai_long_prompts",
         .severity = Severity::Low,
         .title = fmt::format("{:.1f} tokens go in for each that comes out", ratio),
         .detail = fmt::format("Input takes about {:.2f} USD.", in.usd),
         .recommendation = "Send fewer documents and shorter histories, or cache the common part.",
         .evidence = {}});
  }
  return answer;
}

Answer cost_by_request_size(const Facts& facts, const Arguments& arguments) {
  if (!facts.has_traffic) return no_traffic("Request sizes are");
  const auto spends = spread(facts, arguments, [](const Traffic& traffic) { return traffic.size; });
  Answer answer;
  answer.headline = spends.empty() ? "No request is recorded."
                                   : fmt::format("Requests of {} tokens take most of the money: {:.2f} USD.",
                                                 spends[0].key, spends[0].usd);
  answer.result = JsonBox(JsonObject{{"known", true},
                                     {"allocation", "each endpoint's bill spread over its tokens"},
                                     {"lines", spend_lines(spends, 20)}});
  return answer;
}

Answer error_and_retry_waste(const Facts& facts, const Arguments& arguments) {
  if (!facts.has_traffic) return no_traffic("Failed requests are");
  const auto prices = token_prices(facts);
  std::map<std::string, Spend> by_status;
  Spend failed;
  Spend all;
  for (const Traffic& traffic : facts.traffic) {
    if (!passes(traffic, arguments)) continue;
    const double usd = cost_of(traffic, prices);
    all.usd += usd;
    all.requests += traffic.requests;
    if (traffic.status < 400) continue;
    Spend& spend = by_status[std::to_string(traffic.status)];
    for (Spend* sum : {&spend, &failed}) {
      sum->usd += usd;
      sum->requests += traffic.requests;
      sum->input_tokens += traffic.input_tokens;
      sum->output_tokens += traffic.output_tokens;
    }
  }
  std::int64_t extra = 0;
  for (const Repeats& repeat : facts.repeats) {
    if (arguments.endpoint.empty() || repeat.endpoint == arguments.endpoint) extra += repeat.extra;
  }
  JsonArray lines;
  for (auto& [status, spend] : by_status) {
    lines.push_back(
        JsonObject{{"status", status}, {"requests", spend.requests}, {"usd", spend.usd}, {"tokens", spend.tokens()}});
  }
  Answer answer;
  answer.headline = fmt::format("{} of {} requests failed, worth about {:.2f} USD; {} were sent again.",
                                failed.requests, all.requests, failed.usd, extra);
  answer.result = JsonBox(JsonObject{{"known", true},
                                     {"requests", all.requests},
                                     {"failed_requests", failed.requests},
                                     {"failed_usd", failed.usd},
                                     {"repeated_requests", extra},
                                     {"lines", std::move(lines)}});
  const bool many =
      all.requests > 0 && static_cast<double>(failed.requests) >= kWasteRequests * static_cast<double>(all.requests);
  if (many || (all.usd > 0 && failed.usd >= kWasteShare * all.usd && failed.usd >= 1)) {
    answer.findings.push_back(
        {.id = "genai_waste",
         .severity = failed.usd >= kNoteworthyUsd ? Severity::High : Severity::Medium,
         .title = fmt::format("{} of {} requests failed", failed.requests, all.requests),
         .detail = fmt::format("About {:.2f} USD of {:.2f}; {} requests were sent again.", failed.usd, all.usd, extra),
         .recommendation = "429: raise the limit or back off; 400: check prompts against the context window first.",
         .evidence = {}});
  }
  return answer;
}

Answer cache_use(const Facts& facts, const Arguments& arguments) {
  if (!facts.has_traffic) return no_traffic("Cache use is");
  std::int64_t input = 0;
  std::int64_t cached = 0;
  for (const Traffic& traffic : facts.traffic) {
    if (!passes(traffic, arguments)) continue;
    input += traffic.input_tokens;
    cached += traffic.cached_tokens;
  }
  Answer answer;
  if (!facts.has_cache) {
    answer.headline = "Cache use is not known: the platform's table has no column for it here.";
    answer.result = JsonBox(JsonObject{{"known", false}, {"input_tokens", input}});
    return answer;
  }
  const double share = input > 0 ? static_cast<double>(cached) / static_cast<double>(input) : 0;
  answer.headline = fmt::format("{:.0f} % of the input tokens came from a cache.", 100 * share);
  answer.result =
      JsonBox(JsonObject{{"known", true}, {"input_tokens", input}, {"cached_tokens", cached}, {"share", share}});
  if (input >= 10'000'000 && share < kLowCache) {
    answer.findings.push_back({.id = "genai_low_cache",
                               .severity = Severity::Low,
                               .title = fmt::format("Only {:.0f} % of the input comes from a cache", 100 * share),
                               .detail = "",
                               .recommendation = "Put what all prompts share first, unchanged, and turn caching on.",
                               .evidence = {}});
  }
  return answer;
}

namespace {

/// What `traffic` would cost at the other prices.
double priced(std::int64_t input, std::int64_t output, double in_price, double out_price) {
  return (static_cast<double>(input) * in_price + static_cast<double>(output) * out_price) / kMillion;
}

/// What a model or an endpoint is asked for.
struct Use {
  std::string task;
  bool is_custom = false;
  std::vector<std::string> models;  ///< each once
};

Use use_of(const Facts& facts, std::string Traffic::*field, const std::string& key) {
  Use use;
  for (const Traffic& traffic : facts.traffic) {
    if (traffic.*field != key) continue;
    if (use.task.empty()) use.task = traffic.task;
    if (std::find(use.models.begin(), use.models.end(), traffic.model) == use.models.end())
      use.models.push_back(traffic.model);
    use.is_custom = use.is_custom || traffic.is_custom;
  }
  return use;
}

/// A chat model can stand in for a chat model, not for embeddings, and nothing for what somebody trained.
bool may_stand_in(const Use& other, const Use& now) {
  return !other.is_custom && !now.is_custom && other.task == now.task;
}

struct Option {
  std::string model;
  double input_price = 0;  ///< USD a million
  double output_price = 0;
  std::string source;
  Use use;
  bool is_asked_for = false;  ///< by name or by its prices: the person knows that it can stand in
};

/// The model asked for at the prices given, or every model of the account at what it took per token.
std::vector<Option> options_of(const Facts& facts, const Arguments& arguments) {
  if (arguments.input_usd_per_million || arguments.output_usd_per_million) {
    const double in = arguments.input_usd_per_million.value_or(arguments.output_usd_per_million.value_or(0));
    return {{arguments.other_model.empty() ? "(the given prices)" : arguments.other_model,
             in,
             arguments.output_usd_per_million.value_or(in),
             "given",
             {},
             true}};
  }
  std::vector<Option> options;
  for (const Spend& spend : spread(facts, {}, [](const Traffic& traffic) { return traffic.model; })) {
    const double price = per_million(spend.usd, spend.tokens());
    if (price <= 0 || (!arguments.other_model.empty() && spend.key != arguments.other_model)) continue;
    options.push_back({spend.key, price, price, "what this account paid per token",
                       use_of(facts, &Traffic::model, spend.key), !arguments.other_model.empty()});
  }
  return options;
}

}  // namespace

Answer what_if_model(const Facts& facts, const Arguments& arguments) {
  if (!facts.has_traffic) return no_traffic("What another model would cost is");
  const auto spends = spread(facts, arguments, [](const Traffic& traffic) { return traffic.endpoint; });
  const std::vector<Option> options = options_of(facts, arguments);
  Answer answer;
  JsonArray lines;
  const Spend* dearest = nullptr;
  const Option* best = nullptr;
  double best_saving = kCent;
  for (const Spend& spend : spends) {
    const Use now = use_of(facts, &Traffic::endpoint, spend.key);
    for (const Option& option : options) {
      const bool is_its_own = now.models.size() == 1 && now.models[0] == option.model;
      if (is_its_own || (!option.is_asked_for && !may_stand_in(option.use, now))) continue;
      const double usd = priced(spend.input_tokens, spend.output_tokens, option.input_price, option.output_price);
      if (lines.size() < 100) {
        lines.push_back(JsonObject{{"endpoint", spend.key},
                                   {"usd", spend.usd},
                                   {"other_model", option.model},
                                   {"other_usd", usd},
                                   {"saving_usd", spend.usd - usd},
                                   {"prices", option.source}});
      }
      if (spend.usd - usd <= best_saving) continue;
      best_saving = spend.usd - usd;
      dearest = &spend;
      best = &option;
    }
  }
  if (options.empty() && !arguments.other_model.empty()) {
    answer.headline = "What a token of " + arguments.other_model +
                      " costs is not known here: give input_usd_per_million and output_usd_per_million.";
    answer.result = JsonBox(JsonObject{{"known", false}, {"lines", JsonArray{}}});
    return answer;
  }
  answer.headline = best == nullptr ? "No other model at a known price would have been cheaper."
                                    : fmt::format("{} on {} would have saved {:.2f} of {:.2f} USD.", dearest->key,
                                                  best->model, best_saving, dearest->usd);
  answer.result = JsonBox(JsonObject{{"known", !options.empty()}, {"lines", std::move(lines)}});
  if (best != nullptr && best_saving >= kNoteworthyUsd && best_saving >= kWorthwhile * dearest->usd) {
    answer.findings.push_back(
        {.id = "genai_cheaper_model",
         .severity = Severity::Low,
         .title = fmt::format("{} could save {:.2f} USD on {}", dearest->key, best_saving, best->model),
         .detail = "The same tokens at " + best->source + "; answers may differ in length and quality.",
         .recommendation = "Try it on a sample with an evaluation before switching.",
         .evidence = {}});
  }
  return answer;
}

}  // namespace lakecode::genai

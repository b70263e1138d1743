#include "analysis/genai/functions.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::genai {
namespace {

constexpr Parameter kEndpoint{"endpoint", "string", "only this serving endpoint"};
constexpr Parameter kModel{"model", "string", "only this model"};
constexpr Parameter kUser{"user", "string", "only this user or service principal"};
constexpr Parameter kLimit{"limit", "integer", "how many lines, 1 to 100, default 20"};

constexpr Parameter kKeys[] = {kEndpoint, kModel, kUser, kLimit};
constexpr Parameter kWhere[] = {kEndpoint, kModel, kUser};
constexpr Parameter kWhatIf[] = {
    kEndpoint,
    kUser,
    {"other_model", "string", "the model to price with; without it every model of the account"},
    {"input_usd_per_million", "number", "its price of a million input tokens"},
    {"output_usd_per_million", "number", "its price of a million output tokens"},
};

constexpr std::array<Function, 10> kFunctions = {{
    {"cost_by_endpoint", "what each serving endpoint cost", kKeys, cost_by_endpoint, "endpoint endpoints serving"},
    {"cost_by_model", "what each model cost, and what it took per million tokens", kKeys, cost_by_model,
     "model models llm claude gpt llama"},
    {"cost_by_user", "who the money was spent by", kKeys, cost_by_user, "who user users team principal person"},
    {"cost_by_token_type", "tokens in and out, and what each part cost", kWhere, cost_by_token_type,
     "token tokens input output completion"},
    {"cost_by_day", "what each day cost", kWhere, cost_by_day, "day daily when trend yesterday week"},
    {"cost_by_request_size", "requests by size, and where the money goes", kWhere, cost_by_request_size,
     "size large long context request requests"},
    {"error_and_retry_waste", "what failed and repeated requests cost", kWhere, error_and_retry_waste,
     "error errors retry retries fail failed waste wasted 429"},
    {"cache_use", "how much of the input came from a cache", kWhere, cache_use, "cache cached caching"},
    {"projected_month", "what this month will cost", kWhere, projected_month,
     "month project projected forecast budget end predict"},
    {"what_if_model", "what the same tokens would cost on another model", kWhatIf, what_if_model,
     "if switch other another cheaper instead replace alternative would"},
}};

Error bad_argument(const Function& function, std::string subject, std::string reason) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "call " + std::string(function.name),
          .subject = std::move(subject),
          .reason = std::move(reason)};
}

Result<void> take(const Function& function, std::string_view name, const JsonValue& value, Arguments& arguments) {
  const std::array<std::pair<std::string_view, std::string*>, 4> texts = {{{"endpoint", &arguments.endpoint},
                                                                           {"model", &arguments.model},
                                                                           {"user", &arguments.user},
                                                                           {"other_model", &arguments.other_model}}};
  for (const auto& [key, target] : texts) {
    if (key != name) continue;
    if (!value.is_string()) return bad_argument(function, std::string(name), "it is no text");
    *target = std::string(value.get_string());
    return {};
  }
  const auto number = json::double_at(JsonObject{{"value", value}}, "value");
  if (!number || !(*number >= 0)) return bad_argument(function, std::string(name), "it is no number from 0 on");
  if (name == "limit") {
    arguments.limit = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::min(*number, 100.0)), 1, 100);
  } else if (name == "input_usd_per_million") {
    arguments.input_usd_per_million = *number;
  } else {
    arguments.output_usd_per_million = *number;
  }
  return {};
}

}  // namespace

std::span<const Function> functions() {
  return kFunctions;
}

const Function* find_function(std::string_view name) {
  const auto* const found =
      std::find_if(kFunctions.begin(), kFunctions.end(), [&](const Function& each) { return each.name == name; });
  return found == kFunctions.end() ? nullptr : found;
}

Result<Arguments> parse_arguments(const Function& function, const JsonValue& value) {
  Arguments arguments;
  if (value.is_null()) return arguments;
  if (!value.is_object()) return bad_argument(function, "", "its arguments are no object");
  for (const auto& member : value.get_object()) {
    const std::string_view name = member.key();
    const bool known = std::any_of(function.parameters.begin(), function.parameters.end(),
                                   [&](const Parameter& parameter) { return parameter.name == name; });
    if (!known) return bad_argument(function, std::string(name), "it takes no such argument");
    if (member.value().is_null()) continue;
    TRY_VOID(take(function, name, member.value(), arguments));
  }
  return arguments;
}

JsonBox schema_of(const Function& function) {
  JsonObject properties;
  for (const Parameter& parameter : function.parameters) {
    properties[parameter.name] = JsonObject{{"type", parameter.type}, {"description", parameter.help}};
  }
  return JsonBox(
      JsonObject{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}});
}

std::string model_asked_for(std::string_view question) {
  constexpr std::array<std::string_view, 11> kChanges = {
      "move", "moved", "moving", "switch", "switched", "switching", "change", "replace", "replaced", "went", "migrate"};
  constexpr std::array<std::string_view, 11> kFamilies = {"haiku",  "sonnet",  "opus",    "gpt",  "claude",  "llama",
                                                          "gemini", "mistral", "mixtral", "dbrx", "deepseek"};
  const auto begins = [](std::string_view word, std::string_view family) {
    return text::to_lower(word).starts_with(family);
  };
  bool changes = false;
  std::string_view before;
  std::string found;
  for (std::string_view word : text::split(question, ' ')) {
    while (!word.empty() && std::string_view("?!.,;:\"'`()").find(word.back()) != std::string_view::npos)
      word.remove_suffix(1);
    while (!word.empty() && std::string_view("\"'`(").find(word.front()) != std::string_view::npos)
      word.remove_prefix(1);
    if (word.empty()) continue;
    const std::string lower = text::to_lower(word);
    changes = changes || std::find(kChanges.begin(), kChanges.end(), lower) != kChanges.end();
    const bool is_model =
        std::any_of(kFamilies.begin(), kFamilies.end(), [&](std::string_view family) { return begins(word, family); });
    if (changes && is_model && (before == "to" || before == "by" || before == "with")) found = std::string(word);
    before = word;
  }
  return found;
}

std::vector<const Function*> functions_for(std::string_view question) {
  std::string plain = text::to_lower(question);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); }, ' ');
  std::vector<std::pair<int, const Function*>> scored;
  for (const Function& function : kFunctions) {
    int hits = 0;
    for (const std::string_view word : text::split(function.words, ' ')) {
      if ((" " + plain + " ").find(" " + std::string(word) + " ") != std::string::npos) ++hits;
    }
    if (hits > 0) scored.emplace_back(-hits, &function);
  }
  std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<const Function*> found;
  for (const auto& [hits, function] : scored) found.push_back(function);
  return found;
}

}  // namespace lakecode::genai

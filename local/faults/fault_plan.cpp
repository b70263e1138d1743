#include "local/faults/fault_plan.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"

namespace lakecode::local {
namespace {

struct KindName {
  std::string_view name;
  FaultKind kind;
};
constexpr std::array<KindName, 8> kKinds{{{"rate_limit", FaultKind::RateLimit},
                                          {"unavailable_before", FaultKind::UnavailableBefore},
                                          {"unavailable_after", FaultKind::UnavailableAfter},
                                          {"slow", FaultKind::Slow},
                                          {"cut", FaultKind::Cut},
                                          {"expired_token", FaultKind::ExpiredToken},
                                          {"html_page", FaultKind::HtmlPage},
                                          {"stale", FaultKind::Stale}}};
constexpr std::int64_t kMostSeconds = 3'600;
constexpr std::int64_t kMostMilliseconds = kMostSeconds * 1'000;
constexpr std::size_t kMostRules = 1'000;

/// Where in the file a value stands, for errors.
class Source {
 public:
  Source(const yaml::Document& document, std::string_view name) : document_(document), name_(name) {}

  [[nodiscard]] Error wrong(const std::string& pointer, std::string reason, std::string advice = "") const {
    const auto mark = document_.marks.find(pointer);
    const yaml::Position at = mark == document_.marks.end() ? yaml::Position{1, 1} : mark->second.key;
    return {.code = ErrorCode::InvalidArgument,
            .action = "read fault plan",
            .subject = fmt::format("{}:{}:{}", name_, at.line, at.column),
            .reason = std::move(reason),
            .advice = std::move(advice)};
  }

 private:
  const yaml::Document& document_;
  std::string_view name_;
};

struct Field {
  const JsonValue& value;
  std::string pointer;
  std::string_view key;
};

Result<std::int64_t> whole(const Source& source, const Field& field, std::int64_t most) {
  const auto number = field.value.is_number() ? json::as_int(field.value) : std::nullopt;
  if (!number || *number < 0 || *number > most) {
    return source.wrong(field.pointer, fmt::format("{} must be a whole number from 0 to {}", field.key, most));
  }
  return *number;
}

Result<std::string> word(const Source& source, const Field& field) {
  if (!field.value.is_string()) return source.wrong(field.pointer, fmt::format("{} must be a text", field.key));
  return json::as_string(field.value).value_or("");
}

Result<void> set_kind(const Source& source, const Field& field, FaultRule& rule) {
  TRY_ASSIGN(const std::string name, word(source, field));
  std::string allowed;
  for (const KindName& each : kKinds) {
    if (each.name == name) {
      rule.kind = each.kind;
      return {};
    }
    allowed.append(allowed.empty() ? "" : ", ").append(each.name);
  }
  return source.wrong(field.pointer, fmt::format("there is no fault '{}'", name), "the faults are " + allowed);
}

Result<void> set_probability(const Source& source, const Field& field, FaultRule& rule) {
  const auto number = field.value.is_number() ? std::optional<double>(field.value.to_number<double>()) : std::nullopt;
  if (!number || !(*number >= 0 && *number <= 1)) {
    return source.wrong(field.pointer, "probability must be a number from 0 to 1");
  }
  rule.probability = *number;
  return {};
}

Result<void> set_text(const Source& source, const Field& field, FaultRule& rule) {
  TRY_ASSIGN(const std::string text, word(source, field));
  if (field.key == "method") {
    rule.method = text::to_upper(text);
  } else if (text.empty()) {
    return source.wrong(field.pointer, "path must not be empty", "leave it out for every path");
  } else {
    rule.path = text;
  }
  return {};
}

Result<void> set_number(const Source& source, const Field& field, FaultRule& rule) {
  constexpr std::int64_t kAny = std::numeric_limits<std::int64_t>::max();
  const std::int64_t most = field.key == "retry_after" ? kMostSeconds
                            : field.key == "delay_ms"  ? kMostMilliseconds
                                                       : kAny;
  TRY_ASSIGN(const std::int64_t number, whole(source, field, most));
  const auto count = static_cast<std::uint64_t>(number);
  if (field.key == "skip") rule.skip = count;
  if (field.key == "times") rule.times = count;
  if (field.key == "retry_after") rule.retry_after = std::chrono::seconds(number);
  if (field.key == "delay_ms") rule.delay = std::chrono::milliseconds(number);
  if (field.key == "cut_at") rule.cut_at = count;
  if (field.key == "reads") rule.reads = count;
  return {};
}

constexpr std::array<std::string_view, 6> kNumbers{"skip", "times", "retry_after", "delay_ms", "cut_at", "reads"};

Result<void> set_field(const Source& source, const Field& field, FaultRule& rule) {
  if (field.key == "fault") return set_kind(source, field, rule);
  if (field.key == "probability") return set_probability(source, field, rule);
  if (field.key == "method" || field.key == "path") return set_text(source, field, rule);
  if (std::find(kNumbers.begin(), kNumbers.end(), field.key) != kNumbers.end()) return set_number(source, field, rule);
  return source.wrong(
      field.pointer, fmt::format("there is no key '{}'", field.key),
      "the keys are fault, method, path, skip, times, probability, retry_after, delay_ms, cut_at, reads");
}

Result<FaultRule> parse_rule(const Source& source, const JsonValue& value, const std::string& pointer) {
  if (!value.is_object()) return source.wrong(pointer, "each fault must be a mapping");
  if (json::find(value, "fault") == nullptr) return source.wrong(pointer, "the key fault is missing");
  FaultRule rule;
  for (const auto& member : value.get_object()) {
    const std::string key(member.key());
    TRY_VOID(set_field(source, {member.value(), pointer + "/" + key, key}, rule));
  }
  return rule;
}

Result<void> set_rules(const Source& source, const JsonValue& value, FaultPlan& plan) {
  if (!value.is_array()) return source.wrong("/faults", "faults must be a list");
  const JsonArray& list = value.get_array();
  if (list.size() > kMostRules) return source.wrong("/faults", fmt::format("more than {} faults", kMostRules));
  for (std::size_t i = 0; i < list.size(); ++i) {
    TRY_ASSIGN(FaultRule rule, parse_rule(source, list[i], fmt::format("/faults/{}", i)));
    plan.rules.push_back(std::move(rule));
  }
  return {};
}

/// splitmix64: every bit of the sum reaches every bit of the result.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15U;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

}  // namespace

std::string_view name_of(FaultKind kind) {
  for (const KindName& each : kKinds) {
    if (each.kind == kind) return each.name;
  }
  return "";
}

Result<FaultPlan> parse_fault_plan(std::string_view text, std::string_view name) {
  TRY_ASSIGN(const yaml::Document document, yaml::parse(text, name));
  const Source source(document, name);
  FaultPlan plan;
  const JsonValue& root = *document.root;
  if (root.is_null()) return plan;
  if (!root.is_object()) return source.wrong("", "a fault plan is a mapping with the keys seed and faults");
  for (const auto& member : root.get_object()) {
    const std::string key(member.key());
    if (key == "seed") {
      TRY_ASSIGN(const std::int64_t seed, whole(source, {member.value(), "/seed", "seed"}, INT64_MAX));
      plan.seed = static_cast<std::uint64_t>(seed);
    } else if (key == "faults") {
      TRY_VOID(set_rules(source, member.value(), plan));
    } else {
      return source.wrong("/" + key, fmt::format("there is no key '{}'", key), "the keys are seed and faults");
    }
  }
  return plan;
}

bool fits_path(std::string_view pattern, std::string_view path) {
  // Greedy matching with one remembered star of each kind: `**` may take over when `*` meets a slash.
  std::size_t p = 0;
  std::size_t s = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_from = 0;
  std::size_t wide = std::string_view::npos;
  std::size_t wide_from = 0;
  while (s < path.size() || p < pattern.size()) {
    if (pattern.substr(p).starts_with("**")) {
      p += 2;
      wide = p;
      wide_from = s;
      star = std::string_view::npos;
      continue;
    }
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_from = s;
      continue;
    }
    if (p < pattern.size() && s < path.size() && pattern[p] == path[s]) {
      ++p;
      ++s;
      continue;
    }
    if (star != std::string_view::npos && star_from < path.size() && path[star_from] != '/') {
      p = star;
      s = ++star_from;
      continue;
    }
    if (wide == std::string_view::npos || wide_from >= path.size()) return false;
    star = std::string_view::npos;
    p = wide;
    s = ++wide_from;
  }
  return true;
}

bool fires(const FaultPlan& plan, std::size_t index, std::uint64_t n) {
  const FaultRule& rule = plan.rules.at(index);
  if (n < rule.skip) return false;
  if (rule.times && n - rule.skip >= *rule.times) return false;
  constexpr double kScale = 1.0 / 9007199254740992.0;  // 2^-53: the top bits as a number in [0, 1)
  const double drawn = static_cast<double>(mix(plan.seed ^ mix(index) ^ mix(~n)) >> 11U) * kScale;
  return drawn < rule.probability;
}

}  // namespace lakecode::local

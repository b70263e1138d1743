#include "local/routes/cluster_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/table_engine.h"
#include "local/routes/answer.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

/// Attributes whose members have dots in their names.
constexpr std::array<std::string_view, 3> kMaps{"spark_conf", "spark_env_vars", "custom_tags"};
/// What no member of a cluster holds, or holds in a list: not looked at.
constexpr std::array<std::string_view, 4> kNotHeld{"dbus_per_hour", "cluster_type", "cluster_log_conf.type",
                                                   "init_scripts."};

std::vector<std::string> steps_of(std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  if (dot != std::string_view::npos && std::find(kMaps.begin(), kMaps.end(), head) != kMaps.end())
    return {std::string(head), std::string(path.substr(dot + 1))};
  std::vector<std::string> steps;
  for (const std::string_view step : text::split(path, '.')) steps.emplace_back(step);
  return steps;
}

std::optional<JsonValue> value_at(const JsonObject& cluster, std::string_view path) {
  const JsonValue whole(cluster);
  const JsonValue* at = &whole;
  for (const std::string& step : steps_of(path)) {
    at = json::find(*at, step);
    if (at == nullptr) return std::nullopt;
  }
  return *at;
}

void set_at(JsonObject& cluster, std::string_view path, const JsonValue& value) {
  const std::vector<std::string> steps = steps_of(path);
  JsonObject* at = &cluster;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    JsonValue& next = (*at)[steps[i]];
    if (!next.is_object()) next = JsonObject();
    at = &next.as_object();
  }
  (*at)[steps.back()] = value;
}

void erase_at(JsonObject& cluster, std::string_view path) {
  const std::vector<std::string> steps = steps_of(path);
  JsonObject* at = &cluster;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    JsonValue* next = at->if_contains(steps[i]);
    if (next == nullptr || !next->is_object()) return;
    at = &next->as_object();
  }
  at->stable_erase(steps.back());
}

/// Policies write numbers and flags as such or as texts; both mean the same.
std::string as_text(const JsonValue& value) {
  return json::as_string(value).value_or(json::serialize(value));
}

double as_number(const JsonValue& value) {
  return text::parse_double(as_text(value)).value_or(std::nan(""));
}

bool is_listed(const JsonValue& rule, const JsonValue& value) {
  const JsonArray& list = json::array_at(rule, "values");
  return std::any_of(list.begin(), list.end(), [&](const JsonValue& v) { return as_text(v) == as_text(value); });
}

std::string refused_range(const JsonValue& rule, const JsonValue& value) {
  const JsonValue* least = json::find(rule, "minValue");
  const JsonValue* most = json::find(rule, "maxValue");
  const double number = as_number(value);
  if (std::isnan(number)) return "the value must be a number";
  if (least != nullptr && number < as_number(*least))
    return fmt::format("the value cannot be less than {}", as_text(*least));
  if (most != nullptr && number > as_number(*most))
    return fmt::format("the value cannot be greater than {}", as_text(*most));
  return "";
}

/// True when `pattern`, a pattern of Java's, fits all of `value`; nullopt when it is none. The engine knows how.
std::optional<bool> fits_pattern(const Workspace& workspace, const std::string& pattern, const std::string& value) {
  StatementRequest request;
  request.sql = "SELECT :value RLIKE :pattern";
  request.parameters.resize(2);
  request.parameters[0].name = "value";
  request.parameters[0].value = value;
  request.parameters[1].name = "pattern";
  request.parameters[1].value = fmt::format("^(?:{})$", pattern);
  Interrupt interrupt;
  const auto outcome = workspace.engine->run(request, interrupt);
  if (!outcome || outcome->table.rows.empty()) return std::nullopt;
  return outcome->table.rows.front().front() == Cell("true");
}

std::string refused_pattern(const Workspace& workspace, const JsonValue& rule, const JsonValue& value) {
  const std::string pattern = json::string_at(rule, "pattern");
  const auto fits = fits_pattern(workspace, pattern, as_text(value));
  if (!fits) return fmt::format("the pattern {} of the policy cannot be read", pattern);
  return *fits ? "" : fmt::format("the value must match the regex {}", pattern);
}

/// Why `value` is refused; "" when it is not.
std::string refused_value(const Workspace& workspace, const JsonValue& rule, const JsonValue& value) {
  const std::string type = json::string_at(rule, "type");
  if (type == "regex") return refused_pattern(workspace, rule, value);
  if (type == "fixed") {
    const JsonValue* wanted = json::find(rule, "value");
    if (wanted == nullptr || as_text(*wanted) == as_text(value)) return "";
    return fmt::format("the value must be {} (is \"{}\")", as_text(*wanted), as_text(value));
  }
  if (type == "forbidden") return "the value must not be present";
  if (type == "range") return refused_range(rule, value);
  if (type == "allowlist" && !is_listed(rule, value))
    return fmt::format("the value must be one of {}", json::serialize(json::array_at(rule, "values")));
  if (type == "blocklist" && is_listed(rule, value))
    return fmt::format("the value must not be one of {}", json::serialize(json::array_at(rule, "values")));
  return "";
}

bool is_held(std::string_view path) {
  return std::none_of(kNotHeld.begin(), kNotHeld.end(), [&](std::string_view p) { return path.starts_with(p); });
}

/// The rules of a definition, by path.
std::vector<std::pair<std::string, JsonValue>> rules_of(const std::string& definition) {
  std::vector<std::pair<std::string, JsonValue>> rules;
  const auto parsed = json::parse(definition, "definition");
  if (!parsed || !parsed->is_object()) return rules;
  for (const auto& member : parsed->as_object()) {
    if (is_held(member.key()) && member.value().is_object()) rules.emplace_back(member.key(), member.value());
  }
  return rules;
}

/// A rule that limits a value asks for one.
bool asks_for_value(const JsonValue& rule) {
  const std::string type = json::string_at(rule, "type");
  return (type == "range" || type == "allowlist" || type == "regex") &&
         !json::bool_at(rule, "isOptional").value_or(false);
}

/// The value nearest to `value` that the rule takes; nullopt when it knows none.
std::optional<JsonValue> taken_instead(const JsonValue& rule, const std::optional<JsonValue>& value) {
  if (const JsonValue* fixed = json::find(rule, "value")) return *fixed;
  if (const JsonValue* usual = json::find(rule, "defaultValue")) return *usual;
  const JsonValue* least = json::find(rule, "minValue");
  const JsonValue* most = json::find(rule, "maxValue");
  const double number = value ? as_number(*value) : std::nan("");
  if (least != nullptr && !(number >= as_number(*least))) return *least;
  if (most != nullptr && number > as_number(*most)) return *most;
  const JsonArray& list = json::array_at(rule, "values");
  if (json::string_at(rule, "type") == "allowlist" && !list.empty()) return list.front();
  return std::nullopt;
}

/// A cluster that a job makes for itself, or for one of its tasks.
struct JobCluster {
  std::string key;  ///< job_cluster_key, or the task's key
  JsonObject spec;
};

std::vector<JobCluster> job_clusters_of(const JsonValue& settings) {
  std::vector<JobCluster> clusters;
  for (const auto& [array, key] : {std::pair("job_clusters", "job_cluster_key"), std::pair("tasks", "task_key")}) {
    for (const JsonValue& holder : json::array_at(settings, array)) {
      const JsonValue* cluster = json::find(holder, "new_cluster");
      if (cluster != nullptr && cluster->is_object())
        clusters.push_back({json::string_at(holder, key), cluster->as_object()});
    }
  }
  return clusters;
}

}  // namespace

Violations policy_violations(const Workspace& workspace, const JsonObject& cluster, const std::string& definition) {
  Violations violations;
  for (const auto& [path, rule] : rules_of(definition)) {
    const std::optional<JsonValue> value = value_at(cluster, path);
    const std::string why = value                  ? refused_value(workspace, rule, *value)
                            : asks_for_value(rule) ? std::string("the value must be present")
                                                   : std::string();
    if (!why.empty()) violations[path] = why;
  }
  return violations;
}

void apply_policy(JsonObject& cluster, const std::string& definition, bool defaults) {
  for (const auto& [path, rule] : rules_of(definition)) {
    if (value_at(cluster, path)) continue;
    const JsonValue* fixed = json::string_at(rule, "type") == "fixed" ? json::find(rule, "value") : nullptr;
    const JsonValue* usual = defaults ? json::find(rule, "defaultValue") : nullptr;
    const bool optional = json::bool_at(rule, "isOptional").value_or(false);
    if (fixed != nullptr && !optional) set_at(cluster, path, *fixed);
    if (fixed == nullptr && usual != nullptr) set_at(cluster, path, *usual);
  }
}

void enforce_policy(const Workspace& workspace, JsonObject& cluster, const std::string& definition) {
  apply_policy(cluster, definition, false);
  const Violations violations = policy_violations(workspace, cluster, definition);
  for (const auto& [path, rule] : rules_of(definition)) {
    if (!violations.contains(path)) continue;
    if (json::string_at(rule, "type") == "forbidden") {
      erase_at(cluster, path);
    } else if (const auto instead = taken_instead(rule, value_at(cluster, path))) {
      set_at(cluster, path, *instead);
    }
  }
}

Result<Violations> job_violations(const Workspace& workspace, const JsonValue& settings) {
  Violations violations;
  for (JobCluster& cluster : job_clusters_of(settings)) {
    TRY_ASSIGN(const std::string definition, definition_for(workspace, cluster.spec));
    apply_policy(cluster.spec, definition, true);
    for (const auto& [path, why] : policy_violations(workspace, cluster.spec, definition))
      violations[cluster.key + "." + path] = why;
  }
  return violations;
}

Result<void> check_job_policies(const Workspace& workspace, const JsonValue& settings) {
  TRY_ASSIGN(const Violations violations, job_violations(workspace, settings));
  if (violations.empty()) return {};
  const auto& [path, why] = *violations.begin();
  return refusal(ErrorCode::InvalidArgument,
                 fmt::format("Cluster validation error: Validation failed for {}, {}", path, why));
}

Result<std::string> definition_for(const Workspace& workspace, const JsonObject& cluster) {
  const std::string id = json::string_at(cluster, "policy_id");
  if (id.empty()) return std::string();
  const auto policy = find_body(workspace.store, "cluster_policy", id);
  if (!policy) return refusal(ErrorCode::InvalidArgument, fmt::format("Can't find a cluster policy with id: {}.", id));
  return json::string_at(*policy, "definition");
}

}  // namespace lakecode::local

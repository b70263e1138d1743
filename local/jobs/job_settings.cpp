#include "local/jobs/job_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "local/jobs/cron.h"
#include "local/jobs/shapes.h"
#include "local/jobs/task_settings.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostTasks = 1000;
constexpr std::size_t kMostName = 4096;
constexpr std::size_t kMostTags = 25;

/// Members that are read here; others are kept as they come.

constexpr std::array<Shape, 15> kShapes{{{"name", JsonKind::Text},
                                         {"tasks", JsonKind::Array},
                                         {"job_clusters", JsonKind::Array},
                                         {"environments", JsonKind::Array},
                                         {"parameters", JsonKind::Array},
                                         {"tags", JsonKind::Object},
                                         {"schedule", JsonKind::Object},
                                         {"continuous", JsonKind::Object},
                                         {"trigger", JsonKind::Object},
                                         {"queue", JsonKind::Object},
                                         {"git_source", JsonKind::Object},
                                         {"run_as", JsonKind::Object},
                                         {"email_notifications", JsonKind::Object},
                                         {"max_concurrent_runs", JsonKind::Number},
                                         {"timeout_seconds", JsonKind::Number}}};

/// Without regard to case, as the platform compares them; its own message lists them so.
Result<void> check_git_provider(const JsonValue& settings) {
  constexpr std::string_view kProviders =
      "github,gitlab,bitbucketcloud,gitlabenterpriseedition,bitbucketserver,azuredevopsservices,githubenterprise,"
      "awscodecommit";
  const JsonValue* git = json::find(settings, "git_source");
  if (git == nullptr) return {};
  const std::string given = text::to_lower(json::string_at(*git, "git_provider"));
  const auto known = text::split(kProviders, ',');
  if (std::find(known.begin(), known.end(), given) != known.end()) return {};
  return invalid_setting(fmt::format("git_source.git_provider must be one of: {}", kProviders));
}

Result<void> check_limits(const JsonValue& settings) {
  const std::int64_t most = json::int_at(settings, "max_concurrent_runs").value_or(1);
  if (most < 0 || most > 1000)
    return invalid_setting(fmt::format("max_concurrent_runs must be between 0 and 1000, got {}", most));
  if (json::int_at(settings, "timeout_seconds").value_or(0) < 0)
    return invalid_setting("timeout_seconds must not be negative");
  if (json::string_at(settings, "name").size() > kMostName)
    return invalid_setting(fmt::format("The job name is longer than {} bytes", kMostName));
  if (const std::size_t tags = json::object_at(settings, "tags").size(); tags > kMostTags)
    return invalid_setting(fmt::format("A job can have at most {} tags, got {}", kMostTags, tags));
  int starters = 0;
  for (const char* name : {"schedule", "continuous", "trigger"}) {
    const JsonValue* starter = json::find(settings, name);
    if (starter == nullptr) continue;
    ++starters;
    const std::string pause = json::string_at(*starter, "pause_status");
    if (!pause.empty() && pause != "PAUSED" && pause != "UNPAUSED")
      return invalid_setting(fmt::format("Invalid pause_status '{}' of {}: PAUSED or UNPAUSED", pause, name));
  }
  if (starters > 1) return invalid_setting("A job can have only one of schedule, continuous and trigger");
  return check_git_provider(settings);
}

Result<void> check_schedule(const JsonValue& settings) {
  const JsonValue* schedule = json::find(settings, "schedule");
  if (schedule == nullptr) return {};
  const std::string cron = json::string_at(*schedule, "quartz_cron_expression");
  if (cron.empty()) return invalid_setting("Missing required field: settings.schedule.quartz_cron_expression");
  const std::string zone = json::string_at(*schedule, "timezone_id");
  if (zone.empty()) return invalid_setting("Missing required field: settings.schedule.timezone_id");
  TRY_VOID(CronExpression::parse(cron));
  TRY_VOID(TimeZone::find(zone));
  return {};
}

Result<std::set<std::string>> keys_of(const JsonValue& settings, const std::string& array, std::string_view key) {
  std::set<std::string> keys;
  for (const JsonValue& entry : json::array_at(settings, array)) {
    const std::string value = json::string_at(entry, key);
    if (value.empty()) return invalid_setting(fmt::format("Missing required field: settings.{}.{}", array, key));
    if (!keys.insert(value).second)
      return invalid_setting(fmt::format("{} '{}' is used more than once in {}", key, value, array));
  }
  return keys;
}

using Edges = std::map<std::string, std::vector<std::string>>;

/// True when `key` can reach itself; `path` holds the keys that are being followed.
bool has_cycle(const std::string& key, const Edges& edges, std::set<std::string>& path, std::set<std::string>& done) {
  std::vector<std::pair<std::string, std::size_t>> stack{{key, 0}};
  path.insert(key);
  while (!stack.empty()) {
    const std::string at = stack.back().first;
    const std::vector<std::string>& next = edges.at(at);
    if (stack.back().second == next.size()) {
      path.erase(at);
      done.insert(at);
      stack.pop_back();
      continue;
    }
    const std::string& to = next[stack.back().second++];
    if (path.contains(to)) return true;
    if (done.contains(to)) continue;
    path.insert(to);
    stack.emplace_back(to, 0);
  }
  return false;
}

Result<void> check_graph(const JsonArray& tasks, const std::set<std::string>& keys) {
  Edges edges;
  for (const JsonValue& task : tasks) {
    const std::string key = json::string_at(task, "task_key");
    std::vector<std::string>& before = edges[key];
    for (const JsonValue& entry : json::array_at(task, "depends_on")) {
      const std::string on = json::string_at(entry, "task_key");
      if (!keys.contains(on))
        return invalid_setting(
            fmt::format("Invalid dependency: task '{}' depends on task '{}', which is not defined "
                        "in this job",
                        key, on));
      before.push_back(on);
    }
  }
  std::set<std::string> path;
  std::set<std::string> done;
  for (const auto& entry : edges) {
    if (!done.contains(entry.first) && has_cycle(entry.first, edges, path, done))
      return invalid_setting(fmt::format("The task dependencies have a cycle, at task '{}'", entry.first));
  }
  return {};
}

/// A job of one task may be written without `tasks`, with the task's members among those of the job.
void fold_single_task(JsonObject& settings) {
  const JsonValue whole(settings);
  const std::string work = work_member(whole);
  if (work.empty() || settings.contains("tasks")) return;
  JsonObject task{{"task_key", "main"}};
  for (const std::string_view name :
       {std::string_view(work), std::string_view("existing_cluster_id"), std::string_view("new_cluster"),
        std::string_view("libraries"), std::string_view("max_retries"), std::string_view("min_retry_interval_millis"),
        std::string_view("retry_on_timeout")}) {
    const auto found = settings.find(name);
    if (found == settings.end()) continue;
    task[name] = found->value();
    settings.stable_erase(name);
  }
  settings["tasks"] = JsonArray{JsonValue(std::move(task))};
}

void set_default(JsonObject& object, std::string_view name, JsonValue value) {
  if (!object.contains(name)) object[name] = std::move(value);
}

/// What the service adds to schedules and job clusters.
void fill_parts(JsonObject& settings) {
  for (const char* starter : {"schedule", "trigger", "continuous"}) {
    if (const auto found = settings.find(starter); found != settings.end() && found->value().is_object())
      set_default(found->value().as_object(), "pause_status", "UNPAUSED");
  }
  const auto clusters = settings.find("job_clusters");
  if (clusters == settings.end() || !clusters->value().is_array()) return;
  for (JsonValue& cluster : clusters->value().as_array()) {
    if (cluster.is_object()) complete_new_cluster(cluster.as_object());
  }
}

template <typename Array>
void merge_by_key(JsonValue& current, const Array& changes, std::string_view key) {
  JsonArray& array = current.as_array();
  for (const JsonValue& change : changes) {
    const std::string wanted = json::string_at(change, key);
    const auto same = std::find_if(array.begin(), array.end(),
                                   [&](const JsonValue& entry) { return json::string_at(entry, key) == wanted; });
    if (same == array.end()) {
      array.push_back(change);
    } else {
      *same = change;
    }
  }
}

void remove_field(JsonObject& settings, std::string_view field) {
  const std::size_t slash = field.find('/');
  if (slash == std::string_view::npos) {
    settings.stable_erase(field);
    return;
  }
  const auto found = settings.find(field.substr(0, slash));
  if (found == settings.end()) return;
  const std::string_view rest = field.substr(slash + 1);
  if (found->value().is_object()) return remove_field(found->value().as_object(), rest);
  if (!found->value().is_array()) return;
  JsonArray& array = found->value().as_array();
  for (auto entry = array.begin(); entry != array.end();) {
    bool same = false;
    for (const char* key : {"task_key", "job_cluster_key", "environment_key", "name"})
      same = same || json::string_at(*entry, key) == rest;
    entry = same ? array.erase(entry) : entry + 1;
  }
}

}  // namespace

Error invalid_setting(std::string reason) {
  return {.code = ErrorCode::InvalidArgument, .action = "", .subject = "", .reason = std::move(reason), .advice = ""};
}

Result<JsonBox> complete_settings(const JsonValue& given) {
  JsonObject settings;
  for (const auto& member : given.as_object()) {
    if (!member.value().is_null() && member.key() != "access_control_list" && member.key() != "idempotency_token")
      settings[member.key()] = member.value();
  }
  fold_single_task(settings);
  set_default(settings, "name", "Untitled");
  set_default(settings, "email_notifications", JsonObject{});
  set_default(settings, "webhook_notifications", JsonObject{});
  set_default(settings, "timeout_seconds", 0);
  set_default(settings, "max_concurrent_runs", 1);
  settings["format"] = "MULTI_TASK";
  JsonValue whole(std::move(settings));
  TRY_VOID(check_shapes(whole, kShapes));
  TRY_VOID(check_limits(whole));
  TRY_VOID(check_schedule(whole));
  TRY_ASSIGN(const auto clusters, keys_of(whole, "job_clusters", "job_cluster_key"));
  TRY_ASSIGN(const auto environments, keys_of(whole, "environments", "environment_key"));
  TRY_ASSIGN(const auto parameters, keys_of(whole, "parameters", "name"));
  TRY_ASSIGN(const auto keys, keys_of(whole, "tasks", "task_key"));
  if (keys.size() > kMostTasks)
    return invalid_setting(fmt::format("A job can have at most {} tasks, got {}", kMostTasks, keys.size()));
  fill_parts(whole.as_object());
  const TaskSurroundings around{clusters, environments, json::find(whole, "git_source") != nullptr};
  if (const auto tasks = whole.as_object().find("tasks"); tasks != whole.as_object().end()) {
    for (JsonValue& task : tasks->value().as_array()) TRY_VOID(complete_task(task, around));
    TRY_VOID(check_graph(tasks->value().as_array(), keys));
  }
  return JsonBox(std::move(whole));
}

Result<JsonBox> update_settings(const JsonValue& settings, const JsonValue& changes,
                                const JsonArray& fields_to_remove) {
  JsonObject merged = settings.as_object();
  for (const auto& member : changes.as_object()) {
    const std::string_view key = member.key();
    const bool by_key = (key == "tasks" || key == "job_clusters") && member.value().is_array() &&
                        merged.contains(key) && merged[key].is_array();
    if (by_key) {
      merge_by_key(merged[key], member.value().as_array(), key == "tasks" ? "task_key" : "job_cluster_key");
    } else {
      merged[key] = member.value();
    }
  }
  for (const JsonValue& field : fields_to_remove) {
    const auto name = json::as_string(field);
    if (!name) return invalid_setting("fields_to_remove must be a list of names");
    remove_field(merged, *name);
  }
  return complete_settings(JsonValue(std::move(merged)));
}

}  // namespace lakecode::local

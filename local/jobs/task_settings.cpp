#include "local/jobs/task_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "local/jobs/job_settings.h"
#include "local/jobs/shapes.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostKey = 100;

struct Work {
  std::string_view member;
  std::string_view required;   ///< member that it must have; "" for none
  bool needs_compute = false;  ///< a cluster or an environment
};
constexpr std::array<Work, 22> kWorks{{{"notebook_task", "notebook_path"},
                                       {"spark_python_task", "python_file", true},
                                       {"python_wheel_task", "package_name", true},
                                       {"spark_jar_task", "main_class_name", true},
                                       {"spark_submit_task", "", true},
                                       {"sql_task", "warehouse_id"},
                                       {"pipeline_task", "pipeline_id"},
                                       {"dbt_task", "commands"},
                                       {"run_job_task", "job_id"},
                                       {"condition_task", "op"},
                                       {"for_each_task", "inputs"},
                                       {"dashboard_task", ""},
                                       {"alert_task", ""},
                                       {"genie_task", ""},
                                       {"power_bi_task", ""},
                                       {"dbt_cloud_task", ""},
                                       {"dbt_platform_task", ""},
                                       {"clean_rooms_notebook_task", ""},
                                       {"gen_ai_compute_task", ""},
                                       {"python_operator_task", ""},
                                       {"agentic_task", ""},
                                       {"ai_runtime_task", ""}}};
constexpr std::array<std::string_view, 6> kRunIfs{"ALL_SUCCESS",          "ALL_DONE",   "NONE_FAILED",
                                                  "AT_LEAST_ONE_SUCCESS", "ALL_FAILED", "AT_LEAST_ONE_FAILED"};
constexpr std::array<std::string_view, 6> kOps{"EQUAL_TO",  "NOT_EQUAL",          "GREATER_THAN",
                                               "LESS_THAN", "LESS_THAN_OR_EQUAL", "GREATER_THAN_OR_EQUAL"};

constexpr std::array<Shape, 12> kTaskShapes{{{"description", JsonKind::Text},
                                             {"depends_on", JsonKind::Array},
                                             {"libraries", JsonKind::Array},
                                             {"new_cluster", JsonKind::Object},
                                             {"existing_cluster_id", JsonKind::Text},
                                             {"job_cluster_key", JsonKind::Text},
                                             {"environment_key", JsonKind::Text},
                                             {"email_notifications", JsonKind::Object},
                                             {"timeout_seconds", JsonKind::Number},
                                             {"max_retries", JsonKind::Number},
                                             {"min_retry_interval_millis", JsonKind::Number},
                                             {"retry_on_timeout", JsonKind::Flag}}};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool has(const JsonValue& value, std::string_view name) {
  const JsonValue* found = json::find(value, name);
  return found != nullptr && !found->is_null();
}

const Work* work_of(const JsonValue& task) {
  for (const Work& work : kWorks) {
    if (has(task, work.member)) return &work;
  }
  return nullptr;
}

Result<void> check_key(const std::string& key) {
  const bool plain = std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
  if (key.empty() || key.size() > kMostKey || !plain)
    return invalid_setting(
        fmt::format("Invalid task_key '{}': 1 to {} letters, digits, - and _ are allowed", key, kMostKey));
  return {};
}

Result<void> check_compute(const JsonValue& task, const Work& work, const TaskSurroundings& around) {
  const std::string key = json::string_at(task, "task_key");
  int clusters = 0;
  for (const char* name : {"job_cluster_key", "existing_cluster_id", "new_cluster"}) clusters += has(task, name);
  if (clusters > 1)
    return invalid_setting(
        fmt::format("Task '{}' can have only one of job_cluster_key, existing_cluster_id and new_cluster", key));
  if (const std::string name = json::string_at(task, "job_cluster_key");
      !name.empty() && !around.clusters.contains(name))
    return invalid_setting(
        fmt::format("Job cluster '{}' of task '{}' is not defined in field 'job_clusters'.", name, key));
  const std::string environment = json::string_at(task, "environment_key");
  if (!environment.empty() && !around.environments.contains(environment))
    return invalid_setting(
        fmt::format("Environment '{}' of task '{}' is not defined in field 'environments'.", environment, key));
  if (work.needs_compute && clusters == 0 && environment.empty())
    return invalid_setting(
        fmt::format("Task '{}' has no compute: {} needs job_cluster_key, existing_cluster_id, "
                    "new_cluster or environment_key",
                    key, work.member));
  return {};
}

Result<void> check_sql(const JsonValue& sql, const std::string& key) {
  int forms = 0;
  for (const char* name : {"query", "file", "alert", "dashboard"}) forms += has(sql, name);
  if (forms != 1)
    return invalid_setting(fmt::format("sql_task of task '{}' needs one of query, file, alert and dashboard", key));
  return {};
}

Result<void> check_condition(const JsonValue& condition, const std::string& key) {
  const std::string op = json::string_at(condition, "op");
  if (!contains(kOps, op)) return invalid_setting(fmt::format("Invalid op '{}' of task '{}'", op, key));
  if (!has(condition, "left") || !has(condition, "right"))
    return invalid_setting(fmt::format("condition_task of task '{}' needs left and right", key));
  return {};
}

Result<void> check_for_each(JsonValue& each, const std::string& key, const TaskSurroundings& around) {
  const std::int64_t concurrency = json::int_at(each, "concurrency").value_or(1);
  if (concurrency < 1 || concurrency > 100)
    return invalid_setting(fmt::format("concurrency of task '{}' must be between 1 and 100", key));
  const auto inner = each.as_object().find("task");
  if (inner == each.as_object().end() || !inner->value().is_object())
    return invalid_setting(fmt::format("for_each_task of task '{}' needs a task", key));
  if (has(inner->value(), "for_each_task"))
    return invalid_setting(fmt::format("for_each_task of task '{}' cannot hold another for_each_task", key));
  return complete_task(inner->value(), around);
}

Result<void> check_work(JsonValue& task, const Work& work, const TaskSurroundings& around) {
  const std::string key = json::string_at(task, "task_key");
  JsonValue& body = task.as_object()[work.member];
  if (!body.is_object()) return invalid_setting(fmt::format("{} of task '{}' must be an object", work.member, key));
  if (!work.required.empty() && !has(body, work.required))
    return invalid_setting(fmt::format("Missing required field: {}.{} of task '{}'", work.member, work.required, key));
  if (work.member == "sql_task") return check_sql(body, key);
  if (work.member == "condition_task") return check_condition(body, key);
  if (work.member == "for_each_task") return check_for_each(body, key, around);
  return {};
}

Result<void> check_dependencies(JsonValue& task) {
  const std::string key = json::string_at(task, "task_key");
  const JsonValue* given = json::find(task, "depends_on");
  if (given == nullptr) return {};
  if (!given->is_array()) return invalid_setting(fmt::format("depends_on of task '{}' must be an array", key));
  JsonArray sorted = given->as_array();
  for (const JsonValue& entry : sorted) {
    const std::string outcome = json::string_at(entry, "outcome");
    if (!outcome.empty() && outcome != "true" && outcome != "false")
      return invalid_setting(fmt::format("Invalid outcome '{}' in depends_on of task '{}'", outcome, key));
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const JsonValue& a, const JsonValue& b) {
    return json::string_at(a, "task_key") < json::string_at(b, "task_key");
  });
  task.as_object()["depends_on"] = std::move(sorted);
  return {};
}

void set_default(JsonObject& object, std::string_view name, JsonValue value) {
  if (!object.contains(name)) object[name] = std::move(value);
}

void fill_defaults(JsonObject& task, const TaskSurroundings& around) {
  set_default(task, "run_if", "ALL_SUCCESS");
  set_default(task, "timeout_seconds", 0);
  set_default(task, "email_notifications", JsonObject{});
  if (const auto notebook = task.find("notebook_task"); notebook != task.end())
    set_default(notebook->value().as_object(), "source", around.has_git ? "GIT" : "WORKSPACE");
  complete_new_cluster(task);
}

}  // namespace

void complete_new_cluster(JsonObject& holder) {
  const auto cluster = holder.find("new_cluster");
  if (cluster == holder.end() || !cluster->value().is_object()) return;
  JsonObject& spec = cluster->value().as_object();
  spec.stable_erase("apply_policy_default_values");
  set_default(spec, "aws_attributes", JsonObject{{"availability", "SPOT_WITH_FALLBACK"}, {"zone_id", "us-east-1c"}});
  set_default(spec, "data_security_mode", "SINGLE_USER");
  set_default(spec, "enable_elastic_disk", true);
}

std::string work_member(const JsonValue& task) {
  const Work* work = work_of(task);
  return work == nullptr ? "" : std::string(work->member);
}

Result<void> complete_task(JsonValue& task, const TaskSurroundings& around) {
  if (!task.is_object()) return invalid_setting("Every task must be an object");
  const std::string key = json::string_at(task, "task_key");
  TRY_VOID(check_key(key));
  TRY_VOID(check_shapes(task, kTaskShapes, fmt::format("tasks[{}].", key)));
  int works = 0;
  for (const Work& work : kWorks) works += has(task, work.member);
  if (works != 1)
    return invalid_setting(
        fmt::format("Task '{}' must have exactly one kind of work (such as sql_task), got {}", key, works));
  const Work& work = *work_of(task);
  TRY_VOID(check_work(task, work, around));
  TRY_VOID(check_compute(task, work, around));
  TRY_VOID(check_dependencies(task));
  const std::string run_if = json::optional_string_at(task, "run_if").value_or("ALL_SUCCESS");
  if (!contains(kRunIfs, run_if)) return invalid_setting(fmt::format("Invalid run_if '{}' of task '{}'", run_if, key));
  if (json::int_at(task, "timeout_seconds").value_or(0) < 0)
    return invalid_setting(fmt::format("timeout_seconds of task '{}' must not be negative", key));
  if (json::int_at(task, "max_retries").value_or(0) < -1)
    return invalid_setting(fmt::format("max_retries of task '{}' must be -1 or more", key));
  fill_defaults(task.as_object(), around);
  return {};
}

}  // namespace lakecode::local

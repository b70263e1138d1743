#include "workflows/audit_facts.h"

#include <algorithm>
#include <array>

#include "analysis/job_audit/secret_text.h"
#include "base/json.h"
#include "base/text.h"
#include "databricks/jobs.h"

namespace lakecode::workflows {
namespace {

using job_audit::Compute;
using job_audit::Job;
using job_audit::SettingText;
using job_audit::Task;

std::string at(const std::string& path, std::string_view member) {
  return path + "/" + std::string(member);
}
std::string at(const std::string& path, std::size_t index) {
  return path + "/" + std::to_string(index);
}

/// Every string below `value`, with the nearest name: its key, or in a list the flag before it.
void add_texts(const JsonValue& value, const std::string& path, const std::string& name,
               std::vector<SettingText>& texts) {
  if (value.is_string()) {
    texts.push_back({path, name, std::string(value.get_string())});
  } else if (value.is_object()) {
    for (const auto& member : value.get_object()) {
      add_texts(member.value(), at(path, member.key()), std::string(member.key()), texts);
    }
  } else if (value.is_array()) {
    std::string flag = name;
    for (std::size_t i = 0; i < value.get_array().size(); ++i) {
      const JsonValue& element = value.get_array()[i];
      add_texts(element, at(path, i), flag, texts);
      const std::string text = json::as_string(element).value_or("");
      flag = text.starts_with("-") ? text : name;
    }
  }
}

void add_texts_of(const JsonValue& owner, const std::string& path, std::initializer_list<std::string_view> members,
                  std::vector<SettingText>& texts) {
  for (const std::string_view member : members) {
    if (const JsonValue* value = json::find(owner, member))
      add_texts(*value, at(path, member), std::string(member), texts);
  }
}

/// The elements of a list two members down. A reference into `value`, which must outlive it.
const JsonArray& list_at(const JsonValue& value, std::string_view outer, std::string_view inner) {
  static const JsonArray kNone;
  const JsonValue* found = json::find_path(value, {outer, inner});
  return found != nullptr && found->is_array() ? found->get_array() : kNone;
}

bool alerts_on_failure(const JsonValue& owner) {
  return !list_at(owner, "email_notifications", "on_failure").empty() ||
         !list_at(owner, "webhook_notifications", "on_failure").empty();
}

bool limits_duration(const JsonValue& owner) {
  const JsonArray& rules = list_at(owner, "health", "rules");
  return std::any_of(rules.begin(), rules.end(),
                     [](const JsonValue& rule) { return json::string_at(rule, "metric") == "RUN_DURATION_SECONDS"; });
}

void read_cloud(const JsonValue& wire, Compute& compute) {
  for (const std::string_view cloud : {"aws", "azure", "gcp"}) {
    const JsonValue* attributes = json::find(wire, std::string(cloud) + "_attributes");
    if (attributes == nullptr || !attributes->is_object()) continue;
    compute.cloud = cloud;
    compute.availability = json::string_at(*attributes, "availability");
    compute.first_on_demand = json::int_at(*attributes, "first_on_demand");
    if (!compute.availability.empty()) return;
  }
}

void read_init_scripts(const JsonValue& wire, Compute& compute) {
  for (const JsonValue& script : json::array_at(wire, "init_scripts")) {
    if (!script.is_object()) continue;
    for (const auto& place : script.get_object()) {
      compute.init_scripts.emplace_back(std::string(place.key()), json::string_at(place.value(), "destination"));
    }
  }
}

Compute read_compute(const JsonValue& wire) {
  Compute compute;
  compute.spark_version = json::string_at(wire, "spark_version");
  compute.policy_id = json::string_at(wire, "policy_id");
  compute.data_security_mode = json::string_at(wire, "data_security_mode");
  compute.runtime_engine = json::string_at(wire, "runtime_engine");
  if (json::find(wire, "autoscale") == nullptr) compute.num_workers = json::int_at(wire, "num_workers");
  const JsonObject& autoscale = json::object_at(wire, "autoscale");
  compute.min_workers = json::int_at(autoscale, "min_workers");
  compute.max_workers = json::int_at(autoscale, "max_workers");
  compute.node_type_id = json::string_at(wire, "node_type_id");
  const JsonObject& conf = json::object_at(wire, "spark_conf");
  compute.is_single_node = json::string_at(conf, "spark.databricks.cluster.profile") == "singleNode" ||
                           json::string_at(conf, "spark.master").starts_with("local");
  compute.has_tags = !json::object_at(wire, "custom_tags").empty();
  compute.delivers_logs = !json::object_at(wire, "cluster_log_conf").empty();
  read_cloud(wire, compute);
  read_init_scripts(wire, compute);
  return compute;
}

void add_cluster(Job& job, const JsonValue& wire, std::string path, std::string key, Compute::Kind kind) {
  Compute compute = read_compute(wire);
  add_texts_of(wire, path, {"spark_conf", "spark_env_vars"}, job.texts);
  compute.path = std::move(path);
  compute.key = std::move(key);
  compute.kind = kind;
  job.computes.push_back(std::move(compute));
}

void read_libraries(const JsonValue& wire, Task& task) {
  const JsonArray& libraries = json::array_at(wire, "libraries");
  for (std::size_t i = 0; i < libraries.size(); ++i) {
    if (!libraries[i].is_object()) continue;
    for (const auto& member : libraries[i].get_object()) {
      std::string text = json::as_string(member.value()).value_or("");
      for (const std::string_view field : {"package", "coordinates"}) {
        if (text.empty()) text = json::string_at(member.value(), field);
      }
      if (!text.empty()) task.libraries.push_back({at(at(task.path, "libraries"), i), std::string(member.key()), text});
    }
  }
}

struct SourceField {
  std::string_view task;
  std::string_view field;
};
constexpr SourceField kSources[] = {
    {"notebook_task", "notebook_path"}, {"spark_python_task", "python_file"}, {"dbt_task", "project_directory"}};

void read_source(const JsonValue& wire, Task& task) {
  for (const SourceField& source : kSources) {
    const JsonValue* work = json::find(wire, source.task);
    if (work == nullptr) continue;
    task.source_path = json::string_at(*work, source.field);
    task.source_at = at(at(task.path, source.task), source.field);
  }
  if (const JsonValue* file = json::find_path(wire, {"sql_task", "file"})) {
    task.source_path = json::string_at(*file, "path");
    task.source_at = task.path + "/sql_task/file/path";
  }
}

void add_reference(Job& job, std::string kind, const std::string& id, std::string path) {
  // {{…}} is filled in when it runs: nobody can say now what it will name.
  if (id.empty() || id.find("{{") != std::string::npos) return;
  job.references.push_back({std::move(kind), id, std::move(path)});
}

void add_task_references(Job& job, const Task& task, const JsonValue& wire) {
  add_reference(job, "cluster", task.existing_cluster_id, at(task.path, "existing_cluster_id"));
  for (const std::string_view work : {"sql_task", "notebook_task", "dbt_task"}) {
    add_reference(job, "warehouse", json::string_at(json::object_at(wire, work), "warehouse_id"),
                  at(at(task.path, work), "warehouse_id"));
  }
  add_reference(job, "pipeline", json::string_at_path(wire, {"pipeline_task", "pipeline_id"}),
                task.path + "/pipeline_task/pipeline_id");
  if (const JsonValue* child = json::find(wire, "run_job_task")) {
    if (const auto id = json::int_at(*child, "job_id")) {
      add_reference(job, "job", std::to_string(*id), task.path + "/run_job_task/job_id");
    }
  }
  if (task.source_path.starts_with("/") && !task.source_path.starts_with("/Volumes/") &&
      !task.source_path.starts_with("/dbfs/")) {
    add_reference(job, "notebook", task.source_path, task.source_at);
  }
}

/// A for_each task does the work of the task inside it.
const JsonValue& inner_task(const JsonValue& wire) {
  const JsonValue* inner = json::find_path(wire, {"for_each_task", "task"});
  return inner != nullptr ? *inner : wire;
}

void read_limits(const JsonValue& wire, Task& task) {
  task.max_retries = json::int_at(wire, "max_retries").value_or(0);
  task.retries_on_timeout = json::bool_at(wire, "retry_on_timeout").value_or(false);
  task.timeout_seconds = json::int_at(wire, "timeout_seconds").value_or(0);
  task.optimizes_itself = !json::bool_at(wire, "disable_auto_optimization").value_or(false);
  task.alerts_on_failure = alerts_on_failure(wire);
  task.limits_duration = limits_duration(wire);
}

void read_task(Job& job, const JsonValue& outer, std::size_t index) {
  const JsonValue& wire = inner_task(outer);
  Task task;
  task.path = at("/tasks", index) + (&wire == &outer ? "" : "/for_each_task/task");
  databricks::TaskSettings settings = databricks::parse_task_settings(wire);
  task.key = json::string_at(outer, "task_key");
  task.kind = settings.kind;
  task.existing_cluster_id = settings.existing_cluster_id;
  for (const auto& dependency : databricks::parse_task_settings(outer).depends_on) {
    task.depends_on.push_back(dependency.task_key);
  }
  task.run_if = json::string_at(outer, "run_if");
  read_limits(wire, task);
  read_source(wire, task);
  read_libraries(wire, task);
  const JsonObject& jar = json::object_at(wire, "spark_jar_task");
  task.is_legacy_jar = !json::string_at(jar, "jar_uri").empty() || json::bool_at(jar, "run_as_repl").value_or(false);
  const JsonValue* own = json::find(wire, "new_cluster");
  if (own != nullptr && own->is_object()) {
    add_cluster(job, *own, at(task.path, "new_cluster"), task.key, Compute::Kind::TaskCluster);
  }
  constexpr std::array<std::string_view, 6> kNeedsCompute = {"notebook",  "spark_python", "python_wheel",
                                                             "spark_jar", "spark_submit", "dbt"};
  const bool needs = std::find(kNeedsCompute.begin(), kNeedsCompute.end(), task.kind) != kNeedsCompute.end();
  const bool on_warehouse = !json::string_at(json::object_at(wire, "notebook_task"), "warehouse_id").empty();
  task.is_serverless = needs && !on_warehouse && own == nullptr && settings.existing_cluster_id.empty() &&
                       settings.job_cluster_key.empty();
  if (!settings.job_cluster_key.empty()) {
    const bool is_defined = std::any_of(job.computes.begin(), job.computes.end(), [&](const Compute& compute) {
      return compute.kind == Compute::Kind::JobCluster && compute.key == settings.job_cluster_key;
    });
    if (!is_defined) add_reference(job, "job_cluster", settings.job_cluster_key, at(task.path, "job_cluster_key"));
  }
  add_texts_of(wire, task.path,
               {"notebook_task", "spark_python_task", "python_wheel_task", "spark_jar_task", "spark_submit_task",
                "sql_task", "run_job_task", "dbt_task"},
               job.texts);
  add_task_references(job, task, wire);
  job.tasks.push_back(std::move(task));
}

/// What a serverless environment installs, held by the tasks that use it.
void read_environments(Job& job, const JsonValue& settings) {
  const JsonArray& environments = json::array_at(settings, "environments");
  for (std::size_t i = 0; i < environments.size(); ++i) {
    const JsonArray& packages = list_at(environments[i], "spec", "dependencies");
    for (std::size_t k = 0; k < packages.size() && !job.tasks.empty(); ++k) {
      job.tasks.front().libraries.push_back({at(at("/environments", i) + "/spec/dependencies", k), "environment",
                                             json::as_string(packages[k]).value_or("")});
    }
  }
}

constexpr std::int64_t seconds_of(std::string_view unit) {
  if (unit == "MINUTES") return 60;
  if (unit == "HOURS") return 3600;
  return unit == "WEEKS" ? 604'800 : 86'400;
}

void read_trigger(Job& job, const JsonValue& settings) {
  if (const JsonValue* schedule = json::find(settings, "schedule"); schedule != nullptr && schedule->is_object()) {
    job.trigger = Job::Trigger::Schedule;
    job.cron = json::string_at(*schedule, "quartz_cron_expression");
    job.zone = json::string_at(*schedule, "timezone_id");
    job.is_paused = json::string_at(*schedule, "pause_status") == "PAUSED";
  } else if (const JsonValue* trigger = json::find(settings, "trigger"); trigger != nullptr && trigger->is_object()) {
    job.trigger = Job::Trigger::Event;
    if (const JsonValue* periodic = json::find(*trigger, "periodic"); periodic != nullptr && periodic->is_object()) {
      job.trigger = Job::Trigger::Periodic;
      job.period_seconds =
          json::int_at(*periodic, "interval").value_or(1) * seconds_of(json::string_at(*periodic, "unit"));
    }
    job.is_paused = json::string_at(*trigger, "pause_status") == "PAUSED";
  } else if (const JsonValue* run = json::find(settings, "continuous"); run != nullptr && run->is_object()) {
    job.trigger = Job::Trigger::Continuous;
    job.is_paused = json::string_at(*run, "pause_status") == "PAUSED";
  }
}

bool says_production(const JsonValue& settings) {
  for (const auto& tag : json::object_at(settings, "tags")) {
    const std::string value = text::to_lower(json::as_string(tag.value()).value_or(""));
    if (value == "prod" || value == "production") return true;
  }
  return false;
}

void read_source_control(Job& job, const JsonValue& settings) {
  const JsonObject& git = json::object_at(settings, "git_source");
  job.git_url = json::string_at(git, "git_url");
  job.git_branch = json::string_at(git, "git_branch");
  job.has_git_pin = !json::string_at(git, "git_tag").empty() || !json::string_at(git, "git_commit").empty();
  if (!job.git_url.empty()) job.texts.push_back({"/git_source/git_url", "git_url", job.git_url});
  job.is_from_bundle = json::string_at_path(settings, {"deployment", "kind"}) == "BUNDLE";
  job.edit_mode = json::string_at(settings, "edit_mode");
}

/// The identity a list's settings name where the answer has no run_as_user_name.
std::optional<std::string> run_as_of(const JsonValue& wire, const JsonValue& settings) {
  if (auto told = json::optional_string_at(wire, "run_as_user_name")) return told;
  const JsonObject& run_as = json::object_at(settings, "run_as");
  for (const std::string_view member : {"service_principal_name", "user_name"}) {
    if (auto named = json::optional_string_at(run_as, member)) return named;
  }
  return std::nullopt;
}

}  // namespace

job_audit::Job audited_job(const JsonValue& wire) {
  const JsonValue settings = json::object_at(wire, "settings");
  Job job;
  job.id = json::int_at(wire, "job_id").value_or(0);
  job.name = json::string_at(settings, "name");
  job.creator = json::string_at(wire, "creator_user_name");
  job.run_as = run_as_of(wire, settings);
  if (const auto created = json::int_at(wire, "created_time"); created && *created > 0) {
    job.created = WallTime(std::chrono::milliseconds(*created));
  }
  read_trigger(job, settings);
  job.is_production = says_production(settings);
  job.has_tags = !json::object_at(settings, "tags").empty();
  for (const std::string_view policy : {"budget_policy_id", "usage_policy_id"}) {
    job.has_tags = job.has_tags || !json::string_at(settings, policy).empty();
  }
  job.alerts_on_failure = alerts_on_failure(settings);
  job.limits_duration = limits_duration(settings);
  job.has_health_rules = !list_at(settings, "health", "rules").empty();
  job.timeout_seconds = json::int_at(settings, "timeout_seconds").value_or(0);
  job.max_concurrent_runs = json::int_at(settings, "max_concurrent_runs").value_or(1);
  job.queues = json::bool_at(json::object_at(settings, "queue"), "enabled").value_or(false);
  read_source_control(job, settings);
  const JsonArray& clusters = json::array_at(settings, "job_clusters");
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    add_cluster(job, json::object_at(clusters[i], "new_cluster"), at("/job_clusters", i) + "/new_cluster",
                json::string_at(clusters[i], "job_cluster_key"), Compute::Kind::JobCluster);
  }
  const JsonArray& tasks = json::array_at(settings, "tasks");
  for (std::size_t i = 0; i < tasks.size(); ++i) read_task(job, tasks[i], i);
  read_environments(job, settings);
  for (const JsonValue& parameter : json::array_at(settings, "parameters")) {
    job.texts.push_back({"/parameters", json::string_at(parameter, "name"), json::string_at(parameter, "default")});
  }
  for (const SettingText& text : job.texts) {
    for (const std::string& scope : job_audit::secret_scopes(text.value)) {
      job.references.push_back({"secret_scope", scope, text.path});
    }
  }
  return job;
}

job_audit::Compute all_purpose_compute(const std::string& id, const JsonValue& wire) {
  Compute compute = read_compute(wire);
  compute.key = id;
  compute.kind = Compute::Kind::AllPurpose;
  return compute;
}

job_audit::RunFact run_fact(const databricks::Run& run) {
  using End = job_audit::RunFact::End;
  job_audit::RunFact fact;
  fact.start = run.start_time.value_or(WallTime{});
  const std::string& state = run.state.result_state;
  fact.was_crowded_out = state == "MAXIMUM_CONCURRENT_RUNS_REACHED" ||
                         run.state.termination_code == "MAX_CONCURRENT_RUNS_EXCEEDED" ||
                         run.state.termination_code == "MAX_JOB_QUEUE_SIZE_EXCEEDED";
  if (run.state.is_active()) {
    fact.end = End::Active;
  } else if (fact.was_crowded_out || run.state.life_cycle_state == "SKIPPED" || state == "EXCLUDED" ||
             state == "DISABLED") {
    fact.end = End::Skipped;
  } else if (state == "CANCELED" || state == "UPSTREAM_CANCELED") {
    fact.end = End::Canceled;
  } else {
    fact.end = run.state.has_failed() ? End::Failed : End::Succeeded;
  }
  const auto delay =
      json::int_at(*run.raw, "queue_duration").value_or(0) + json::int_at(*run.raw, "setup_duration").value_or(0);
  fact.delay_seconds = std::max<std::int64_t>(0, delay) / 1000;
  fact.seconds = run.duration.count() / 1000;
  return fact;
}

std::vector<job_audit::Manager> managers_of(const std::vector<databricks::AccessEntry>& entries) {
  std::vector<job_audit::Manager> managers;
  for (const databricks::AccessEntry& entry : entries) {
    const bool is_owner = entry.permission_level == "IS_OWNER";
    if (!is_owner && entry.permission_level != "CAN_MANAGE") continue;
    managers.push_back({entry.principal, entry.kind == databricks::PrincipalKind::Group, is_owner});
  }
  return managers;
}

}  // namespace lakecode::workflows

// Jobs as jobs/get answers them, with the defaults that the service fills in.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/demo/company.h"
#include "local/demo/documents.h"
#include "local/demo/run_documents.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kSparkJar = "/Volumes/prod/reference/jars/larkmoor-jobs-7.4.jar";

bool uses_main(const JobSpec& job) {
  return std::any_of(job.tasks.begin(), job.tasks.end(), [](const TaskSpec& t) { return t.compute == "main"; });
}

bool uses_git(const JobSpec& job) {
  return job.tasks.front().kind == TaskKind::Notebook && job.tasks.front().source.front() != '/';
}

bool is_robot(const JobSpec& job) {
  return job.run_as.substr(0, 4) == "svc-";
}

/// What the API calls the identity: a mail address, or the application id of a service principal.
std::string run_as_identity(const JobSpec& job, const Dice& dice) {
  return is_robot(job) ? dice.uuid(job.run_as) : mail_of(job.run_as);
}

std::string cron(const JobSpec& job) {
  switch (job.rhythm) {
    case Rhythm::Hours:
      return fmt::format("0 {} 0/{} * * ?", job.minute, job.hour);
    case Rhythm::Weekdays:
      return fmt::format("0 {} {} ? * MON-FRI", job.minute, job.hour);
    case Rhythm::Weekly: {
      constexpr std::string_view kDays[] = {"MON", "TUE", "WED", "THU", "FRI"};
      return fmt::format("0 {} {} ? * {}", job.minute, job.hour, kDays[job.id % 5]);
    }
    default:
      return fmt::format("0 {} {} * * ?", job.minute, job.hour);
  }
}

JsonArray depends_on(const TaskSpec& task) {
  JsonArray out;
  if (!task.after.empty()) {
    auto keys = text::split(task.after, ',');
    std::sort(keys.begin(), keys.end());
    for (const std::string_view key : keys) {
      out.push_back(JsonObject{{"task_key", key}});
    }
  }
  return out;
}

JsonObject settings_task(const TaskSpec& task, const Dice& dice, WallTime now) {
  JsonObject out{{"task_key", task.key}, {"run_if", task.run_if}};
  add_task_work(out, task, dice, now);
  out["timeout_seconds"] = 0;
  out["email_notifications"] = JsonObject{};
  out["max_retries"] = task.max_retries;
  if (task.max_retries > 0) {
    out["min_retry_interval_millis"] = 60'000;
    out["retry_on_timeout"] = false;
  }
  return out;
}

JsonObject settings(const JobSpec& job, const Dice& dice, WallTime now) {
  JsonArray tasks;
  for (const TaskSpec& task : job.tasks) {
    tasks.push_back(settings_task(task, dice, now));
  }
  JsonObject mail;
  if (job.has_alerts) {
    mail["on_failure"] = JsonArray{JsonValue(mail_of(job.owner))};
  }
  JsonObject out{{"name", job.name},
                 {"description", job.description},
                 {"email_notifications", mail},
                 {"webhook_notifications", JsonObject{}},
                 {"timeout_seconds", job.timeout_minutes * 60},
                 {"max_concurrent_runs", 1},
                 {"format", "MULTI_TASK"},
                 {"tags", JsonObject{{"domain", job.domain}, {"env", "prod"}}},
                 {"tasks", tasks}};
  out["run_as"] = JsonObject{{is_robot(job) ? "service_principal_name" : "user_name", run_as_identity(job, dice)}};
  if (uses_main(job)) {
    out["job_clusters"] = *job_clusters_json(job);
  }
  if (job.rhythm != Rhythm::Never && !job.is_child) {
    out["schedule"] = JsonObject{{"quartz_cron_expression", cron(job)},
                                 {"timezone_id", "UTC"},
                                 {"pause_status", job.is_paused ? "PAUSED" : "UNPAUSED"}};
  }
  if (uses_git(job)) {
    out["git_source"] = JsonObject{{"git_url", "https://git.larkmoor.example/data/web-models"},
                                   {"git_provider", "gitHubEnterprise"},
                                   {"git_branch", "release/spring"}};
  }
  return out;
}

void add_source(JsonObject& out, const TaskSpec& task, const Dice& dice) {
  const bool is_path = task.source.front() == '/';
  const std::string_view origin = is_path ? "WORKSPACE" : "GIT";
  switch (task.kind) {
    case TaskKind::Notebook:
      out["notebook_task"] = JsonObject{{"notebook_path", task.source}, {"source", origin}};
      break;
    case TaskKind::Python:
      out["spark_python_task"] = JsonObject{{"python_file", task.source}, {"source", origin}};
      break;
    case TaskKind::Wheel: {
      const std::size_t colon = task.source.find(':');
      out["python_wheel_task"] =
          JsonObject{{"package_name", task.source.substr(0, colon)}, {"entry_point", task.source.substr(colon + 1)}};
      break;
    }
    case TaskKind::Jar:
      out["spark_jar_task"] = JsonObject{{"main_class_name", task.source}};
      out["libraries"] = JsonArray{JsonObject{{"jar", kSparkJar}}};
      break;
    case TaskKind::Sql: {
      const bool is_legacy = task.source.find("/Users/") != std::string_view::npos;
      out["sql_task"] = JsonObject{{"warehouse_id", warehouse_id(dice, is_legacy ? 2 : 0)},
                                   {"file", JsonObject{{"path", task.source}, {"source", "WORKSPACE"}}}};
      break;
    }
    case TaskKind::RunJob:
      out["run_job_task"] = JsonObject{{"job_id", text::parse_int(task.source).value_or(0)}};
      break;
  }
}

}  // namespace

std::string run_as_name(const JobSpec& job) {
  return is_robot(job) ? std::string(job.run_as) : mail_of(job.run_as);
}

JsonBox job_clusters_json(const JobSpec& job) {
  JsonArray out;
  if (uses_main(job)) {
    JsonObject cluster{{"spark_version", job.runtime},
                       {"node_type_id", job.node},
                       {"num_workers", job.workers},
                       {"data_security_mode", "SINGLE_USER"},
                       {"runtime_engine", "STANDARD"},
                       {"enable_elastic_disk", true},
                       {"aws_attributes", JsonObject{{"availability", job.is_spot ? "SPOT_WITH_FALLBACK" : "ON_DEMAND"},
                                                     {"first_on_demand", 1},
                                                     {"zone_id", "eu-west-1b"}}},
                       {"custom_tags", JsonObject{{"domain", job.domain}}}};
    if (job.id == 1004) {
      cluster["init_scripts"] =
          JsonArray{JsonObject{{"workspace", JsonObject{{"destination", "/Shared/bootstrap/install_scanner_sdk.sh"}}}}};
    }
    out.push_back(JsonObject{{"job_cluster_key", "main"}, {"new_cluster", std::move(cluster)}});
  }
  return JsonValue(std::move(out));
}

void add_task_work(JsonObject& out, const TaskSpec& task, const Dice& dice, WallTime now) {
  if (!task.after.empty()) {
    out["depends_on"] = depends_on(task);
  }
  add_source(out, task, dice);
  if (task.compute == "main") {
    out["job_cluster_key"] = "main";
  } else if (task.compute == "shared") {
    out["existing_cluster_id"] = shared_cluster_id(dice, 1, now);
  }
}

Document make_job_document(const PlannedJob& job, const Dice& dice, WallTime now) {
  const auto age = std::chrono::hours(24 * dice.between(70, 700, "job age", static_cast<std::uint64_t>(job.spec.id)));
  JsonObject body{{"job_id", job.spec.id},
                  {"creator_user_name", mail_of(job.spec.owner)},
                  {"run_as_user_name", run_as_identity(job.spec, dice)},
                  {"created_time", to_epoch_ms(now - age)},
                  {"settings", settings(job.spec, dice, now)}};
  return {"job", std::to_string(job.spec.id), std::move(body)};
}

}  // namespace lakecode::local

// Clusters and their events: one job cluster a run that needs one, and four all-purpose clusters.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/demo/company.h"
#include "local/demo/documents.h"
#include "local/demo/marks.h"
#include "local/demo/run_documents.h"

namespace lakecode::local {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kRunsWithCluster = 4;
constexpr std::string_view kFinished = R"({"code":"JOB_FINISHED","type":"SUCCESS","parameters":{}})";

JsonValue json_literal(const std::string& text) {
  auto parsed = json::parse(text, "a literal of the demo");
  LAKECODE_CHECK(parsed.has_value(), "JSON literals of the demo are well formed");
  return std::move(*parsed);
}

class EventList {
 public:
  explicit EventList(std::string cluster_id) : cluster_id_(std::move(cluster_id)) {}

  void add(WallTime time, std::string_view type, JsonValue details) {
    events_.emplace(to_epoch_ms(time), JsonObject{{"cluster_id", cluster_id_},
                                                  {"timestamp", to_epoch_ms(time)},
                                                  {"type", type},
                                                  {"details", std::move(details)}});
  }

  Document document() const {
    JsonArray list;
    for (const auto& [time, event] : events_) {
      list.push_back(event);
    }
    return {"cluster_events", cluster_id_, JsonObject{{"events", std::move(list)}}};
  }

 private:
  std::string cluster_id_;
  std::multimap<std::int64_t, JsonObject> events_;  // oldest first; equal times keep their order
};

/// The failure whose events happened on the run's cluster; nullptr when the cluster was fine.
const TaskAttempt* cluster_failure(const PlannedJob& job, const PlannedRun& run) {
  const TaskAttempt* root = root_attempt(job, run);
  const bool is_here = root != nullptr && job.spec.tasks[root->task].compute == "main";
  return is_here ? root : nullptr;
}

bool has_event(const Scenario* s, std::string_view type) {
  return s != nullptr &&
         std::any_of(s->events.begin(), s->events.end(), [&](const EventRow& e) { return e.type == type; });
}

JsonValue termination(const Scenario* s, const MarkValues& marks, const Dice& dice) {
  const std::string_view text = s != nullptr && !s->reason.empty() ? s->reason : kFinished;
  return json_literal(fill_marks(text, marks, dice));
}

Document job_cluster_events(const PlannedJob& job, const PlannedRun& run, const Scenario* s, const MarkValues& marks,
                            const Dice& dice) {
  EventList events(run.cluster_id);
  const int workers = job.spec.workers;
  const bool came_up = s == nullptr || s->reason.empty();
  if (!has_event(s, "CREATING")) {
    events.add(run.cluster_start + seconds(1), "CREATING",
               JsonObject{{"cluster_size", JsonObject{{"num_workers", workers}}}, {"user", run_as_name(job.spec)}});
  }
  if (came_up) {
    events.add(run.cluster_start + seconds(170), "RUNNING",
               JsonObject{{"current_num_workers", workers}, {"target_num_workers", workers}});
    events.add(run.cluster_start + seconds(184), "DRIVER_HEALTHY", JsonObject{});
  }
  if (s != nullptr) {
    for (const EventRow& row : s->events) {
      events.add(marks.end - seconds(row.seconds_before_end), row.type,
                 json_literal(fill_marks(row.details, marks, dice)));
    }
  }
  if (!run.is_running() && !has_event(s, "TERMINATING")) {
    events.add(run.cluster_end - seconds(4), "TERMINATING", JsonObject{{"reason", termination(s, marks, dice)}});
  }
  return events.document();
}

JsonObject cluster_size(const JobSpec& job) {
  const JsonBox clusters = job_clusters_json(job);
  return clusters->as_array().front().as_object().at("new_cluster").as_object();
}

JsonObject job_cluster_body(const PlannedJob& job, const PlannedRun& run, const JsonValue& reason) {
  JsonObject body = cluster_size(job.spec);
  body["cluster_id"] = run.cluster_id;
  body["cluster_name"] = fmt::format("job-{}-run-{}-main", job.spec.id, run.run_id);
  body["cluster_source"] = "JOB";
  body["driver_node_type_id"] = job.spec.node;
  body["creator_user_name"] = mail_of(job.spec.owner);
  body["single_user_name"] = run_as_name(job.spec);
  body["default_tags"] = JsonObject{{"Vendor", "Databricks"},
                                    {"ClusterId", run.cluster_id},
                                    {"JobId", std::to_string(job.spec.id)},
                                    {"RunName", job.spec.name}};
  body["spark_conf"] = JsonObject{{"spark.databricks.delta.preview.enabled", "true"}};
  body["autotermination_minutes"] = 0;
  body["start_time"] = to_epoch_ms(run.cluster_start);
  body["state"] = run.is_running() ? "RUNNING" : "TERMINATED";
  body["state_message"] = "";
  if (!run.is_running()) {
    body["terminated_time"] = to_epoch_ms(run.cluster_end);
    body["termination_reason"] = reason;
    const std::string message = json::string_at_path(reason, {"parameters", "databricks_error_message"});
    body["state_message"] = message.empty() ? "Terminated: " + json::string_at(reason, "code") : message;
  }
  return body;
}

struct SharedCluster {
  std::string_view name, owner, state, reason;
  int workers, ended_hours_ago;
};
constexpr SharedCluster kShared[] = {
    {"analysts", "wren.ashdale", "RUNNING", "", 3, 0},
    {"assortment-shared", "petra.wexcombe", "TERMINATED",
     R"({"code":"INACTIVITY","type":"SUCCESS","parameters":{"inactivity_duration_min":"60"}})", 2, 5},
    {"ml-workbench", "mika.thornbee", "TERMINATED",
     R"({"code":"USER_REQUEST","type":"SUCCESS","parameters":{"username":"mika.thornbee@larkmoor.example"}})", 1, 31},
    {"migration-2023", "emrys.tarnholt", "TERMINATED",
     R"({"code":"INACTIVITY","type":"SUCCESS","parameters":{"inactivity_duration_min":"120"}})", 8, 700},
};

JsonObject shared_body(const SharedCluster& c, const std::string& id, WallTime now) {
  const WallTime end = now - hours(c.ended_hours_ago);
  JsonObject body{{"cluster_id", id},
                  {"cluster_name", c.name},
                  {"cluster_source", "UI"},
                  {"creator_user_name", mail_of(c.owner)},
                  {"spark_version", c.ended_hours_ago > 600 ? "11.3.x-scala2.12" : "16.4.x-scala2.12"},
                  {"node_type_id", "m6gd.xlarge"},
                  {"driver_node_type_id", "m6gd.xlarge"},
                  {"autoscale", JsonObject{{"min_workers", 1}, {"max_workers", c.workers + 2}}},
                  {"autotermination_minutes", c.ended_hours_ago > 600 ? 120 : 60},
                  {"data_security_mode", "USER_ISOLATION"},
                  {"enable_elastic_disk", true},
                  {"start_time", to_epoch_ms(end - hours(9))},
                  {"state", c.state},
                  {"state_message", ""}};
  if (c.state == "TERMINATED") {
    body["terminated_time"] = to_epoch_ms(end);
    body["termination_reason"] = json_literal(std::string(c.reason));
  }
  return body;
}

Document shared_events(const SharedCluster& c, const std::string& id, WallTime now) {
  const WallTime end = now - hours(c.ended_hours_ago);
  EventList events(id);
  events.add(end - hours(9), "STARTING", JsonObject{{"user", mail_of(c.owner)}});
  events.add(end - hours(9) + minutes(5), "RUNNING", JsonObject{{"current_num_workers", 1}, {"target_num_workers", 1}});
  events.add(end - hours(6), "RESIZING",
             JsonObject{{"cause", "AUTOSCALE"}, {"current_num_workers", 1}, {"target_num_workers", c.workers}});
  events.add(end - hours(6) + minutes(3), "UPSIZE_COMPLETED", JsonObject{{"current_num_workers", c.workers}});
  if (c.state == "TERMINATED") {
    events.add(end - seconds(30), "TERMINATING", JsonObject{{"reason", json_literal(std::string(c.reason))}});
  }
  return events.document();
}

}  // namespace

std::string shared_cluster_id(const Dice& dice, int index, WallTime) {
  const auto n = static_cast<std::uint64_t>(index);
  return fmt::format(
      "{:02}{:02}-{:06}-{}", dice.between(1, 12, "cluster month", n), dice.between(1, 28, "cluster day", n),
      dice.between(0, 23, "cluster hour", n) * 10'000 + dice.between(0, 5959, "cluster minute", n) % 6000,
      dice.hex(8, "shared cluster", n));
}

std::vector<Document> make_job_cluster_documents(const std::vector<PlannedJob>& jobs, const Dice& dice, WallTime) {
  std::vector<Document> out;
  for (const PlannedJob& job : jobs) {
    for (const PlannedRun& run : job.runs) {
      if (run.cluster_id.empty() || (run.outcome == nullptr && run.back >= kRunsWithCluster)) {
        continue;
      }
      const TaskAttempt* failed = cluster_failure(job, run);
      const MarkValues marks = failed == nullptr ? MarkValues{} : mark_values(jobs, job, run, *failed);
      const Scenario* s = failed == nullptr ? nullptr : failed->scenario;
      out.push_back({"cluster", run.cluster_id, job_cluster_body(job, run, termination(s, marks, dice))});
      out.push_back(job_cluster_events(job, run, s, marks, dice));
    }
  }
  return out;
}

std::vector<Document> make_shared_cluster_documents(const Dice& dice, WallTime now) {
  std::vector<Document> out;
  int index = 0;
  for (const SharedCluster& cluster : kShared) {
    const std::string id = shared_cluster_id(dice, index++, now);
    out.push_back({"cluster", id, shared_body(cluster, id, now)});
    out.push_back(shared_events(cluster, id, now));
  }
  return out;
}

}  // namespace lakecode::local

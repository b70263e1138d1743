// Jobs, their runs, pipelines and their updates as rows of system.lakeflow. Runs longer than an hour are cut at clock
// hours; how a run ended stands in its last row alone.

#include <algorithm>
#include <set>

#include "base/json.h"
#include "local/engine/relation_rows.h"
#include "local/engine/system_rows.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kEverything = "system";  // as each() names it
constexpr std::int64_t kHourMs = 3'600'000;

Cell id_cell(const JsonValue& object, std::string_view name) {
  return int_cell(object, name);
}

/// The system tables' words for a result state of REST.
Cell result_word(const JsonValue& run) {
  const JsonValue state(json::object_at(run, "state"));
  const std::string result = json::string_at(state, "result_state");
  if (result == "SUCCESS" || result == "SUCCESS_WITH_FAILURES") return "SUCCEEDED";
  if (result == "TIMEDOUT") return "TIMED_OUT";
  if (result == "CANCELED" || result == "UPSTREAM_CANCELED") return "CANCELLED";
  if (result == "UPSTREAM_FAILED" || result == "EXCLUDED" || result == "MAXIMUM_CONCURRENT_RUNS_REACHED")
    return "SKIPPED";
  if (!result.empty()) return result;
  const std::string cycle = json::string_at(state, "life_cycle_state");
  if (cycle == "INTERNAL_ERROR") return "ERROR";
  if (cycle == "SKIPPED") return "SKIPPED";
  return std::nullopt;
}

std::string trigger_word(const std::string& trigger) {
  if (trigger == "PERIODIC") return "CRON";
  if (trigger == "ONE_TIME") return "ONETIME";
  if (trigger == "RETRY") return "ONETIME_RETRY";
  return trigger;
}

Cell seconds_cell(const JsonValue& run, std::string_view name) {
  const auto ms = json::int_at(run, name);
  return ms ? Cell(std::to_string(*ms / 1000)) : std::nullopt;
}

/// Adds to `clusters` where the run or task worked.
void collect_compute(const JsonValue& run, std::set<std::pair<std::string, std::string>>& found) {
  const std::string cluster = json::string_at_path(run, {"cluster_instance", "cluster_id"});
  if (!cluster.empty()) found.emplace("cluster_id", cluster);
  const std::string warehouse = json::string_at_path(run, {"sql_task", "warehouse_id"});
  if (!warehouse.empty()) found.emplace("warehouse_id", warehouse);
}

void set_compute(SystemRows& rows, const std::set<std::pair<std::string, std::string>>& found) {
  JsonArray ids;
  JsonArray compute;
  for (const auto& [member, id] : found) {
    ids.push_back(JsonValue(id));
    compute.push_back(JsonObject{{"type", member == "cluster_id" ? "CLUSTER" : "WAREHOUSE"}, {member, id}});
  }
  rows.set("compute_ids", json::serialize(ids));
  rows.set("compute", json::serialize(compute));
}

/// Calls `visit(from, to, is last)` for each clock hour of [start, end).
template <typename Visit>
void each_hour(std::int64_t start, std::int64_t end, const Visit& visit) {
  while (true) {
    const std::int64_t hour_end = (start / kHourMs + 1) * kHourMs;
    if (end <= hour_end) return visit(start, end, true);
    visit(start, hour_end, false);
    start = hour_end;
  }
}

std::string map_text(const JsonArray& parameters) {
  JsonObject map;
  for (const JsonValue& parameter : parameters) {
    const std::string value = json::string_at(parameter, "value");
    map[json::string_at(parameter, "name")] = value.empty() ? json::string_at(parameter, "default") : value;
  }
  return json::serialize(map);
}

struct Period {
  std::int64_t start = 0;
  std::int64_t end = 0;
  bool over = false;
};

std::optional<Period> period_of(const JsonValue& run, std::int64_t now_ms) {
  Period period;
  period.start = json::int_at(run, "start_time").value_or(0);
  period.end = json::int_at(run, "end_time").value_or(0);
  period.over = period.end > 0;
  if (period.start == 0) return std::nullopt;
  if (!period.over) period.end = std::max(now_ms, period.start);
  return period;
}

void set_ending(SystemRows& rows, const JsonValue& run) {
  rows.set("result_state", result_word(run));
  const JsonValue status(json::object_at(run, "status"));
  const JsonValue details(json::object_at(status, "termination_details"));
  rows.set("termination_code", text_cell(details, "code"));
  rows.set("termination_type", text_cell(details, "type"));
  for (const char* phase : {"setup", "cleanup", "execution", "queue", "run"})
    rows.set(std::string(phase) + "_duration_seconds", seconds_cell(run, std::string(phase) + "_duration"));
}

/// The rows of a run, or of one part of a run that was repaired: the first try or a repair, each with its own ending.
void add_run_part(SystemRows& rows, const JsonValue& run, const JsonValue& part) {
  const auto period = period_of(part, rows.place().now_ms);
  if (!period) return;
  std::set<std::pair<std::string, std::string>> compute;
  collect_compute(run, compute);
  for (const JsonValue& task : json::array_at(run, "tasks")) collect_compute(task, compute);
  each_hour(period->start, period->end, [&](std::int64_t from, std::int64_t to, bool last) {
    rows.begin();
    rows.set("job_id", id_cell(run, "job_id"));
    rows.set("run_id", id_cell(run, "run_id"));
    rows.set_time("period_start_time", from);
    rows.set_time("period_end_time", to);
    rows.set("trigger_type", trigger_word(json::string_at(run, "trigger")));
    rows.set("run_type", text_cell(run, "run_type"));
    rows.set("run_name", text_cell(run, "run_name"));
    rows.set("job_parameters", map_text(json::array_at(run, "job_parameters")));
    set_compute(rows, compute);
    if (last && period->over) set_ending(rows, part);
  });
}

}  // namespace

void add_job_rows(const Store& store, SystemRows& rows) {
  each(store, "job", kEverything, [&](const JsonValue& job) {
    const JsonValue settings(json::object_at(job, "settings"));
    const JsonValue schedule(json::object_at(settings, "schedule"));
    const bool scheduled = json::find(settings, "schedule") != nullptr;
    rows.begin();
    rows.set("job_id", id_cell(job, "job_id"));
    rows.set("name", text_cell(settings, "name"));
    rows.set("description", text_cell(settings, "description"));
    rows.set("creator_user_name", text_cell(job, "creator_user_name"));
    rows.set("creator_id", text_cell(job, "creator_user_name"));
    rows.set("run_as", text_cell(job, "run_as_user_name"));
    rows.set("run_as_user_name", text_cell(job, "run_as_user_name"));
    rows.set("tags", json::serialize(json::object_at(settings, "tags")));
    rows.set_time("change_time", json::int_at(job, "created_time"));
    rows.set_time("create_time", json::int_at(job, "created_time"));
    if (scheduled) {
      rows.set("trigger", json::serialize(JsonObject{{"schedule", JsonValue(json::object_at(settings, "schedule"))}}));
      rows.set("paused", json::string_at(schedule, "pause_status") == "PAUSED" ? "true" : "false");
    }
    rows.set("trigger_type", scheduled ? Cell("CRON") : Cell("ONETIME"));
    rows.set("timeout_seconds", int_cell(settings, "timeout_seconds"));
    const JsonValue health(json::object_at(settings, "health"));
    rows.set("health_rules", json::serialize(json::array_at(health, "rules")));
    if (json::find(settings, "deployment") != nullptr)
      rows.set("deployment", json::serialize(json::object_at(settings, "deployment")));
  });
}

void add_job_task_rows(const Store& store, SystemRows& rows) {
  each(store, "job", kEverything, [&](const JsonValue& job) {
    const JsonValue settings(json::object_at(job, "settings"));
    for (const JsonValue& task : json::array_at(settings, "tasks")) {
      JsonArray keys;
      for (const JsonValue& before : json::array_at(task, "depends_on"))
        keys.push_back(JsonValue(json::string_at(before, "task_key")));
      rows.begin();
      rows.set("job_id", id_cell(job, "job_id"));
      rows.set("task_key", text_cell(task, "task_key"));
      rows.set("depends_on_keys", json::serialize(keys));
      rows.set_time("change_time", json::int_at(job, "created_time"));
      rows.set("timeout_seconds", int_cell(task, "timeout_seconds"));
      rows.set("health_rules", "[]");
    }
  });
}

void add_job_run_rows(const Store& store, SystemRows& rows) {
  each(store, "run", kEverything, [&](const JsonValue& run) {
    const JsonArray& parts = json::array_at(run, "repair_history");
    if (parts.size() < 2) return add_run_part(rows, run, run);
    for (const JsonValue& part : parts) add_run_part(rows, run, part);
  });
}

void add_task_run_rows(const Store& store, SystemRows& rows) {
  each(store, "run", kEverything, [&](const JsonValue& run) {
    for (const JsonValue& task : json::array_at(run, "tasks")) {
      const auto period = period_of(task, rows.place().now_ms);
      if (!period) continue;
      std::set<std::pair<std::string, std::string>> compute;
      collect_compute(task, compute);
      each_hour(period->start, period->end, [&](std::int64_t from, std::int64_t to, bool last) {
        rows.begin();
        rows.set("job_id", id_cell(run, "job_id"));
        rows.set("run_id", id_cell(task, "run_id"));
        rows.set("job_run_id", id_cell(run, "run_id"));
        rows.set("parent_run_id", id_cell(run, "run_id"));
        rows.set("task_key", text_cell(task, "task_key"));
        rows.set_time("period_start_time", from);
        rows.set_time("period_end_time", to);
        set_compute(rows, compute);
        if (last && period->over) set_ending(rows, task);
      });
    }
  });
}

void add_pipeline_rows(const Store& store, SystemRows& rows) {
  each(store, "pipeline", kEverything, [&](const JsonValue& pipeline) {
    const JsonValue spec(json::object_at(pipeline, "spec"));
    rows.begin();
    rows.set("pipeline_id", text_cell(pipeline, "pipeline_id"));
    rows.set("pipeline_type", "ETL_PIPELINE");
    rows.set("name", text_cell(pipeline, "name"));
    rows.set("created_by", text_cell(pipeline, "creator_user_name"));
    rows.set("run_as", text_cell(pipeline, "run_as_user_name"));
    rows.set("tags", json::serialize(json::object_at(spec, "tags")));
    rows.set("settings", json::serialize(spec));
    rows.set("configuration", json::serialize(json::object_at(spec, "configuration")));
    rows.set_time("change_time", json::int_at(pipeline, "last_modified"));
    rows.set_time("create_time", json::int_at(pipeline, "last_modified"));
  });
}

void add_pipeline_update_rows(const Store& store, SystemRows& rows) {
  each(store, "pipeline_update", kEverything, [&](const JsonValue& update) {
    const std::string state = json::string_at(update, "state");
    const bool over = state == "COMPLETED" || state == "FAILED" || state == "CANCELED";
    const std::int64_t start = json::int_at(update, "creation_time").value_or(0);
    const std::int64_t end =
        json::int_at(update, "lakecode_end_time").value_or(over ? start : std::max(start, rows.place().now_ms));
    each_hour(start, end, [&](std::int64_t from, std::int64_t to, bool last) {
      rows.begin();
      rows.set("pipeline_id", text_cell(update, "pipeline_id"));
      rows.set("update_id", text_cell(update, "update_id"));
      rows.set("update_type", json::bool_at(update, "full_refresh").value_or(false) ? "FULL_REFRESH" : "REFRESH");
      rows.set("trigger_type", text_cell(update, "cause"));
      rows.set("refresh_selection", json::serialize(json::array_at(update, "refresh_selection")));
      rows.set("full_refresh_selection", json::serialize(json::array_at(update, "full_refresh_selection")));
      rows.set_time("period_start_time", from);
      rows.set_time("period_end_time", to);
      if (last && over) rows.set("result_state", state);
    });
  });
}

}  // namespace lakecode::local

// What was asked of the workspace: statements, acts, lineage, requests to models; and the compute there is.
// Stored by others for this: audit (an act), lineage (what one statement read and wrote), served_request (one request
// to an endpoint); members as the functions below read them.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/engine/relation_rows.h"
#include "local/engine/system_rows.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kEverything = "system";  // as each() names it

std::string json_of(const JsonValue& value) {
  return json::serialize(value);
}

/// Every member as text: what a map<string,string> holds.
std::string map_of(const JsonObject& object) {
  JsonObject texts;
  for (const auto& member : object) {
    const auto text = json::as_string(member.value());
    texts[member.key()] = text ? *text : json::serialize(member.value());
  }
  return json_of(texts);
}

Cell day_of(std::int64_t epoch_ms) {
  return format_rfc3339(from_epoch_ms(epoch_ms)).substr(0, 10);
}

void set_numbers(SystemRows& rows, const JsonValue& from,
                 std::initializer_list<std::pair<const char*, const char*>> names) {
  for (const auto& [column, member] : names) rows.set(column, int_cell(from, member));
}

void set_texts(SystemRows& rows, const JsonValue& from,
               std::initializer_list<std::pair<const char*, const char*>> names) {
  for (const auto& [column, member] : names) rows.set(column, text_cell(from, member));
}

/// "a.b.c" into prefix_table_full_name, _catalog, _schema, _name.
void set_table(SystemRows& rows, const std::string& prefix, const JsonValue& end) {
  const std::string name = json::string_at(end, "name");
  if (name.empty()) return;
  const auto parts = text::split(name, '.');
  rows.set(prefix + "_table_full_name", name);
  constexpr std::string_view kParts[] = {"catalog", "schema", "name"};
  for (std::size_t i = 0; i < 3 && i < parts.size(); ++i)
    rows.set(fmt::format("{}_table_{}", prefix, kParts[i]), std::string(parts[i]));
  rows.set(prefix + "_type", text_cell(end, "type"));
}

/// One row of either lineage table, without columns.
void begin_lineage(SystemRows& rows, const JsonValue& event, const JsonValue* source, const JsonValue* target) {
  const std::int64_t time = json::int_at(event, "event_time").value_or(0);
  rows.begin();
  set_texts(rows, event,
            {{"entity_type", "entity_type"},
             {"entity_id", "entity_id"},
             {"entity_run_id", "entity_run_id"},
             {"created_by", "created_by"},
             {"statement_id", "statement_id"},
             {"event_id", "event_id"}});
  if (source != nullptr) set_table(rows, "source", *source);
  if (target != nullptr) set_table(rows, "target", *target);
  rows.set_time("event_time", time);
  rows.set("event_date", day_of(time));
  rows.set("record_id", fmt::format("{}/{}/{}", json::string_at(event, "event_id"),
                                    source == nullptr ? "" : json::string_at(*source, "name"),
                                    target == nullptr ? "" : json::string_at(*target, "name")));
  rows.set("entity_metadata", json_of(json::object_at(event, "entity_metadata")));
  rows.set("direct_access", "true");
}

}  // namespace

void add_query_rows(const Store& store, SystemRows& rows) {
  each(store, "query", kEverything, [&](const JsonValue& query) {
    const std::string status = json::string_at(query, "status");
    if (status != "FINISHED" && status != "FAILED" && status != "CANCELED") return;
    const JsonValue metrics(json::object_at(query, "metrics"));
    const auto started = json::int_at(query, "query_start_time_ms");
    const auto ended = json::int_at(query, "query_end_time_ms");
    rows.begin();
    rows.set("execution_status", status);
    rows.set("compute",
             json_of(JsonObject{{"type", "WAREHOUSE"}, {"warehouse_id", json::string_at(query, "warehouse_id")}}));
    set_texts(rows, query,
              {{"statement_id", "query_id"},
               {"executed_by", "user_name"},
               {"executed_as", "executed_as_user_name"},
               {"statement_text", "query_text"},
               {"statement_type", "statement_type"},
               {"error_message", "error_message"},
               {"client_application", "client_application"}});
    set_numbers(rows, query,
                {{"executed_by_user_id", "user_id"},
                 {"executed_as_user_id", "executed_as_user_id"},
                 {"total_duration_ms", "duration"},
                 {"produced_rows", "rows_produced"}});
    set_numbers(rows, metrics,
                {{"execution_duration_ms", "execution_time_ms"},
                 {"compilation_duration_ms", "compilation_time_ms"},
                 {"total_task_duration_ms", "task_total_time_ms"},
                 {"result_fetch_duration_ms", "result_fetch_time_ms"},
                 {"read_rows", "rows_read_count"},
                 {"read_bytes", "read_bytes"},
                 {"read_files", "read_files_count"},
                 {"pruned_files", "pruned_files_count"},
                 {"spilled_local_bytes", "spill_to_disk_bytes"},
                 {"produced_rows", "rows_produced_count"}});
    for (const char* none : {"waiting_for_compute_duration_ms", "waiting_at_capacity_duration_ms"}) rows.set(none, "0");
    rows.set("from_result_cache", json::bool_at(metrics, "result_from_cache").value_or(false) ? "true" : "false");
    rows.set_time("start_time", started);
    rows.set_time("end_time", ended);
    rows.set_time("update_time", ended);
    if (const JsonValue* source = json::find(query, "query_source")) rows.set("query_source", json_of(*source));
  });
}

namespace {

struct Act {
  std::int64_t time = 0;
  std::string user;
  std::string service;
  std::string action;
  JsonObject parameters;
  JsonObject response;
};

void begin_act(SystemRows& rows, const Act& act) {
  rows.begin();
  rows.set("version", "2.0");
  rows.set_time("event_time", act.time);
  rows.set("event_date", day_of(act.time));
  rows.set("user_identity", json_of(JsonObject{{"email", act.user}}));
  rows.set("identity_metadata", json_of(JsonObject{{"run_by", act.user}}));
  rows.set("service_name", act.service);
  rows.set("action_name", act.action);
  rows.set("request_params", map_of(act.parameters));
  rows.set("response", json_of(act.response));
  rows.set("audit_level", "WORKSPACE_LEVEL");
}

/// What verbose audit logs tell of a statement: that it was sent, and how it ended.
void add_statement_acts(const JsonValue& query, SystemRows& rows) {
  if (json::bool_at(query, "lakecode_audited") != true) return;
  const std::string id = json::string_at(query, "query_id");
  const std::string user = json::string_at(query, "user_name");
  const JsonObject about{{"warehouseId", json::string_at(query, "warehouse_id")}, {"commandId", id}};
  Act act{json::int_at(query, "query_start_time_ms").value_or(0),
          user,
          "databrickssql",
          "commandSubmit",
          about,
          JsonObject{{"status_code", 200}}};
  act.parameters["commandText"] = json::string_at(query, "query_text");
  const auto add = [&](std::string_view event) {
    begin_act(rows, act);
    rows.set("source_ip_address", "127.0.0.1");
    rows.set("user_agent", text_cell(query, "client_application"));
    rows.set("request_id", id);
    rows.set("event_id", fmt::format("{}-{}", id, event));
  };
  add("submit");
  act.action = "commandFinish";
  act.time = json::int_at(query, "query_end_time_ms").value_or(0);
  act.parameters = about;
  if (json::string_at(query, "status") == "FAILED")
    act.response = JsonObject{{"status_code", 400}, {"error_message", json::string_at(query, "error_message")}};
  add("finish");
}

}  // namespace

void add_audit_rows(const Store& store, SystemRows& rows) {
  each(store, "audit", kEverything, [&](const JsonValue& event) {
    begin_act(rows, {json::int_at(event, "event_time").value_or(0), json::string_at(event, "user"),
                     json::string_at(event, "service_name"), json::string_at(event, "action_name"),
                     json::object_at(event, "request_params"), json::object_at(event, "response")});
    set_texts(rows, event,
              {{"source_ip_address", "source_ip_address"},
               {"user_agent", "user_agent"},
               {"request_id", "request_id"},
               {"event_id", "event_id"}});
  });
  each(store, "query", kEverything, [&](const JsonValue& query) { add_statement_acts(query, rows); });
}

void add_table_lineage_rows(const Store& store, SystemRows& rows) {
  each(store, "lineage", kEverything, [&](const JsonValue& event) {
    const JsonArray& sources = json::array_at(event, "sources");
    const JsonValue* target = json::find(event, "target");
    for (const JsonValue& source : sources) begin_lineage(rows, event, &source, target);
    if (sources.empty() && target != nullptr) begin_lineage(rows, event, nullptr, target);
  });
}

void add_column_lineage_rows(const Store& store, SystemRows& rows) {
  each(store, "lineage", kEverything, [&](const JsonValue& event) {
    const JsonValue* target = json::find(event, "target");
    for (const JsonValue& source : json::array_at(event, "sources")) {
      for (const JsonValue& column : json::array_at(source, "columns")) {
        begin_lineage(rows, event, &source, target);
        rows.set("source_column_name", text_cell(column, "source"));
        rows.set("target_column_name", text_cell(column, "target"));
      }
    }
  });
}

void add_served_entity_rows(const Store& store, SystemRows& rows) {
  each(store, "serving_endpoint", kEverything, [&](const JsonValue& endpoint) {
    const JsonValue config(json::object_at(endpoint, "config"));
    for (const JsonValue& entity : json::array_at(config, "served_entities")) {
      rows.begin();
      const JsonObject& external = json::object_at(entity, "external_model");
      const bool foundation = json::find(entity, "foundation_model") != nullptr;
      rows.set("served_entity_id",
               fmt::format("{}-{}", json::string_at(endpoint, "name"), json::string_at(entity, "name")));
      set_texts(rows, endpoint,
                {{"created_by", "creator"}, {"endpoint_name", "name"}, {"endpoint_id", "id"}, {"task", "task"}});
      set_texts(rows, entity,
                {{"served_entity_name", "name"}, {"entity_name", "entity_name"}, {"entity_version", "entity_version"}});
      rows.set("entity_type", !external.empty() ? "EXTERNAL_MODEL" : foundation ? "FOUNDATION_MODEL" : "CUSTOM_MODEL");
      if (!external.empty()) {
        rows.set("entity_name", text_cell(JsonValue(external), "name"));
        rows.set("external_model_config",
                 json_of(JsonObject{{"provider", json::string_at(JsonValue(external), "provider")}}));
      } else if (!foundation) {
        rows.set("custom_model_config",
                 json_of(JsonObject{{"compute_type", json::string_at(entity, "workload_type")}}));
      }
      rows.set("endpoint_config_version", int_cell(config, "config_version"));
      rows.set_time("change_time", json::int_at(endpoint, "last_updated_timestamp"));
    }
  });
}

void add_endpoint_usage_rows(const Store& store, SystemRows& rows) {
  each(store, "served_request", kEverything, [&](const JsonValue& request) {
    rows.begin();
    set_texts(rows, request,
              {{"databricks_request_id", "request_id"},
               {"client_request_id", "client_request_id"},
               {"requester", "requester"},
               {"served_entity_id", "served_entity_id"}});
    set_numbers(rows, request,
                {{"status_code", "status_code"},
                 {"input_token_count", "input_token_count"},
                 {"output_token_count", "output_token_count"},
                 {"input_character_count", "input_character_count"},
                 {"output_character_count", "output_character_count"}});
    rows.set_time("request_time", json::int_at(request, "request_time"));
    rows.set("usage_context", map_of(json::object_at(request, "usage_context")));
    rows.set("request_streaming", json::bool_at(request, "streaming").value_or(false) ? "true" : "false");
  });
}

void add_cluster_rows(const Store& store, SystemRows& rows) {
  each(store, "cluster", kEverything, [&](const JsonValue& cluster) {
    const auto created = json::int_at(cluster, "start_time");
    rows.begin();
    set_texts(rows, cluster,
              {{"cluster_id", "cluster_id"},
               {"cluster_name", "cluster_name"},
               {"owned_by", "creator_user_name"},
               {"driver_node_type", "driver_node_type_id"},
               {"worker_node_type", "node_type_id"},
               {"cluster_source", "cluster_source"},
               {"dbr_version", "spark_version"},
               {"data_security_mode", "data_security_mode"},
               {"policy_id", "policy_id"},
               {"driver_instance_pool_id", "driver_instance_pool_id"},
               {"worker_instance_pool_id", "instance_pool_id"}});
    set_numbers(rows, cluster,
                {{"worker_count", "num_workers"}, {"auto_termination_minutes", "autotermination_minutes"}});
    set_numbers(rows, JsonValue(json::object_at(cluster, "autoscale")),
                {{"min_autoscale_workers", "min_workers"}, {"max_autoscale_workers", "max_workers"}});
    rows.set("enable_elastic_disk", json::bool_at(cluster, "enable_elastic_disk").value_or(false) ? "true" : "false");
    rows.set("tags", map_of(json::object_at(cluster, "custom_tags")));
    rows.set_time("create_time", created);
    if (json::string_at(cluster, "cluster_source") == "JOB")
      rows.set_time("delete_time", json::int_at(cluster, "terminated_time"));
    rows.set_time("change_time", created);
    rows.set("change_date", day_of(created.value_or(0)));
  });
}

void add_warehouse_rows(const Store& store, SystemRows& rows) {
  each(store, "warehouse", kEverything, [&](const JsonValue& warehouse) {
    rows.begin();
    set_texts(rows, warehouse,
              {{"warehouse_id", "id"},
               {"warehouse_name", "name"},
               {"warehouse_type", "warehouse_type"},
               {"warehouse_size", "cluster_size"}});
    rows.set("warehouse_size", text::to_upper(text::replace_all(json::string_at(warehouse, "cluster_size"), "-", "_")));
    rows.set("warehouse_channel", "CURRENT");
    set_numbers(rows, warehouse,
                {{"min_clusters", "min_num_clusters"},
                 {"max_clusters", "max_num_clusters"},
                 {"auto_stop_minutes", "auto_stop_mins"}});
    JsonObject tags;
    const JsonValue given(json::object_at(warehouse, "tags"));
    for (const JsonValue& tag : json::array_at(given, "custom_tags"))
      tags[json::string_at(tag, "key")] = json::string_at(tag, "value");
    rows.set("tags", map_of(tags));
    rows.set_time("change_time", json::int_at(warehouse, "lakecode_created_at").value_or(rows.place().now_ms));
  });
}

}  // namespace lakecode::local

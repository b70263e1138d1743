#include "local/state/index_keys.h"

#include "base/json.h"
#include "base/text.h"

namespace lakecode::local {
namespace {

bool is_finished(const JsonValue& run) {
  const std::string state = json::string_at_path(run, {"state", "life_cycle_state"});
  return state == "TERMINATED" || state == "SKIPPED" || state == "INTERNAL_ERROR";
}

void index_run(const JsonValue& run, Record& record) {
  record.parent = std::to_string(json::int_at(run, "job_id").value_or(0));
  record.order = json::int_at(run, "start_time").value_or(0);
  record.label = is_finished(run) ? "completed " : "active ";
  record.label += json::string_at(run, "run_type");
  const auto add_alias = [&record](const JsonValue& task) {
    const auto task_run = json::int_at(task, "run_id");
    if (task_run && std::to_string(*task_run) != record.id) record.aliases.push_back(std::to_string(*task_run));
  };
  for (const JsonValue& task : json::array_at(run, "tasks")) {
    add_alias(task);
    for (const JsonValue& iteration : json::array_at(task, "lakecode_iterations")) add_alias(iteration);
  }
}

/// "a.b.c" -> "a.b"; "a" -> "".
std::string parent_of(const std::string& full_name) {
  const std::size_t dot = full_name.rfind('.');
  return dot == std::string::npos ? "" : full_name.substr(0, dot);
}

bool is_below_schema(std::string_view kind) {
  return kind == "schema" || kind == "table" || kind == "volume" || kind == "function" || kind == "registered_model";
}

}  // namespace

Record make_record(const Document& document) {
  const JsonValue& body = *document.body;
  Record record;
  record.kind = document.kind;
  record.id = document.id;
  if (document.kind == "job") {
    record.order = json::int_at(body, "created_time").value_or(0);
    record.label = text::to_lower(json::string_at_path(body, {"settings", "name"}));
  } else if (document.kind == "run") {
    index_run(body, record);
  } else if (document.kind == "query") {
    record.parent = json::string_at(body, "warehouse_id");
    record.order = json::int_at(body, "query_start_time_ms").value_or(0);
    record.label = json::string_at(body, "status");
  } else if (document.kind == "cluster") {
    record.label = json::string_at(body, "state");
  } else if (document.kind == "warehouse") {
    record.label = text::to_lower(json::string_at(body, "name"));
  } else if (is_below_schema(document.kind)) {
    record.parent = parent_of(document.id);
    record.label = json::string_at(body, "table_type");
  } else if (const auto parent = json::optional_string_at(body, "lakecode_parent")) {
    record.parent = *parent;
    record.order = json::int_at(body, "lakecode_order").value_or(0);
  }
  record.text = json::serialize(body);
  return record;
}

}  // namespace lakecode::local

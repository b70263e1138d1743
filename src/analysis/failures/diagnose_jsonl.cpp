#include "analysis/failures/diagnose_jsonl.h"

#include <algorithm>

#include "base/json.h"

namespace lakecode::analysis {
namespace {

constexpr std::size_t kMaxTasks = 2000;
constexpr std::size_t kMaxEvents = 5000;

std::string first_of(const JsonValue& value, std::initializer_list<std::initializer_list<std::string_view>> paths) {
  for (const auto& path : paths) {
    std::string text = json::string_at_path(value, path);
    if (!text.empty()) return text;
  }
  return {};
}

// Text members may come as an array of lines or as any JSON value.
std::string text_at(const JsonValue& value, std::string_view key) {
  const JsonValue* member = json::find(value, key);
  if (member == nullptr || member->is_null()) return {};
  if (member->is_string()) return std::string(member->get_string());
  if (!member->is_array()) return json::serialize(*member);
  std::string out;
  for (const JsonValue& item : member->get_array()) {
    if (!out.empty()) out += '\n';
    out += item.is_string() ? std::string(item.get_string()) : json::serialize(item);
  }
  return out;
}

void read_states(const JsonValue& value, std::string& life_cycle, std::string& result, std::string& message) {
  life_cycle = first_of(value, {{"life_cycle_state"}, {"state", "life_cycle_state"}, {"status", "state"}});
  result = first_of(value, {{"result_state"}, {"state", "result_state"}});
  message =
      first_of(value, {{"state_message"}, {"state", "state_message"}, {"status", "termination_details", "message"}});
}

std::vector<std::string> read_dependencies(const JsonValue& task) {
  std::vector<std::string> out;
  for (const JsonValue& item : json::array_at(task, "depends_on")) {
    std::string key = item.is_string() ? std::string(item.get_string()) : json::string_at(item, "task_key");
    if (!key.empty() && out.size() < kMaxTasks) out.push_back(std::move(key));
  }
  return out;
}

TaskEvidence read_task_evidence(const JsonValue& value) {
  TaskEvidence task;
  task.task_key = json::string_at(value, "task_key");
  task.depends_on = read_dependencies(value);
  read_states(value, task.life_cycle_state, task.result_state, task.state_message);
  task.termination_code = first_of(value, {{"termination_code"}, {"status", "termination_details", "code"}});
  task.run_if = json::string_at(value, "run_if");
  task.cluster_id = first_of(value, {{"cluster_id"}, {"cluster_instance", "cluster_id"}, {"existing_cluster_id"}});
  task.error = text_at(value, "error");
  task.error_trace = text_at(value, "error_trace");
  task.logs = text_at(value, "logs");
  task.end_time = json::int_at(value, "end_time");
  task.attempt_number = json::int_at(value, "attempt_number").value_or(0);
  return task;
}

ClusterEvidence read_cluster_evidence(const JsonValue& value) {
  ClusterEvidence cluster;
  cluster.cluster_id = json::string_at(value, "cluster_id");
  for (const JsonValue& item : json::array_at(value, "events")) {
    if (cluster.events.size() >= kMaxEvents) break;
    if (item.is_string()) {
      cluster.events.push_back({std::string(item.get_string()), {}});
    } else {
      cluster.events.push_back({json::string_at(item, "type"), text_at(item, "details")});
    }
  }
  cluster.termination_code = first_of(value, {{"termination_code"}, {"termination_reason", "code"}});
  cluster.termination_type = first_of(value, {{"termination_type"}, {"termination_reason", "type"}});
  if (const JsonValue* parameters = json::find_path(value, {"termination_reason", "parameters"})) {
    cluster.termination_parameters = json::serialize(*parameters);
  } else {
    cluster.termination_parameters = text_at(value, "termination_parameters");
  }
  return cluster;
}

}  // namespace

Result<RunEvidence> parse_run_evidence(const JsonValue& line) {
  const JsonValue* run = json::find(line, "run");
  const JsonValue* tasks = json::find(line, "tasks");
  if (!line.is_object() || (run == nullptr && tasks == nullptr)) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "read run evidence",
                 .subject = "",
                 .reason = "the line has neither \"run\" nor \"tasks\"",
                 .advice = "send {\"id\",\"run\":{…},\"tasks\":[…]}"};
  }
  RunEvidence out;
  if (run != nullptr) {
    read_states(*run, out.life_cycle_state, out.result_state, out.state_message);
    out.termination_code = first_of(*run, {{"termination_code"}, {"status", "termination_details", "code"}});
    out.termination_type = first_of(*run, {{"termination_type"}, {"status", "termination_details", "type"}});
  }
  const JsonArray& list = tasks != nullptr ? json::array_at(line, "tasks") : json::array_at(*run, "tasks");
  for (const JsonValue& task : list) {
    if (out.tasks.size() >= kMaxTasks) break;
    if (task.is_object()) out.tasks.push_back(read_task_evidence(task));
  }
  for (const JsonValue& cluster : json::array_at(line, "clusters")) {
    if (out.clusters.size() >= kMaxTasks) break;
    out.clusters.push_back(read_cluster_evidence(cluster));
  }
  if (json::find(line, "cluster_events") != nullptr) {
    ClusterEvidence cluster;
    for (const JsonValue& item : json::array_at(line, "cluster_events")) {
      if (cluster.events.size() >= kMaxEvents) break;
      const bool is_text = item.is_string();
      cluster.events.push_back({is_text ? std::string(item.get_string()) : json::string_at(item, "type"),
                                is_text ? std::string() : text_at(item, "details")});
    }
    out.clusters.push_back(std::move(cluster));
  }
  return out;
}

JsonObject to_json(const Diagnosis& diagnosis) {
  JsonArray evidence;
  for (const EvidenceLine& line : diagnosis.evidence) {
    evidence.push_back(
        JsonObject{{"task_key", line.task_key}, {"field", line.field}, {"line", line.line}, {"text", line.text}});
  }
  const auto strings = [](const std::vector<std::string>& items) {
    JsonArray out;
    for (const std::string& item : items) out.emplace_back(item);
    return out;
  };
  return JsonObject{{"class", diagnosis.class_id},
                    {"task_key", diagnosis.task_key},
                    {"confidence", diagnosis.confidence},
                    {"evidence", std::move(evidence)},
                    {"fix", diagnosis.fix},
                    {"retry_helps", diagnosis.retry_helps},
                    {"cascade", strings(diagnosis.cascade)},
                    {"contributing", strings(diagnosis.contributing)}};
}

std::string diagnose_json_line(std::string_view line) {
  const auto refuse = [](const std::string& reason) {
    return json::serialize(JsonObject{{"id", nullptr}, {"error", reason}});
  };
  const Result<JsonValue> parsed = json::parse(line, "input line");
  if (!parsed) return refuse(one_line(parsed.error()));
  const Result<RunEvidence> run = parse_run_evidence(*parsed);
  if (!run) return refuse(one_line(run.error()));
  const JsonValue* id = json::find(*parsed, "id");
  JsonObject out{{"id", id == nullptr ? JsonValue(nullptr) : *id}};
  for (const auto& member : to_json(diagnose(*run))) out.insert_or_assign(member.key(), member.value());
  return json::serialize(out);
}

}  // namespace lakecode::analysis

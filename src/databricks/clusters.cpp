#include "databricks/clusters.h"

#include <algorithm>

#include "base/json.h"
#include "databricks/fields.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

constexpr std::size_t kEventsPage = 500;  // documented maximum
constexpr std::size_t kMaxEventPages = 1'000;

std::optional<TerminationReason> parse_reason(const JsonValue* value) {
  if (value == nullptr || !value->is_object()) return std::nullopt;
  TerminationReason reason;
  reason.code = json::string_at(*value, "code");
  reason.type = json::string_at(*value, "type");
  for (const auto& parameter : json::object_at(*value, "parameters")) {
    reason.parameters.emplace_back(std::string(parameter.key()), json::as_string(parameter.value()).value_or(""));
  }
  return reason;
}

Cluster parse_cluster(const JsonValue& value) {
  Cluster cluster;
  cluster.id = ClusterId(json::string_at(value, "cluster_id"));
  cluster.name = json::string_at(value, "cluster_name");
  cluster.state = json::string_at(value, "state");
  cluster.state_message = json::string_at(value, "state_message");
  cluster.spark_version = json::string_at(value, "spark_version");
  cluster.node_type_id = json::string_at(value, "node_type_id");
  cluster.driver_node_type_id = json::string_at(value, "driver_node_type_id");
  for (const std::string_view cloud : {"aws_attributes", "azure_attributes", "gcp_attributes"}) {
    const JsonValue* attributes = json::find(value, cloud);
    if (attributes == nullptr || !cluster.availability.empty()) continue;
    cluster.availability = json::string_at(*attributes, "availability");
    cluster.first_on_demand = json::int_at(*attributes, "first_on_demand").value_or(0);
  }
  cluster.termination_reason = parse_reason(json::find(value, "termination_reason"));
  cluster.raw = JsonBox(value);
  return cluster;
}

ClusterEvent parse_event(const JsonValue& value) {
  ClusterEvent event;
  event.timestamp = time_at(value, "timestamp");
  event.type = json::string_at(value, "type");
  event.details = JsonBox(json::object_at(value, "details"));
  event.reason = parse_reason(json::find(*event.details, "reason"));
  return event;
}

JsonObject events_body(const ClusterId& id, const EventWindow& window, std::size_t limit) {
  JsonObject body;
  body["cluster_id"] = to_string(id);
  if (window.from) body["start_time"] = window.from->time_since_epoch().count();
  if (window.to) body["end_time"] = window.to->time_since_epoch().count();
  body["order"] = "DESC";
  body["page_size"] = std::min(limit, kEventsPage);
  return body;
}

/// The request for the next page in either of the API's two styles; null at the end.
JsonValue next_events_body(const JsonObject& sent, const JsonValue& answer) {
  if (const std::string token = json::string_at(answer, "next_page_token"); !token.empty()) {
    JsonObject body = sent;
    body["page_token"] = token;
    return body;
  }
  const JsonObject& next = json::object_at(answer, "next_page");
  return next.empty() ? JsonValue() : JsonValue(next);
}

Call cluster_call(const ClusterId& id) {
  return {.naming = {.action = "read cluster", .subject = to_string(id)},
          .path = "/api/2.1/clusters/get",
          .query = {{"cluster_id", to_string(id)}}};
}

Result<Cluster> cluster_of(Result<Answer> answer, const ClusterId& id) {
  if (!answer) return std::move(answer).error();
  Cluster cluster = parse_cluster(*answer->body);
  if (cluster.id != id) {
    return Error{.code = ErrorCode::CorruptData,
                 .action = "read cluster",
                 .subject = to_string(id),
                 .reason = "the answer does not hold it",
                 .advice = "check that the host is a Databricks workspace"};
  }
  return cluster;
}

}  // namespace

Result<Cluster> fetch_cluster(Client& client, const ClusterId& id, const CallContext& ctx) {
  return cluster_of(Wire(client).fetch(cluster_call(id), ctx), id);
}

std::vector<Result<Cluster>> fetch_clusters(Client& client, const std::vector<ClusterId>& ids, const CallContext& ctx) {
  std::vector<Call> calls;
  for (const ClusterId& id : ids) calls.push_back(cluster_call(id));
  auto answers = Wire(client).fetch_all(calls, ctx);
  std::vector<Result<Cluster>> clusters;
  clusters.reserve(ids.size());
  for (std::size_t i = 0; i < answers.size(); ++i) clusters.push_back(cluster_of(std::move(answers[i]), ids[i]));
  return clusters;
}

Result<std::vector<std::string>> fetch_spark_versions(Client& client, const CallContext& ctx) {
  const Call call{.naming = {.action = "list runtimes", .subject = "at " + client.host()},
                  .path = "/api/2.1/clusters/spark-versions"};
  TRY_ASSIGN(const Answer answer, Wire(client).fetch(call, ctx));
  std::vector<std::string> versions;
  for (const JsonValue& version : json::array_at(*answer.body, "versions")) {
    versions.push_back(json::string_at(version, "key"));
  }
  return versions;
}

Result<std::vector<ClusterEvent>> fetch_cluster_events(Client& client, const ClusterId& id, const EventWindow& window,
                                                       std::size_t limit, const CallContext& ctx) {
  std::vector<ClusterEvent> events;
  if (limit == 0) return events;
  Wire wire(client);
  JsonValue body = events_body(id, window, limit);
  for (std::size_t page = 0; page < kMaxEventPages && body.is_object(); ++page) {
    const std::string text = json::serialize(body);
    const Call call{.naming = {.action = "read cluster events", .subject = "of " + to_string(id)},
                    .path = "/api/2.1/clusters/events",
                    .query = {},
                    .body = text};
    TRY_ASSIGN(const Answer answer, wire.fetch(call, ctx));
    for (const JsonValue& event : json::array_at(*answer.body, "events")) {
      if (events.size() >= limit) return events;
      events.push_back(parse_event(event));
    }
    JsonValue next = next_events_body(body.as_object(), *answer.body);
    if (next.is_object() && json::serialize(next) == text) break;
    body = std::move(next);
  }
  return events;
}

}  // namespace lakecode::databricks

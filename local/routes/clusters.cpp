// Clusters (API reference 3.3): get, list, events. Both paging styles of events are served.

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/cluster_state.h"
#include "local/routes/groups.h"
#include "local/routes/object_access.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kMaxEvents = 500;
constexpr std::int64_t kDefaultEvents = 50;
constexpr std::int64_t kMaxClusters = 100;

net::ServerResponse missing_cluster(const std::string& id) {
  return bad_parameter(fmt::format("Cluster {} does not exist", id));
}

net::ServerResponse show_cluster(Workspace& workspace, const Call& call) {
  const std::string id = call.text_query("cluster_id");
  if (id.empty()) return bad_parameter("Missing required field: cluster_id");
  settle_cluster(workspace, id);
  auto info = find_body(workspace.store, "cluster", id);
  return info ? json_answer(public_part(std::move(*info))) : missing_cluster(id);
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

net::ServerResponse list_clusters(Workspace& workspace, const Call& call) {
  const auto size = call.int_query("page_size");
  if (!size) return error_answer(size.error());
  ListQuery query;
  query.kind = "cluster";
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(size->value_or(kMaxClusters), 1, kMaxClusters));
  query.page_token = call.text_query("page_token");
  const std::vector<std::string> states = call.all_query("filter_by.cluster_states");
  const std::vector<std::string> sources = call.all_query("filter_by.cluster_sources");
  const std::string policy = call.text_query("filter_by.policy_id");
  const std::string pinned = call.text_query("filter_by.is_pinned");
  const std::optional<ObjectIds> visible = ObjectAccess(workspace, call.identity, kLeveledClusters).visible();
  query.filter = [&](const Record& record) {
    if (visible && !visible->contains(record.id)) return false;
    if (!states.empty() && !contains(states, record.label)) return false;
    if (sources.empty() && policy.empty() && pinned.empty()) return true;
    const JsonObject body = body_of(record);
    if (!sources.empty() && !contains(sources, json::string_at(body, "cluster_source"))) return false;
    if (!pinned.empty() && text::equals_ignore_case(pinned, "true") != body.contains("lakecode_pinned")) return false;
    return policy.empty() || json::string_at(body, "policy_id") == policy;
  };
  const bool by_name = call.text_query("sort_by.field") == "CLUSTER_NAME";
  const auto answer = by_name ? sorted_page_answer(workspace, query, "clusters",
                                                   {"cluster_name", call.text_query("sort_by.direction") != "ASC"})
                              : page_answer(workspace, query, "clusters");
  return answer ? *answer : error_answer(answer.error());
}

struct EventsRequest {
  std::string cluster_id;
  std::int64_t from = 0;
  std::int64_t to = INT64_MAX;
  bool ascending = false;
  std::vector<std::string> types;
  bool by_offset = false;  ///< the older style: limit and offset
  std::int64_t size = kDefaultEvents;
  std::int64_t offset = 0;
};

/// Page tokens are the offset behind a letter.
Result<EventsRequest> read_request(const Call& call) {
  TRY_ASSIGN(const JsonBox box, call.body());
  const JsonValue& body = *box;
  EventsRequest request;
  request.cluster_id = json::string_at(body, "cluster_id");
  request.from = json::int_at(body, "start_time").value_or(0);
  request.to = json::int_at(body, "end_time").value_or(INT64_MAX);
  request.ascending = json::string_at(body, "order") == "ASC";
  for (const JsonValue& type : json::array_at(body, "event_types"))
    request.types.push_back(json::as_string(type).value_or(""));
  const auto limit = json::int_at(body, "limit");
  const auto page_size = json::int_at(body, "page_size");
  const std::string token = json::string_at(body, "page_token");
  request.by_offset = !page_size && token.empty() && (limit || json::int_at(body, "offset"));
  request.size = (page_size ? page_size : limit).value_or(kDefaultEvents);
  if (request.size == 0) request.size = kDefaultEvents;
  request.offset = json::int_at(body, "offset").value_or(0);
  if (!token.empty())
    request.offset = token.starts_with("e") ? text::parse_int(std::string_view(token).substr(1)).value_or(-1) : -1;
  if (request.size < 0 || request.size > kMaxEvents || request.offset < 0) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "list events of cluster",
                 .subject = request.cluster_id,
                 .reason = "limit, offset or page_token is out of range",
                 .advice = ""};
  }
  return request;
}

JsonArray pick_events(const EventsRequest& request, const JsonValue& stored) {
  JsonArray picked;
  for (const JsonValue& event : json::array_at(stored, "events")) {
    const std::int64_t time = json::int_at(event, "timestamp").value_or(0);
    if (time < request.from || time > request.to) continue;
    if (!request.types.empty() && !contains(request.types, json::string_at(event, "type"))) continue;
    picked.push_back(event);
  }
  if (!request.ascending) std::reverse(picked.begin(), picked.end());
  return picked;
}

/// The request for what follows, whole, in the style of this one.
JsonObject next_request(const EventsRequest& request, std::int64_t end) {
  JsonObject next{{"cluster_id", request.cluster_id}};
  if (request.by_offset) {
    next["offset"] = end;
    next["limit"] = request.size;
  } else {
    next["page_token"] = fmt::format("e{}", end);
    next["page_size"] = request.size;
  }
  next["order"] = request.ascending ? "ASC" : "DESC";
  if (request.from != 0) next["start_time"] = request.from;
  if (request.to != INT64_MAX) next["end_time"] = request.to;
  JsonArray types;
  for (const std::string& type : request.types) types.emplace_back(type);
  if (!types.empty()) next["event_types"] = std::move(types);
  return next;
}

net::ServerResponse list_events(Workspace& workspace, const Call& call) {
  const auto request = read_request(call);
  if (!request) return error_answer(request.error());
  if (request->cluster_id.empty()) return bad_parameter("Missing required field: cluster_id");
  if (workspace.store.find("cluster", request->cluster_id) == nullptr) return missing_cluster(request->cluster_id);
  JsonValue stored;
  if (const RecordPointer record = workspace.store.find("cluster_events", request->cluster_id)) {
    auto parsed = json::parse(record->text, "stored events");
    if (!parsed) return error_answer(parsed.error());
    stored = std::move(*parsed);
  }
  const JsonArray all = pick_events(*request, stored);
  const auto total = static_cast<std::int64_t>(all.size());
  const std::int64_t begin = std::min(request->offset, total);
  const std::int64_t end = std::min(begin + request->size, total);
  JsonObject answer;
  if (begin < end) answer["events"] = JsonArray(all.begin() + begin, all.begin() + end);
  answer["total_count"] = total;
  if (end < total) {
    // Clients of either age follow next_page; the token is there for those that build the next request themselves.
    answer["next_page"] = next_request(*request, end);
    if (!request->by_offset) answer["next_page_token"] = fmt::format("e{}", end);
  }
  return json_answer(answer);
}

}  // namespace

std::vector<Route> clusters_routes() {
  return {{"GET", "/api/2.*/clusters/get", show_cluster},
          {"GET", "/api/2.*/clusters/list", list_clusters},
          {"POST", "/api/2.*/clusters/events", list_events, Access::Token, Locking::None}};
}

}  // namespace lakecode::local

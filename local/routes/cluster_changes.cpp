// Clusters that are made, edited, started and ended (API reference 3.3). They have no machine behind them: a cluster is
// PENDING when it is created or started and RUNNING at the first look; ending takes effect at once. Each change leaves
// its events.

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/cluster_policy.h"
#include "local/routes/cluster_state.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

const std::vector<std::string_view> kSpec{"cluster_name",
                                          "spark_version",
                                          "node_type_id",
                                          "driver_node_type_id",
                                          "num_workers",
                                          "autoscale",
                                          "spark_conf",
                                          "spark_env_vars",
                                          "custom_tags",
                                          "autotermination_minutes",
                                          "cluster_log_conf",
                                          "init_scripts",
                                          "instance_pool_id",
                                          "driver_instance_pool_id",
                                          "policy_id",
                                          "data_security_mode",
                                          "single_user_name",
                                          "runtime_engine",
                                          "aws_attributes",
                                          "azure_attributes",
                                          "gcp_attributes",
                                          "enable_elastic_disk",
                                          "enable_local_disk_encryption",
                                          "ssh_public_keys",
                                          "docker_image",
                                          "workload_type",
                                          "is_single_node",
                                          "kind",
                                          "use_ml_runtime",
                                          "remote_disk_throughput",
                                          "total_initial_remote_disk_size"};

Error missing_cluster(const std::string& id) {
  return refusal(ErrorCode::InvalidArgument, fmt::format("Cluster {} does not exist", id));
}

struct Found {
  std::string id;
  JsonObject info;
};

Result<Found> cluster_in(const Workspace& workspace, const JsonValue& body) {
  TRY_ASSIGN(const std::string id, need_text(body, "cluster_id"));
  auto info = find_body(workspace.store, "cluster", id);
  if (!info) return missing_cluster(id);
  return Found{id, std::move(*info)};
}

Document events_with(const Workspace& workspace, const std::string& id, std::string_view type, JsonObject details) {
  JsonArray events;
  if (const auto known = find_body(workspace.store, "cluster_events", id)) events = json::array_at(*known, "events");
  events.push_back(JsonObject{
      {"cluster_id", id}, {"timestamp", now_ms(workspace)}, {"type", type}, {"details", std::move(details)}});
  return {"cluster_events", id, JsonBox(JsonObject{{"events", std::move(events)}})};
}

Result<void> store_cluster(Workspace& workspace, Found cluster, std::string_view event, JsonObject details) {
  Store::Change change;
  change.puts.push_back(events_with(workspace, cluster.id, event, std::move(details)));
  change.puts.push_back({"cluster", cluster.id, JsonBox(std::move(cluster.info))});
  return workspace.store.commit(change);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "15.4.x-scala2.12" and its kin, or an image of one's own.
bool is_runtime(std::string_view version) {
  if (version.starts_with("custom:")) return true;
  const std::size_t scala = version.find("-scala2.");
  const std::size_t dot = version.find('.');
  if (dot == 0 || scala == std::string_view::npos || dot > scala) return false;
  return std::all_of(version.begin(), version.begin() + static_cast<std::ptrdiff_t>(dot), is_digit) &&
         version.find('.', dot + 1) < scala;
}

/// The shapes of the three clouds' names: i3.xlarge, Standard_DS3_v2, n2-highmem-4.
bool is_node_type(std::string_view id) {
  const std::size_t cut = id.find_first_of(".-");
  if (id.starts_with("Standard_")) return true;
  if (cut == std::string_view::npos || cut == 0 || cut + 1 == id.size()) return false;
  const std::string_view family = id.substr(0, cut);
  const bool digits = std::any_of(family.begin(), family.end(), is_digit);
  return digits && (id[cut] == '-' || id.ends_with("large") || id.ends_with("metal") || id.ends_with("medium"));
}

constexpr std::int64_t kLeastIdleMinutes = 10;
constexpr std::int64_t kMostIdleMinutes = 10'000;

/// Refuses a specification without what every cluster needs.
Result<void> check_spec(const Workspace& workspace, const JsonObject& info) {
  TRY_ASSIGN(const std::string version, need_text(info, "spark_version"));
  if (!is_runtime(version))
    return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid spark version {}.", version));
  for (const char* member : {"node_type_id", "driver_node_type_id"}) {
    const std::string type = json::string_at(info, member);
    if (!type.empty() && !is_node_type(type))
      return refusal(ErrorCode::InvalidArgument, fmt::format("Node type {} is not supported.", type));
  }
  TRY_ASSIGN(const auto idle, int_member(info, "autotermination_minutes"));
  if (idle && *idle != 0 && (*idle < kLeastIdleMinutes || *idle > kMostIdleMinutes)) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("autotermination_minutes must be 0, or between {} and {}, got {}", kLeastIdleMinutes,
                               kMostIdleMinutes, *idle));
  }
  TRY_ASSIGN(const auto workers, int_member(info, "num_workers"));
  if (workers && *workers < 0) return refusal(ErrorCode::InvalidArgument, "num_workers must not be negative");
  if (json::string_at(info, "node_type_id").empty() && json::string_at(info, "instance_pool_id").empty())
    return refusal(ErrorCode::InvalidArgument, "Missing required field: node_type_id or instance_pool_id");
  for (const char* member : {"instance_pool_id", "driver_instance_pool_id"}) {
    const std::string pool = json::string_at(info, member);
    if (!pool.empty() && workspace.store.find("instance_pool", pool) == nullptr)
      return refusal(ErrorCode::InvalidArgument, fmt::format("Can't find an instance pool with id: {}.", pool));
  }
  const JsonValue* scale = info.if_contains("autoscale");
  if (scale != nullptr &&
      json::int_at(*scale, "min_workers").value_or(0) > json::int_at(*scale, "max_workers").value_or(0))
    return refusal(ErrorCode::InvalidArgument, "autoscale: max_workers must not be below min_workers");
  return {};
}

/// Lays the policy's values over a specification and refuses what it does not allow. `body`: the request.
Result<void> follow_policy(const Workspace& workspace, JsonObject& info, const JsonValue& body) {
  TRY_ASSIGN(const std::string definition, definition_for(workspace, info));
  TRY_ASSIGN(const bool defaults, flag_member(body, "apply_policy_default_values"));
  apply_policy(info, definition, defaults);
  const Violations violations = policy_violations(workspace, info, definition);
  if (violations.empty()) return {};
  const auto& [path, why] = *violations.begin();
  return refusal(ErrorCode::InvalidArgument,
                 fmt::format("Cluster validation error: Validation failed for {}, {}", path, why));
}

/// What a client sent, as `spec` of the answer.
JsonObject spec_of(const JsonObject& info) {
  JsonObject spec;
  copy_members(spec, info, kSpec);
  return spec;
}

Result<net::ServerResponse> create_cluster(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  // One draw after the other: arguments of a call are drawn in whatever order the compiler likes.
  const std::string tail = workspace.random.hex(4);
  const auto time = workspace.random.below(1'000'000);
  const auto day = 1 + workspace.random.below(9998);
  const std::string id = fmt::format("{:04}-{:06}-{}", day, time, tail);
  const std::string me = me_of(workspace.store, call.identity).user_name;
  JsonObject info{{"cluster_id", id}, {"creator_user_name", me}};
  copy_members(info, *body, kSpec);
  TRY_VOID(follow_policy(workspace, info, *body));
  TRY_VOID(check_spec(workspace, info));
  if (!info.contains("cluster_name")) info["cluster_name"] = "";
  if (!info.contains("autoscale") && !info.contains("num_workers")) info["num_workers"] = 0;
  if (!info.contains("driver_node_type_id") && info.contains("node_type_id"))
    info["driver_node_type_id"] = info["node_type_id"];
  if (!info.contains("autotermination_minutes")) info["autotermination_minutes"] = 120;
  if (!info.contains("enable_elastic_disk")) info["enable_elastic_disk"] = false;
  if (!info.contains("aws_attributes"))
    info["aws_attributes"] = JsonObject{{"availability", "SPOT_WITH_FALLBACK"}, {"zone_id", "auto"}};
  info["spec"] = spec_of(body->as_object());
  info["cluster_source"] = "API";
  info["state"] = "PENDING";
  info["state_message"] = "Finding instances for new nodes, acquiring more instances if necessary";
  info["start_time"] = now_ms(workspace);
  info["default_tags"] =
      JsonObject{{"Vendor", "Databricks"}, {"Creator", me}, {"ClusterName", info["cluster_name"]}, {"ClusterId", id}};
  TRY_VOID(store_cluster(workspace, {id, std::move(info)}, "CREATING", {{"user", me}}));
  return json_answer(JsonObject{{"cluster_id", id}});
}

bool is_state(const Found& cluster, std::initializer_list<std::string_view> states) {
  const std::string state = json::string_at(cluster.info, "state");
  return std::find(states.begin(), states.end(), state) != states.end();
}

Error wrong_state(const Found& cluster) {
  return refusal(ErrorCode::FailedPrecondition, fmt::format("Cluster {} is in unexpected state {}.", cluster.id,
                                                            json::string_at(cluster.info, "state")));
}

void set_pending(const Workspace& workspace, JsonObject& info, std::string_view state) {
  info["state"] = state;
  info["state_message"] = "";
  info["start_time"] = now_ms(workspace);
  info["last_restarted_time"] = now_ms(workspace);
  for (const char* gone : {"terminated_time", "termination_reason", "driver"}) info.stable_erase(gone);
}

void set_terminated(const Workspace& workspace, JsonObject& info, const std::string& user) {
  info["state"] = "TERMINATED";
  info.stable_erase("driver");
  info["state_message"] = fmt::format("Terminated by user {}", user);
  info["terminated_time"] = now_ms(workspace);
  info["termination_reason"] =
      JsonObject{{"code", "USER_REQUEST"}, {"type", "SUCCESS"}, {"parameters", JsonObject{{"username", user}}}};
}

Result<net::ServerResponse> start_cluster(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(Found cluster, cluster_in(workspace, *body));
  if (!is_state(cluster, {"TERMINATED", "ERROR"})) return wrong_state(cluster);
  set_pending(workspace, cluster.info, "PENDING");
  TRY_VOID(store_cluster(workspace, std::move(cluster), "STARTING",
                         {{"user", me_of(workspace.store, call.identity).user_name}}));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> restart_cluster(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(Found cluster, cluster_in(workspace, *body));
  if (!is_state(cluster, {"RUNNING", "PENDING", "RESTARTING", "RESIZING"})) return wrong_state(cluster);
  set_pending(workspace, cluster.info, "RESTARTING");
  TRY_VOID(store_cluster(workspace, std::move(cluster), "RESTARTING",
                         {{"user", me_of(workspace.store, call.identity).user_name}}));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> end_cluster(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(Found cluster, cluster_in(workspace, *body));
  if (!is_state(cluster, {"TERMINATED"})) {
    const std::string me = me_of(workspace.store, call.identity).user_name;
    set_terminated(workspace, cluster.info, me);
    JsonObject details{{"user", me}, {"reason", cluster.info["termination_reason"]}};
    TRY_VOID(store_cluster(workspace, std::move(cluster), "TERMINATING", std::move(details)));
  }
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_for_good(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const Found cluster, cluster_in(workspace, *body));
  Store::Change change;
  change.erases = {{"cluster", cluster.id},
                   {"cluster_events", cluster.id},
                   {"cluster_libraries", cluster.id},
                   {"permissions", "cluster/" + cluster.id}};
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> edit_cluster(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(Found cluster, cluster_in(workspace, *body));
  if (!is_state(cluster, {"TERMINATED", "RUNNING"})) return wrong_state(cluster);
  for (const std::string_view member : kSpec) cluster.info.stable_erase(member);
  copy_members(cluster.info, *body, kSpec);
  TRY_VOID(follow_policy(workspace, cluster.info, *body));
  TRY_VOID(check_spec(workspace, cluster.info));
  cluster.info["spec"] = spec_of(body->as_object());
  if (is_state(cluster, {"RUNNING"})) set_pending(workspace, cluster.info, "RESTARTING");
  TRY_VOID(store_cluster(workspace, std::move(cluster), "EDITED",
                         {{"user", me_of(workspace.store, call.identity).user_name}}));
  return json_answer(JsonObject{});
}

/// Changes the members named in update_mask, or all that are given.
Result<net::ServerResponse> update_cluster(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(Found cluster, cluster_in(workspace, *body));
  TRY_ASSIGN(const std::string mask, need_text(*body, "update_mask"));
  const JsonValue given(json::object_at(*body, "cluster"));
  for (const std::string_view name : text::split(mask, ',')) {
    const std::string_view member = text::trim(name).substr(0, text::trim(name).find('.'));
    if (member != "*" && std::find(kSpec.begin(), kSpec.end(), member) == kSpec.end())
      return refusal(ErrorCode::InvalidArgument, fmt::format("update_mask names the unknown field '{}'", member));
    if (member == "*") {
      copy_members(cluster.info, given, kSpec);
    } else if (const JsonValue* value = json::find(given, member)) {
      cluster.info[member] = *value;
    } else {
      cluster.info.stable_erase(member);
    }
  }
  TRY_VOID(follow_policy(workspace, cluster.info, given));
  TRY_VOID(check_spec(workspace, cluster.info));
  TRY_VOID(store_cluster(workspace, std::move(cluster), "EDITED",
                         {{"user", me_of(workspace.store, call.identity).user_name}}));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> resize_cluster(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(Found cluster, cluster_in(workspace, *body));
  if (!is_state(cluster, {"RUNNING"})) return wrong_state(cluster);
  for (const char* member : {"num_workers", "autoscale"}) {
    if (json::find(*body, member) == nullptr) continue;
    cluster.info.stable_erase("num_workers");
    cluster.info.stable_erase("autoscale");
    copy_members(cluster.info, *body, {member});
    break;
  }
  TRY_VOID(follow_policy(workspace, cluster.info, *body));
  TRY_VOID(check_spec(workspace, cluster.info));
  TRY_VOID(store_cluster(workspace, cluster, "RESIZING", {{"user", me_of(workspace.store, call.identity).user_name}}));
  TRY_VOID(store_cluster(workspace, std::move(cluster), "UPSIZE_COMPLETED", {}));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> set_pin(Workspace& workspace, const Call& call, bool pinned) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(Found cluster, cluster_in(workspace, *body));
  if (pinned) {
    cluster.info["lakecode_pinned"] = true;
  } else {
    cluster.info.stable_erase("lakecode_pinned");
  }
  TRY_VOID(store_cluster(workspace, std::move(cluster), pinned ? "PINNED" : "UNPINNED", {}));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> pin_cluster(Workspace& workspace, const Call& call) {
  return set_pin(workspace, call, true);
}
Result<net::ServerResponse> unpin_cluster(Workspace& workspace, const Call& call) {
  return set_pin(workspace, call, false);
}

Result<net::ServerResponse> change_owner(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(Found cluster, cluster_in(workspace, *body));
  TRY_ASSIGN(const std::string owner, need_text(*body, "owner_username"));
  if (!is_state(cluster, {"TERMINATED"})) return wrong_state(cluster);
  cluster.info["creator_user_name"] = owner;
  TRY_VOID(store_cluster(workspace, std::move(cluster), "EDITED", {}));
  return json_answer(JsonObject{});
}

}  // namespace

void settle_cluster(Workspace& workspace, const std::string& id) {
  const auto lock = workspace.changes->lock();
  auto info = find_body(workspace.store, "cluster", id);
  if (!info || !info->contains("spec")) return;
  const std::string state = json::string_at(*info, "state");
  if (state != "PENDING" && state != "RESTARTING") return;
  (*info)["state"] = "RUNNING";
  (*info)["state_message"] = "";
  (*info)["spark_context_id"] = new_number(workspace, "cluster");
  (*info)["jdbc_port"] = 10'000;
  (*info)["driver"] = JsonObject{{"private_ip", "10.0.0.1"},
                                 {"host_private_ip", "10.0.0.1"},
                                 {"node_id", workspace.random.hex(16)},
                                 {"instance_id", "i-" + workspace.random.hex(8)},
                                 {"start_timestamp", now_ms(workspace)}};
  if (auto libraries = find_body(workspace.store, "cluster_libraries", id);
      libraries && libraries->contains("leaving")) {
    libraries->stable_erase("leaving");
    ignore_result(put_body(workspace, "cluster_libraries", id, std::move(*libraries)),
                  "they are shown as leaving until the next restart");
  }
  ignore_result(store_cluster(workspace, {id, std::move(*info)}, "RUNNING", {}),
                "the cluster stays pending until the next look");
}

std::vector<Route> cluster_changes_routes() {
  return {{"POST", "/api/2.*/clusters/create", answered<create_cluster>},
          {"POST", "/api/2.*/clusters/edit", answered<edit_cluster>},
          {"POST", "/api/2.*/clusters/update", answered<update_cluster>},
          {"POST", "/api/2.*/clusters/start", answered<start_cluster>},
          {"POST", "/api/2.*/clusters/restart", answered<restart_cluster>},
          {"POST", "/api/2.*/clusters/delete", answered<end_cluster>},
          {"POST", "/api/2.*/clusters/permanent-delete", answered<delete_for_good>},
          {"POST", "/api/2.*/clusters/resize", answered<resize_cluster>},
          {"POST", "/api/2.*/clusters/pin", answered<pin_cluster>},
          {"POST", "/api/2.*/clusters/unpin", answered<unpin_cluster>},
          {"POST", "/api/2.*/clusters/change-owner", answered<change_owner>}};
}

}  // namespace lakecode::local

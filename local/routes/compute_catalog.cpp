// What clusters are made of: node types, runtimes and zones (a short list of each), cluster policies and instance
// pools. Stored: cluster_policy (policy_id): Policy; instance_pool (instance_pool_id): InstancePoolAndStats.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/json.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

struct NodeType {
  std::string_view id;
  double cores;
  std::int64_t memory_mb;
  std::string_view category;
  bool local_disk;
};
constexpr NodeType kNodeTypes[] = {
    {"i3.xlarge", 4, 31'232, "Storage Optimized", true},  {"i3.2xlarge", 8, 62'464, "Storage Optimized", true},
    {"m5.large", 2, 8'192, "General Purpose", false},     {"m5.xlarge", 4, 16'384, "General Purpose", false},
    {"m5d.large", 2, 8'192, "General Purpose", true},     {"m5d.xlarge", 4, 16'384, "General Purpose", true},
    {"r5.xlarge", 4, 32'768, "Memory Optimized", false},  {"r5d.2xlarge", 8, 65'536, "Memory Optimized", true},
    {"c5.2xlarge", 8, 16'384, "Compute Optimized", false}};

struct Runtime {
  std::string_view key;
  std::string_view name;
};
constexpr Runtime kRuntimes[] = {{"16.4.x-scala2.12", "16.4 LTS (includes Apache Spark 3.5.2, Scala 2.12)"},
                                 {"15.4.x-scala2.12", "15.4 LTS (includes Apache Spark 3.5.0, Scala 2.12)"},
                                 {"15.4.x-cpu-ml-scala2.12", "15.4 LTS ML (includes Apache Spark 3.5.0, Scala 2.12)"},
                                 {"14.3.x-scala2.12", "14.3 LTS (includes Apache Spark 3.5.0, Scala 2.12)"},
                                 {"13.3.x-scala2.12", "13.3 LTS (includes Apache Spark 3.4.1, Scala 2.12)"}};

Result<net::ServerResponse> list_node_types(Workspace& /*workspace*/, const Call& /*call*/) {
  JsonArray types;
  for (const NodeType& type : kNodeTypes) {
    types.push_back(JsonObject{{"node_type_id", type.id},
                               {"memory_mb", type.memory_mb},
                               {"num_cores", type.cores},
                               {"description", type.id},
                               {"instance_type_id", type.id},
                               {"category", type.category},
                               {"is_deprecated", false},
                               {"is_hidden", false},
                               {"num_gpus", 0},
                               {"photon_driver_capable", true},
                               {"photon_worker_capable", true},
                               {"support_cluster_tags", true},
                               {"support_ebs_volumes", true},
                               {"is_io_cache_enabled", type.local_disk},
                               {"node_instance_type", JsonObject{{"instance_type_id", type.id},
                                                                 {"local_disks", type.local_disk ? 1 : 0},
                                                                 {"local_disk_size_gb", type.local_disk ? 75 : 0}}}});
  }
  return json_answer(JsonObject{{"node_types", std::move(types)}});
}

Result<net::ServerResponse> list_runtimes(Workspace& /*workspace*/, const Call& /*call*/) {
  JsonArray versions;
  for (const Runtime& runtime : kRuntimes) versions.push_back(JsonObject{{"key", runtime.key}, {"name", runtime.name}});
  return json_answer(JsonObject{{"versions", std::move(versions)}});
}

Result<net::ServerResponse> list_zones(Workspace& /*workspace*/, const Call& /*call*/) {
  return json_answer(
      JsonObject{{"zones", JsonArray{"eu-west-1a", "eu-west-1b", "eu-west-1c"}}, {"default_zone", "eu-west-1a"}});
}

/// Policies and pools alike: made, edited and deleted by POST with the id in the body.
struct Kind {
  std::string_view kind;
  std::string_view id;
  std::string_view name;
  std::string_view array;
  std::string_view words;
};
constexpr Kind kPolicies{"cluster_policy", "policy_id", "name", "policies", "Cluster policy"};
constexpr Kind kPools{"instance_pool", "instance_pool_id", "instance_pool_name", "instance_pools", "Instance pool"};

Error missing(const Kind& kind, const std::string& id) {
  return refusal(ErrorCode::NotFound, fmt::format("{} {} does not exist", kind.words, id));
}

/// Every rule of a policy is an object of a type that is known.
Result<void> check_rules(const JsonObject& definition) {
  constexpr std::string_view kTypes[] = {"fixed", "forbidden", "allowlist", "blocklist", "regex", "range", "unlimited"};
  for (const auto& rule : definition) {
    const std::string type = rule.value().is_object() ? json::string_at(rule.value(), "type") : "";
    if (std::find(std::begin(kTypes), std::end(kTypes), type) == std::end(kTypes)) {
      return refusal(ErrorCode::InvalidArgument,
                     fmt::format("Validation failed for policy definition: '{}' has no type that is known: '{}'",
                                 std::string_view(rule.key()), type));
    }
  }
  return {};
}

/// A definition must be a JSON object in a text; a pool needs a node type.
Result<void> check(const Workspace& workspace, const Kind& kind, const JsonObject& object) {
  TRY_ASSIGN(const std::string name, need_text(object, kind.name));
  if (kind.kind == kPools.kind) TRY_VOID(need_text(object, "node_type_id"));
  TRY_ASSIGN(const std::string definition, text_member(object, "definition"));
  if (!definition.empty()) {
    const auto parsed = json::parse(definition, "definition");
    if (!parsed || !parsed->is_object()) return refusal(ErrorCode::InvalidArgument, "definition must be a JSON object");
    TRY_VOID(check_rules(parsed->as_object()));
  }
  ListQuery query;
  query.kind = kind.kind;
  query.limit = 1;
  const std::string id = json::string_at(object, kind.id);
  query.filter = [&](const Record& record) {
    return record.id != id && json::string_at(body_of(record), kind.name) == name;
  };
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  if (!page.records.empty())
    return refusal(ErrorCode::InvalidArgument, fmt::format("{} with name '{}' already exists", kind.words, name));
  return {};
}

Result<net::ServerResponse> create(Workspace& workspace, const Call& call, const Kind& kind) {
  TRY_ASSIGN(const JsonBox body, call.body());
  JsonObject object{{kind.id, workspace.random.hex(8)}};
  lay_over(object, body->as_object());
  TRY_VOID(check(workspace, kind, object));
  if (kind.kind == kPolicies.kind) {
    object["creator_user_name"] = me_of(workspace.store, call.identity).user_name;
    object["created_at_timestamp"] = now_ms(workspace);
    object["is_default"] = false;
    const std::string own = json::string_at(object, "policy_family_definition_overrides");
    if (object.contains("policy_family_id") && !object.contains("definition"))
      object["definition"] = own.empty() ? "{}" : own;  // the families here have no rules of their own
  } else {
    object["state"] = "ACTIVE";
    object["stats"] =
        JsonObject{{"used_count", 0}, {"idle_count", 0}, {"pending_used_count", 0}, {"pending_idle_count", 0}};
    object["default_tags"] = JsonObject{{"Vendor", "Databricks"}};
  }
  const std::string id = json::string_at(object, kind.id);
  TRY_VOID(put_body(workspace, kind.kind, id, std::move(object)));
  return json_answer(JsonObject{{kind.id, id}});
}

Result<net::ServerResponse> edit(Workspace& workspace, const Call& call, const Kind& kind) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string id, need_text(*body, kind.id));
  auto object = find_body(workspace.store, kind.kind, id);
  if (!object) return missing(kind, id);
  TRY_ASSIGN(const std::string node_type, text_member(*body, "node_type_id"));
  if (kind.kind == kPools.kind && !node_type.empty() && node_type != json::string_at(*object, "node_type_id"))
    return refusal(ErrorCode::InvalidArgument, "node_type_id of an instance pool cannot be changed");
  lay_over(*object, body->as_object());
  TRY_VOID(check(workspace, kind, *object));
  TRY_VOID(put_body(workspace, kind.kind, id, std::move(*object)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> remove(Workspace& workspace, const Call& call, const Kind& kind) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string id, need_text(*body, kind.id));
  if (workspace.store.find(kind.kind, id) == nullptr) return missing(kind, id);
  TRY_VOID(erase_body(workspace, kind.kind, id));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> show(Workspace& workspace, const Call& call, const Kind& kind) {
  TRY_ASSIGN(const std::string id, need_query(call, kind.id));
  auto object = find_body(workspace.store, kind.kind, id);
  if (!object) return missing(kind, id);
  return json_answer(public_part(std::move(*object)));
}

Result<net::ServerResponse> list(Workspace& workspace, const Call& /*call*/, const Kind& kind) {
  ListQuery query;
  query.kind = kind.kind;
  query.limit = SIZE_MAX;
  return page_answer(workspace, query, kind.array);
}

using Verb = Result<net::ServerResponse> (*)(Workspace&, const Call&, const Kind&);
template <Verb Do, const Kind& Of>
Result<net::ServerResponse> on(Workspace& workspace, const Call& call) {
  return Do(workspace, call, Of);
}

}  // namespace

std::vector<Route> compute_catalog_routes() {
  return {{"GET", "/api/2.*/clusters/list-node-types", answered<list_node_types>},
          {"GET", "/api/2.*/clusters/spark-versions", answered<list_runtimes>},
          {"GET", "/api/2.*/clusters/list-zones", answered<list_zones>},
          {"POST", "/api/2.*/policies/clusters/create", answered<on<create, kPolicies>>},
          {"POST", "/api/2.*/policies/clusters/edit", answered<on<edit, kPolicies>>},
          {"POST", "/api/2.*/policies/clusters/delete", answered<on<remove, kPolicies>>},
          {"GET", "/api/2.*/policies/clusters/get", answered<on<show, kPolicies>>},
          {"GET", "/api/2.*/policies/clusters/list", answered<on<list, kPolicies>>},
          {"POST", "/api/2.*/instance-pools/create", answered<on<create, kPools>>},
          {"POST", "/api/2.*/instance-pools/edit", answered<on<edit, kPools>>},
          {"POST", "/api/2.*/instance-pools/delete", answered<on<remove, kPools>>},
          {"GET", "/api/2.*/instance-pools/get", answered<on<show, kPools>>},
          {"GET", "/api/2.*/instance-pools/list", answered<on<list, kPools>>}};
}

}  // namespace lakecode::local

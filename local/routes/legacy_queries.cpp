// Saved queries as the older SQL API tells them, /api/2.0/preview/sql/queries. The objects are those of
// saved_queries.cpp: what one API makes, the other shows. A data source goes by the id of its warehouse.

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/routes/answer.h"
#include "local/routes/legacy_sql.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kKind = "saved_query";

JsonObject options_of(const JsonObject& query) {
  JsonObject options = json::object_at(query, "lakecode_options");
  if (!options.contains("parameters")) options["parameters"] = JsonArray();
  copy_members(options, JsonValue(query), {"catalog", "schema"});
  if (const std::string at = json::string_at(query, "lakecode_trashed_at"); !at.empty())
    options["moved_to_trash_at"] = at;
  return options;
}

JsonObject shown(const Workspace& workspace, const JsonObject& query) {
  const JsonObject owner = legacy_user(workspace, json::string_at(query, "owner_user_name"));
  JsonObject out{{"id", json::string_at(query, "id")},
                 {"name", json::string_at(query, "display_name")},
                 {"description", json::string_at(query, "description")},
                 {"query", json::string_at(query, "query_text")},
                 {"query_hash", crypto::sha256_hex(json::string_at(query, "query_text")).substr(0, 32)},
                 {"data_source_id", json::string_at(query, "warehouse_id")},
                 {"options", options_of(query)},
                 {"tags", json::array_at(query, "tags")},
                 {"run_as_role", text::to_lower(json::string_at(query, "run_as_mode"))},
                 {"is_archived", is_trashed(query)},
                 {"is_draft", false},
                 {"is_favorite", false},
                 {"is_safe", true},
                 {"can_edit", true},
                 {"permission_tier", "CAN_MANAGE"},
                 {"user", owner},
                 {"last_modified_by", legacy_user(workspace, json::string_at(query, "last_modifier_user_name"))},
                 {"created_at", json::string_at(query, "create_time")},
                 {"updated_at", json::string_at(query, "update_time")},
                 {"visualizations", legacy_parts(workspace, "legacy_visualization", json::string_at(query, "id"))}};
  if (const JsonValue* id = json::find(owner, "id")) out["user_id"] = *id;
  if (const JsonValue* parent = json::find(query, "lakecode_parent_folder")) out["parent"] = *parent;
  return out;
}

/// Takes from a request what the older API calls by other names.
Result<void> take(const Workspace& workspace, const Call& call, const JsonValue& body, JsonObject& query) {
  for (const auto& [theirs, ours] :
       {std::pair("name", "display_name"), std::pair("query", "query_text"), std::pair("description", "description"),
        std::pair("data_source_id", "warehouse_id"), std::pair("parent", "lakecode_parent_folder")}) {
    TRY_ASSIGN(const std::string value, text_member(body, theirs));
    if (!value.empty()) query[ours] = value;
  }
  const std::string warehouse = json::string_at(query, "warehouse_id");
  if (!warehouse.empty() && workspace.store.find("warehouse", warehouse) == nullptr)
    return refusal(ErrorCode::InvalidArgument, fmt::format("The data source {} does not exist.", warehouse));
  TRY_ASSIGN(const std::string role, text_member(body, "run_as_role"));
  if (!role.empty() && role != "owner" && role != "viewer")
    return refusal(ErrorCode::InvalidArgument, fmt::format("run_as_role must be owner or viewer, got {}", role));
  if (!role.empty()) query["run_as_mode"] = text::to_upper(role);
  if (const JsonObject options = json::object_at(body, "options"); !options.empty()) {
    query["lakecode_options"] = options;
    copy_members(query, JsonValue(options), {"catalog", "schema"});
  }
  copy_members(query, body, {"tags"});
  query["last_modifier_user_name"] = me_of(workspace.store, call.identity).user_name;
  query["update_time"] = format_rfc3339(workspace.clock.now());
  return {};
}

Result<net::ServerResponse> create(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const std::string me = me_of(workspace.store, call.identity).user_name;
  const std::string id = new_uuid(workspace);
  JsonObject query{{"id", id},
                   {"display_name", "New Query"},
                   {"query_text", ""},
                   {"owner_user_name", me},
                   {"lifecycle_state", "ACTIVE"},
                   {"run_as_mode", "OWNER"},
                   {"parent_path", "/Workspace/Users/" + me},
                   {"create_time", format_rfc3339(workspace.clock.now())}};
  TRY_VOID(take(workspace, call, *body, query));
  TRY_VOID(put_body(workspace, kKind, id, query));
  return json_answer(shown(workspace, query));
}

constexpr LegacyNoun kNoun{kKind, "Query", shown, take};

}  // namespace

std::vector<Route> legacy_queries_routes() {
  std::vector<Route> routes = legacy_rows<kNoun>(
      "/api/2.*/preview/sql/queries", "/api/2.*/preview/sql/queries/trash/{}", "/api/2.*/preview/sql/queries/{}");
  routes.push_back({"POST", "/api/2.*/preview/sql/queries", answered<create>});
  return routes;
}

}  // namespace lakecode::local

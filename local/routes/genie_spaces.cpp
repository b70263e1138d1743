// Genie spaces as objects: made, read, changed, listed, thrown away. What they say: genie_answers.h.
// Stored: genie_space (id): GenieSpace.

#include <fmt/format.h>

#include "base/json.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"
#include "local/routes/workspace_tree.h"

namespace lakecode::local {
namespace {

const std::vector<std::string_view> kSettings{"title", "description", "warehouse_id", "serialized_space"};

Result<JsonObject> space_at(const Workspace& workspace, const std::string& id) {
  auto space = find_body(workspace.store, "genie_space", id);
  if (!space) return refusal(ErrorCode::NotFound, fmt::format("Genie space with ID {} does not exist.", id));
  return std::move(*space);
}

/// The space itself comes only when it is asked for, and its etag with it.
JsonObject shown(JsonObject space, bool whole) {
  space = public_part(std::move(space));
  if (whole) return space;
  space.stable_erase("serialized_space");
  space.stable_erase("etag");
  return space;
}

Result<net::ServerResponse> create_space(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(need_text(*body, "serialized_space"));
  TRY_VOID(need_text(*body, "warehouse_id"));
  TRY_ASSIGN(const std::string given, text_member(*body, "parent_path"));
  const std::string home = "/Users/" + me_of(workspace.store, call.identity).user_name;
  TRY_ASSIGN(const std::string parent, workspace_path(given.empty() ? home : given));
  const std::string id = workspace.random.hex(16);
  JsonObject space{{"space_id", id}, {"title", "New Space"}};
  copy_members(space, *body, kSettings);
  space["parent_path"] = parent;
  space["etag"] = "1";
  TRY_VOID(put_body(workspace, "genie_space", id, space));
  return json_answer(shown(std::move(space), true));
}

Result<net::ServerResponse> show_space(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject space, space_at(workspace, call.captures[0]));
  return json_answer(shown(std::move(space), call.flag_query("include_serialized_space")));
}

Result<net::ServerResponse> list_spaces(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const ListQuery query, page_query(call, "genie_space", {"", "page_size", 20, 100}));
  return page_answer(workspace, query, "spaces", [](JsonObject space) { return shown(std::move(space), false); });
}

Result<net::ServerResponse> change_space(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject space, space_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string etag, text_member(*body, "etag"));
  if (!etag.empty() && etag != json::string_at(space, "etag")) {
    return refusal(ErrorCode::AlreadyExists, "ABORTED",
                   fmt::format("Genie space {} has changed: its etag is not {}.", call.captures[0], etag));
  }
  JsonObject changed = space;
  copy_members(changed, *body, kSettings);
  TRY_ASSIGN(const std::string parent, text_member(*body, "parent_path"));
  if (!parent.empty()) {
    TRY_ASSIGN(const std::string path, workspace_path(parent));
    changed["parent_path"] = path;
  }
  if (changed != space) changed["etag"] = std::to_string(std::stoll(json::string_at(space, "etag")) + 1);
  TRY_VOID(put_body(workspace, "genie_space", call.captures[0], changed));
  return json_answer(shown(std::move(changed), true));
}

Result<net::ServerResponse> trash_space(Workspace& workspace, const Call& call) {
  TRY_VOID(space_at(workspace, call.captures[0]));
  TRY_VOID(erase_body(workspace, "genie_space", call.captures[0]));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> genie_spaces_routes() {
  return {{"GET", "/api/2.*/genie/spaces", answered<list_spaces>},
          {"POST", "/api/2.*/genie/spaces", answered<create_space>},
          {"GET", "/api/2.*/genie/spaces/{}", answered<show_space>},
          {"PATCH", "/api/2.*/genie/spaces/{}", answered<change_space>},
          {"DELETE", "/api/2.*/genie/spaces/{}", answered<trash_space>}};
}

}  // namespace lakecode::local

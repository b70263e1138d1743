// What people say and ask about versions of the workspace's own models: comments, and requests to move a version to
// another stage. Stored: registry_comment (id): CommentObject, under its version; transition_request
// (model/number/stage/user): TransitionRequest.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"
#include "local/routes/workspace_models.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kComment = "registry_comment";
constexpr std::string_view kRequest = "transition_request";

/// "model/number" of the version that the body names, which must be there.
Result<std::string> version_named(const Workspace& workspace, const JsonValue& body) {
  TRY_ASSIGN(const std::string name, need_text(body, "name"));
  TRY_ASSIGN(const std::string number, need_text(body, "version"));
  TRY_VOID(find_workspace_version(workspace, name, number));
  return name + "/" + number;
}

// ---- comments ----

Result<net::ServerResponse> create_comment(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string version, version_named(workspace, *body));
  TRY_ASSIGN(const std::string words, need_text(*body, "comment"));
  const std::int64_t now = now_ms(workspace);
  const std::string id = workspace.random.hex(16);
  JsonObject comment{{"id", id},
                     {"comment", words},
                     {"user_id", me_of(workspace.store, call.identity).user_name},
                     {"creation_timestamp", now},
                     {"last_updated_timestamp", now},
                     {"available_actions", JsonArray{"EDIT_COMMENT", "DELETE_COMMENT"}},
                     {"lakecode_parent", version}};
  TRY_VOID(put_body(workspace, kComment, id, comment));
  return json_answer(JsonObject{{"comment", public_part(std::move(comment))}});
}

Result<JsonObject> comment_of(const Workspace& workspace, const std::string& id) {
  auto comment = find_body(workspace.store, kComment, id);
  if (!comment) return refusal(ErrorCode::NotFound, fmt::format("Comment {} does not exist.", id));
  return std::move(*comment);
}

Result<net::ServerResponse> update_comment(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string id, need_text(*body, "id"));
  TRY_ASSIGN(JsonObject comment, comment_of(workspace, id));
  TRY_ASSIGN(const std::string words, need_text(*body, "comment"));
  comment["comment"] = words;
  comment["last_updated_timestamp"] = now_ms(workspace);
  TRY_VOID(put_body(workspace, kComment, id, comment));
  return json_answer(JsonObject{{"comment", public_part(std::move(comment))}});
}

Result<net::ServerResponse> delete_comment(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string id, need_query(call, "id"));
  TRY_VOID(comment_of(workspace, id));
  TRY_VOID(erase_body(workspace, kComment, id));
  return json_answer(JsonObject{});
}

// ---- requests ----

JsonObject activity_of(Workspace& workspace, const Call& call, std::string_view type, const JsonObject& request) {
  const std::int64_t now = now_ms(workspace);
  return {{"id", workspace.random.hex(16)},
          {"activity_type", type},
          {"user_id", me_of(workspace.store, call.identity).user_name},
          {"creation_timestamp", now},
          {"last_updated_timestamp", now},
          {"from_stage", json::string_at(request, "lakecode_from")},
          {"to_stage", json::string_at(request, "to_stage")}};
}

Result<std::vector<JsonObject>> requests_for(const Workspace& workspace, const std::string& version,
                                             const std::string& stage) {
  ListQuery query;
  query.kind = kRequest;
  query.parent = version;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  std::vector<JsonObject> requests;
  for (const RecordPointer& record : page.records) {
    JsonObject request = body_of(*record);
    if (stage.empty() || json::string_at(request, "to_stage") == stage) requests.push_back(std::move(request));
  }
  return requests;
}

std::string request_key(const std::string& version, const JsonObject& request) {
  return fmt::format("{}/{}/{}", version, json::string_at(request, "to_stage"), json::string_at(request, "user_id"));
}

Result<net::ServerResponse> create_request(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string version, version_named(workspace, *body));
  TRY_ASSIGN(const std::string stage, model_stage_in(*body));
  TRY_ASSIGN(const JsonObject model,
             find_workspace_version(workspace, json::string_at(*body, "name"), json::string_at(*body, "version")));
  JsonObject request{{"to_stage", stage},
                     {"user_id", me_of(workspace.store, call.identity).user_name},
                     {"creation_timestamp", now_ms(workspace)}};
  copy_members(request, *body, {"comment"});
  request["available_actions"] =
      JsonArray{"APPROVE_TRANSITION_REQUEST", "REJECT_TRANSITION_REQUEST", "CANCEL_TRANSITION_REQUEST"};
  request["lakecode_parent"] = version;
  request["lakecode_from"] = json::string_at(model, "current_stage");
  const std::string key = request_key(version, request);
  if (workspace.store.find(kRequest, key) != nullptr) {
    return refusal(ErrorCode::AlreadyExists, "RESOURCE_ALREADY_EXISTS",
                   fmt::format("A request to move version {} to stage {} is open already.", version, stage));
  }
  TRY_VOID(put_body(workspace, kRequest, key, request));
  return json_answer(JsonObject{{"request", public_part(std::move(request))}});
}

Result<net::ServerResponse> list_requests(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string name, need_query(call, "name"));
  TRY_ASSIGN(const std::string number, need_query(call, "version"));
  TRY_VOID(find_workspace_version(workspace, name, number));
  TRY_ASSIGN(std::vector<JsonObject> open, requests_for(workspace, name + "/" + number, ""));
  JsonArray requests;
  for (JsonObject& request : open) requests.push_back(public_part(std::move(request)));
  return json_answer(JsonObject{{"requests", std::move(requests)}});
}

/// Answers all requests to move the version to the stage that the body names.
template <bool Approved>
Result<net::ServerResponse> decide(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string version, version_named(workspace, *body));
  TRY_ASSIGN(const std::string stage, model_stage_in(*body));
  TRY_ASSIGN(const bool archive, flag_member(*body, "archive_existing_versions"));
  TRY_ASSIGN(const std::vector<JsonObject> open, requests_for(workspace, version, stage));
  if (open.empty()) {
    return refusal(ErrorCode::NotFound,
                   fmt::format("There is no open request to move version {} to stage {}.", version, stage));
  }
  JsonObject activity = activity_of(workspace, call, Approved ? "APPROVED_REQUEST" : "REJECTED_REQUEST", open.front());
  copy_members(activity, *body, {"comment"});
  Store::Change change;
  for (const JsonObject& request : open)
    change.erases.push_back({std::string(kRequest), request_key(version, request)});
  if (Approved) {
    TRY_VOID(add_stage_move(workspace, {json::string_at(*body, "name"), json::string_at(*body, "version")},
                            {stage, archive}, change));
  }
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{{"activity", std::move(activity)}});
}

Result<net::ServerResponse> delete_request(Workspace& workspace, const Call& call) {
  JsonObject asked;
  for (const char* member : {"name", "version", "stage", "creator"}) {
    TRY_ASSIGN(const std::string value, need_query(call, member));
    asked[member] = value;
  }
  const JsonValue body(asked);
  TRY_ASSIGN(const std::string version, version_named(workspace, body));
  TRY_ASSIGN(const std::string stage, model_stage_in(body));
  const std::string key = request_key(version, {{"to_stage", stage}, {"user_id", json::string_at(asked, "creator")}});
  const auto request = find_body(workspace.store, kRequest, key);
  if (!request) {
    return refusal(ErrorCode::NotFound,
                   fmt::format("There is no open request to move version {} to stage {}.", version, stage));
  }
  TRY_VOID(erase_body(workspace, kRequest, key));
  return json_answer(JsonObject{{"activity", activity_of(workspace, call, "CANCELLED_REQUEST", *request)}});
}

}  // namespace

std::vector<Route> registry_activity_routes() {
  return {{"POST", "/api/2.*/mlflow/comments/create", answered<create_comment>},
          {"PATCH", "/api/2.*/mlflow/comments/update", answered<update_comment>},
          {"DELETE", "/api/2.*/mlflow/comments/delete", answered<delete_comment>},
          {"POST", "/api/2.*/mlflow/transition-requests/create", answered<create_request>},
          {"GET", "/api/2.*/mlflow/transition-requests/list", answered<list_requests>},
          {"POST", "/api/2.*/mlflow/transition-requests/approve", answered<decide<true>>},
          {"POST", "/api/2.*/mlflow/transition-requests/reject", answered<decide<false>>},
          {"DELETE", "/api/2.*/mlflow/transition-requests/delete", answered<delete_request>}};
}

}  // namespace lakecode::local

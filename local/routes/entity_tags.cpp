// Tags on Unity Catalog objects: entity-tag-assignments. SET TAGS of SQL writes the same documents (see
// state/document.h).

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

struct Entity {
  std::string type;  ///< plural, as the API spells it
  std::string name;
  std::string key;  ///< of its tags document
};

/// A column must be one of its table.
Result<Entity> column_entity(const Workspace& workspace, const std::string& name) {
  const std::size_t dot = name.rfind('.');
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", name.substr(0, dot)));
  const std::string column = dot == std::string::npos ? "" : name.substr(dot + 1);
  const auto info = find_body(workspace.store, "table", table.name);
  for (const JsonValue& known : json::array_at(*info, "columns")) {
    if (text::equals_ignore_case(json::string_at(known, "name"), column))
      return Entity{"columns", table.name + "." + text::to_lower(column),
                    fmt::format("column {}.{}", table.name, text::to_lower(column))};
  }
  return refusal(ErrorCode::NotFound, fmt::format("Column '{}' does not exist.", name));
}

Result<Entity> entity_of(const Workspace& workspace, const std::string& type, const std::string& name) {
  if (type == "columns") return column_entity(workspace, name);
  if (type != "catalogs" && type != "schemas" && type != "tables" && type != "volumes")
    return refusal(
        ErrorCode::InvalidArgument,
        fmt::format("Invalid entity_type '{}': expected catalogs, schemas, tables, columns or volumes", type));
  TRY_ASSIGN(const Securable found, find_securable(workspace, type.substr(0, type.size() - 1), name));
  return Entity{type, found.name, securable_key(found)};
}

JsonObject tags_of(const Workspace& workspace, const Entity& entity) {
  const auto body = find_body(workspace.store, "tags", entity.key);
  return body ? json::object_at(*body, "tags") : JsonObject();
}

JsonObject assignment(const Entity& entity, std::string_view key, const JsonValue& value) {
  JsonObject shown{{"entity_type", entity.type}, {"entity_name", entity.name}, {"tag_key", key}};
  if (!value.is_null() && json::as_string(value) != "") shown["tag_value"] = value;
  return shown;
}

Result<void> store_tags(Workspace& workspace, const Entity& entity, JsonObject tags) {
  return put_body(workspace, "tags", entity.key, {{"tags", std::move(tags)}});
}

Error missing_tag(const Entity& entity, std::string_view key) {
  return refusal(ErrorCode::NotFound, fmt::format("Tag '{}' is not assigned to {}", key, entity.name));
}

Result<net::ServerResponse> create_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string type, need_text(*body, "entity_type"));
  TRY_ASSIGN(const std::string name, need_text(*body, "entity_name"));
  TRY_ASSIGN(const std::string key, need_text(*body, "tag_key"));
  TRY_ASSIGN(const std::string value, text_member(*body, "tag_value"));
  TRY_ASSIGN(const Entity entity, entity_of(workspace, type, name));
  JsonObject tags = tags_of(workspace, entity);
  if (tags.contains(key))
    return refusal(ErrorCode::AlreadyExists, fmt::format("Tag '{}' is already assigned to {}", key, entity.name));
  tags[key] = value;
  TRY_VOID(store_tags(workspace, entity, std::move(tags)));
  return json_answer(assignment(entity, key, JsonValue(value)));
}

Result<net::ServerResponse> list_tags(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Entity entity, entity_of(workspace, call.captures[0], call.captures[1]));
  TRY_ASSIGN(const auto wanted, call.int_query("max_results"));
  const std::size_t limit = wanted.value_or(0) <= 0 ? 1000 : static_cast<std::size_t>(*wanted);
  const auto after = crypto::base64url_decode(call.text_query("page_token"));
  if (!after) return refusal(ErrorCode::InvalidArgument, "Invalid page_token: start again without it");
  const JsonObject tags = tags_of(workspace, entity);
  JsonArray shown;
  bool started = after->empty();
  std::string last;
  JsonObject answer;
  for (const auto& tag : tags) {
    if (started && shown.size() == limit) {
      answer["next_page_token"] = crypto::base64url_encode(last);
      break;
    }
    if (started) shown.push_back(assignment(entity, tag.key(), tag.value()));
    started = started || std::string_view(tag.key()) == *after;
    last = tag.key();
  }
  answer["tag_assignments"] = std::move(shown);
  return json_answer(answer);
}

Result<net::ServerResponse> show_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Entity entity, entity_of(workspace, call.captures[0], call.captures[1]));
  const JsonObject tags = tags_of(workspace, entity);
  const auto found = tags.find(call.captures[2]);
  if (found == tags.end()) return missing_tag(entity, call.captures[2]);
  return json_answer(assignment(entity, call.captures[2], found->value()));
}

Result<net::ServerResponse> update_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Entity entity, entity_of(workspace, call.captures[0], call.captures[1]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string value, text_member(*body, "tag_value"));
  JsonObject tags = tags_of(workspace, entity);
  const auto found = tags.find(call.captures[2]);
  if (found == tags.end()) return missing_tag(entity, call.captures[2]);
  found->value() = value;
  TRY_VOID(store_tags(workspace, entity, std::move(tags)));
  return json_answer(assignment(entity, call.captures[2], JsonValue(value)));
}

Result<net::ServerResponse> delete_tag(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Entity entity, entity_of(workspace, call.captures[0], call.captures[1]));
  JsonObject tags = tags_of(workspace, entity);
  const auto found = tags.find(call.captures[2]);
  if (found == tags.end()) return missing_tag(entity, call.captures[2]);
  tags.stable_erase(found);
  TRY_VOID(store_tags(workspace, entity, std::move(tags)));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> entity_tags_routes() {
  constexpr std::string_view kOne = "/api/2.*/unity-catalog/entity-tag-assignments/{}/{}/tags/{}";
  return {{"POST", "/api/2.*/unity-catalog/entity-tag-assignments", answered<create_tag>},
          {"GET", "/api/2.*/unity-catalog/entity-tag-assignments/{}/{}/tags", answered<list_tags>},
          {"GET", kOne, answered<show_tag>},
          {"PATCH", kOne, answered<update_tag>},
          {"DELETE", kOne, answered<delete_tag>}};
}

}  // namespace lakecode::local

#include "local/routes/legacy_sql.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/routes/answer.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kUsualPage = 25;
constexpr std::int64_t kLargestPage = 250;

std::string name_of(const JsonObject& object) {
  const std::string name = json::string_at(object, "display_name");
  return name.empty() ? json::string_at(object, "name") : name;
}

void sort_by(std::vector<JsonObject>& objects, std::string order) {
  const bool down = order.empty() || order.starts_with('-');
  if (order.starts_with('-')) order.erase(0, 1);
  const bool by_name = order == "name";
  std::stable_sort(objects.begin(), objects.end(), [&](const JsonObject& a, const JsonObject& b) {
    const std::string left = by_name ? text::to_lower(name_of(a)) : json::string_at(a, "create_time");
    const std::string right = by_name ? text::to_lower(name_of(b)) : json::string_at(b, "create_time");
    return down ? right < left : left < right;
  });
}

Result<std::int64_t> number_query(const Call& call, std::string_view name, std::int64_t usual) {
  TRY_ASSIGN(const auto given, call.int_query(name));
  if (given && *given < 1) return refusal(ErrorCode::InvalidArgument, fmt::format("{} must be at least 1", name));
  return given.value_or(usual);
}

}  // namespace

JsonObject legacy_user(const Workspace& workspace, const std::string& user_name) {
  JsonObject user{{"name", user_name}, {"email", user_name}};
  ListQuery query;
  query.kind = "user";
  query.limit = 1;
  query.filter = [&](const Record& record) { return json::string_at(body_of(record), "userName") == user_name; };
  const auto page = workspace.store.list(query);
  if (!page || page->records.empty()) return user;
  const JsonObject known = body_of(*page->records.front());
  if (const auto id = text::parse_int(json::string_at(known, "id"))) user["id"] = *id;
  if (const std::string display = json::string_at(known, "displayName"); !display.empty()) user["name"] = display;
  return user;
}

Result<JsonObject> legacy_object(const Workspace& workspace, const LegacyNoun& of, const std::string& id) {
  auto object = find_body(workspace.store, of.kind, id);
  if (!object) return refusal(ErrorCode::NotFound, fmt::format("{} with ID {} does not exist.", of.words, id));
  return std::move(*object);
}

JsonArray legacy_parts(const Workspace& workspace, std::string_view kind, const std::string& parent) {
  ListQuery query;
  query.kind = kind;
  query.parent = parent;
  query.limit = SIZE_MAX;
  JsonArray parts;
  const auto page = workspace.store.list(query);
  if (!page) return parts;
  for (const RecordPointer& record : page->records) parts.push_back(public_part(body_of(*record)));
  return parts;
}

Result<net::ServerResponse> show_legacy(Workspace& workspace, const Call& call, const LegacyNoun& of) {
  TRY_ASSIGN(const JsonObject object, legacy_object(workspace, of, call.captures[0]));
  return json_answer(of.shown(workspace, object));
}

Result<net::ServerResponse> list_legacy(Workspace& workspace, const Call& call, const LegacyNoun& of) {
  TRY_ASSIGN(const std::int64_t page, number_query(call, "page", 1));
  TRY_ASSIGN(const std::int64_t asked, number_query(call, "page_size", kUsualPage));
  const std::int64_t size = std::min(asked, kLargestPage);
  ListQuery query;
  query.kind = of.kind;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage all, workspace.store.list(query));
  std::vector<JsonObject> objects;
  for (const RecordPointer& record : all.records) {
    JsonObject object = body_of(*record);
    const bool wanted = text::contains_ignore_case(name_of(object), call.text_query("q"));
    if (wanted && !is_trashed(object)) objects.push_back(std::move(object));
  }
  sort_by(objects, call.text_query("order"));
  const auto count = static_cast<std::int64_t>(objects.size());
  const std::int64_t begin = page > count ? count : std::min((page - 1) * size, count);
  const std::int64_t end = std::min(begin + size, count);
  JsonArray results;
  for (std::int64_t i = begin; i < end; ++i)
    results.push_back(of.shown(workspace, objects[static_cast<std::size_t>(i)]));
  return json_answer(
      JsonObject{{"count", count}, {"page", page}, {"page_size", size}, {"results", std::move(results)}});
}

Result<net::ServerResponse> update_legacy(Workspace& workspace, const Call& call, const LegacyNoun& of) {
  TRY_ASSIGN(JsonObject object, legacy_object(workspace, of, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(of.take(workspace, call, *body, object));
  TRY_VOID(put_body(workspace, of.kind, call.captures[0], object));
  return json_answer(of.shown(workspace, object));
}

Result<net::ServerResponse> trash_legacy(Workspace& workspace, const Call& call, const LegacyNoun& of) {
  TRY_ASSIGN(JsonObject object, legacy_object(workspace, of, call.captures[0]));
  object["lifecycle_state"] = "TRASHED";
  object["lakecode_trashed_at"] = format_rfc3339(workspace.clock.now());
  TRY_VOID(put_body(workspace, of.kind, call.captures[0], std::move(object)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> restore_legacy(Workspace& workspace, const Call& call, const LegacyNoun& of) {
  TRY_ASSIGN(JsonObject object, legacy_object(workspace, of, call.captures[0]));
  object["lifecycle_state"] = "ACTIVE";
  object.stable_erase("lakecode_trashed_at");
  TRY_VOID(put_body(workspace, of.kind, call.captures[0], std::move(object)));
  return json_answer(JsonObject{});
}

bool is_trashed(const JsonObject& object) {
  return json::string_at(object, "lifecycle_state") == "TRASHED";
}

}  // namespace lakecode::local

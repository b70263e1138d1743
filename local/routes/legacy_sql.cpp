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

Result<net::ServerResponse> legacy_page(const Workspace& workspace, const Call& call, std::string_view kind,
                                        const std::function<JsonObject(JsonObject)>& shown) {
  TRY_ASSIGN(const std::int64_t page, number_query(call, "page", 1));
  TRY_ASSIGN(const std::int64_t asked, number_query(call, "page_size", kUsualPage));
  const std::int64_t size = std::min(asked, kLargestPage);
  ListQuery query;
  query.kind = kind;
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
  for (std::int64_t i = begin; i < end; ++i) results.push_back(shown(std::move(objects[static_cast<std::size_t>(i)])));
  return json_answer(
      JsonObject{{"count", count}, {"page", page}, {"page_size", size}, {"results", std::move(results)}});
}

bool is_trashed(const JsonObject& object) {
  return json::string_at(object, "lifecycle_state") == "TRASHED";
}

void set_trashed(const Workspace& workspace, JsonObject& object, bool trashed) {
  object["lifecycle_state"] = trashed ? "TRASHED" : "ACTIVE";
  object.stable_erase("lakecode_trashed_at");
  if (trashed) object["lakecode_trashed_at"] = format_rfc3339(workspace.clock.now());
}

}  // namespace lakecode::local

#include "local/routes/records.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/routes/answer.h"

namespace lakecode::json {

const JsonValue* find(const JsonObject& object, std::string_view key) {
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &found->value();
}

std::optional<std::string> optional_string_at(const JsonObject& object, std::string_view key) {
  const JsonValue* value = find(object, key);
  return value == nullptr ? std::nullopt : as_string(*value);
}

std::string string_at(const JsonObject& object, std::string_view key) {
  return optional_string_at(object, key).value_or("");
}

std::optional<std::int64_t> int_at(const JsonObject& object, std::string_view key) {
  const JsonValue* value = find(object, key);
  return value == nullptr ? std::nullopt : as_int(*value);
}

std::optional<bool> bool_at(const JsonObject& object, std::string_view key) {
  const JsonValue* value = find(object, key);
  return value == nullptr || !value->is_bool() ? std::nullopt : std::optional<bool>(value->as_bool());
}

const JsonArray& array_at(const JsonObject& object, std::string_view key) {
  static const JsonArray kNone;
  const JsonValue* value = find(object, key);
  return value == nullptr || !value->is_array() ? kNone : value->as_array();
}

const JsonObject& object_at(const JsonObject& object, std::string_view key) {
  static const JsonObject kNone;
  const JsonValue* value = find(object, key);
  return value == nullptr || !value->is_object() ? kNone : value->as_object();
}

}  // namespace lakecode::json

namespace lakecode::local {
namespace {

// Deeper than any request body may be, as a stored body wraps one.
constexpr json::Limits kStoredLimits{.max_bytes = 512U << 20U, .max_depth = 256};

Error wrong_member(std::string_view name, std::string_view expected) {
  return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid value for field '{}': expected {}", name, expected));
}

const JsonValue* present(const JsonValue& body, std::string_view name) {
  const JsonValue* value = json::find(body, name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

JsonObject element_of(const std::function<JsonObject(JsonObject)>& shown, JsonObject body) {
  return shown ? shown(std::move(body)) : public_part(std::move(body));
}

}  // namespace

JsonObject body_of(const Record& record) {
  auto parsed = json::parse(record.text, "stored " + record.kind, kStoredLimits);
  LAKECODE_CHECK(parsed.has_value() && parsed->is_object(), "what the store holds is a JSON object");
  return std::move(parsed->as_object());
}

std::optional<JsonObject> find_body(const Store& store, std::string_view kind, std::string_view id) {
  const RecordPointer record = store.find(kind, id);
  if (record == nullptr) return std::nullopt;
  return body_of(*record);
}

Result<void> put_body(Workspace& workspace, std::string_view kind, std::string_view id, JsonObject body) {
  return workspace.store.put({std::string(kind), std::string(id), JsonBox(std::move(body))});
}

Result<void> erase_body(Workspace& workspace, std::string_view kind, std::string_view id) {
  Store::Change change;
  change.erases.push_back({std::string(kind), std::string(id)});
  return workspace.store.commit(change);
}

JsonObject public_part(JsonObject body) {
  JsonObject shown;
  for (auto& member : body) {
    if (!std::string_view(member.key()).starts_with("lakecode_")) shown[member.key()] = std::move(member.value());
  }
  return shown;
}

Result<ListQuery> page_query(const Call& call, std::string_view kind, const PageShape& shape) {
  TRY_ASSIGN(const auto wanted, call.int_query(shape.size_parameter));
  const std::int64_t size = wanted.value_or(0);
  if (size < 0) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("{} must not be negative, got {}", shape.size_parameter, size));
  }
  ListQuery query;
  query.kind = kind;
  query.limit = static_cast<std::size_t>(size == 0 ? shape.usual : std::min(size, shape.most));
  query.page_token = call.text_query("page_token");
  return query;
}

Result<net::ServerResponse> page_answer(const Workspace& workspace, const ListQuery& query, std::string_view array,
                                        const std::function<JsonObject(JsonObject)>& shown) {
  auto page = workspace.store.list(query);
  if (!page) return refusal(ErrorCode::InvalidArgument, "Invalid page_token: start again without it");
  JsonArray elements;
  elements.reserve(page->records.size());
  for (const RecordPointer& record : page->records) elements.push_back(element_of(shown, body_of(*record)));
  JsonObject answer{{array, std::move(elements)}};
  if (!page->next_page_token.empty()) answer["next_page_token"] = page->next_page_token;
  return json_answer(answer);
}

Result<net::ServerResponse> sorted_page_answer(const Workspace& workspace, ListQuery query, std::string_view array,
                                               const PageOrder& order,
                                               const std::function<JsonObject(JsonObject)>& shown) {
  const auto size = static_cast<std::int64_t>(query.limit);
  const std::string token = std::exchange(query.page_token, "");
  query.limit = SIZE_MAX;
  const std::optional<std::int64_t> from =
      token.empty() ? 0 : text::parse_int(token.starts_with("n") ? std::string_view(token).substr(1) : "");
  if (!from || *from < 0) return refusal(ErrorCode::InvalidArgument, "page_token is not one of this list");
  TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
  std::vector<JsonObject> all;
  for (const RecordPointer& record : page.records) all.push_back(body_of(*record));
  std::stable_sort(all.begin(), all.end(), [&](const JsonObject& a, const JsonObject& b) {
    const std::string left = json::string_at(a, order.member);
    const std::string right = json::string_at(b, order.member);
    return order.descending ? right < left : left < right;
  });
  const auto total = static_cast<std::int64_t>(all.size());
  const std::int64_t begin = std::min<std::int64_t>(*from, total);
  const std::int64_t end = begin + std::min(size, total - begin);
  JsonArray elements;
  for (std::int64_t i = begin; i < end; ++i)
    elements.push_back(element_of(shown, std::move(all[static_cast<std::size_t>(i)])));
  JsonObject answer{{array, std::move(elements)}};
  if (end < total) answer["next_page_token"] = fmt::format("n{}", end);
  return json_answer(answer);
}

Result<std::string> need_text(const JsonValue& body, std::string_view name) {
  TRY_ASSIGN(std::string value, text_member(body, name));
  if (value.empty()) return refusal(ErrorCode::InvalidArgument, fmt::format("Missing required field: {}", name));
  return value;
}

Result<std::string> text_member(const JsonValue& body, std::string_view name) {
  const JsonValue* value = present(body, name);
  if (value == nullptr) return std::string();
  if (!value->is_string()) return wrong_member(name, "a string");
  return std::string(value->as_string());
}

Result<std::optional<std::int64_t>> int_member(const JsonValue& body, std::string_view name) {
  const JsonValue* value = present(body, name);
  if (value == nullptr) return std::optional<std::int64_t>();
  const auto number = json::as_int(*value);
  if (!number) return wrong_member(name, "a whole number");
  return number;
}

Result<bool> flag_member(const JsonValue& body, std::string_view name, bool fallback) {
  const JsonValue* value = present(body, name);
  if (value == nullptr) return fallback;
  if (!value->is_bool()) return wrong_member(name, "true or false");
  return value->as_bool();
}

Result<std::string> need_query(const Call& call, std::string_view name) {
  std::string value = call.text_query(name);
  if (value.empty()) return refusal(ErrorCode::InvalidArgument, fmt::format("Missing required field: {}", name));
  return value;
}

void copy_members(JsonObject& to, const JsonValue& body, const std::vector<std::string_view>& names) {
  for (const std::string_view name : names) {
    if (const JsonValue* value = present(body, name)) to[name] = *value;
  }
}

void lay_over(JsonObject& to, const JsonObject& body) {
  for (const auto& member : body) {
    if (!member.value().is_null() && !std::string_view(member.key()).starts_with("lakecode_"))
      to[member.key()] = member.value();
  }
}

std::int64_t new_number(Workspace& workspace, std::string_view kind) {
  for (;;) {
    const auto number =
        static_cast<std::int64_t>(100'000'000'000'000ULL + workspace.random.below(8'000'000'000'000'000ULL));
    if (workspace.store.find(kind, std::to_string(number)) == nullptr) return number;
  }
}

std::string new_uuid(Workspace& workspace) {
  std::string hex = workspace.random.hex(16);
  hex[12] = '4';
  hex[16] = '8';
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

std::int64_t now_ms(const Workspace& workspace) {
  return to_epoch_ms(workspace.clock.now());
}

}  // namespace lakecode::local

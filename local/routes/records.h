#pragma once
// Stored objects as the routes use them: found, listed by pages, written; and members of a request body, checked.
// A body in the store is what a GET answers, but for members that start with "lakecode_", which only routes see.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"

// Members of an object that is not inside a JsonValue. Without these the functions of base/json.h would be given a
// temporary copy, and what they refer to would be gone.
namespace lakecode::json {

const JsonValue* find(const JsonObject& object, std::string_view key);
std::string string_at(const JsonObject& object, std::string_view key);
std::optional<std::string> optional_string_at(const JsonObject& object, std::string_view key);
std::optional<std::int64_t> int_at(const JsonObject& object, std::string_view key);
std::optional<bool> bool_at(const JsonObject& object, std::string_view key);
const JsonArray& array_at(const JsonObject& object, std::string_view key);
const JsonObject& object_at(const JsonObject& object, std::string_view key);

}  // namespace lakecode::json

namespace lakecode::local {

/// The stored body; nullopt when there is none.
std::optional<JsonObject> find_body(const Store& store, std::string_view kind, std::string_view id);
Result<void> put_body(Workspace& workspace, std::string_view kind, std::string_view id, JsonObject body);
Result<void> erase_body(Workspace& workspace, std::string_view kind, std::string_view id);
/// Without the members that are ours.
JsonObject public_part(JsonObject body);
/// The body of a record, parsed. What the store holds was written by us and checked on reading.
JsonObject body_of(const Record& record);

struct PageShape {
  std::string_view array;                           ///< the answer's member that has the elements
  std::string_view size_parameter = "max_results";  ///< 0 there means the usual size
  std::int64_t usual = 100;
  std::int64_t most = 1000;
};
/// kind, limit and page_token of a list request. InvalidArgument for a size that is no number, negative or absurd.
Result<ListQuery> page_query(const Call& call, std::string_view kind, const PageShape& shape);
/// {array: [...], next_page_token}: one page. `shown` turns a stored body into an element; empty: public_part.
Result<net::ServerResponse> page_answer(const Workspace& workspace, const ListQuery& query, std::string_view array,
                                        const std::function<JsonObject(JsonObject)>& shown = {});

struct PageOrder {
  std::string_view member;  ///< a text of the elements
  bool descending = false;
};
/// The same in another order than the store's. Tokens are the offset behind a letter.
Result<net::ServerResponse> sorted_page_answer(const Workspace& workspace, ListQuery query, std::string_view array,
                                               const PageOrder& order,
                                               const std::function<JsonObject(JsonObject)>& shown = {});

// Members of request bodies. Errors are refusals: 400 INVALID_PARAMETER_VALUE.
Result<std::string> need_text(const JsonValue& body, std::string_view name);
/// "" when absent or null.
Result<std::string> text_member(const JsonValue& body, std::string_view name);
Result<std::optional<std::int64_t>> int_member(const JsonValue& body, std::string_view name);
Result<bool> flag_member(const JsonValue& body, std::string_view name, bool fallback = false);
/// The query value; a refusal when it is absent or empty.
Result<std::string> need_query(const Call& call, std::string_view name);
/// Copies the members `names` of `body` that are there and not null.
void copy_members(JsonObject& to, const JsonValue& body, const std::vector<std::string_view>& names);
/// Every member of `body` that is not null.
void lay_over(JsonObject& to, const JsonObject& body);

/// 15 or 16 digits, not in use as an id of `kind`.
std::int64_t new_number(Workspace& workspace, std::string_view kind);
std::string new_uuid(Workspace& workspace);
std::int64_t now_ms(const Workspace& workspace);

}  // namespace lakecode::local

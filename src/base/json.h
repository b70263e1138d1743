#pragma once
// The project's door to Boost.JSON: parsing with limits and positions, serialising, and tolerant access.
// For .cpp files only (tools/check_layers.py refuses it in headers; those use base/json_fwd.h).
// No exception leaves these functions.

#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::json {

struct Limits {
  std::size_t max_bytes = 64U << 20U;
  std::size_t max_depth = 64;
};

/// Parses one JSON document (RFC 8259, UTF-8). `subject` names the source in the error.
/// Error CorruptData with "line L, column C" (1-based, bytes) and the reason; an HTML page is named as such.
Result<JsonValue> parse(std::string_view text, std::string_view subject, const Limits& limits = {});

/// Compact, insertion order kept, no trailing newline. Control characters are \u-escaped, UTF-8 is kept.
std::string serialize(const JsonValue& value);
/// Two-space indent, ends without a newline.
std::string serialize_pretty(const JsonValue& value);

/// What the functions below look into, borrowed for the call: an object, or a value that may be one. Being no
/// JsonValue, it takes an object as it is; a copy of it would be gone before the pointer into it is used.
class Holder {
 public:
  Holder(const JsonValue& value) : object_(value.if_object()) {}
  Holder(const JsonObject& object) : object_(&object) {}
  /// Null when it is no object or has no such member.
  [[nodiscard]] const JsonValue* member(std::string_view key) const {
    return object_ == nullptr ? nullptr : object_->if_contains(key);
  }

 private:
  const JsonObject* object_;
};

// Tolerant access for wire objects: absent, null and wrong type all read as "absent".
/// Member of an object; nullptr when `holder` is no object or has no such member.
const JsonValue* find(Holder holder, std::string_view key);
/// Descends through members: find_path(v, {"status", "termination_details", "code"}).
const JsonValue* find_path(Holder holder, std::initializer_list<std::string_view> keys);
/// The string member, or "" when absent or not a string.
std::string string_at(Holder holder, std::string_view key);
std::string string_at_path(Holder holder, std::initializer_list<std::string_view> keys);
std::optional<std::string> optional_string_at(Holder holder, std::string_view key);
/// Integer member; also takes a string of digits and an integral double, as int64 ids come in both forms.
std::optional<std::int64_t> int_at(Holder holder, std::string_view key);
std::optional<double> double_at(Holder holder, std::string_view key);
std::optional<bool> bool_at(Holder holder, std::string_view key);
/// The array member's elements; an empty list when absent or not an array. Lifetime: that of the value.
const JsonArray& array_at(Holder holder, std::string_view key);
/// The object member; an empty object when absent or not an object.
const JsonObject& object_at(Holder holder, std::string_view key);
/// The value read as integer / string, for elements of arrays.
std::optional<std::int64_t> as_int(const JsonValue& value);
std::optional<std::string> as_string(const JsonValue& value);

}  // namespace lakecode::json

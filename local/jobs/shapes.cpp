#include "local/jobs/shapes.h"

#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "local/jobs/job_settings.h"

namespace lakecode::local {
namespace {

bool is_kind(const JsonValue& value, JsonKind kind) {
  switch (kind) {
    case JsonKind::Object:
      return value.is_object();
    case JsonKind::Array:
      return value.is_array();
    case JsonKind::Text:
      return value.is_string();
    case JsonKind::Number:
      return json::as_int(value).has_value();
    case JsonKind::Flag:
      return value.is_bool();
  }
  return false;
}

std::string_view words_of(JsonKind kind) {
  constexpr std::array<std::string_view, 5> kWords{"an object", "an array", "a string", "a whole number",
                                                   "true or false"};
  return kWords[static_cast<std::size_t>(kind)];
}

}  // namespace

Result<void> check_shapes(const JsonValue& object, std::span<const Shape> shapes, std::string_view where) {
  for (const Shape& shape : shapes) {
    const JsonValue* value = json::find(object, shape.name);
    if (value != nullptr && !value->is_null() && !is_kind(*value, shape.kind)) {
      return invalid_setting(
          fmt::format("Invalid value for field '{}{}': expected {}", where, shape.name, words_of(shape.kind)));
    }
  }
  return {};
}

}  // namespace lakecode::local

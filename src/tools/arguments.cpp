#include "tools/arguments.h"

#include <algorithm>

#include "base/json.h"

namespace lakecode::tools {

bool Arguments::has(std::string_view name) const {
  return input_.contains(name);
}

std::string Arguments::text(std::string_view name, std::string_view otherwise) const {
  const JsonValue* value = input_.if_contains(name);
  if (value == nullptr) return std::string(otherwise);
  return json::as_string(*value).value_or(std::string(otherwise));
}

std::int64_t Arguments::integer(std::string_view name, std::int64_t otherwise) const {
  const JsonValue* value = input_.if_contains(name);
  return value == nullptr ? otherwise : json::as_int(*value).value_or(otherwise);
}

std::size_t Arguments::count(std::string_view name, std::size_t otherwise, std::size_t least, std::size_t most) const {
  const std::int64_t given = integer(name, static_cast<std::int64_t>(otherwise));
  return static_cast<std::size_t>(std::clamp(given, static_cast<std::int64_t>(least), static_cast<std::int64_t>(most)));
}

bool Arguments::flag(std::string_view name, bool otherwise) const {
  const JsonValue* value = input_.if_contains(name);
  return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
  std::vector<std::string> out;
  const JsonValue* value = input_.if_contains(name);
  if (value == nullptr || !value->is_array()) return out;
  for (const JsonValue& item : value->get_array()) out.push_back(json::as_string(item).value_or(""));
  return out;
}

const JsonObject& Arguments::object(std::string_view name) const {
  static const JsonObject kNone;
  const JsonValue* value = input_.if_contains(name);
  return value != nullptr && value->is_object() ? value->get_object() : kNone;
}

}  // namespace lakecode::tools

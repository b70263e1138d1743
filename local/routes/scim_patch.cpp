#include "local/routes/scim_patch.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/scim_filter.h"

// path = attribute [ "[" filter "]" ] [ "." attribute ]

namespace lakecode::local {
namespace {

struct Path {
  std::string attribute;
  std::optional<ScimFilter> filter;
  std::string sub;
};

Error bad_patch(std::string reason) {
  return refusal(ErrorCode::InvalidArgument, "Invalid patch: " + std::move(reason));
}

Result<Path> parse_path(std::string_view text) {
  Path path;
  const std::size_t open = text.find('[');
  std::string_view rest;
  if (open != std::string_view::npos) {
    const std::size_t close = text.rfind(']');
    if (close == std::string_view::npos || close < open) return bad_patch(fmt::format("path '{}' lacks a ']'", text));
    path.attribute = text.substr(0, open);
    TRY_ASSIGN(path.filter, ScimFilter::parse(text.substr(open + 1, close - open - 1)));
    rest = text.substr(close + 1);
  } else {
    const std::size_t dot = text.find('.');
    path.attribute = text.substr(0, dot);
    rest = dot == std::string_view::npos ? std::string_view() : text.substr(dot);
  }
  if (rest.starts_with('.')) path.sub = rest.substr(1);
  if (path.attribute.empty()) return bad_patch("the path names no attribute");
  if (text::equals_ignore_case(path.attribute, "id")) return bad_patch("'id' cannot be changed");
  return path;
}

/// The member's own spelling when there is one.
std::string key_of(const JsonObject& object, std::string_view name) {
  for (const auto& member : object) {
    if (text::equals_ignore_case(member.key(), name)) return std::string(member.key());
  }
  return std::string(name);
}

bool same_element(const JsonValue& a, const JsonValue& b) {
  const std::string left = json::string_at(a, "value");
  return left.empty() ? a == b : left == json::string_at(b, "value");
}

/// Adds what is not there yet; an element of the same "value" is replaced.
void add_elements(JsonArray& list, const JsonValue& given) {
  const JsonArray elements = given.is_array() ? given.as_array() : JsonArray{given};
  for (const JsonValue& element : elements) {
    const auto found =
        std::find_if(list.begin(), list.end(), [&](const JsonValue& known) { return same_element(known, element); });
    if (found == list.end()) {
      list.push_back(element);
    } else {
      *found = element;
    }
  }
}

void set_attribute(JsonObject& object, const std::string& name, const JsonValue& value, bool add) {
  const std::string key = key_of(object, name);
  JsonValue& slot = object[key];
  if (add && (slot.is_array() || (slot.is_null() && value.is_array()))) {
    if (slot.is_null()) slot = JsonArray();
    add_elements(slot.as_array(), value);
  } else if (slot.is_object() && value.is_object()) {
    for (const auto& member : value.as_object()) slot.as_object()[member.key()] = member.value();
  } else {
    slot = value;
  }
}

/// Names the elements of `object[path.attribute]` that the filter picks, and changes or drops them.
void change_elements(JsonObject& object, const Path& path, const JsonValue* value) {
  const auto found = object.find(key_of(object, path.attribute));
  if (found == object.end() || !found->value().is_array()) return;
  JsonArray kept;
  for (JsonValue& element : found->value().as_array()) {
    const bool picked = element.is_object() && path.filter->matches(element.as_object());
    if (picked && value == nullptr && path.sub.empty()) continue;
    if (picked && value != nullptr) {
      if (path.sub.empty()) {
        element = *value;
      } else {
        element.as_object()[path.sub] = *value;
      }
    } else if (picked) {
      element.as_object().stable_erase(path.sub);
    }
    kept.push_back(std::move(element));
  }
  found->value() = std::move(kept);
}

void remove_at(JsonObject& object, const Path& path, const JsonValue* value) {
  if (path.filter) return change_elements(object, path, nullptr);
  const auto found = object.find(key_of(object, path.attribute));
  if (found == object.end()) return;
  if (!path.sub.empty()) {
    if (found->value().is_object()) found->value().as_object().stable_erase(path.sub);
  } else if (value != nullptr && !value->is_null() && found->value().is_array()) {
    const JsonArray gone = value->is_array() ? value->as_array() : JsonArray{*value};
    JsonArray kept;
    for (JsonValue& element : found->value().as_array()) {
      if (std::none_of(gone.begin(), gone.end(), [&](const JsonValue& other) { return same_element(element, other); }))
        kept.push_back(std::move(element));
    }
    found->value() = std::move(kept);
  } else {
    object.stable_erase(found);
  }
}

Result<void> apply_one(JsonObject& object, const JsonValue& operation) {
  const std::string op = text::to_lower(json::string_at(operation, "op"));
  if (op != "add" && op != "replace" && op != "remove")
    return bad_patch(fmt::format("op '{}' is none of add, replace, remove", op));
  const JsonValue* value = json::find(operation, "value");
  const std::string text = json::string_at(operation, "path");
  if (text.empty()) {
    if (op == "remove") return bad_patch("remove needs a path");
    if (value == nullptr || !value->is_object()) return bad_patch("without a path the value must be an object");
    for (const auto& member : value->as_object()) {
      if (member.key() != "id") set_attribute(object, std::string(member.key()), member.value(), op == "add");
    }
    return {};
  }
  TRY_ASSIGN(const Path path, parse_path(text));
  if (op == "remove") {
    remove_at(object, path, value);
    return {};
  }
  if (value == nullptr) return bad_patch(fmt::format("{} needs a value", op));
  if (path.filter) {
    change_elements(object, path, value);
  } else if (!path.sub.empty()) {
    JsonValue& slot = object[key_of(object, path.attribute)];
    if (!slot.is_object()) slot = JsonObject();
    slot.as_object()[path.sub] = *value;
  } else {
    set_attribute(object, path.attribute, *value, op == "add");
  }
  return {};
}

}  // namespace

Result<void> apply_scim_patch(JsonObject& object, const JsonValue& body) {
  const JsonArray& operations = json::array_at(body, "Operations");
  if (operations.empty()) return bad_patch("Operations is missing or empty");
  for (const JsonValue& operation : operations) TRY_VOID(apply_one(object, operation));
  return {};
}

}  // namespace lakecode::local

#include "local/jobs/references.h"

#include "base/json.h"
#include "base/text.h"

namespace lakecode::local {
namespace {

std::string plain_text(const JsonValue& value) {
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

}  // namespace

std::string resolve_references(std::string_view text, const ReferenceValues& values) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find("{{", at);
    const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open + 2);
    if (close == std::string_view::npos) break;
    const std::string_view name = text::trim(text.substr(open + 2, close - open - 2));
    const auto value = values.find(name);
    out.append(text.substr(at, open - at));
    out.append(value == values.end() ? text.substr(open, close + 2 - open) : std::string_view(value->second));
    at = close + 2;
  }
  return out.append(text.substr(at));
}

void resolve_references_in(JsonValue& value, const ReferenceValues& values) {
  if (value.is_string()) {
    value = resolve_references(value.as_string(), values);
  } else if (value.is_array()) {
    for (JsonValue& element : value.as_array()) resolve_references_in(element, values);
  } else if (value.is_object()) {
    const bool is_for_each = value.as_object().contains("inputs") && value.as_object().contains("task");
    for (auto& member : value.as_object()) {
      if (!is_for_each || member.key() != "task") resolve_references_in(member.value(), values);
    }
  }
}

void add_json_reference(ReferenceValues& values, const std::string& name, const std::string& json_text) {
  const auto parsed = json::parse(json_text, name);
  if (!parsed) {
    values[name] = json_text;
    return;
  }
  values[name] = plain_text(*parsed);
  if (!parsed->is_object()) return;
  for (const auto& member : parsed->as_object()) {
    values[name + "." + std::string(member.key())] = plain_text(member.value());
  }
}

}  // namespace lakecode::local

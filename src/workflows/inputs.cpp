#include <algorithm>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "workflows/engine.h"

namespace lakecode::workflows {
namespace {

// Every workflow takes these beside its own.
constexpr Input kCommonInputs[] = {
    {"profiles", InputType::Strings, false, "profiles to run on"},
    {"as_of", InputType::String, false, "the time to judge at (RFC 3339), default now"},
    {"warehouse_id", InputType::Id, false, "SQL warehouse to use"},
};

std::string_view type_name(InputType type) {
  switch (type) {
    case InputType::String:
      return "a string";
    case InputType::Id:
      return "an id (string or whole number)";
    case InputType::Integer:
      return "a whole number";
    case InputType::Number:
      return "a number";
    case InputType::Boolean:
      return "true or false";
    case InputType::Object:
      return "an object, or the path of a file";
    case InputType::Strings:
      return "a list of strings";
  }
  return "a value";
}

Error input_error(const WorkflowRecord& record, std::string reason, std::string advice) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "run workflow",
               .subject = std::string(record.id),
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

bool is_id_text(std::string_view text) {
  return !text.empty() && text.size() <= 256;
}

/// The value in its kept form (ids as strings); nullopt when the type does not fit.
std::optional<JsonValue> fitted(InputType type, const JsonValue& value) {
  switch (type) {
    case InputType::String:
      if (value.is_string() && !value.get_string().empty()) return value;
      return std::nullopt;
    case InputType::Id:
      if (value.is_string() && is_id_text(value.get_string())) return value;
      if (value.is_int64()) return JsonValue(std::to_string(value.get_int64()));
      if (value.is_uint64()) return JsonValue(std::to_string(value.get_uint64()));
      return std::nullopt;
    case InputType::Integer:
      if (const auto number = json::as_int(value); number && !value.is_double()) return JsonValue(*number);
      return std::nullopt;
    case InputType::Number:
      return value.is_number() ? std::optional<JsonValue>(value) : std::nullopt;
    case InputType::Boolean:
      return value.is_bool() ? std::optional<JsonValue>(value) : std::nullopt;
    case InputType::Object:
      return value.is_object() || value.is_string() ? std::optional<JsonValue>(value) : std::nullopt;
    case InputType::Strings:
      if (!value.is_array()) return std::nullopt;
      for (const JsonValue& each : value.get_array()) {
        if (!each.is_string()) return std::nullopt;
      }
      return value;
  }
  return std::nullopt;
}

std::vector<const Input*> all_inputs(const WorkflowRecord& record) {
  std::vector<const Input*> all;
  for (const Input& input : record.inputs) all.push_back(&input);
  for (const Input& common : kCommonInputs) {
    const bool own = std::any_of(all.begin(), all.end(), [&](const Input* i) { return i->name == common.name; });
    if (!own) all.push_back(&common);
  }
  return all;
}

Error unknown_input(const WorkflowRecord& record, const std::string& key, const std::vector<const Input*>& known) {
  std::vector<std::string> names;
  for (const Input* input : known) names.emplace_back(input->name);
  const auto nearest = text::nearest(key, names);
  return input_error(
      record, "`" + key + "` is no input of it",
      (nearest ? "did you mean `" + *nearest + "`? " : std::string()) + "allowed are " + text::join(names, ", "));
}

Result<void> check_as_of(const WorkflowRecord& record, const JsonObject& inputs) {
  const auto found = inputs.find("as_of");
  if (found == inputs.end()) return {};
  if (parse_rfc3339(std::string_view(found->value().get_string()))) return {};
  return input_error(record, "`as_of` is not a time", "write it as 2026-01-31T08:00:00Z");
}

}  // namespace

Result<JsonBox> check_inputs(const WorkflowRecord& record, const JsonValue& inputs) {
  if (!inputs.is_object())
    return input_error(record, "its input must be a JSON object", "for example '{\"job_id\": 1001}'");
  const std::vector<const Input*> known = all_inputs(record);
  JsonObject kept;
  for (const auto& member : inputs.get_object()) {
    const std::string key(member.key());
    const auto found = std::find_if(known.begin(), known.end(), [&](const Input* i) { return i->name == key; });
    if (found == known.end()) return unknown_input(record, key, known);
    if (member.value().is_null()) continue;
    auto value = fitted((*found)->type, member.value());
    if (!value) return input_error(record, "`" + key + "` must be " + std::string(type_name((*found)->type)), "");
    kept[key] = std::move(*value);
  }
  for (const Input& input : record.inputs) {
    if (input.required && !kept.contains(input.name)) {
      return input_error(record, "`" + std::string(input.name) + "` is missing",
                         std::string(input.name) + ": " + std::string(input.help));
    }
  }
  TRY_VOID(check_as_of(record, kept));
  return JsonBox(std::move(kept));
}

}  // namespace lakecode::workflows

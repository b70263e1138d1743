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
      return "a string that is not empty";
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

std::optional<JsonValue> fitted_id(const JsonValue& value) {
  if (value.is_string() && is_id_text(value.get_string())) return value;
  if (value.is_int64()) return JsonValue(std::to_string(value.get_int64()));
  if (value.is_uint64()) return JsonValue(std::to_string(value.get_uint64()));
  return std::nullopt;
}

std::optional<JsonValue> fitted_integer(const JsonValue& value) {
  const auto number = json::as_int(value);
  if (!number || value.is_double()) return std::nullopt;
  return JsonValue(*number);
}

bool is_list_of_strings(const JsonValue& value) {
  if (!value.is_array()) return false;
  return std::all_of(value.get_array().begin(), value.get_array().end(), [](const auto& v) { return v.is_string(); });
}

/// The value in its kept form (ids as strings); nullopt when the type does not fit.
std::optional<JsonValue> fitted(InputType type, const JsonValue& value) {
  bool fits = false;
  switch (type) {
    case InputType::Id:
      return fitted_id(value);
    case InputType::Integer:
      return fitted_integer(value);
    case InputType::String:
      fits = value.is_string() && !value.get_string().empty();
      break;
    case InputType::Number:
      fits = value.is_number();
      break;
    case InputType::Boolean:
      fits = value.is_bool();
      break;
    case InputType::Object:
      fits = value.is_object() || value.is_string();
      break;
    case InputType::Strings:
      fits = is_list_of_strings(value);
      break;
  }
  return fits ? std::optional<JsonValue>(value) : std::nullopt;
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

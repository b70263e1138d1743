// The input of a tool: its JSON schema, and what the model sent checked against the record. Models send numbers as
// text, one string in place of a list, and objects as JSON text: what is plainly meant is taken, all else is told.

#include <algorithm>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "tools/tool.h"

namespace lakecode::tools {
namespace {

// A statement may be long; nothing else a model writes is.
constexpr json::Limits kLimits{.max_bytes = 4U << 20U, .max_depth = 32};

std::string_view schema_type(ParameterType type) {
  switch (type) {
    case ParameterType::String:
      return "string";
    case ParameterType::Integer:
      return "integer";
    case ParameterType::Boolean:
      return "boolean";
    case ParameterType::Strings:
      return "array";
    case ParameterType::Object:
      break;
  }
  return "object";
}

std::string_view type_name(ParameterType type) {
  switch (type) {
    case ParameterType::String:
      return "a string";
    case ParameterType::Integer:
      return "a whole number";
    case ParameterType::Boolean:
      return "true or false";
    case ParameterType::Strings:
      return "a list of strings";
    case ParameterType::Object:
      break;
  }
  return "an object";
}

std::vector<std::string> choices_of(const Parameter& parameter) {
  std::vector<std::string> choices;
  if (parameter.choices.empty()) return choices;
  for (const std::string_view choice : text::split(parameter.choices, '|')) choices.emplace_back(choice);
  return choices;
}

JsonObject property_of(const Parameter& parameter) {
  JsonObject property;
  property["type"] = schema_type(parameter.type);
  property["description"] = parameter.help;
  if (parameter.type == ParameterType::Strings) property["items"] = JsonObject{{"type", "string"}};
  JsonArray values;
  for (const std::string& choice : choices_of(parameter)) values.emplace_back(choice);
  if (!values.empty()) property["enum"] = std::move(values);
  return property;
}

std::string allowed(const ToolRecord& record) {
  std::vector<std::string> names;
  for (const Parameter& parameter : record.parameters)
    names.push_back(std::string(parameter.name) + (parameter.required ? " (required)" : ""));
  return names.empty() ? "it takes none" : "allowed are " + text::join(names, ", ");
}

Error input_error(const ToolRecord& record, std::string reason, std::string advice) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "call tool",
               .subject = std::string(record.name),
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

std::optional<JsonValue> fitted_text(const JsonValue& value) {
  if (value.is_string()) return value;
  if (value.is_int64()) return JsonValue(std::to_string(value.get_int64()));
  if (value.is_uint64()) return JsonValue(std::to_string(value.get_uint64()));
  return std::nullopt;
}

std::optional<JsonValue> fitted_truth(const JsonValue& value) {
  if (value.is_bool()) return value;
  if (!value.is_string()) return std::nullopt;
  if (text::equals_ignore_case(std::string_view(value.get_string()), "true")) return JsonValue(true);
  if (text::equals_ignore_case(std::string_view(value.get_string()), "false")) return JsonValue(false);
  return std::nullopt;
}

std::optional<JsonValue> fitted_list(const JsonValue& value) {
  if (value.is_string()) return JsonValue(JsonArray{value});
  if (!value.is_array()) return std::nullopt;
  JsonArray list;
  for (const JsonValue& item : value.get_array()) {
    auto fitting = fitted_text(item);
    if (!fitting) return std::nullopt;
    list.push_back(std::move(*fitting));
  }
  return JsonValue(std::move(list));
}

std::optional<JsonValue> fitted_object(const JsonValue& value) {
  if (value.is_object()) return value;
  if (!value.is_string()) return std::nullopt;
  auto parsed = json::parse(value.get_string(), "object", kLimits);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  return std::move(*parsed);
}

std::optional<JsonValue> fitted(ParameterType type, const JsonValue& value) {
  switch (type) {
    case ParameterType::String:
      return fitted_text(value);
    case ParameterType::Integer: {
      const auto number = json::as_int(value);
      return number ? std::optional<JsonValue>(*number) : std::nullopt;
    }
    case ParameterType::Boolean:
      return fitted_truth(value);
    case ParameterType::Strings:
      return fitted_list(value);
    case ParameterType::Object:
      break;
  }
  return fitted_object(value);
}

/// A choice in the spelling of the record; InvalidArgument when it is none.
Result<void> check_choice(const ToolRecord& record, const Parameter& parameter, JsonValue& value) {
  const std::vector<std::string> choices = choices_of(parameter);
  if (choices.empty() || !value.is_string()) return {};
  for (const std::string& choice : choices) {
    if (!text::equals_ignore_case(choice, std::string_view(value.get_string()))) continue;
    value = JsonValue(choice);
    return {};
  }
  return input_error(record, "`" + std::string(parameter.name) + "` has no choice of that name",
                     "allowed are " + text::join(choices, ", "));
}

Result<void> take(const ToolRecord& record, std::string_view key, const JsonValue& value, JsonObject& checked) {
  const auto* const end = record.parameters.data() + record.parameters.size();
  const auto* const parameter =
      std::find_if(record.parameters.data(), end, [&](const Parameter& p) { return p.name == key; });
  if (parameter == end) {
    std::vector<std::string> names;
    for (const Parameter& p : record.parameters) names.emplace_back(p.name);
    const auto nearest = text::nearest(key, names);
    return input_error(record, "`" + std::string(key) + "` is no parameter of it",
                       (nearest ? "did you mean `" + *nearest + "`? " : std::string()) + allowed(record));
  }
  if (value.is_null() && !parameter->required) return {};
  auto fitting = fitted(parameter->type, value);
  if (!fitting) {
    return input_error(record, "`" + std::string(key) + "` is not " + std::string(type_name(parameter->type)),
                       allowed(record));
  }
  TRY_VOID(check_choice(record, *parameter, *fitting));
  checked[key] = std::move(*fitting);
  return {};
}

}  // namespace

std::string input_schema_of(const ToolRecord& record) {
  JsonObject properties;
  JsonArray required;
  for (const Parameter& parameter : record.parameters) {
    properties[parameter.name] = property_of(parameter);
    if (parameter.required) required.emplace_back(parameter.name);
  }
  JsonObject schema;
  schema["type"] = "object";
  schema["properties"] = std::move(properties);
  schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return json::serialize(JsonValue(std::move(schema)));
}

Result<JsonBox> check_input(const ToolRecord& record, std::string_view given) {
  const std::string_view trimmed = text::trim(given);
  auto parsed = json::parse(trimmed.empty() ? "{}" : trimmed, "input", kLimits);
  if (!parsed) return input_error(record, "the input is not JSON: " + parsed.error().reason, allowed(record));
  if (!parsed->is_object()) return input_error(record, "the input is not a JSON object", allowed(record));
  JsonObject checked;
  for (const auto& member : parsed->get_object()) TRY_VOID(take(record, member.key(), member.value(), checked));
  for (const Parameter& parameter : record.parameters) {
    if (parameter.required && !checked.contains(parameter.name))
      return input_error(record, "`" + std::string(parameter.name) + "` is missing", allowed(record));
  }
  return JsonBox(std::move(checked));
}

}  // namespace lakecode::tools

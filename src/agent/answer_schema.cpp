#include "agent/answer_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"

namespace lakecode::agent {
namespace {

constexpr std::int64_t kMaxSteps = 300'000;  // judgement: more than a long answer takes, and well under a second
constexpr int kMaxDepth = 64;                // of references that follow each other

constexpr std::string_view kRules[] = {"type",
                                       "properties",
                                       "required",
                                       "additionalProperties",
                                       "items",
                                       "minItems",
                                       "maxItems",
                                       "enum",
                                       "const",
                                       "minimum",
                                       "maximum",
                                       "minLength",
                                       "maxLength",
                                       "exclusiveMinimum",
                                       "anyOf",
                                       "oneOf",
                                       "allOf",
                                       "$ref",
                                       "exclusiveMaximum"};
constexpr std::string_view kAnnotations[] = {"title", "description", "default", "examples",    "format",    "$schema",
                                             "$id",   "$comment",    "$defs",   "definitions", "deprecated"};
constexpr std::string_view kTypes[] = {"object", "array", "string", "integer", "number", "boolean", "null"};

Error misfit(std::string reason) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "read the answer",
          .subject = "by its schema",
          .reason = std::move(reason),
          .advice = {}};
}

Error unknown_rule(const std::string& place, const std::string& what) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "use the schema",
          .subject = "of --json-schema",
          .reason = place + ": " + what,
          .advice = "the rules that are understood are listed in docs/run.md"};
}

template <typename Range>
bool contains(const Range& range, std::string_view word) {
  return std::find(std::begin(range), std::end(range), word) != std::end(range);
}

std::string_view type_of(const JsonValue& value) {
  if (value.is_object()) return "object";
  if (value.is_array()) return "array";
  if (value.is_string()) return "string";
  if (value.is_bool()) return "boolean";
  if (value.is_null()) return "null";
  return value.is_double() && std::floor(value.get_double()) != value.get_double() ? "number" : "integer";
}

std::optional<double> number_of(const JsonValue& value) {
  if (value.is_int64()) return static_cast<double>(value.get_int64());
  if (value.is_uint64()) return static_cast<double>(value.get_uint64());
  if (value.is_double()) return value.get_double();
  return std::nullopt;
}

/// The schema behind "#/$defs/x"; null when there is none.
const JsonValue* referred(const JsonValue& root, std::string_view reference) {
  if (reference == "#") return &root;
  for (const std::string_view home : {"$defs", "definitions"}) {
    const std::string prefix = "#/" + std::string(home) + "/";
    if (reference.substr(0, prefix.size()) != prefix) continue;
    const JsonValue* homes = json::find(root, home);
    return homes == nullptr ? nullptr : json::find(*homes, reference.substr(prefix.size()));
  }
  return nullptr;
}

/// Checks that every rule of a schema is one of ours.
class SchemaCheck {
 public:
  explicit SchemaCheck(const JsonValue& root) : root_(root) {}

  Result<void> check(const JsonValue& schema,
                     const std::string& place) {  // NOLINT(misc-no-recursion): bounded by depth
    if (schema.is_bool()) return {};
    if (!schema.is_object()) return unknown_rule(place, "a schema is an object, true or false");
    for (const auto& member : schema.get_object()) {
      const std::string_view key = member.key();
      if (contains(kAnnotations, key)) continue;
      if (!contains(kRules, key)) return unknown_rule(place, "the rule `" + std::string(key) + "` is not understood");
    }
    TRY_VOID(check_shapes(schema, place));
    return check_below(schema, place);
  }

 private:
  Result<void> check_shapes(const JsonValue& schema, const std::string& place) const {
    if (const JsonValue* type = json::find(schema, "type")) {
      std::vector<std::string> names;
      if (type->is_array()) {
        for (const JsonValue& one : type->get_array()) names.push_back(json::as_string(one).value_or(""));
      } else {
        names.push_back(json::as_string(*type).value_or(""));
      }
      for (const std::string& name : names) {
        if (!contains(kTypes, name)) return unknown_rule(place, "there is no type `" + name + "`");
      }
    }
    for (const char* list : {"required", "enum", "anyOf", "oneOf", "allOf"}) {
      const JsonValue* value = json::find(schema, list);
      if (value != nullptr && !value->is_array()) return unknown_rule(place, std::string(list) + " takes a list");
    }
    const JsonValue* reference = json::find(schema, "$ref");
    if (reference == nullptr) return {};
    if (!reference->is_string() || referred(root_, json::string_at(schema, "$ref")) == nullptr)
      return unknown_rule(place, "$ref leads nowhere; it takes #, #/$defs/NAME or #/definitions/NAME");
    return {};
  }

  Result<void> check_below(const JsonValue& schema, const std::string& place) {  // NOLINT(misc-no-recursion)
    for (const char* map : {"properties", "$defs", "definitions"}) {
      for (const auto& member : json::object_at(schema, map))
        TRY_VOID(check(member.value(), fmt::format("{}/{}/{}", place, map, std::string_view(member.key()))));
    }
    for (const char* one : {"items", "additionalProperties"}) {
      if (const JsonValue* below = json::find(schema, one)) TRY_VOID(check(*below, place + "/" + one));
    }
    for (const char* list : {"anyOf", "oneOf", "allOf"}) {
      for (const JsonValue& below : json::array_at(schema, list)) TRY_VOID(check(below, place + "/" + list));
    }
    return {};
  }

  const JsonValue& root_;
};

/// Checks one document. The first misfit is told.
class Fit {
 public:
  explicit Fit(const JsonValue& root) : root_(root) {}

  // NOLINTNEXTLINE(misc-no-recursion): bounded by the depth of the parsed texts and kMaxDepth
  Result<void> check(const JsonValue& value, const JsonValue& schema, const std::string& place) {
    if (schema.is_bool()) return schema.get_bool() ? Result<void>() : misfit(place + " is not allowed");
    if (++steps_ > kMaxSteps) return misfit("it takes too long to check: its forms are nested in each other too often");
    if (++depth_ > kMaxDepth) return misfit(place + " is nested too deep");
    auto fits = check_here(value, schema, place);
    --depth_;
    return fits;
  }

  /// Forms in forms may take more steps than there is time for; then nothing is known of the document.
  [[nodiscard]] bool gave_up() const { return steps_ > kMaxSteps; }

 private:
  Result<void> check_here(const JsonValue& value, const JsonValue& schema,  // NOLINT(misc-no-recursion)
                          const std::string& place) {
    if (const JsonValue* reference = json::find(schema, "$ref"))
      TRY_VOID(check(value, *referred(root_, json::as_string(*reference).value_or("#")), place));
    TRY_VOID(check_type(value, schema, place));
    TRY_VOID(check_choice(value, schema, place));
    TRY_VOID(check_bounds(value, schema, place));
    if (value.is_object()) TRY_VOID(check_object(value, schema, place));
    if (value.is_array()) TRY_VOID(check_array(value, schema, place));
    return check_combined(value, schema, place);
  }

  static Result<void> check_type(const JsonValue& value, const JsonValue& schema, const std::string& place) {
    const JsonValue* type = json::find(schema, "type");
    if (type == nullptr) return {};
    const std::string_view is = type_of(value);
    const auto matches = [&](const JsonValue& name) {
      const std::string wanted = json::as_string(name).value_or("");
      return wanted == is || (wanted == "number" && is == "integer");
    };
    const bool fits =
        type->is_array() ? std::any_of(type->get_array().begin(), type->get_array().end(), matches) : matches(*type);
    if (fits) return {};
    return misfit(fmt::format("{} is of type {}, it must be {}", place, is, json::serialize(*type)));
  }

  static Result<void> check_choice(const JsonValue& value, const JsonValue& schema, const std::string& place) {
    if (const JsonValue* only = json::find(schema, "const"); only != nullptr && *only != value)
      return misfit(place + " must be " + json::serialize(*only));
    const JsonValue* choices = json::find(schema, "enum");
    if (choices == nullptr) return {};
    const JsonArray& list = choices->get_array();
    if (std::find(list.begin(), list.end(), value) != list.end()) return {};
    return misfit(place + " must be one of " + json::serialize(*choices));
  }

  static Result<void> check_bounds(const JsonValue& value, const JsonValue& schema, const std::string& place) {
    const auto bound = [&](const char* key) { return json::double_at(schema, key); };
    if (const auto number = number_of(value)) {
      if (const auto least = bound("minimum"); least && *number < *least)
        return misfit(fmt::format("{} must be at least {}", place, *least));
      if (const auto most = bound("maximum"); most && *number > *most)
        return misfit(fmt::format("{} must be at most {}", place, *most));
      if (const auto below = bound("exclusiveMaximum"); below && *number >= *below)
        return misfit(fmt::format("{} must be below {}", place, *below));
      if (const auto above = bound("exclusiveMinimum"); above && *number <= *above)
        return misfit(fmt::format("{} must be above {}", place, *above));
    }
    std::optional<double> size;
    std::string_view of = "characters";
    if (value.is_string()) {
      const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
      size = static_cast<double>(std::count_if(value.get_string().begin(), value.get_string().end(), starts));
    } else if (value.is_array()) {
      size = static_cast<double>(value.get_array().size());
      of = "items";
    }
    if (!size) return {};
    const auto least = bound(value.is_string() ? "minLength" : "minItems");
    const auto most = bound(value.is_string() ? "maxLength" : "maxItems");
    if (least && *size < *least) return misfit(fmt::format("{} must have at least {} {}", place, *least, of));
    if (most && *size > *most) return misfit(fmt::format("{} must have at most {} {}", place, *most, of));
    return {};
  }

  Result<void> check_object(const JsonValue& value, const JsonValue& schema,  // NOLINT(misc-no-recursion)
                            const std::string& place) {
    for (const JsonValue& name : json::array_at(schema, "required")) {
      const std::string key = json::as_string(name).value_or("");
      if (!value.get_object().contains(key)) return misfit(fmt::format("{} lacks \"{}\"", place, key));
    }
    const JsonObject& properties = json::object_at(schema, "properties");
    const JsonValue* others = json::find(schema, "additionalProperties");
    for (const auto& member : value.get_object()) {
      const std::string key(member.key());
      const JsonValue* rule = properties.if_contains(key);
      if (rule == nullptr) rule = others;
      if (rule == nullptr) continue;
      if (rule == others && others->is_bool() && !others->get_bool())
        return misfit(fmt::format("{} has \"{}\", which is not allowed", place, key));
      TRY_VOID(check(member.value(), *rule, place + "." + key));
    }
    return {};
  }

  Result<void> check_array(const JsonValue& value, const JsonValue& schema,  // NOLINT(misc-no-recursion)
                           const std::string& place) {
    const JsonValue* items = json::find(schema, "items");
    if (items == nullptr) return {};
    std::size_t at = 0;
    for (const JsonValue& element : value.get_array())
      TRY_VOID(check(element, *items, fmt::format("{}[{}]", place, at++)));
    return {};
  }

  Result<void> check_combined(const JsonValue& value, const JsonValue& schema,  // NOLINT(misc-no-recursion)
                              const std::string& place) {
    for (const JsonValue& one : json::array_at(schema, "allOf")) TRY_VOID(check(value, one, place));
    for (const char* rule : {"anyOf", "oneOf"}) {
      const JsonArray& choices = json::array_at(schema, rule);
      if (choices.empty()) continue;
      const bool is_any = std::string_view(rule) == "anyOf";
      std::ptrdiff_t fitting = 0;
      for (const JsonValue& one : choices) {
        if (check(value, one, place)) ++fitting;
        if (is_any && fitting > 0) break;
      }
      if (fitting == 0) return misfit(place + " fits none of the forms of " + rule);
      if (!is_any && fitting > 1) return misfit(place + " fits more than one form of oneOf");
    }
    return {};
  }

  const JsonValue& root_;
  int depth_ = 0;
  std::int64_t steps_ = 0;
};

/// The document in what the model wrote.
Result<JsonValue> document_of(std::string_view answer) {
  const std::string_view trimmed = text::trim(answer);
  if (auto whole = json::parse(trimmed, "the answer")) return whole;
  if (const std::size_t fence = trimmed.find("```"); fence != std::string_view::npos) {
    const std::size_t begin = trimmed.find('\n', fence);
    const std::size_t end = begin == std::string_view::npos ? begin : trimmed.find("```", begin);
    if (end != std::string_view::npos) {
      if (auto inside = json::parse(text::trim(trimmed.substr(begin, end - begin)), "the answer")) return inside;
    }
  }
  const std::size_t begin = trimmed.find('{');
  const std::size_t end = trimmed.rfind('}');
  if (begin != std::string_view::npos && end != std::string_view::npos && begin < end) {
    if (auto inside = json::parse(trimmed.substr(begin, end - begin + 1), "the answer")) return inside;
  }
  return misfit("it is no JSON document");
}

}  // namespace

Result<void> check_answer_schema(std::string_view schema) {
  auto parsed = json::parse(schema, "the schema");
  if (!parsed) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "read",
                 .subject = "the schema of --json-schema",
                 .reason = parsed.error().reason};
  }
  return SchemaCheck(*parsed).check(*parsed, "#");
}

Result<std::string> read_structured(std::string_view answer, std::string_view schema) {
  TRY_ASSIGN(const JsonValue root, json::parse(schema, "the schema"));
  TRY_ASSIGN(const JsonValue document, document_of(answer));
  Fit fit(root);
  const auto fits = fit.check(document, root, "$");
  if (fit.gave_up()) return misfit("the schema takes too long to check: its forms are nested in each other too often");
  if (!fits) return fits.error();
  return json::serialize(document);
}

}  // namespace lakecode::agent

#include "evidence/payload.h"

#include <string>
#include <utility>

#include "base/json.h"

namespace lakecode::evidence {
namespace {

// A record puts its payload one level down, and readers take 64 levels.
constexpr std::size_t kDeepest = 60;

/// Masks inside each text on its own, where escapes cannot hide anything.
JsonValue mask_texts(const JsonValue& value, const Redactor& redactor, std::size_t depth) {
  if (depth > kDeepest) return JsonValue("[too deep]");  // refused by the caller's parse
  if (const auto* text = value.if_string()) return JsonValue(redactor.redact(*text));
  if (const auto* array = value.if_array()) {
    JsonArray masked;
    masked.reserve(array->size());
    for (const auto& item : *array) masked.push_back(mask_texts(item, redactor, depth + 1));
    return masked;
  }
  if (const auto* object = value.if_object()) {
    JsonObject masked;
    for (const auto& member : *object) {
      masked[redactor.redact(member.key())] = mask_texts(member.value(), redactor, depth + 1);
    }
    return masked;
  }
  return value;
}

bool is_deeper_than(const JsonValue& value, std::size_t levels) {
  if (!value.is_array() && !value.is_object()) return false;
  if (levels == 0) return true;
  if (const auto* array = value.if_array()) {
    for (const auto& item : *array) {
      if (is_deeper_than(item, levels - 1)) return true;
    }
    return false;
  }
  for (const auto& member : value.get_object()) {
    if (is_deeper_than(member.value(), levels - 1)) return true;
  }
  return false;
}

Error refused(std::string_view subject, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "record",
               .subject = std::string(subject),
               .reason = std::move(reason),
               .advice = "store it as an artefact"};
}

}  // namespace

Result<JsonValue> redact_json(const JsonValue& value, const Redactor& redactor, std::string_view subject,
                              std::size_t max_bytes) {
  if (is_deeper_than(value, kDeepest)) return refused(subject, "it is nested too deeply");
  const JsonValue masked = mask_texts(value, redactor, 0);
  // A second look at the whole text sees member names and values together: "password": "x".
  auto reparsed = json::parse(redactor.redact(json::serialize(masked)), subject, {.max_bytes = max_bytes});
  if (reparsed) return reparsed;
  return refused(subject, reparsed.error().reason);
}

}  // namespace lakecode::evidence

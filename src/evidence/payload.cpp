#include "evidence/payload.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/json.h"

namespace lakecode::evidence {
namespace {

// A record puts its payload one level down, and readers take 64 levels.
constexpr std::size_t kDeepest = 60;

/// Masks inside each text on its own, where escapes cannot hide anything. A result says the same short things about
/// thousands of objects: each is looked at once.
class TextMasker {
 public:
  explicit TextMasker(const Redactor& redactor) : redactor_(redactor) {}

  JsonValue mask(const JsonValue& value, std::size_t depth) {
    if (depth > kDeepest) return JsonValue("[too deep]");  // refused by the caller's parse
    if (const auto* text = value.if_string()) return JsonValue(masked(*text));
    if (const auto* array = value.if_array()) {
      JsonArray items;
      items.reserve(array->size());
      for (const auto& item : *array) items.push_back(mask(item, depth + 1));
      return items;
    }
    if (const auto* object = value.if_object()) {
      JsonObject members;
      members.reserve(object->size());
      for (const auto& member : *object) members[masked(member.key())] = mask(member.value(), depth + 1);
      return members;
    }
    return value;
  }

 private:
  std::string masked(std::string_view text) {
    if (text.size() > kLongestKept) return redactor_.redact(text);
    const auto [place, is_new] = seen_.try_emplace(std::string(text));
    if (is_new) place->second = redactor_.redact(text);
    return place->second;
  }

  static constexpr std::size_t kLongestKept = 256;

  const Redactor& redactor_;
  std::unordered_map<std::string, std::string> seen_;
};

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
  JsonValue masked = TextMasker(redactor).mask(value, 0);
  // A second look at the whole text sees member names and values together: "password": "x".
  const std::string text = json::serialize(masked);
  const std::string safe = redactor.redact(text);
  if (safe == text && text.size() <= max_bytes) return masked;  // as in nearly all: nothing to read again
  auto reparsed = json::parse(safe, subject, {.max_bytes = max_bytes});
  if (reparsed) return reparsed;
  return refused(subject, reparsed.error().reason);
}

}  // namespace lakecode::evidence

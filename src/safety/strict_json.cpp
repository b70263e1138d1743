#include "safety/strict_json.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::safety {
namespace {

/// Walks valid JSON text and looks for a key that one object holds twice, with escapes decoded.
class KeyWalker {
 public:
  explicit KeyWalker(std::string_view text) : text_(text) {}

  bool has_repeated_key() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '{' || c == '[') levels_.push_back(Level{.is_object = c == '{', .expects_key = c == '{', .keys = {}});
      if ((c == '}' || c == ']') && !levels_.empty()) levels_.pop_back();
      if (levels_.empty()) continue;
      if (c == ',') levels_.back().expects_key = levels_.back().is_object;
      if (c == '"' && !take_string(i)) return true;
    }
    return false;
  }

 private:
  struct Level {
    bool is_object;
    bool expects_key;
    std::set<std::string> keys;
  };

  /// Moves `i` to the closing quote; false when the string is a key seen before.
  bool take_string(std::size_t& i) {
    const std::size_t begin = i;
    for (++i; i < text_.size() && text_[i] != '"'; ++i) {
      if (text_[i] == '\\') ++i;
    }
    Level& level = levels_.back();
    if (!level.expects_key) return true;
    level.expects_key = false;
    const auto key = json::parse(text_.substr(begin, i + 1 - begin), "key");
    return key && level.keys.insert(json::as_string(*key).value_or("")).second;
  }

  std::string_view text_;
  std::vector<Level> levels_;
};

bool is_set(const JsonValue& value) {
  if (const bool* flag = value.if_bool()) return *flag;
  if (const auto* text = value.if_string())
    return !text->empty() && !text::equals_ignore_case(std::string_view(*text), "false");
  if (const auto* list = value.if_array()) return !list->empty();
  if (const auto* object = value.if_object()) return !object->empty();
  return !value.is_null() && json::as_int(value) != 0;
}

}  // namespace

Result<JsonBox> parse_strict_object(std::string_view text) {
  TRY_ASSIGN(JsonValue value, json::parse(text, "request body"));
  const auto refuse = [](std::string reason) {
    return Error{.code = ErrorCode::CorruptData,
                 .action = "read",
                 .subject = "request body",
                 .reason = std::move(reason),
                 .advice = ""};
  };
  if (!value.is_object()) return refuse("it is not an object");
  if (KeyWalker(text).has_repeated_key()) return refuse("a key stands twice");
  return JsonBox(std::move(value));
}

bool sets_any(const JsonValue& value, std::initializer_list<std::string_view> keys) {
  std::vector<const JsonValue*> open = {&value};
  while (!open.empty()) {
    const JsonValue& at = *open.back();
    open.pop_back();
    if (const JsonArray* list = at.if_array()) {
      for (const JsonValue& item : *list) open.push_back(&item);
    }
    const JsonObject* object = at.if_object();
    if (object == nullptr) continue;
    for (const auto& member : *object) {
      const std::string_view name = member.key();
      const bool named = std::any_of(keys.begin(), keys.end(),
                                     [&](std::string_view key) { return text::equals_ignore_case(key, name); });
      if (named && is_set(member.value())) return true;
      open.push_back(&member.value());
    }
  }
  return false;
}

}  // namespace lakecode::safety

#include "base/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"

namespace lakecode::yaml {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

template <typename Integer>
std::optional<Integer> read_integer(std::string_view digits, int base) {
  Integer value = 0;
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::string_view without_plus(std::string_view text) {
  if (text.size() > 1 && text.front() == '+') text.remove_prefix(1);
  return text;
}

/// [-+]? ( "." digits | digits ( "." digits? )? ) ( [eE] [-+]? digits )?
bool looks_like_number(std::string_view text) {
  std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  std::size_t digits = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) ++digits;
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && is_digit(text[at]); ++at) ++digits;
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (at == text.size()) return false;
    while (at < text.size() && is_digit(text[at])) ++at;
  }
  return at == text.size();
}

std::optional<JsonValue> resolve_number(std::string_view text) {
  const auto prefix = text.substr(0, 2);
  if (prefix == "0x" || prefix == "0o") {
    const auto value = read_integer<std::uint64_t>(text.substr(2), prefix == "0x" ? 16 : 8);
    if (!value) return std::nullopt;
    return *value <= INT64_MAX ? JsonValue(static_cast<std::int64_t>(*value)) : JsonValue(*value);
  }
  if (!looks_like_number(text)) return std::nullopt;
  const auto digits = without_plus(text);
  if (const auto value = read_integer<std::int64_t>(digits, 10)) return JsonValue(*value);
  if (const auto value = read_integer<std::uint64_t>(digits, 10)) return JsonValue(*value);
  if (const auto value = text::parse_double(digits)) return JsonValue(*value);
  return std::nullopt;
}

/// True when `text` may stand without quotes on one line, inside flow brackets too, and every YAML reader, those of
/// version 1.1 included, takes it for this string.
bool is_safe_plain(std::string_view text) {
  if (text.empty() || text.size() > 200) return false;
  const auto allowed = [](char c) {
    return is_letter(c) || is_digit(c) || std::string_view("_-./@ ").find(c) != std::string_view::npos;
  };
  if (!is_letter(text.front()) && text.front() != '_' && text.front() != '/') return false;
  if (text.back() == ' ' || !std::all_of(text.begin(), text.end(), allowed)) return false;
  constexpr std::array<std::string_view, 9> kWords = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
  return !is_one_of(text::to_lower(text), kWords) && resolve_plain(text).is_string();
}

void write_node(std::string& out, const JsonValue& value) {
  if (const auto* s = value.if_string()) {
    const std::string_view text(*s);
    out += is_safe_plain(text) ? std::string(text) : json::serialize(value);
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ", ";
      write_node(out, (*array)[i]);
    }
    out += ']';
  } else if (const auto* object = value.if_object()) {
    out += '{';
    for (auto member = object->begin(); member != object->end(); ++member) {
      if (member != object->begin()) out += ", ";
      write_node(out, JsonValue(member->key()));
      out += ": ";
      write_node(out, member->value());
    }
    out += '}';
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

JsonValue resolve_plain(std::string_view text) {
  constexpr std::array<std::string_view, 5> kNull = {"", "~", "null", "Null", "NULL"};
  constexpr std::array<std::string_view, 3> kTrue = {"true", "True", "TRUE"};
  constexpr std::array<std::string_view, 3> kFalse = {"false", "False", "FALSE"};
  if (is_one_of(text, kNull)) return JsonValue(nullptr);
  if (is_one_of(text, kTrue)) return JsonValue(true);
  if (is_one_of(text, kFalse)) return JsonValue(false);
  if (auto number = resolve_number(text)) return *std::move(number);
  return JsonValue(text);
}

std::string to_inline(const JsonValue& value) {
  std::string out;
  write_node(out, value);
  return out;
}

}  // namespace lakecode::yaml

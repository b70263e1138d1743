#include "config/value.h"

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"

namespace lakecode::config {
namespace {

Error not_allowed(const KeyRow& row, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "set",
               .subject = std::string(row.name),
               .reason = std::move(reason)};
}

Error expected(const KeyRow& row) {
  return not_allowed(row, "allowed is " + describe_allowed(row));
}

Error expected(const KeyRow& row, const std::vector<std::string>& choices, std::string_view given) {
  Error error = expected(row);
  if (const auto nearest = text::nearest(given, choices)) error.reason += "; did you mean " + *nearest + "?";
  return error;
}

Result<std::string> checked_text(const KeyRow& row, std::string_view text) {
  const bool is_prompt = row.name == "agent.system_prompt_extra";
  const std::size_t most = is_prompt ? kMaxPromptBytes : kMaxTextBytes;
  if (text.size() > most) return not_allowed(row, "it is longer than " + std::to_string(most) + " bytes");
  const bool has_control = std::any_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 || byte == 0x7F) && !(is_prompt && (c == '\n' || c == '\t'));
  });
  if (has_control) return not_allowed(row, "control characters are not allowed");
  if (!row.choices.empty()) {
    std::vector<std::string> choices;
    for (const std::string_view choice : text::split(row.choices, '|')) choices.emplace_back(choice);
    if (std::find(choices.begin(), choices.end(), text) == choices.end()) return expected(row, choices, text);
  }
  const bool is_digest = text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  if (row.name == "external_mcp.sha256" && !text.empty() && !is_digest) {
    return not_allowed(row, "allowed are 64 lower-case hex digits");
  }
  return std::string(text);
}

bool is_tool_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == '*' || c == ':' || c == '/';
}

/// `tool` or `tool(glob)`.
bool is_safety_entry(std::string_view text) {
  const std::size_t open = text.find('(');
  const std::string_view tool = text.substr(0, open);
  if (tool.empty() || !std::all_of(tool.begin(), tool.end(), is_tool_character)) return false;
  return open == std::string_view::npos || (text.back() == ')' && text.size() - open > 2);
}

Result<Value> checked_list(const KeyRow& row, const std::vector<std::string>& entries, const Origin& origin) {
  if (entries.size() > kMaxListEntries) {
    return not_allowed(row, "it has more than " + std::to_string(kMaxListEntries) + " entries");
  }
  std::vector<ListEntry> list;
  for (const std::string& entry : entries) {
    TRY_ASSIGN(std::string text, checked_text(row, entry));
    if (row.name.substr(0, 7) == "safety." && !is_safety_entry(text)) {
      return not_allowed(row, "`" + text.substr(0, 80) + "` is no entry; allowed is " + describe_allowed(row));
    }
    list.push_back(ListEntry{std::move(text), origin});
  }
  return Value(std::move(list));
}

Result<Value> checked_number(const KeyRow& row, double number) {
  if (!std::isfinite(number) || number < row.least || number > row.most) return expected(row);
  if (row.type == ValueType::Number) return Value(number);
  if (number != std::floor(number)) return expected(row);
  return Value(static_cast<std::int64_t>(number));
}

bool is_off_word(const KeyRow& row, std::string_view text) {
  return row.can_be_off && text == "off";
}

Result<Value> read_list(const KeyRow& row, const JsonValue& value, const Origin& origin) {
  const JsonArray* array = value.if_array();
  if (array == nullptr) return expected(row);
  std::vector<std::string> entries;
  for (const JsonValue& element : *array) {
    const auto* string = element.if_string();
    if (string == nullptr) return not_allowed(row, "an entry is no string; allowed is " + describe_allowed(row));
    entries.emplace_back(string->data(), string->size());
  }
  return checked_list(row, entries, origin);
}

/// Splits at commas that stand outside of parentheses.
std::vector<std::string> split_entries(std::string_view text) {
  std::vector<std::string> entries;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '(') ++depth;
    if (i < text.size() && text[i] == ')') --depth;
    if (i < text.size() && !(text[i] == ',' && depth <= 0)) continue;
    const std::string_view entry = text::trim(text.substr(begin, i - begin));
    if (!entry.empty()) entries.emplace_back(entry);
    begin = i + 1;
  }
  return entries;
}

Result<Value> parse_list(const KeyRow& row, std::string_view text, const Origin& origin) {
  if (text.empty() || text.front() != '[') return checked_list(row, split_entries(text), origin);
  auto document = yaml::parse(text, row.name);
  if (!document) return expected(row);
  return read_list(row, *document->root, origin);
}

std::optional<bool> parse_flag(std::string_view text) {
  const std::string word = text::to_lower(text);
  if (word == "true" || word == "1" || word == "yes" || word == "on") return true;
  if (word == "false" || word == "0" || word == "no" || word == "off") return false;
  return std::nullopt;
}

}  // namespace

Result<Value> read_value(const KeyRow& row, const JsonValue& value, std::string_view source, const Origin& origin) {
  if (value.is_null()) return Value();
  switch (row.type) {
    case ValueType::List:
      return read_list(row, value, origin);
    case ValueType::Flag:
      if (!value.is_bool()) return expected(row);
      return Value(value.get_bool());
    case ValueType::Integer:
    case ValueType::Number:
      if (value.is_string() && is_off_word(row, std::string_view(value.get_string()))) return Value(Off{});
      if (!value.is_number() || (row.type == ValueType::Integer && value.is_double())) return expected(row);
      return checked_number(row, value.to_number<double>());
    case ValueType::Text:
    case ValueType::Path:
      break;
  }
  if (value.is_object() || value.is_array()) return expected(row);
  // An id of digits alone reads as a number in YAML; what the person wrote is what counts.
  const auto* string = value.if_string();
  TRY_ASSIGN(std::string text, checked_text(row, string != nullptr ? std::string_view(*string) : source));
  return Value(std::move(text));
}

Result<Value> parse_value(const KeyRow& row, std::string_view text, const Origin& origin) {
  switch (row.type) {
    case ValueType::List:
      return parse_list(row, text::trim(text), origin);
    case ValueType::Flag: {
      const auto flag = parse_flag(text);
      if (!flag) return expected(row);
      return Value(*flag);
    }
    case ValueType::Integer:
    case ValueType::Number: {
      if (is_off_word(row, text)) return Value(Off{});
      const auto number = text::parse_double(text);
      if (!number || (row.type == ValueType::Integer && !text::parse_int(text))) return expected(row);
      return checked_number(row, *number);
    }
    case ValueType::Text:
    case ValueType::Path:
      break;
  }
  TRY_ASSIGN(std::string checked, checked_text(row, text));
  return Value(std::move(checked));
}

namespace {

struct JsonMaker {
  JsonValue operator()(std::monostate) const { return nullptr; }
  JsonValue operator()(Off) const { return JsonValue("off"); }
  JsonValue operator()(const std::string& text) const { return JsonValue(text); }
  JsonValue operator()(std::int64_t number) const { return number; }
  JsonValue operator()(double number) const { return number; }
  JsonValue operator()(bool flag) const { return flag; }
  JsonValue operator()(const std::vector<ListEntry>& list) const {
    JsonArray array;
    for (const ListEntry& entry : list) array.emplace_back(entry.text);
    return array;
  }
};

struct TextMaker {
  std::string operator()(std::monostate) const { return "(unset)"; }
  std::string operator()(Off) const { return "off"; }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return render_number(number); }
  std::string operator()(bool flag) const { return flag ? "true" : "false"; }
  std::string operator()(const std::vector<ListEntry>& list) const {
    std::vector<std::string> texts;
    for (const ListEntry& entry : list) texts.push_back(entry.text);
    return "[" + text::join(texts, ", ") + "]";
  }
};

}  // namespace

JsonValue to_json(const Value& value) {
  return std::visit(JsonMaker{}, value);
}

std::string render_value(const Value& value) {
  return std::visit(TextMaker{}, value);
}

}  // namespace lakecode::config

#include "session/object_names.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"

namespace lakecode::session {
namespace {

constexpr std::array<std::string_view, 16> kFileEndings = {"py",    "sql",     "yml",   "yaml", "json", "md",
                                                           "csv",   "txt",     "ipynb", "sh",   "cfg",  "toml",
                                                           "jsonl", "parquet", "html",  "com"};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// One part of a name at `at`: a word or a text in backquotes. Empty when there is none.
std::string_view part_at(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '`') {
    const auto end = text.find('`', at + 1);
    constexpr std::size_t kLongest = 255;
    return end == std::string_view::npos || end - at > kLongest ? std::string_view() : text.substr(at, end + 1 - at);
  }
  std::size_t end = at;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(at, end - at);
}

bool begins_like_a_name(std::string_view part) {
  return !part.empty() && (part.front() == '`' || part.front() < '0' || part.front() > '9');
}

void add_once(std::vector<std::string>& list, std::string item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(std::move(item));
}

bool is_name(std::string_view text, std::size_t begin, std::size_t end, const std::vector<std::string_view>& parts) {
  if (parts.size() < 2 || parts.size() > 3 || !begins_like_a_name(parts.front())) return false;
  constexpr std::string_view kPathBefore = "/@\\-:$";
  if (begin > 0 && kPathBefore.find(text[begin - 1]) != std::string_view::npos) return false;
  if (end < text.size() && (text[end] == '(' || text[end] == '/' || text[end] == '@')) return false;
  const std::string last = text::to_lower(parts.back());
  const bool is_file =
      parts.size() == 2 && std::find(kFileEndings.begin(), kFileEndings.end(), last) != kFileEndings.end();
  // "e.g." and "i.e." are no schemas.
  return !is_file && (parts.size() == 3 || parts[0].size() + parts[1].size() > 2);
}

constexpr std::size_t kMostNames = 200;

void collect(const JsonValue& value, std::string_view key, std::vector<std::string>& names) {
  if (names.size() >= kMostNames) return;
  if (value.is_object()) {
    for (const auto& member : value.get_object()) collect(member.value(), member.key(), names);
  } else if (value.is_array()) {
    for (const JsonValue& item : value.get_array()) collect(item, key, names);
  } else if (key.ends_with("_id")) {
    const auto text = json::as_string(value);
    const auto number = json::as_int(value);
    if (text || number) add_once(names, std::string(key) + " " + (text ? *text : std::to_string(*number)));
  } else if (const auto text = json::as_string(value)) {
    for (std::string& name : dotted_names(*text)) add_once(names, std::move(name));
  }
}

}  // namespace

std::vector<std::string> dotted_names(std::string_view text) {
  std::vector<std::string> names;
  std::size_t at = 0;
  while (at < text.size() && names.size() < kMostNames) {
    const std::size_t begin = at;
    std::vector<std::string_view> parts;
    for (std::string_view part = part_at(text, at); !part.empty(); part = part_at(text, at)) {
      parts.push_back(part);
      at += part.size();
      if (at + 1 >= text.size() || text[at] != '.' || part_at(text, at + 1).empty()) break;
      ++at;
    }
    if (parts.empty()) {
      ++at;
      continue;
    }
    if (is_name(text, begin, at, parts)) add_once(names, std::string(text.substr(begin, at - begin)));
  }
  return names;
}

std::vector<std::string> names_in_input(std::string_view json) {
  const auto value = json::parse(json, "input");
  if (!value) return dotted_names(json);
  std::vector<std::string> names;
  collect(*value, "", names);
  return names;
}

}  // namespace lakecode::session

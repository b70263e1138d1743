#include "tools/list_text.h"

#include "base/json.h"
#include "base/text.h"
#include "render/screen_door.h"
#include "tools/rows_text.h"

namespace lakecode::tools {
namespace {

constexpr std::size_t kMaxNote = 160;

/// Greedy match of a pattern whose only special character is "*". Both are lower case already.
bool matches(std::string_view name, std::string_view pattern) {
  std::size_t at = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (at < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = at;
    } else if (p < pattern.size() && pattern[p] == name[at]) {
      ++p;
      ++at;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      at = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

std::string counted(std::size_t number, std::string_view noun) {
  return text::group_digits(static_cast<long long>(number)) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

bool fits_pattern(std::string_view name, std::string_view pattern) {
  if (pattern.empty()) return true;
  const std::string lower = text::to_lower(pattern);
  if (lower.find('*') == std::string::npos) return text::to_lower(name).find(lower) != std::string::npos;
  return matches(text::to_lower(name), lower);
}

std::string list_data(const std::vector<ListItem>& items, const ListView& view) {
  JsonArray list;
  for (const ListItem& item : items) {
    if (fits_pattern(item.name, view.pattern)) list.push_back(JsonObject{{"name", item.name}, {"note", item.note}});
  }
  return json::serialize(JsonValue(std::move(list)));
}

std::string render_list(const std::vector<ListItem>& items, const ListView& view, std::string_view what) {
  std::string out;
  std::size_t fitting = 0;
  for (const ListItem& item : items) {
    if (!fits_pattern(item.name, view.pattern)) continue;
    if (++fitting > view.limit) continue;
    out += render::inert_line(item.name);
    if (!item.note.empty()) out += "  " + render::inert_line(cut_text(item.note, kMaxNote));
    out += "\n";
  }
  const auto number = [](std::size_t n) { return text::group_digits(static_cast<long long>(n)); };
  std::string head = number(fitting) + " " + std::string(what);
  if (!view.pattern.empty()) head += " that fit " + render::inert_line(view.pattern) + ", of " + number(items.size());
  if (fitting > view.limit) out += "[" + number(fitting - view.limit) + " more; narrow them down with `pattern`]\n";
  return head + "\n" + out;
}

}  // namespace lakecode::tools

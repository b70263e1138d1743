#include "policy/read_match.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::policy {
namespace {

constexpr std::array<std::string_view, 14> kMatchKeys = {
    "tool",      "statement", "class",  "kind", "objects",   "has_where", "leaves_workspace",
    "rows_over", "profile",   "target", "host", "principal", "workflow",  "time"};
constexpr std::array<std::string_view, 14> kExampleKeys = {
    "sql",    "argv", "method",    "path",     "body", "tool", "profile",
    "target", "host", "principal", "workflow", "rows", "time", "default_catalog"};
constexpr std::array<std::string_view, 3> kClasses = {"READ_ONLY", "WRITE_REMOTE", "DESTRUCTIVE"};

std::vector<Glob> read_globs(const Node& node, std::string_view key) {
  std::vector<Glob> globs;
  const auto member = node.member(key);
  if (!member) return globs;
  for (std::string& text : member->texts()) globs.emplace_back(std::move(text));
  return globs;
}

void read_patterns(const Node& node, Match& match) {
  const auto member = node.member("statement");
  if (!member) return;
  if (member->is_list() && member->count() == 0) member->complain("the list is empty: it would match nothing");
  member->each([&](const Node& item) {
    const auto text = item.text();
    if (!text) return;
    auto pattern = Pattern::compile(*text);
    if (!pattern) return item.complain("not a pattern: " + pattern.error().reason);
    match.statements.push_back(std::move(pattern).value());
  });
}

void read_classes(const Node& node, Match& match) {
  const auto member = node.member("class");
  if (!member) return;
  match.classes = 0;
  match.names_class = true;
  if (member->is_list() && member->count() == 0) member->complain("the list is empty: it would match nothing");
  member->each([&](const Node& item) {
    if (const auto at = item.choice(kClasses)) match.classes = static_cast<std::uint8_t>(match.classes | 1U << *at);
  });
}

void read_objects(const Node& node, Match& match) {
  const auto member = node.member("objects");
  if (!member) return;
  for (const std::string& text : member->texts()) {
    const std::string bare = text::replace_all(text, "`", "");
    const std::size_t colon = bare.find(':');
    if (colon == std::string::npos) {
      match.objects.push_back(ObjectGlob{.type = "", .name = Glob(bare)});
    } else {
      match.objects.push_back(ObjectGlob{.type = bare.substr(0, colon), .name = Glob(bare.substr(colon + 1))});
    }
  }
}

void read_minutes(const Node& window, std::string_view key, int& into) {
  const auto member = window.member(key);
  const auto text = member ? member->text() : std::nullopt;
  if (!text) return;
  const auto minutes = parse_minutes(*text);
  if (!minutes) return member->complain("a time of day in quotes is wanted here, such as \"18:00\"");
  into = *minutes;
}

TimeWindow read_window(const Node& node) {
  static constexpr std::array<std::string_view, 4> kKeys = {"days", "from", "to", "offset"};
  TimeWindow window;
  if (!node.check_keys(kKeys)) return window;
  if (const auto days = node.member("days")) {
    window.days = 0;
    days->each([&](const Node& item) {
      const auto text = item.text();
      if (!text) return;
      const auto bits = parse_days(*text);
      if (!bits) return item.complain("days are mon to sun, mon-fri, weekdays or weekend");
      window.days = static_cast<std::uint8_t>(window.days | *bits);
    });
  }
  read_minutes(node, "from", window.from);
  read_minutes(node, "to", window.to);
  if (const auto offset = node.member("offset")) {
    const auto text = offset->text();
    const auto minutes = text ? parse_offset(*text) : std::optional<int>(0);
    if (!minutes) offset->complain("an offset is UTC, or such as \"+01:00\" in quotes; it does not follow the seasons");
    window.offset = minutes.value_or(0);
  }
  if (node.member("from").has_value() != node.member("to").has_value())
    node.complain("a window has both from and to, or none of them for whole days");
  return window;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : text::split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

bool is_method(std::string_view word) {
  static constexpr std::array<std::string_view, 6> kMethods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  return std::find(kMethods.begin(), kMethods.end(), word) != kMethods.end();
}

safety::Effect effect_of_text(const std::string& text) {
  const std::vector<std::string> words = words_of(text);
  if (!words.empty() && words.front() == "databricks") return safety::ArgvEffect{.argv = words};
  if (words.size() == 2 && is_method(words[0]) && words[1].starts_with('/'))
    return safety::RestEffect{.method = words[0], .path = words[1], .query = "", .body = ""};
  return safety::SqlEffect{.text = text};
}

std::optional<std::string> text_member(const Node& node, std::string_view key) {
  const auto member = node.member(key);
  return member ? member->text() : std::nullopt;
}

std::string body_of(const Node& node) {
  const auto member = node.member("body");
  if (!member || member->is_null()) return {};
  if (const auto* text = member->value().if_string()) return std::string(*text);
  return json::serialize(member->value());
}

std::optional<safety::Effect> read_effect(const Node& node) {
  if (node.member("sql")) {
    auto sql = text_member(node, "sql");
    if (!sql) return std::nullopt;
    return safety::SqlEffect{.text = std::move(*sql),
                             .default_catalog = text_member(node, "default_catalog").value_or("")};
  }
  if (const auto argv = node.member("argv")) return safety::ArgvEffect{.argv = argv->texts()};
  if (node.member("method") && node.member("path")) {
    const auto method = text_member(node, "method");
    const auto path = text_member(node, "path");
    if (!method || !path) return std::nullopt;
    return safety::RestEffect{.method = *method, .path = *path, .query = "", .body = body_of(node)};
  }
  node.complain("an act has sql, argv, or method and path");
  return std::nullopt;
}

std::optional<WallTime> read_time(const Node& node) {
  const auto text = text_member(node, "time");
  if (!text) return std::nullopt;
  const auto time = parse_rfc3339(*text);
  if (time) return *time;
  node.member("time")->complain("a time such as 2026-11-28T09:30:00Z is wanted here");
  return std::nullopt;
}

}  // namespace

Match read_match(const Node& node) {
  Match match;
  if (!node.check_keys(kMatchKeys)) return match;
  match.tools = read_globs(node, "tool");
  for (const Glob& tool : match.tools) match.carriers = static_cast<Carriers>(match.carriers | carried_by(tool));
  read_patterns(node, match);
  read_classes(node, match);
  match.kinds = read_globs(node, "kind");
  read_objects(node, match);
  if (const auto where = node.member("has_where")) match.has_where = where->flag();
  if (const auto leaves = node.member("leaves_workspace")) match.leaves_workspace = leaves->flag();
  if (const auto rows = node.member("rows_over")) match.rows_over = rows->number();
  match.profiles = read_globs(node, "profile");
  match.targets = read_globs(node, "target");
  match.hosts = read_globs(node, "host");
  match.principals = read_globs(node, "principal");
  match.workflows = read_globs(node, "workflow");
  if (const auto time = node.member("time"))
    time->each([&](const Node& window) { match.times.push_back(read_window(window)); });
  return match;
}

std::optional<Example> read_example(const Node& node, std::span<const std::string_view> more_keys) {
  Example example{.effect = safety::SqlEffect{}};
  example.at = node.at();
  if (!node.is_mapping()) {
    auto text = node.text();
    if (!text) return std::nullopt;
    example.effect = effect_of_text(*text);
    example.shown = std::move(*text);
    return example;
  }
  std::vector<std::string_view> keys(kExampleKeys.begin(), kExampleKeys.end());
  keys.insert(keys.end(), more_keys.begin(), more_keys.end());
  node.check_keys(keys);
  auto effect = read_effect(node);
  if (!effect) return std::nullopt;
  example.effect = std::move(*effect);
  example.shown = safety::text_of(example.effect);
  example.tool = text_member(node, "tool").value_or("");
  example.profile = text_member(node, "profile");
  example.target = text_member(node, "target");
  example.host = text_member(node, "host");
  example.principal = text_member(node, "principal");
  example.workflow = text_member(node, "workflow");
  if (const auto rows = node.member("rows")) example.rows = rows->number();
  if (node.member("time")) example.time = read_time(node);
  return example;
}

bool names_destructive(const Match& match) {
  constexpr unsigned kDestructive = 1U << static_cast<unsigned>(safety::EffectClass::Destructive);
  if (match.names_class) return (match.classes & kDestructive) != 0;
  const auto is_named = [](const Glob& glob) { return glob.text().find_first_not_of("*?") != std::string::npos; };
  if (!match.kinds.empty()) return std::all_of(match.kinds.begin(), match.kinds.end(), is_named);
  // Verbs that never do less than destroy.
  static constexpr std::array<std::string_view, 5> kVerbs = {"^DROP", "^DELETE", "^TRUNCATE", "^VACUUM", "^RESTORE"};
  const auto begins_with_verb = [](const Pattern& pattern) {
    return std::any_of(kVerbs.begin(), kVerbs.end(), [&](std::string_view verb) {
      return text::equals_ignore_case(std::string_view(pattern.text()).substr(0, verb.size()), verb);
    });
  };
  return !match.statements.empty() && std::all_of(match.statements.begin(), match.statements.end(), begins_with_verb);
}

}  // namespace lakecode::policy

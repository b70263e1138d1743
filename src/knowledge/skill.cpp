#include "knowledge/skill.h"

#include <algorithm>
#include <optional>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"

namespace lakecode::knowledge {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxDescription = 1024;

struct Parts {
  std::string_view front;
  std::string_view body;
};

/// The front matter between two lines of "---" at the very beginning; a byte order mark before it is forgiven.
std::optional<Parts> split_front_matter(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const std::size_t first = text.find('\n');
  if (first == std::string_view::npos || text::trim(text.substr(0, first)) != "---") return std::nullopt;
  std::size_t at = first + 1;
  while (at < text.size()) {
    std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) end = text.size();
    if (text::trim(text.substr(at, end - at)) == "---")
      return Parts{text.substr(first + 1, at - first - 1), text.substr(std::min(end + 1, text.size()))};
    at = end + 1;
  }
  return std::nullopt;
}

/// Plain values that hold ": " put into quotes: what people write and YAML refuses.
std::string with_quoted_values(std::string_view front) {
  std::string mended;
  for (const std::string_view line : text::lines(front)) {
    const std::size_t colon = line.find(": ");
    const bool key = colon != std::string_view::npos && colon > 0 && line.find_first_of(" \t\"'#[{") > colon;
    const std::string_view value = key ? text::trim(line.substr(colon + 2)) : std::string_view();
    const bool plain =
        key && !value.empty() && std::string_view("\"'|>[{&*!").find(value.front()) == std::string_view::npos;
    if (plain && value.find(": ") != std::string_view::npos) {
      mended += std::string(line.substr(0, colon)) + ": \"" +
                text::replace_all(text::replace_all(value, "\\", "\\\\"), "\"", "\\\"") + "\"\n";
    } else {
      mended += std::string(line) + "\n";
    }
  }
  return mended;
}

Error unreadable(const SkillFile& file, std::string reason) {
  return Error{.code = ErrorCode::CorruptData,
               .action = "read skill",
               .subject = file.folder.empty() ? file.folder_name : file.folder + "/SKILL.md",
               .reason = std::move(reason),
               .advice = "it is left out; a SKILL.md begins with `---`, name, description and `---`"};
}

bool is_well_named(std::string_view name) {
  if (name.empty() || name.size() > kMaxName || name.front() == '-' || name.back() == '-') return false;
  if (name.find("--") != std::string_view::npos) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// A name that can be shown and typed, whatever the rules say.
bool is_usable_name(std::string_view name) {
  return !name.empty() && name.size() <= 2 * kMaxName &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f && c != '/' && c != '\\'; });
}

}  // namespace

std::string_view name_of(SkillOrigin origin) {
  switch (origin) {
    case SkillOrigin::Project:
      return "project";
    case SkillOrigin::User:
      return "user";
    case SkillOrigin::Official:
      return "official";
    case SkillOrigin::BuiltIn:
      return "built in";
  }
  return "built in";
}

Result<Skill> parse_skill(const SkillFile& file, std::string& notice) {
  notice.clear();
  const auto parts = split_front_matter(file.text);
  if (!parts) return unreadable(file, "it has no front matter");
  auto document = yaml::parse(parts->front, "SKILL.md");
  if (!document) document = yaml::parse(with_quoted_values(parts->front), "SKILL.md");
  if (!document) return unreadable(file, "its front matter is not YAML: " + document.error().reason);
  const JsonValue& root = *document->root;
  Skill skill;
  skill.name = json::string_at(root, "name");
  skill.description = std::string(text::trim(json::string_at(root, "description")));
  skill.version = json::string_at_path(root, {"metadata", "version"});
  skill.for_people_only = json::bool_at(root, "disable-model-invocation").value_or(false);
  skill.body = parts->body;
  skill.origin = file.origin;
  skill.folder = file.folder;
  if (skill.description.empty()) return unreadable(file, "it has no description");
  if (skill.name.empty()) skill.name = file.folder_name;
  if (!is_usable_name(skill.name)) return unreadable(file, "its name is not a word");
  if (!is_well_named(skill.name)) {
    notice = "skill " + skill.name + ": a name has 1 to 64 lower-case letters, digits and single hyphens";
  } else if (skill.name != file.folder_name) {
    notice = "skill " + skill.name + ": its folder is called " + file.folder_name;
  } else if (skill.description.size() > kMaxDescription) {
    notice = "skill " + skill.name + ": its description is longer than 1024 bytes";
  }
  return skill;
}

const Skill* SkillSet::find(std::string_view name) const {
  const auto found = std::find_if(skills.begin(), skills.end(), [&](const Skill& s) { return s.name == name; });
  return found == skills.end() ? nullptr : &*found;
}

SkillSet settle_skills(std::span<const SkillFile> files) {
  SkillSet set;
  std::vector<const SkillFile*> order;
  std::size_t replaced = 0;
  for (const SkillFile& file : files) order.push_back(&file);
  std::stable_sort(order.begin(), order.end(),
                   [](const SkillFile* a, const SkillFile* b) { return a->origin < b->origin; });
  for (const SkillFile* file : order) {
    std::string notice;
    auto skill = parse_skill(*file, notice);
    if (!skill) {
      set.notices.push_back(one_line(skill.error()));
      continue;
    }
    if (!notice.empty()) set.notices.push_back(std::move(notice));
    if (const Skill* stronger = set.find(skill->name)) {
      if (stronger->origin == SkillOrigin::Official && skill->origin == SkillOrigin::BuiltIn) {
        ++replaced;
        continue;
      }
      set.notices.push_back("skill " + skill->name + ": the " + std::string(name_of(stronger->origin)) +
                            " one hides the " + std::string(name_of(skill->origin)) + " one");
      continue;
    }
    set.skills.push_back(std::move(*skill));
  }
  if (replaced > 0)
    set.notices.push_back(std::to_string(replaced) + " official skills on disk take the place of the built-in ones");
  std::sort(set.skills.begin(), set.skills.end(), [](const Skill& a, const Skill& b) { return a.name < b.name; });
  return set;
}

}  // namespace lakecode::knowledge

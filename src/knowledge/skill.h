#pragma once
// Skill: a SKILL.md read, and the set that is left when several places offer one of the same name. Pure: the files are
// read by config. Rules of the format: agentskills.io (name, description, license, compatibility, metadata,
// allowed-tools), read leniently.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::knowledge {

/// Where a skill comes from, strongest first.
enum class SkillOrigin { Project, User, Official, BuiltIn };
std::string_view name_of(SkillOrigin origin);  ///< "project", "user", "official", "built in"

/// A file as it was found.
struct SkillFile {
  SkillOrigin origin = SkillOrigin::BuiltIn;
  std::string folder_name;  ///< of the folder the file stands in
  std::string folder;       ///< its path; empty for a built-in one
  std::string text;
};

struct Skill {
  std::string name;
  std::string description;
  std::string body;  ///< Markdown after the front matter
  std::string version;
  SkillOrigin origin = SkillOrigin::BuiltIn;
  std::string folder;
  bool for_people_only = false;  ///< disable-model-invocation: never routed to
};

/// Reads one file. A name that breaks the rules is taken all the same, and `notice` says so; it is empty otherwise.
/// Errors: CorruptData (no front matter, YAML that cannot be read, no description, a name that is no word at all).
Result<Skill> parse_skill(const SkillFile& file, std::string& notice);

struct SkillSet {
  std::vector<Skill> skills;         ///< sorted by name
  std::vector<std::string> notices;  ///< what was skipped, shadowed or against the rules; one line each

  [[nodiscard]] const Skill* find(std::string_view name) const;
};

/// Project beats user beats official beats built in; of two in one place the first wins.
SkillSet settle_skills(std::span<const SkillFile> files);

/// The skills built into the program.
std::span<const SkillFile> built_in_skills();

}  // namespace lakecode::knowledge

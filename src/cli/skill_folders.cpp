#include "cli/skill_folders.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/files.h"
#include "config/project.h"
#include "config/trust.h"
#include "knowledge/intent_rules.h"
#include "workflows/engine.h"

namespace lakecode::cli {
namespace {

constexpr int kMaxDepth = 6;
constexpr std::size_t kMaxFolders = 2000;
constexpr std::size_t kMaxSkillBytes = 1U << 20U;

struct Finder {
  std::vector<knowledge::SkillFile> files;
  std::vector<std::string> notices;
  std::size_t folders = 0;

  void look(const std::filesystem::path& root, knowledge::SkillOrigin origin);
  void look_into(const std::filesystem::path& folder, knowledge::SkillOrigin origin, int depth);
  void take(const std::filesystem::path& folder, knowledge::SkillOrigin origin);
  void take_trusted(const App& app);
  void mark_official(const App& app);
};

void Finder::look(const std::filesystem::path& root, knowledge::SkillOrigin origin) {
  if (!root.is_absolute()) return;
  std::error_code failure;
  if (!std::filesystem::is_directory(root, failure)) return;
  look_into(root, origin, 0);
  if (folders > kMaxFolders) notices.push_back(root.string() + ": more than 2000 folders; the rest is not looked at");
}

void Finder::look_into(const std::filesystem::path& folder, knowledge::SkillOrigin origin, int depth) {
  if (depth > kMaxDepth || ++folders > kMaxFolders) return;
  const auto names = files::list(folder);
  if (!names) {
    notices.push_back(one_line(names.error()));
    return;
  }
  if (std::find(names->begin(), names->end(), "SKILL.md") != names->end()) return take(folder, origin);
  for (const std::string& name : *names) {
    if (name == ".git" || name == "node_modules") continue;
    std::error_code failure;
    const auto status = std::filesystem::symlink_status(folder / name, failure);
    if (!failure && std::filesystem::is_directory(status)) look_into(folder / name, origin, depth + 1);
  }
}

void Finder::take(const std::filesystem::path& folder, knowledge::SkillOrigin origin) {
  auto text = files::read(folder / "SKILL.md", kMaxSkillBytes);
  if (!text) {
    notices.push_back(one_line(text.error()));
    return;
  }
  knowledge::SkillFile file;
  file.origin = origin;
  file.folder_name = folder.filename().string();
  file.folder = folder.string();
  file.text = std::move(*text);
  files.push_back(std::move(file));
}

void Finder::take_trusted(const App& app) {
  const auto project = config::find_project(app.working_folder, app.user_home(), app.lakecode_home());
  if (!project) return;
  const auto content = config::scan_folder(project->root);
  if (!content) return;
  const auto status = config::TrustStore(app.lakecode_home()).check(*content);
  const bool trusted = status && status->state == config::TrustState::Trusted;
  for (const config::BehaviourFile& behaviour : content->files) {
    const std::string_view path = behaviour.path;
    if (!path.starts_with(".lakecode/skills/") || !path.ends_with("/SKILL.md")) continue;
    const std::filesystem::path folder = std::filesystem::path(behaviour.path).parent_path();
    if (!trusted) {
      notices.push_back("project folder " + project->root.string() +
                        " is not trusted: its skills are not read; look at it and run `lakecode config trust` there");
      return;
    }
    knowledge::SkillFile file;
    file.origin = knowledge::SkillOrigin::Project;
    file.folder_name = folder.filename().string();
    file.folder = (project->root / folder).string();
    file.text = behaviour.content;
    files.push_back(std::move(file));
  }
}

/// The official kit installs itself into the folders that all agents share: what bears one of its names there, and does
/// not stand in our own home folder, is the official one.
void Finder::mark_official(const App& app) {
  const std::string own = (app.lakecode_home() / "skills").string() + "/";
  for (knowledge::SkillFile& file : files) {
    if (file.origin != knowledge::SkillOrigin::User || file.folder.starts_with(own)) continue;
    for (const knowledge::SkillFile& built_in : knowledge::built_in_skills()) {
      if (built_in.folder_name == file.folder_name) file.origin = knowledge::SkillOrigin::Official;
    }
  }
}

/// The workflows that this program lacks.
std::vector<std::string_view> absent_workflows() {
  std::vector<std::string_view> absent;
  for (const knowledge::IntentRule& rule : knowledge::intent_rules()) {
    if (rule.kind != knowledge::IntentKind::Workflow || workflows::find_workflow(rule.name) != nullptr) continue;
    if (std::find(absent.begin(), absent.end(), rule.name) == absent.end()) absent.push_back(rule.name);
  }
  return absent;
}

/// Our skills speak of all workflows; those of `absent` are named, so that nobody is sent to them.
void name_absent(knowledge::Skill& skill, const std::vector<std::string_view>& absent) {
  std::string named;
  for (const std::string_view name : absent) {
    if (skill.body.find(name) != std::string::npos) named += (named.empty() ? "" : ", ") + std::string(name);
  }
  if (named.empty()) return;
  skill.body += "\n## In this version\n\nNot there yet: the workflows " + named +
                ". Use the SQL and the commands of the platform above in their place.\n";
}

}  // namespace

knowledge::SkillSet load_skills(App& app) {
  using knowledge::SkillOrigin;
  Finder finder;
  finder.take_trusted(app);
  if (!app.lakecode_home().empty()) finder.look(app.lakecode_home() / "skills", SkillOrigin::User);
  if (!app.user_home().empty()) {
    finder.look(app.user_home() / ".agents/skills", SkillOrigin::User);
    finder.look(app.user_home() / ".claude/skills", SkillOrigin::User);
  }
  finder.mark_official(app);
  for (const knowledge::SkillFile& file : knowledge::built_in_skills()) finder.files.push_back(file);
  knowledge::SkillSet set = knowledge::settle_skills(finder.files);
  const std::vector<std::string_view> absent = absent_workflows();
  for (knowledge::Skill& skill : set.skills) {
    if (skill.origin == SkillOrigin::BuiltIn) name_absent(skill, absent);
  }
  set.notices.insert(set.notices.begin(), finder.notices.begin(), finder.notices.end());
  return set;
}

}  // namespace lakecode::cli

// Loading in the order of strength: built-in, the person's file, the trusted project's file, environment, flags.

#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "config/config_file.h"
#include "config/file_errors.h"
#include "config/merge.h"
#include "config/settings.h"

namespace lakecode::config {
namespace {

Error mistakes_as_error(const std::vector<std::string>& mistakes) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "use configuration",
               .subject = {},
               .reason = text::join(mistakes, "; also "),
               .advice = "`lakecode config schema` lists the keys"};
}

/// What everybody may write is hardly the person's own wish.
void note_open_rights(const std::filesystem::path& path, std::vector<std::string>& notices) {
  std::error_code failure;
  const auto rights = std::filesystem::status(path, failure).permissions();
  if (failure || (rights & std::filesystem::perms::others_write) == std::filesystem::perms::none) return;
  notices.push_back(path.string() + ": everybody may change this file; run `chmod 600` on it");
}

/// The person's file: $LAKECODE_CONFIG_PATH, which must exist then, else config.yml of the home folder.
Result<void> apply_global_file(const SettingSources& sources, Merge& merge, LoadedSettings& loaded) {
  const std::string named = variable(sources.environment, "LAKECODE_CONFIG_PATH");
  SettingFile file{.path = named.empty() ? sources.lakecode_home / "config.yml" : std::filesystem::path(named)};
  auto text = files::read(file.path, kMaxConfigBytes);
  if (!text && text.error().code == ErrorCode::NotFound && named.empty()) {
    loaded.files.push_back(std::move(file));
    return {};
  }
  if (!text) return as_configuration_error(std::move(text).error());
  const ConfigFile config = parse_config(*text, file.path.string(), Layer::Global);
  if (!config.mistakes.empty()) return mistakes_as_error(config.mistakes);
  merge.apply_global(config.assignments);
  note_open_rights(file.path, loaded.notices);
  file.exists = file.is_used = true;
  loaded.files.push_back(std::move(file));
  return {};
}

void note_untrusted(const Project& project, const TrustStatus& status, std::vector<std::string>& notices) {
  std::string line = "project folder " + project.root.string() + " is " + std::string(name_of(status.state)) +
                     ": its files change nothing";
  if (!status.changes.empty()) line += " (" + status.changes.front() + ")";
  notices.push_back(line + "; look at it and run `lakecode config trust` there");
}

Result<void> apply_trusted_file(const Project& project, const FolderContent& content, Merge& merge,
                                LoadedSettings& loaded) {
  const std::string relative = project.config_file.lexically_relative(project.root).generic_string();
  const BehaviourFile* file = content.find(relative);
  if (file == nullptr) return {};  // refused: named by a notice
  const std::string name = project.config_file.string();
  if (file->bytes != file->content.size()) return mistakes_as_error({name + ": it is larger than 1 MiB"});
  const ConfigFile config = parse_config(file->content, name, Layer::Project);
  if (!config.mistakes.empty()) return mistakes_as_error(config.mistakes);
  merge.apply_project(config, loaded.notices);
  loaded.files.back().is_used = true;
  return {};
}

Result<void> apply_project_files(const SettingSources& sources, Merge& merge, LoadedSettings& loaded) {
  loaded.project = find_project(sources.working_folder, sources.user_home, sources.lakecode_home);
  if (!loaded.project) return {};
  const Project& project = *loaded.project;
  if (!project.config_file.empty()) {
    loaded.files.push_back(SettingFile{.path = project.config_file, .layer = Layer::Project, .exists = true});
  }
  if (project.has_two_configs) {
    loaded.notices.push_back((project.root / "lakecode.yml").string() +
                             " is not read: " + project.config_file.string() + " exists as well");
  }
  auto content = scan_folder(project.root);
  if (!content) {
    loaded.trust = TrustState::Untrusted;
    loaded.notices.push_back(one_line(content.error()) + "; its files change nothing");
    return {};
  }
  if (content->files.empty() && content->refused.empty()) {
    loaded.trust = TrustState::NoProject;
    return {};
  }
  TRY_ASSIGN(const TrustStatus status, TrustStore(sources.lakecode_home).check(*content));
  loaded.trust = status.state;
  if (status.state != TrustState::Trusted) {
    note_untrusted(project, status, loaded.notices);
    return {};
  }
  for (const std::string& line : content->refused) {
    loaded.notices.push_back("project folder " + project.root.string() + ": not used: " + line);
  }
  return project.config_file.empty() ? Result<void>() : apply_trusted_file(project, *content, merge, loaded);
}

Result<void> apply_environment(const SettingSources& sources, Merge& merge) {
  for (const KeyRow& row : key_rows()) {
    if (row.variables.empty()) continue;
    for (const std::string_view name : text::split(row.variables, ' ')) {
      const std::string typed = variable(sources.environment, name);
      if (typed.empty()) continue;
      const Origin origin{Layer::Variable, "environment " + std::string(name), std::string(name)};
      auto value = parse_value(row, typed, origin);
      if (!value) {
        return mistakes_as_error({origin.text + ": " + std::string(row.name) + ": " + value.error().reason});
      }
      TRY_VOID(merge.apply_typed(row, std::move(value).value(), origin));
      break;
    }
  }
  return {};
}

Result<void> apply_flags(const SettingSources& sources, Merge& merge) {
  for (const auto& [key, typed] : sources.flags) {
    const KeyRow* row = find_key_row(key);
    if (row == nullptr) return mistakes_as_error({key + ": there is no such key"});
    const std::size_t dot = key.find('.');
    const Origin origin{Layer::Flag, "flag --" + text::replace_all(key.substr(dot + 1), "_", "-"), ""};
    auto value = parse_value(*row, typed, origin);
    if (!value) return mistakes_as_error({origin.text + ": " + value.error().reason});
    TRY_VOID(merge.apply_typed(*row, std::move(value).value(), origin));
  }
  return {};
}

}  // namespace

Result<LoadedSettings> load_settings(const SettingSources& sources) {
  if (sources.lakecode_home.empty()) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "find the home folder",
                 .subject = {},
                 .reason = "neither LAKECODE_HOME nor HOME is set",
                 .advice = "set one of them"};
  }
  LoadedSettings loaded{.settings = Settings(sources.lakecode_home)};
  Merge merge(loaded.settings, sources.lakecode_home, sources.user_home);
  TRY_VOID(apply_global_file(sources, merge, loaded));
  TRY_VOID(apply_project_files(sources, merge, loaded));
  TRY_VOID(apply_environment(sources, merge));
  TRY_VOID(apply_flags(sources, merge));
  return loaded;
}

std::vector<std::string> find_mistakes(std::string_view text, std::string_view name) {
  return parse_config(text, name, Layer::Global).mistakes;
}

}  // namespace lakecode::config

#pragma once
// Which folder is the project: the nearest one with `.lakecode/` or `lakecode.yml`, going up from the working folder,
// never above $HOME or the git root. Reads folders only; safe from any thread. The home folder is never a project.

#include <filesystem>
#include <optional>

namespace lakecode::config {

struct Project {
  std::filesystem::path root;         ///< resolved, without links
  std::filesystem::path config_file;  ///< `.lakecode/config.yml`, else `lakecode.yml`; empty when neither exists
  bool has_two_configs = false;       ///< both exist: `lakecode.yml` is not read
};

/// Nullopt when there is none. Unreadable folders on the way count as having nothing.
std::optional<Project> find_project(const std::filesystem::path& working_folder, const std::filesystem::path& user_home,
                                    const std::filesystem::path& lakecode_home);

}  // namespace lakecode::config

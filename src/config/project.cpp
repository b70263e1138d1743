#include "config/project.h"

#include <system_error>

namespace lakecode::config {
namespace {

namespace fs = std::filesystem;

fs::path resolved(const fs::path& path) {
  std::error_code failure;
  fs::path out = path.empty() ? path : fs::weakly_canonical(path, failure);
  // "a/b/" and "a/b" are one folder.
  if (!failure && !out.has_filename()) out = out.parent_path();
  return failure ? path : out;
}

bool is_present(const fs::path& path) {
  std::error_code failure;
  return fs::exists(fs::symlink_status(path, failure)) && !failure;
}

bool is_folder(const fs::path& path) {
  std::error_code failure;
  return fs::is_directory(path, failure) && !failure;
}

Project make_project(const fs::path& root, bool has_own_folder) {
  Project project{.root = root, .config_file = {}};
  const bool has_own = has_own_folder && is_present(root / ".lakecode" / "config.yml");
  const bool has_alias = is_present(root / "lakecode.yml");
  project.has_two_configs = has_own && has_alias;
  if (has_own) {
    project.config_file = root / ".lakecode" / "config.yml";
  } else if (has_alias) {
    project.config_file = root / "lakecode.yml";
  }
  return project;
}

}  // namespace

std::optional<Project> find_project(const fs::path& working_folder, const fs::path& user_home,
                                    const fs::path& lakecode_home) {
  const fs::path home = resolved(user_home);
  const fs::path store = resolved(lakecode_home);
  for (fs::path folder = resolved(working_folder); !folder.empty(); folder = folder.parent_path()) {
    if (folder == home) return std::nullopt;
    const fs::path own = folder / ".lakecode";
    // $LAKECODE_HOME may be called .lakecode and stand anywhere: it is a store, not a project's folder.
    const bool has_own = is_folder(own) && resolved(own) != store;
    const bool is_store = folder == store;
    if (!is_store && (has_own || is_present(folder / "lakecode.yml"))) return make_project(folder, has_own);
    if (is_present(folder / ".git") || folder == folder.parent_path()) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace lakecode::config

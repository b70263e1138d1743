#include "config/project.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "config/temp_folder.h"

namespace lakecode::config {
namespace {

/// Files that exist ("x/" is a folder), where we stand, and the project found: "" for none.
struct Case {
  std::vector<std::string> files;
  std::string working, home, lakecode_home, project, config;
};

const Case kCases[] = {
    {{"h/p/.lakecode/config.yml", "h/p/a/b/"}, "h/p/a/b", "h", "h/.lakecode", "h/p", ".lakecode/config.yml"},
    {{"h/p/.lakecode/", "h/p/a/"}, "h/p/a", "h", "h/.lakecode", "h/p", ""},
    {{"h/p/lakecode.yml"}, "h/p", "h", "h/.lakecode", "h/p", "lakecode.yml"},
    {{"h/p/lakecode.yml", "h/p/.lakecode/config.yml"}, "h/p", "h", "h/.lakecode", "h/p", ".lakecode/config.yml"},
    {{"h/p/.lakecode/", "h/p/q/.lakecode/"}, "h/p/q", "h", "h/.lakecode", "h/p/q", ""},
    {{"h/.lakecode/config.yml", "h/p/"}, "h/p", "h", "h/.lakecode", "", ""},
    {{"h/.lakecode/config.yml"}, "h", "h", "h/.lakecode", "", ""},
    {{"h/.lakecode/config.yml"}, "h", "h", "store", "", ""},
    {{"h/lakecode.yml"}, "h", "h", "h/.lakecode", "", ""},
    {{".lakecode/config.yml", "h/p/"}, "h/p", "h", "h/.lakecode", "", ""},
    {{"r/.lakecode/config.yml", "r/p/.git/", "r/p/a/"}, "r/p/a", "h", "h/.lakecode", "", ""},
    {{"r/p/.lakecode/config.yml", "r/p/.git/", "r/p/a/"}, "r/p/a", "h", "h/.lakecode", "r/p", ".lakecode/config.yml"},
    {{"r/p/.lakecode/config.yml", "r/p/.git", "r/p/a/"}, "r/p/a", "h", "h/.lakecode", "r/p", ".lakecode/config.yml"},
    {{"d/.lakecode/config.yml", "d/p/.git/"}, "d/p", "h", "d/.lakecode", "", ""},
    {{"d/.lakecode/config.yml", "d/.git/"}, "d", "h", "d/.lakecode", "", ""},
    {{"d/.lakecode/config.yml", "d/.git/"}, "d/.lakecode", "h", "d/.lakecode", "", ""},
};

TEST(FindProject, NearestFolderBelowHomeAndGitRoot) {
  for (const Case& c : kCases) {
    const TempFolder folder;
    for (const std::string& file : c.files) {
      if (file.back() == '/') {
        std::filesystem::create_directories(folder.path() / file);
      } else {
        folder.write(file, "");
      }
    }
    std::filesystem::create_directories(folder.path() / "h");
    const auto project =
        find_project(folder.path() / c.working, folder.path() / c.home, folder.path() / c.lakecode_home);
    const std::string what = c.files.front() + " from " + c.working;
    ASSERT_EQ(project.has_value(), !c.project.empty()) << what;
    if (!project) continue;
    EXPECT_EQ(project->root, folder.path() / c.project) << what;
    EXPECT_EQ(project->config_file, c.config.empty() ? "" : folder.path() / c.project / c.config) << what;
  }
}

}  // namespace
}  // namespace lakecode::config

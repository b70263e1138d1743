#include "slash/commands.h"

#include <string>
#include <vector>

#include <algorithm>

#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

/// A file and its place in the workspace, or a bundle.
Result<Action> act(Words words) {
  const auto plain =
      std::count_if(words.begin(), words.end(), [](const std::string& word) { return !word.starts_with("--"); });
  const bool file = words.size() > 1 && plain >= 2 && words[1].starts_with("/");
  if (file) return workflow_action("deploy", "deploy_file", words, {"local_path", "workspace_path"});
  return workflow_action("deploy", "bundle_deploy", words, {"bundle"});
}

}  // namespace

const Command kDeploy{"deploy",
                      "FILE WORKSPACE-PATH [--overwrite] | [BUNDLE] [--target NAME]",
                      "deploy a file or a bundle, after you said yes",
                      "/deploy etl.py /Workspace/Shared/etl.py",
                      "deploy_file",
                      act};

}  // namespace lakecode::slash

#pragma once
// Commands that findings recommend name the workspace they are for, so that they work as they are pasted. Pure.

#include <string>

namespace lakecode::workflows {

/// `text` with " --local", or " --profile NAME", behind each "lakecode run workflow ID" and "lakecode sql".
/// Unchanged where the workspace
/// comes from the environment or the profile is DEFAULT, which a pasted command finds by itself.
std::string with_workspace_option(const std::string& text, const std::string& profile, const std::string& workspace);

}  // namespace lakecode::workflows

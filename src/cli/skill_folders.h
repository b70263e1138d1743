#pragma once
// Where skills lie on disk, and the set that is left of them: project (trusted content only), user, official, built in.

#include "cli/app.h"
#include "knowledge/skill.h"

namespace lakecode::cli {

/// Folders are looked at six levels deep and 2,000 in all; links are not followed. What cannot be read is a notice.
/// A project's skills are read from `.lakecode/skills` when its folder is trusted, from the very bytes that are.
knowledge::SkillSet load_skills(App& app);

}  // namespace lakecode::cli

#pragma once
// `lakecode skills`: what knowledge there is, where it comes from, and which of it a request is about.

#include "cli/command.h"

namespace lakecode::cli {
extern const Command kSkillsCommand;
}

#pragma once
// `lakecode sessions`: past conversations with the agent.

#include "cli/command.h"

namespace lakecode::cli {
extern const Command kSessionsCommand;
}

#pragma once
// `lakecode runs`: the evidence packs of past runs.

#include "cli/command.h"

namespace lakecode::cli {
extern const Command kRunsCommand;
}

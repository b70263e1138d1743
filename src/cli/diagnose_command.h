#pragma once
// `lakecode diagnose`: the failure rules of debug_job without a workspace.

#include "cli/command.h"

namespace lakecode::cli {
extern const Command kDiagnoseCommand;
}

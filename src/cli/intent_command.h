#pragma once
// `lakecode intent`: what a request in plain English is understood as, without a workspace and without a model.

#include "cli/command.h"

namespace lakecode::cli {
extern const Command kIntentCommand;
}

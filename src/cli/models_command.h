#pragma once
// `lakecode models list|test`.

#include "cli/command.h"

namespace lakecode::cli {
extern const Command kModelsCommand;
}

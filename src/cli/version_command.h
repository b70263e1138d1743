#pragma once
// `lakecode version`.

#include "cli/command.h"

namespace lakecode::cli {
extern const Command kVersionCommand;
}

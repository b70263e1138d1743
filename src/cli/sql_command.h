#pragma once

#include "cli/command.h"

namespace lakecode::cli {

extern const Command kSqlCommand;

}  // namespace lakecode::cli

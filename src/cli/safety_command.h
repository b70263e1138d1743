#pragma once
// `lakecode safety explain` and `lakecode safety classify`: the judgement of an act, without doing it.

#include "cli/command.h"

namespace lakecode::cli {
extern const Command kSafetyCommand;
}

#include <array>

#include "cli/command.h"
#include "cli/version_command.h"

namespace lakecode::cli {
namespace {

// The order is the order in help.
constexpr std::array<const Command*, 1> kCommands = {
    &kVersionCommand,
};

}  // namespace

std::span<const Command* const> commands() {
  return kCommands;
}

}  // namespace lakecode::cli

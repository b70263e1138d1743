#include <array>

#include "slash/commands.h"

namespace lakecode::slash {
namespace {

// The order is the order in help.
constexpr std::array kCommands = {
    &kHelp,  &kProve,   &kDebug, &kStatus, &kLogs,   &kAudit, &kCost,   &kGenai, &kHistory, &kAccess,   &kGrants,
    &kDrift, &kCapture, &kRun,   &kDeploy, &kTables, &kSql,   &kSkills, &kUndo,  &kRuns,    &kSessions, &kModel,
};

}  // namespace

std::span<const Command* const> registry() {
  return kCommands;
}

}  // namespace lakecode::slash

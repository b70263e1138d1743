#include <array>

#include "cli/approve_command.h"
#include "cli/auth_command.h"
#include "cli/command.h"
#include "cli/config_command.h"
#include "cli/diagnose_command.h"
#include "cli/intent_command.h"
#include "cli/local_command.h"
#include "cli/models_command.h"
#include "cli/policy_command.h"
#include "cli/run_command.h"
#include "cli/runs_command.h"
#include "cli/safety_command.h"
#include "cli/sessions_command.h"
#include "cli/skills_command.h"
#include "cli/sql_command.h"
#include "cli/undo_command.h"
#include "cli/version_command.h"

namespace lakecode::cli {
namespace {

// The order is the order in help.
constexpr std::array<const Command*, 16> kCommands = {
    &kRunCommand,      &kSqlCommand,    &kUndoCommand,   &kAuthCommand,    &kConfigCommand,  &kModelsCommand,
    &kSessionsCommand, &kRunsCommand,   &kSafetyCommand, &kPolicyCommand,  &kApproveCommand, &kDiagnoseCommand,
    &kIntentCommand,   &kSkillsCommand, &kLocalCommand,  &kVersionCommand,
};

}  // namespace

std::span<const Command* const> commands() {
  return kCommands;
}

}  // namespace lakecode::cli

#pragma once
// The records of the commands, one a file.

#include "slash/command.h"

namespace lakecode::slash {

extern const Command kHelp;
extern const Command kProve;
extern const Command kDebug;
extern const Command kStatus;
extern const Command kLogs;
extern const Command kAudit;
extern const Command kCost;
extern const Command kGenai;
extern const Command kHistory;
extern const Command kAccess;
extern const Command kGrants;
extern const Command kDrift;
extern const Command kCapture;
extern const Command kRun;
extern const Command kDeploy;
extern const Command kTables;
extern const Command kSql;
extern const Command kSkills;
extern const Command kUndo;
extern const Command kRuns;
extern const Command kSessions;
extern const Command kModel;

}  // namespace lakecode::slash

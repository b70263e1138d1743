#pragma once
// The records of all workflows, one a file, for registry.cpp alone.

#include "workflows/engine.h"

namespace lakecode::workflows {

extern const WorkflowRecord kAuditJobs;
extern const WorkflowRecord kCostSpike;
extern const WorkflowRecord kCostTop;
extern const WorkflowRecord kDebugJob;
extern const WorkflowRecord kDeployFile;
extern const WorkflowRecord kGenaiCostAgent;
extern const WorkflowRecord kJobLogs;
extern const WorkflowRecord kJobStatus;
extern const WorkflowRecord kProveTable;
extern const WorkflowRecord kQueryHistory;
extern const WorkflowRecord kRunJob;

}  // namespace lakecode::workflows

// Order matters: the more a row asks for, the earlier it stands. Rows of changes ask for an Order… concept, which only
// an imperative without negation, condition or second act carries (intent.cpp).

#include "knowledge/intent_rules.h"

namespace lakecode::knowledge {
namespace {

using enum Concept;
constexpr IntentKind kFlow = IntentKind::Workflow;
constexpr IntentKind kTool = IntentKind::Tool;
constexpr IntentKind kSql = IntentKind::Sql;
constexpr IntentKind kModel = IntentKind::NeedsModel;

constexpr IntentRule kRules[] = {
    // Changes.
    {kFlow, "run_job", 0.95, {OrderStart, HasJob}, {}, {Many}},
    {kFlow, "deploy_file", 0.95, {OrderDeploy, HasLocalPath, HasRemotePath}},
    {kFlow, "uc_apply_grants", 0.95, {OrderApply, HasPlan}},
    {kFlow, "bundle_deploy", 0.9, {OrderDeploy, Bundle}, {}, {HasRemotePath}},

    {kModel,
     "",
     0.8,
     {OrderStart},
     {Job, Pipeline, Warehouse, Task},
     {HasTable, HasRun, HasWarehouse, Audit, Cost, Drift, Prove}},
    {kModel, "", 0.8, {OrderDeploy}, {}, {Drift, Capture}},

    // Drift before bundles, costs before jobs: their words are the rarer ones.
    {kFlow,
     "drift_detect",
     0.9,
     {Drift},
     {Bundle, HasTarget, Deploy, Job, List, Did, Look},
     {HasTable, Cost, HasLimit}},
    {kFlow, "drift_detect", 0.85, {Strays}, {Bundle, HasTarget}, {HasTable, Cost, HasLimit, Query, Prove}},
    {kFlow, "drift_detect", 0.8, {Bundle}, {Diff, Spike, Status, Plan}, {Capture, HasJob, Cost}},
    {kFlow, "genai_cost_agent", 0.9, {Cost, GenAi}, {}, {HasJob, HasTable}},
    {kFlow, "genai_cost_agent", 0.8, {Usage, GenAi, HasSpan}, {}, {HasJob, HasTable}},
    {kFlow, "genai_cost_agent", 0.75, {Usage, GenAi}, {Top, Count, Who}, {HasJob, HasTable}},
    {kFlow, "query_history", 0.85, {Cost, Query}, {HasWarehouse, HasPrincipal, HasTable, HasJob, HasRun}},
    {kFlow, "cost_spike", 0.9, {Cost, Spike}, {}, {HasTable}},
    {kFlow, "cost_top", 0.9, {Cost}, {Top, List, Look, Count, HasSpan, Why, Anything, Job, Warehouse, Who}, {HasTable}},
    {kFlow, "cost_top", 0.7, {Cost}, {}, {HasTable, HasJob}},

    // Grants and access.
    {kFlow, "uc_diff_grants", 0.9, {Grants, Diff}, {HasTable, HasName, HasCatalog, HasSchema}},
    {kFlow, "uc_diff_grants", 0.85, {Access, Diff, HasLocalPath}, {HasTable, HasName, HasCatalog, HasSchema}},
    {kFlow,
     "uc_diff_grants",
     0.8,
     {HasLocalPath, Grants, Apply},
     {HasTable, HasName, HasCatalog, HasSchema},
     {OrderApply}},
    {kFlow, "uc_diff_grants", 0.8, {Grants, HasLocalPath}, {HasTable, HasName, HasCatalog, HasSchema}},
    {kModel, "", 0.7, {OrderApply}},
    {kFlow, "query_history", 0.9, {Query, HasPrincipal}, {}, {Access, HasPrivilege, Grants}},
    {kFlow, "query_history", 0.9, {Query}, {HasJob, HasRun, HasWarehouse}, {Prove, Fail}},
    {kFlow, "query_history", 0.85, {Query, Slow}, {HasTable, HasName, HasPrincipal, HasWarehouse}},
    {kFlow, "query_history", 0.8, {Query, HasTable}, {Recent, HasSpan, Who, Look, List, Top}, {Access}},
    {kFlow, "query_history", 0.75, {Slow, HasWarehouse}, {}, {}},
    {kFlow, "uc_explain_access", 0.9, {HasPrincipal}, {HasTable, HasName, HasSchema, HasCatalog}, {Query, Prove}},
    {kFlow, "uc_explain_access", 0.9, {Access}, {HasTable, HasName}, {Prove, HasJob, Query, Capture}},
    {kFlow, "uc_explain_access", 0.85, {Access}, {HasSchema, HasCatalog}, {Prove, HasJob, Query, Table}},
    {kFlow, "uc_explain_access", 0.85, {Grants}, {HasTable, HasName, HasSchema, HasCatalog}, {Prove, Query}},
    {kFlow, "uc_explain_access", 0.85, {Who, MayDo}, {HasTable, HasName, HasSchema, HasCatalog}, {Query, Columns}},

    // Jobs, runs, pipelines.
    {kFlow, "capture_job", 0.85, {Bundle, HasJob}, {}, {Many, OrderDeploy, Diff, Drift, Fail, Status}},
    {kModel, "", 0.7, {Why, Slow, HasJob}},
    {kFlow, "capture_pipeline", 0.9, {Capture, HasPipeline}},
    {kFlow, "capture_job", 0.9, {Capture, HasJob}, {}, {Many, Logs}},
    {kFlow, "job_logs", 0.9, {Logs, HasRun}, {}, {Many}},
    {kFlow, "debug_job", 0.95, {Why}, {HasJob, HasRun}, {Many, Slow}},
    {kFlow, "debug_job", 0.95, {Debug}, {HasJob, HasRun}, {Many}},
    {kFlow, "debug_job", 0.9, {Fail, HasRun}, {}, {Many}},
    {kFlow, "job_status", 0.9, {Did, Fail, HasJob}, {}, {Many, Debug, Why, Anything, Withheld}},
    {kFlow, "debug_job", 0.85, {Fail, HasJob}, {}, {Many}},
    {kFlow, "job_status", 0.75, {Logs, HasJob}, {}, {Many, OrderStart, Withheld}},  // it lists the runs to choose from
    {kFlow, "debug_job", 0.7, {HasRun}, {Status, Succeed, Look, List, Did}, {Many, OrderStart, Query}},
    {kFlow, "job_status", 0.9, {HasJob}, {Status, Succeed, Look, List, Did, Recent, Who}, {Many, OrderStart, Withheld}},
    {kFlow, "job_status", 0.85, {HasJob, Withheld}, {Status}, {Many}},
    {kFlow, "debug_job", 0.75, {HasJobName}, {Why, Debug}},
    {kFlow, "job_status", 0.7, {HasJobName, Status}, {}, {OrderStart, Fail, Logs}},
    {kFlow, "audit_jobs", 0.9, {Audit}, {Job}, {HasJob, HasTable, HasName, HasPrincipal, Many, Bundle}},
    {kTool,
     "recent_failures",
     0.9,
     {Fail},
     {Job, Run, Pipeline, Anything, Task, List, Recent, HasSpan},
     {HasJob, HasRun, HasTable, HasName, HasPrincipal, Many, HasJobName, Query, Drift, Access, Warehouse, Bundle,
      Deploy}},

    // Tables.
    {kFlow, "prove_table", 0.9, {Prove}, {HasTable}, {Many}},
    {kFlow, "prove_table", 0.85, {Contract}, {HasTable}, {Many}},
    {kFlow, "prove_table", 0.75, {Prove, HasName}, {}, {Many, HasSchema, HasCatalog}},
    {kFlow, "prove_table", 0.75, {HasTable, Fail}, {}, {Many, Query, Access}},
    {kTool, "top_tables_by_size", 0.95, {Size, Table}, {}, {HasTable, Many, GenAi}},
    {kTool, "top_tables_by_size", 0.8, {Size}, {HasSchema}, {HasTable, Many}},
    {kSql, "count_rows", 0.85, {Count, HasTable}, {}, {Many, Columns}},
    {kTool, "describe_table", 0.95, {Columns, HasTable}, {}, {Many}},
    {kTool, "describe_table", 0.95, {Describe, HasTable}, {}, {Many}},
    {kTool, "describe_table", 0.9, {Schema, HasTable}, {}, {Many}},
    {kSql, "preview_rows", 0.85, {HasTable, Preview}, {}, {Many}},
    {kSql, "preview_rows", 0.85, {HasTable, HasLimit}, {List, Look}, {Many, Query, Recent}},
    {kTool,
     "describe_table",
     0.7,
     {HasTable},
     {Look, List},
     {Many, HasLimit, Other, Query, Why, Fail, Spike, Cost, Slow, Top, MayDo}},
    {kTool, "describe_table", 0.85, {Describe, HasName}, {}, {Many}},
    {kTool, "describe_table", 0.85, {Columns, HasName}, {}, {Many}},
    {kTool,
     "describe_table",
     0.75,
     {HasName, Table},
     {Look, List},
     {Many, HasPair, HasSchema, HasCatalog, HasTable, Fail, Size, Slow, Cost, Prove, Access, Query}},
    {kTool,
     "list_tables",
     0.95,
     {Table},
     {HasSchema, HasPair},
     {Fail, HasTable, Size, Columns, Prove, Slow, Access, Query, Many, Other}},
    {kTool,
     "list_tables",
     0.8,
     {HasSchema, List},
     {},
     {Fail, HasTable, Size, Columns, Prove, Slow, Access, Query, Many, Spike, Other}},
    {kTool, "list_schemas", 0.95, {Schema, HasCatalog}, {}, {Table, Fail, HasTable, Size, Columns, Prove, Access}},
    {kTool,
     "list_schemas",
     0.8,
     {HasCatalog},
     {List, Look},
     {Table, Fail, HasTable, Size, Columns, Prove, Access, Query, Spike, Other}},
    {kTool,
     "list_tables",
     0.85,
     {Table, HasCatalog},
     {List, Look},
     {Fail, HasTable, Size, Columns, Prove, Slow, Access, Query}},
    {kTool,
     "list_catalogs",
     0.9,
     {Catalog},
     {List, Look, Count, Anything},
     {Table, HasCatalog, HasSchema, Fail, HasTable, HasName, Size, Access, Schema, Prove, Many}},
    {kTool,
     "list_tables",
     0.75,
     {HasPair},
     {List, Look, Anything},
     {Fail, HasTable, Size, Columns, Prove, Slow, Access, Query, Many, Cost, Spike, Grants, Diff, Other}},
    {kTool,
     "list_schemas",
     0.7,
     {Schema, List},
     {},
     {Table, Catalog, HasSchema, HasTable, HasName, Size, Access, Columns, Prove, Fail}},
    {kTool,
     "list_tables",
     0.6,
     {Table, List},
     {},
     {HasTable, HasName, Size, Access, Columns, Prove, Fail, Slow, Query, Spike, Schema, Catalog}},
    {kFlow, "drift_detect", 0.75, {Drift}, {}, {HasTable, HasName, Cost, HasLimit, Prove}},
    {kTool,
     "list_catalogs",
     0.75,
     {Catalog},
     {},
     {Table, HasCatalog, HasSchema, HasTable, HasName, Schema, Prove, Many}},
};

}  // namespace

std::span<const IntentRule> intent_rules() {
  return kRules;
}

const IntentRule* find_rule(const Concepts& concepts) {
  for (const IntentRule& rule : kRules) {
    if (!concepts.has_all(rule.all) || concepts.has_any(rule.none)) continue;
    if (!rule.any.none() && !concepts.has_any(rule.any)) continue;
    return &rule;
  }
  return nullptr;
}

}  // namespace lakecode::knowledge

#include "workflows/concrete_fix.h"

#include <gtest/gtest.h>

#include <utility>

namespace lakecode::workflows {
namespace {

GatheredRun run_as(std::string who) {
  GatheredRun gathered;
  gathered.job.emplace();
  gathered.job->run_as_user_name = std::move(who);
  return gathered;
}

analysis::Diagnosis found(std::string class_id, std::string line) {
  analysis::Diagnosis diagnosis;
  diagnosis.class_id = std::move(class_id);
  diagnosis.task_key = "load";
  diagnosis.evidence.push_back({.task_key = "load", .field = "error", .line = 1, .text = std::move(line)});
  diagnosis.fix = "General.";
  return diagnosis;
}

TEST(ConcreteFix, AMissingRightIsGrantedToTheRunAsIdentity) {
  const auto diagnosis = found("uc_permission_denied",
                               "[INSUFFICIENT_PERMISSIONS] Insufficient privileges: User does not have SELECT on Table "
                               "'finance.billing.payouts'. SQLSTATE: 42501");
  EXPECT_EQ(fix_for(diagnosis, run_as("etl`robot")),
            "GRANT SELECT ON TABLE `finance`.`billing`.`payouts` TO `etl``robot`. General.");
  EXPECT_EQ(fix_for(diagnosis, {}), "GRANT SELECT ON TABLE `finance`.`billing`.`payouts` TO PRINCIPAL. General.");
  EXPECT_EQ(fix_for(found("uc_permission_denied", "Access denied"), run_as("x")), "General.");
}

TEST(ConcreteFix, AColumnIsNamedWithTheOneThatWasMeant) {
  const auto fix = [](std::string line) { return fix_for(found("column_not_found", std::move(line)), {}); };
  EXPECT_EQ(fix("[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `o`.`amount` "
                "cannot be resolved. Did you mean one of the following? [`net_amount`, `id`]. SQLSTATE: 42703"),
            "Column `o`.`amount` is not there; read `net_amount` or `id` in its place, or bring `o`.`amount` back. "
            "General.");
  EXPECT_EQ(fix("column 'amount' cannot be resolved. Did you mean [net_amount]"),
            "Column `amount` is not there; read `net_amount` in its place, or bring `amount` back. General.");
  EXPECT_EQ(fix("[UNRESOLVED_COLUMN.WITHOUT_SUGGESTION] … with name `a` cannot be resolved."),
            "Column `a` is not there. General.");
  for (const char* broken :
       {"cannot be resolved", "` cannot be resolved. Did you mean [", "''` cannot be resolved `."}) {
    EXPECT_TRUE(fix(broken).ends_with("General.")) << broken;
  }
}

TEST(ConcreteFix, AChildRunIsLookedIntoByItsId) {
  GatheredRun gathered;
  databricks::RunTask task;
  task.run_id = RunId(5);
  task.settings.task_key = "load";
  task.state = {.life_cycle_state = "TERMINATED", .result_state = "FAILED"};
  gathered.run.tasks.push_back(task);
  databricks::RunOutput output;
  output.run_id = RunId(5);
  output.child_run = RunId(77);
  gathered.outputs.push_back(output);
  EXPECT_EQ(fix_for(found("upstream_task_failed", "child failed"), gathered),
            "lakecode run workflow debug_job --input '{\"run_id\": 77}' looks into the child. General.");
}

TEST(ConcreteFix, TheUnknownTellsWhatWasLookedAtAndWhatIsNext) {
  GatheredRun gathered;
  gathered.clusters.push_back({.cluster_id = "c1"});
  databricks::RunOutput output;
  output.logs = "SystemExit: 1";
  gathered.outputs.push_back(output);
  EXPECT_EQ(looked_at(gathered), "Looked at: 1 task output (log), no events of 1 cluster, no driver logs.");
  const std::string fix = fix_for(found("unknown", "x"), gathered);
  EXPECT_NE(fix.find("cluster_log_conf"), std::string::npos) << fix;
  EXPECT_EQ(fix.find("General."), std::string::npos) << "it was just done: " << fix;
}

}  // namespace
}  // namespace lakecode::workflows

// Jobs of ingestion, models and the platform team.
#include <algorithm>

#include "local/demo/job_spec.h"

namespace lakecode::local {
namespace {

constexpr auto kPython = TaskKind::Python;

JobSpec platform_job(std::int64_t id, std::string_view name, std::string_view description) {
  JobSpec j{id, name, description, "bram.oldacre"};
  j.domain = "platform";
  return j;
}

JobSpec belts() {
  JobSpec j = platform_job(1031, "belt-messages-autoload", "Auto Loader over the belts' messages.");
  j.owner = "rafi.gransdal";
  j.run_as = "svc-ingest";
  j.rhythm = Rhythm::Hours;
  j.hour = 6;
  j.minute = 40;
  j.tasks = {{"load_messages", TaskKind::Notebook, "/Workspace/Shared/ingest/load_messages", "", 8, "main", 1},
             {"check_counts", TaskKind::Notebook, "/Workspace/Shared/ingest/check_counts", "load_messages", 3}};
  j.outcomes = {{2, "new_field_in_feed", "load_messages", Ending::Recovers},
                {11, "table_of_other_environment", "check_counts"}};
  return j;
}

JobSpec churn() {
  JobSpec j = platform_job(1032, "churn-scores-daily", "Scores shoppers; paused while the model is reviewed.");
  j.owner = "mika.thornbee";
  j.domain = "ml";
  j.is_paused = true;
  j.hour = 4;
  j.tasks = {{"read_features", TaskKind::Notebook, "/Workspace/Shared/ml/read_features", "", 9},
             {"score", kPython, "/Workspace/Shared/ml/score.py", "read_features", 12}};
  j.outcomes = {{0, "source_rewritten", "read_features"}};
  return j;
}

JobSpec features() {
  JobSpec j = platform_job(1033, "customer-features-build", "Inputs of the models.");
  j.owner = "mika.thornbee";
  j.domain = "ml";
  j.is_running = true;
  j.rhythm = Rhythm::Hours;
  j.hour = 12;
  j.minute = 0;
  j.tasks = {{"collect", TaskKind::Notebook, "/Workspace/Shared/ml/collect", "", 200},
             {"write", TaskKind::Notebook, "/Workspace/Shared/ml/write", "collect", 60}};
  j.outcomes = {{5, "state_schema", "write"}};
  return j;
}

JobSpec grants() {
  JobSpec j = platform_job(1034, "grants-refresh", "Writes group grants from the register.");
  j.rhythm = Rhythm::Weekdays;
  j.hour = 9;
  j.minute = 30;
  j.tasks = {{"refresh_grants", kPython, "/Workspace/Shared/platform/refresh_grants.py", "", 11, "serverless"}};
  j.outcomes = {{1, "too_many_requests", "refresh_grants"}};
  return j;
}

JobSpec usage() {
  JobSpec j = platform_job(1035, "usage-report", "Who spends what.");
  j.run_as = "emrys.tarnholt";
  j.hour = 8;
  j.minute = 10;
  j.tasks = {{"collect_usage", kPython, "/Workspace/Shared/platform/collect_usage.py", "", 6, "serverless"}};
  j.outcomes = {{0, "token_expired", "collect_usage"}, {1, "token_expired", "collect_usage"}};
  return j;
}

JobSpec vacuum() {
  JobSpec j = platform_job(9007199254741993, "vacuum-and-optimize", "Housekeeping of all gold tables.");
  j.has_large_ids = true;
  j.hour = 23;
  j.minute = 15;
  j.tasks = {{"optimize", TaskKind::Notebook, "/Workspace/Shared/platform/optimize", "", 34},
             {"vacuum", TaskKind::Notebook, "/Workspace/Shared/platform/vacuum", "optimize", 17}};
  j.outcomes = {{5, "stopped_by_person", "optimize"}, {18, "metastore_pool_empty", "optimize"}};
  return j;
}

JobSpec backup() {
  JobSpec j = platform_job(922337203685477001, "cross-region-backup", "Deep clones into the second region.");
  j.has_large_ids = true;
  j.hour = 22;
  j.workers = 12;
  j.node = "m6gd.4xlarge";
  j.tasks = {{"clone_prod", TaskKind::Notebook, "/Workspace/Shared/platform/clone_prod", "", 48},
             {"clone_finance", TaskKind::Notebook, "/Workspace/Shared/platform/clone_finance", "clone_prod", 21},
             {"verify", TaskKind::Notebook, "/Workspace/Shared/platform/verify", "clone_finance", 6}};
  j.outcomes = {
      {2, "subnet_full", "clone_prod"}, {15, "bootstrap_timeout", "clone_prod"}, {22, "service_fault", "clone_prod"}};
  return j;
}

JobSpec checks() {
  JobSpec j = platform_job(1036, "nightly-table-checks", "Rules over all tables.");
  j.hour = 7;
  j.minute = 15;
  j.tasks = {{"run_rules", TaskKind::Notebook, "/Workspace/Shared/platform/run_rules", "", 15, "serverless"},
             {"write_results", TaskKind::Sql, "/Workspace/Shared/platform/write.sql", "run_rules", 2, "warehouse"}};
  j.outcomes = {{20, "driver_silent", "run_rules"}};
  return j;
}

JobSpec shift_plan() {
  JobSpec j = platform_job(1038, "shift-planning", "Crews for the week by depot.");
  j.rhythm = Rhythm::Weekdays;
  j.hour = 4;
  j.minute = 40;
  j.tasks = {{"read_absences", TaskKind::Notebook, "/Workspace/Shared/workforce/read_absences", "", 4, "serverless"},
             {"plan_shifts", TaskKind::Notebook, "/Workspace/Shared/workforce/plan_shifts", "read_absences", 9}};
  return j;
}

JobSpec coupon_report() {
  JobSpec j = platform_job(1039, "coupon-report", "What came back of the coupons.");
  j.owner = "orla.vennick";
  j.hour = 6;
  j.minute = 35;
  j.tasks = {{"redeemed", TaskKind::Sql, "/Workspace/Shared/marketing/redeemed.sql", "", 3, "warehouse"}};
  return j;
}

JobSpec experiments() {
  JobSpec j = platform_job(1037, "model-experiments", "Weekly sweep on large machines.");
  j.owner = "mika.thornbee";
  j.run_as = "mika.thornbee";
  j.domain = "ml";
  j.rhythm = Rhythm::Weekly;
  j.hour = 18;
  j.node = "x2gd.8xlarge";
  j.tasks = {{"sweep", TaskKind::Notebook, "/Workspace/Users/mika.thornbee@larkmoor.example/sweep", "", 120}};
  j.outcomes = {{0, "policy_refuses_node", "sweep"}};
  return j;
}

}  // namespace

std::vector<JobSpec> platform_jobs() {
  return {belts(),      churn(),         features(),    grants(), usage(), checks(),
          shift_plan(), coupon_report(), experiments(), vacuum(), backup()};
}

std::vector<JobSpec> all_jobs() {
  std::vector<JobSpec> all;
  for (auto* const jobs : {sales_jobs, logistics_jobs, finance_jobs, platform_jobs}) {
    for (JobSpec& job : jobs()) {
      all.push_back(std::move(job));
    }
  }
  std::sort(all.begin(), all.end(), [](const JobSpec& a, const JobSpec& b) { return a.id < b.id; });
  return all;
}

}  // namespace lakecode::local

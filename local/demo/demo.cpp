#include "local/demo/demo.h"

#include <utility>

#include "base/time_format.h"
#include "local/demo/documents.h"
#include "local/demo/history_sql.h"
#include "local/demo/platform_documents.h"
#include "local/demo/run_documents.h"
#include "local/demo/run_plan.h"
#include "local/demo/table_sql.h"
#include "local/demo/workspace_files.h"

namespace lakecode::local {
namespace {

std::vector<BuiltTable> plan_tables(const Dice& dice, WallTime now) {
  std::vector<BuiltTable> out;
  for (const TableSpec& spec : all_tables()) {
    out.push_back(plan_table(spec, dice, now));
  }
  return out;
}

void append(std::vector<Document>& all, std::vector<Document> more) {
  for (Document& document : more) {
    all.push_back(std::move(document));
  }
}

std::string outcome_word(const PlannedRun& run, const Scenario& s) {
  switch (run.outcome->ending) {
    case Ending::Recovers:
      return "SUCCESS_AFTER_RETRY";
    case Ending::Repaired:
      return "SUCCESS_AFTER_REPAIR";
    default:
      return std::string(s.result);
  }
}

TrueFailure true_failure(const PlannedJob& job, const PlannedRun& run) {
  const Scenario& s = scenario(run.outcome->scenario);
  const TaskAttempt* root = root_attempt(job, run);
  TrueFailure out;
  out.job_id = job.spec.id;
  out.job_name = job.spec.name;
  out.run_id = run.run_id;
  out.root_class = s.root_class;
  out.root_task = run.outcome->task;
  out.task_run_id = root == nullptr ? 0 : root->run_id;
  out.outcome = outcome_word(run, s);
  out.is_latest_run = run.back == 0;
  out.start_time = to_epoch_ms(run.start);
  return out;
}

void add_table_truth(const BuiltTable& table, Truth& truth) {
  bool is_clean = true;
  for (const PlantedDefect& p : table.planted) {
    TrueFinding finding;
    finding.table = table.spec.name;
    finding.finding = p.defect.finding;
    finding.column = p.defect.column;
    finding.count = p.count;
    finding.rows = table.rows;
    const bool is_planted = p.defect.plant != Plant::Tolerated;
    is_clean = is_clean && !is_planted;
    (is_planted ? truth.planted : truth.tolerated).push_back(std::move(finding));
  }
  if (is_clean) {
    truth.clean_tables.emplace_back(table.spec.name);
  }
}

}  // namespace

DemoData make_demo(std::uint64_t seed, WallTime now) {
  const Dice dice(seed);
  const std::vector<BuiltTable> tables = plan_tables(dice, now);
  const std::vector<PlannedJob> jobs = plan_jobs(dice, now);
  DemoData demo;
  demo.sql = render_company_sql(tables, dice, now);
  for (auto more : {render_billing_sql(jobs, dice, now), render_activity_sql(tables, dice, now)})
    demo.sql.insert(demo.sql.end(), more.begin(), more.end());
  append(demo.documents, make_people_documents(dice));
  append(demo.documents, make_catalog_documents(tables, dice, now));
  append(demo.documents, make_warehouse_documents(dice));
  append(demo.documents, make_shared_cluster_documents(dice, now));
  append(demo.documents, make_query_documents(tables, dice, now));
  for (const PlannedJob& job : jobs) {
    demo.documents.push_back(make_job_document(job, dice, now));
  }
  append(demo.documents, make_run_documents(jobs, dice, now));
  append(demo.documents, make_output_documents(jobs, dice));
  append(demo.documents, make_job_cluster_documents(jobs, dice, now));
  append(demo.documents, make_grant_documents(dice));
  append(demo.documents, make_pipeline_documents(dice, now));
  append(demo.documents, make_endpoint_documents(dice, now));
  append(demo.documents, make_workspace_documents(jobs, demo.documents, dice, now));
  return demo;
}

Truth make_truth(std::uint64_t seed, WallTime now) {
  const Dice dice(seed);
  Truth truth;
  truth.seed = seed;
  truth.now_ms = to_epoch_ms(now);
  truth.flagship_table = kFlagshipTable;
  truth.flagship_job = kFlagshipJob;
  for (const BuiltTable& table : plan_tables(dice, now)) {
    add_table_truth(table, truth);
  }
  for (const PlannedJob& job : plan_jobs(dice, now)) {
    for (const PlannedRun& run : job.runs) {
      if (run.outcome != nullptr) {
        truth.failures.push_back(true_failure(job, run));
      }
    }
  }
  return truth;
}

}  // namespace lakecode::local

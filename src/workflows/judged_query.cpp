#include "workflows/judged_query.h"

#include <algorithm>
#include <utility>

#include "analysis/failures/diagnosis.h"
#include "base/json.h"
#include "base/time_format.h"

namespace lakecode::workflows {
namespace {

using databricks::Query;

constexpr std::size_t kTextShown = 2'000;  // bytes of a statement's text

queries::QueryFacts facts_of(const Query& query) {
  queries::QueryFacts facts{.text = query.text, .status = query.status, .error_message = query.error_message};
  facts.total = query.duration;
  facts.rows_produced = query.rows_produced;
  if (!query.measures) return facts;
  const databricks::QueryMeasures& measures = *query.measures;
  facts.has_metrics = true;
  facts.compilation = measures.compilation;
  facts.execution = measures.execution;
  facts.result_fetch = measures.result_fetch;
  facts.waited_for_start = measures.waited_for_start;
  facts.waited_for_capacity = measures.waited_for_capacity;
  facts.read_bytes = measures.read_bytes;
  facts.read_files = measures.read_files;
  facts.pruned_files = measures.pruned_files;
  facts.rows_read = measures.rows_read;
  facts.spilled_bytes = measures.spilled_bytes;
  return facts;
}

/// Why a failed statement failed, by the rules of debug_job.
void diagnose_failure(JudgedQuery& judged) {
  if (judged.query.status != "FAILED" || judged.query.error_message.empty()) return;
  analysis::RunEvidence evidence;
  analysis::TaskEvidence task;
  task.task_key = "statement";
  task.result_state = "FAILED";
  task.error = judged.query.error_message;
  evidence.result_state = "FAILED";
  evidence.tasks.push_back(std::move(task));
  const analysis::Diagnosis diagnosis = analysis::diagnose(evidence);
  judged.failure_class = diagnosis.class_id;
  judged.fix = diagnosis.fix;
}

}  // namespace

std::vector<JudgedQuery> judge_queries(std::vector<Query> queries) {
  std::vector<JudgedQuery> judged;
  judged.reserve(queries.size());
  for (Query& query : queries) {
    JudgedQuery one{.query = std::move(query)};
    one.advice = queries::advise(facts_of(one.query));
    diagnose_failure(one);
    judged.push_back(std::move(one));
  }
  std::stable_sort(judged.begin(), judged.end(),
                   [](const JudgedQuery& a, const JudgedQuery& b) { return a.query.duration > b.query.duration; });
  return judged;
}

JsonObject judged_to_json(const JudgedQuery& judged) {
  const Query& query = judged.query;
  JsonObject object{
      {"statement_id", to_string(query.id)},
      {"status", query.status},
      {"duration_ms", query.duration.count()},
      {"statement_type", query.statement_type},
      {"user", query.user_name},
      {"warehouse_id", to_string(query.warehouse)},
      {"started_at", query.start_time ? JsonValue(format_rfc3339(*query.start_time)) : JsonValue(nullptr)},
      {"text", query.text.substr(0, kTextShown)},
      {"rows_produced", query.rows_produced}};
  if (!query.job_id.empty()) object["job_id"] = query.job_id;
  if (!query.job_run_id.empty()) object["run_id"] = query.job_run_id;
  if (query.measures) {
    object["read_bytes"] = query.measures->read_bytes;
    object["spilled_bytes"] = query.measures->spilled_bytes;
  }
  if (!query.error_message.empty()) object["error"] = query.error_message;
  if (!judged.failure_class.empty()) object["class"] = judged.failure_class;
  JsonArray advice;
  for (const queries::Advice& each : judged.advice) {
    advice.push_back(JsonObject{{"id", each.id}, {"text", each.text}, {"evidence", each.evidence}});
  }
  object["advice"] = std::move(advice);
  return object;
}

}  // namespace lakecode::workflows

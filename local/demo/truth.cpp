#include "local/demo/truth.h"

#include "base/json.h"
#include "base/time_format.h"
#include "local/demo/history_sql.h"
#include "local/demo/platform_documents.h"
#include "local/demo/workspace_files.h"

namespace lakecode::local {
namespace {

JsonObject to_json(const TrueFailure& f) {
  return {{"job_id", f.job_id},         {"job_name", f.job_name},           {"run_id", f.run_id},
          {"root_class", f.root_class}, {"root_task", f.root_task},         {"task_run_id", f.task_run_id},
          {"outcome", f.outcome},       {"is_latest_run", f.is_latest_run}, {"start_time", f.start_time}};
}

JsonObject to_json(const TrueFinding& f) {
  return {{"table", f.table}, {"finding", f.finding}, {"column", f.column}, {"count", f.count}, {"rows", f.rows}};
}

template <typename T>
JsonArray to_array(const std::vector<T>& items) {
  JsonArray out;
  for (const T& item : items) {
    out.push_back(to_json(item));
  }
  return out;
}

/// First and last day of each stretch of odd spending, as the usage table has its days.
JsonArray cost_anomalies(const Truth& truth) {
  JsonArray out;
  const auto day = [&](int ago) {
    return format_rfc3339(from_epoch_ms(truth.now_ms) - std::chrono::hours(24 * ago)).substr(0, 10);
  };
  for (const PlantedCost& odd : planted_costs())
    out.push_back(JsonObject{{"key", odd.key},
                             {"first_day", day(odd.from_days_ago)},
                             {"last_day", day(odd.to_days_ago)},
                             {"factor", odd.factor},
                             {"reason", odd.reason}});
  return out;
}

JsonArray grant_surprises() {
  JsonArray out;
  for (const PlantedGrant& grant : planted_grants())
    out.push_back(JsonObject{{"object", grant.object},
                             {"principal", grant.principal},
                             {"privileges", grant.privileges},
                             {"surprise", grant.surprise}});
  return out;
}

JsonArray drifts() {
  JsonArray out;
  for (const Drift& drift : bundle_drifts())
    out.push_back(JsonObject{
        {"job_id", drift.job_id}, {"resource", drift.key}, {"field", drift.field}, {"deployed", drift.deployed}});
  return out;
}

}  // namespace

JsonValue truth_json(const Truth& truth) {
  JsonArray clean;
  for (const std::string& table : truth.clean_tables) {
    clean.push_back(JsonValue(table));
  }
  return JsonObject{{"seed", truth.seed},
                    {"now_ms", truth.now_ms},
                    {"flagship_table", truth.flagship_table},
                    {"flagship_job", truth.flagship_job},
                    {"failures", to_array(truth.failures)},
                    {"planted", to_array(truth.planted)},
                    {"tolerated", to_array(truth.tolerated)},
                    {"clean_tables", clean},
                    {"cost_anomalies", cost_anomalies(truth)},
                    {"grant_surprises", grant_surprises()},
                    {"bundle", bundle_root()},
                    {"bundle_drift", drifts()}};
}

}  // namespace lakecode::local

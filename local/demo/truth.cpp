#include "local/demo/truth.h"

#include "base/json.h"

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
                    {"clean_tables", clean}};
}

}  // namespace lakecode::local

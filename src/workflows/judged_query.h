#pragma once
// A statement of the query history with what its measures advise and, when it failed, why: by the rules of debug_job.

#include <string>
#include <vector>

#include "analysis/queries/query_advice.h"
#include "base/json_fwd.h"
#include "databricks/query_history.h"

namespace lakecode::workflows {

struct JudgedQuery {
  databricks::Query query;
  std::vector<queries::Advice> advice;
  std::string failure_class;  ///< empty unless it failed with a message
  std::string fix;
};

/// Slowest first.
std::vector<JudgedQuery> judge_queries(std::vector<databricks::Query> queries);

/// As query_history tells it; long texts are cut.
JsonObject judged_to_json(const JudgedQuery& judged);

}  // namespace lakecode::workflows

#pragma once
// The statements that a run sent to SQL warehouses, where the platform's query history tells of them: what failed,
// spilled or took most of the time.

#include <string>
#include <vector>

#include "workflows/engine.h"
#include "workflows/judged_query.h"
#include "workflows/run_evidence.h"

namespace lakecode::workflows {

/// Failed ones first, then the slowest; at most a hundred, told in data.queries. Empty when it sent none, or when the
/// history may not be read: what is missing is told there, and nothing fails.
std::vector<JudgedQuery> gather_run_queries(Run& run, const GatheredRun& gathered);

/// What they say about a run that failed, as findings.
void tell_run_queries(Run& run, const std::vector<JudgedQuery>& queries);

}  // namespace lakecode::workflows

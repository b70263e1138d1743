#pragma once
// Query history API 2.0 as a typed read. Source: Databricks REST reference, query history.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

struct QueryFilter {
  std::optional<WallTime> started_from;
  std::optional<WallTime> started_to;
  std::vector<std::string> statuses;  ///< "FINISHED", "FAILED", …
  std::vector<WarehouseId> warehouses;
  std::vector<std::int64_t> user_ids;
  std::vector<StatementId> statements;
  bool with_metrics = false;
};

/// QueryMetrics, as far as the platform tells them; absent ones are 0.
struct QueryMeasures {
  std::chrono::milliseconds compilation{0};
  std::chrono::milliseconds execution{0};
  std::chrono::milliseconds result_fetch{0};
  std::chrono::milliseconds waited_for_start{0};     ///< from asking for the warehouse until it ran
  std::chrono::milliseconds waited_for_capacity{0};  ///< from the queue of a full warehouse until it began
  std::int64_t read_bytes = 0;
  std::int64_t read_files = 0;
  std::int64_t pruned_files = 0;
  std::int64_t rows_read = 0;
  std::int64_t spilled_bytes = 0;
  bool from_cache = false;
};

struct Query {
  StatementId id;
  std::string text;
  std::string status;
  std::string statement_type;
  std::string error_message;
  std::string user_name;
  WarehouseId warehouse;
  std::optional<WallTime> start_time;
  std::optional<WallTime> end_time;
  std::chrono::milliseconds duration{0};
  std::int64_t rows_produced = 0;
  std::string job_id;  ///< of the job that sent it; "" for other sources
  std::string job_run_id;
  std::optional<QueryMeasures> measures;  ///< with_metrics, and the platform has them
};

/// GET sql/history/queries, newest first, at most `limit`. Errors: PermissionDenied, …
Result<std::vector<Query>> fetch_query_history(Client& client, const QueryFilter& filter, std::size_t limit,
                                               const CallContext& ctx);

}  // namespace lakecode::databricks

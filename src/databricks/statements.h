#pragma once
// SQL Statement Execution API 2.0: submit, poll, page through chunks, cancel.
// Source: Databricks REST reference, statement execution.

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/call_context.h"
#include "base/ids.h"
#include "base/result.h"
#include "databricks/client.h"
#include "safety/effect.h"
#include "safety/permit.h"

namespace lakecode::databricks {

struct StatementParameter {
  std::string name;
  std::optional<std::string> value;  ///< nullopt is NULL
  std::string type = "STRING";
};

struct StatementRequest {
  WarehouseId warehouse;
  std::string statement;
  std::string catalog;  ///< default catalog; may be empty
  std::string schema;
  std::vector<StatementParameter> parameters;
  std::size_t row_limit = 10'000;
  std::size_t byte_limit = 25U << 20U;  ///< bytes of rows kept
  std::chrono::milliseconds timeout{10 * 60'000};
  /// Key and value pairs that the query history shows; at most 20.
  std::vector<std::pair<std::string, std::string>> query_tags = {};
};

/// The effect to bring to the gate for this request; execute_statement checks the permit against the same.
safety::SqlEffect effect_of(const StatementRequest& request);

struct Column {
  std::string name;
  std::string type_name;  ///< "STRING", "BIGINT", "DECIMAL", …: the SQL names, also where the wire says LONG
  std::string type_text;  ///< "DECIMAL(10,2)"
};

using Row = std::vector<std::optional<std::string>>;  ///< values as text; nullopt is NULL

struct StatementResult {
  StatementId id;
  std::vector<Column> columns;
  std::vector<Row> rows;
  bool truncated = false;  ///< a limit cut the rows
  std::int64_t total_rows = 0;
};

/// Runs one statement to its end: submits, polls (after 10 ms, then ever slower up to 5 s), fetches every chunk (inline
/// or external link, the latter without credentials), up to the limits. A stop or the time limit cancels the statement
/// on the warehouse, with a short time limit of its own, and returns Cancelled or DeadlineExceeded; one that the
/// workspace has not named by then is cancelled behind its back once it is, at the latest when the client ends. Errors:
/// InvalidArgument (the SQL is wrong; reason starts with the platform's error class), NotFound (table or warehouse),
/// PermissionDenied, FailedPrecondition (warehouse stopped, statement closed), DeadlineExceeded, Unavailable, Internal
/// when `permit` does not cover the request.
Result<StatementResult> execute_statement(Client& client, safety::Permit permit, const StatementRequest& request,
                                          const CallContext& ctx);

}  // namespace lakecode::databricks

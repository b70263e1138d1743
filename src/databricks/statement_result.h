#pragma once
// Reading the answers of statement execution: state, error, columns, rows. For this folder's sources only. Pure.

#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/error_answer.h"
#include "databricks/statements.h"
#include "net/http_types.h"

namespace lakecode::databricks {

/// A link to rows outside the workspace. The URL is a credential.
struct ResultLink {
  std::string url;
  net::Headers headers;
};

/// One piece of a result: rows, or links to them, and what comes next.
struct ResultChunk {
  std::vector<ResultLink> links;
  std::optional<std::int64_t> next;  ///< index of the next chunk
};

/// Collects rows up to the limits of a request.
class RowCollector {
 public:
  RowCollector(StatementResult& result, const StatementRequest& request) : result_(result), request_(request) {}

  /// Takes the rows of an array of arrays; false when a limit is reached. CorruptData when a row does not fit the
  /// columns.
  Result<bool> take(const JsonArray& rows, const Naming& naming);

 private:
  StatementResult& result_;
  const StatementRequest& request_;
  std::size_t bytes_ = 0;
};

/// Columns, total and truncation of "manifest".
void read_manifest(const JsonValue& response, StatementResult& result);
/// Links and next index of "result", or of one chunk.
ResultChunk read_chunk(const JsonValue& result);
/// The error of a statement whose state is FAILED, CANCELED or CLOSED.
Error error_of_statement(const JsonValue& response, const Naming& naming, const Origin& origin);
/// The body of the submit request: asynchronous, so that its id is known before anything can take long.
std::string statement_body(const StatementRequest& request);

}  // namespace lakecode::databricks

#include "gate/state_reader.h"

#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::gate {

using databricks::StatementResult;

Result<StatementResult> StateReader::query(const std::string& sql, const safety::SqlEffect& about, std::size_t rows,
                                           const CallContext& ctx) const {
  if (warehouse_.value().empty()) {
    return Error{.code = ErrorCode::FailedPrecondition,
                 .action = "read about the act",
                 .subject = "",
                 .reason = "no SQL warehouse is running",
                 .advice = ""};
  }
  const databricks::StatementRequest request{.warehouse = warehouse_,
                                             .statement = sql,
                                             .catalog = about.default_catalog,
                                             .schema = about.default_schema,
                                             .parameters = {},
                                             .row_limit = rows};
  TRY_ASSIGN(safety::Permit permit, reads_.permit_read(databricks::effect_of(request), ctx));
  return databricks::execute_statement(client_, std::move(permit), request, ctx);
}

std::optional<std::string> StateReader::cell(const StatementResult& result, std::string_view column, std::size_t row) {
  if (row >= result.rows.size()) return std::nullopt;
  for (std::size_t i = 0; i < result.columns.size(); ++i) {
    if (text::equals_ignore_case(result.columns[i].name, column)) return result.rows[row][i];
  }
  return std::nullopt;
}

Result<std::vector<std::string>> StateReader::full_name(const std::string& name, const safety::SqlEffect& about,
                                                        const CallContext& ctx) const {
  TRY_ASSIGN(std::vector<std::string> parts, sql::parse_name(name));
  if (parts.size() == 3) return parts;
  TRY_ASSIGN(const StatementResult now, query("SELECT current_catalog() AS c, current_schema() AS s", about, 1, ctx));
  if (parts.size() == 1) parts.insert(parts.begin(), cell(now, "s").value_or("default"));
  parts.insert(parts.begin(), cell(now, "c").value_or(""));
  return parts;
}

}  // namespace lakecode::gate

#pragma once
// The SQL that reads usage by day and key, fitted to the columns that this workspace's system tables really have. Pure.
// Source: Databricks documentation, billable usage and pricing system tables; list cost joins on cloud, sku_name and
// usage_unit inside the price's time window, and sums every record type so that corrections cancel.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/cost/breakdown.h"
#include "analysis/cost/usage.h"
#include "base/result.h"

namespace lakecode::cost {

/// Columns of a table: lower-case name to its type text as DESCRIBE gives it ("struct<job_id:string>").
using ColumnTypes = std::map<std::string, std::string, std::less<>>;

/// An expression for `column.field`, whatever form the column has here: struct, map, or JSON text. "CAST(NULL AS
/// STRING)" when it is absent. `alias` is the table's.
std::string field_expression(const ColumnTypes& columns, std::string_view alias, std::string_view column,
                             std::string_view field);

struct UsageQuery {
  ColumnTypes usage;
  std::optional<ColumnTypes> prices;  ///< nullopt: there is no price list, so money is unknown
  Day from{};
  Day to{};  ///< inclusive
};

/// One row a day and key, in the order that parse_usage reads. InvalidArgument when `usage` lacks what no analysis can
/// do without: usage_date, sku_name, usage_quantity.
Result<std::string> make_usage_sql(const UsageQuery& query);

/// Sums by the whole set of tags, as JSON text: tags, quantity, usd. "" when usage has no tags here.
std::string make_tags_sql(const UsageQuery& query);

using Cells = std::vector<std::optional<std::string>>;

/// The rows of an answer to make_usage_sql. CorruptData for a day or number that is none.
Result<std::vector<UsageRow>> parse_usage(const std::vector<Cells>& rows);

/// Cost by "key=value", dearest first; a row counts for each of its tags, and for "(untagged)" without any.
std::vector<CostLine> parse_tags(const std::vector<Cells>& rows);

}  // namespace lakecode::cost

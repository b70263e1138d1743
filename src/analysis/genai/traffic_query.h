#pragma once
// The SQL that sums the requests of serving endpoints, fitted to the columns this workspace's tables have. Pure.
// Source: Databricks documentation, system.serving.endpoint_usage and served_entities.

#include <optional>
#include <string>
#include <vector>

#include "analysis/cost/usage_query.h"
#include "analysis/genai/facts.h"
#include "base/result.h"

namespace lakecode::genai {

struct TrafficQuery {
  cost::ColumnTypes usage;     ///< of system.serving.endpoint_usage
  cost::ColumnTypes entities;  ///< of system.serving.served_entities
  cost::Period period;
};

/// The column that counts cached input tokens; "" when there is none.
std::string cache_column(const cost::ColumnTypes& usage);

/// One row a day and key, in the order that parse_traffic reads.
std::string make_traffic_sql(const TrafficQuery& query);
/// Endpoint and how many requests were sent more than once; "" where requests have no id of the client's.
std::string make_repeats_sql(const TrafficQuery& query);

/// CorruptData for rows of another form.
Result<std::vector<Traffic>> parse_traffic(const std::vector<cost::Cells>& rows);
std::vector<Repeats> parse_repeats(const std::vector<cost::Cells>& rows);

}  // namespace lakecode::genai

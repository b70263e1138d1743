#include "analysis/genai/traffic_query.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time_format.h"
#include "sql/literals.h"

namespace lakecode::genai {
namespace {

constexpr std::size_t kColumns = 12;

std::string day_literal(cost::Day day) {
  return sql::quote_string(format_rfc3339(WallTime(day)).substr(0, 10));
}

std::string count_of(const cost::ColumnTypes& columns, std::string_view column) {
  if (columns.find(column) == columns.end()) return "0";
  return fmt::format("coalesce(CAST(u.{} AS BIGINT), 0)", sql::quote_identifier(column));
}

/// The newest row of each entity: the table keeps its history.
std::string entities(const TrafficQuery& query) {
  const bool dated = query.entities.contains("change_time");
  const auto newest = [&](const char* column) {
    if (!query.entities.contains(column)) return std::string("CAST(NULL AS STRING)");
    return dated ? fmt::format("max_by({}, change_time)", column) : fmt::format("max({})", column);
  };
  return fmt::format(
      "SELECT served_entity_id, {} AS endpoint_name, coalesce({}, {}) AS model, {} AS task, {} AS entity_type FROM "
      "system.serving.served_entities GROUP BY served_entity_id",
      newest("endpoint_name"), newest("entity_name"), newest("served_entity_name"), newest("task"),
      newest("entity_type"));
}

std::string source(const TrafficQuery& query) {
  return fmt::format(
      " FROM system.serving.endpoint_usage u LEFT JOIN ({}) AS e ON u.served_entity_id = e.served_entity_id WHERE "
      "CAST(u.request_time AS DATE) >= DATE{} AND CAST(u.request_time AS DATE) <= DATE{}",
      entities(query), day_literal(query.period.from), day_literal(query.period.to));
}

std::int64_t whole(const std::optional<std::string>& cell) {
  if (const auto exact = text::parse_int(cell.value_or(""))) return *exact;
  const auto number = text::parse_double(cell.value_or(""));
  return number ? static_cast<std::int64_t>(*number) : 0;
}

}  // namespace

std::string cache_column(const cost::ColumnTypes& usage) {
  for (const auto& [name, type] : usage) {
    if (name.find("cache") != std::string::npos && name.find("token") != std::string::npos &&
        name.find("write") == std::string::npos && name.find("creation") == std::string::npos) {
      return name;
    }
  }
  return "";
}

std::string make_traffic_sql(const TrafficQuery& query) {
  const std::string in = count_of(query.usage, "input_token_count");
  const std::string out = count_of(query.usage, "output_token_count");
  const std::string cached = count_of(query.usage, cache_column(query.usage));
  const std::string status = query.usage.contains("status_code") ? "coalesce(CAST(u.status_code AS INT), 200)" : "200";
  const std::string user = query.usage.contains("requester") ? "u.requester" : "CAST(NULL AS STRING)";
  return fmt::format(
      "SELECT day, endpoint, model, requester, status, size, count(*) AS requests, sum(input) AS input, sum(output) AS "
      "output, sum(cached) AS cached, max(task) AS task, max(entity_type) AS entity_type FROM (SELECT "
      "CAST(u.request_time AS DATE) AS day, e.endpoint_name AS endpoint, "
      "e.model AS model, e.task AS task, e.entity_type AS entity_type, {} AS requester, {} AS status, CASE WHEN {} + "
      "{} < 1000 THEN '0-1k' WHEN {} + {} < 8000 THEN "
      "'1k-8k' WHEN {} + {} < 32000 THEN '8k-32k' WHEN {} + {} < 128000 THEN '32k-128k' ELSE '128k+' END AS size, {} "
      "AS "
      "input, {} AS output, {} AS cached{}) AS requests_of_days GROUP BY day, endpoint, model, requester, status, size "
      "ORDER BY day, endpoint, model, requester, status, size",
      user, status, in, out, in, out, in, out, in, out, in, out, cached, source(query));
}

std::string make_repeats_sql(const TrafficQuery& query) {
  if (!query.usage.contains("client_request_id")) return "";
  return "SELECT e.endpoint_name AS endpoint, count(u.client_request_id) - count(DISTINCT u.client_request_id) AS "
         "extra" +
         source(query) + " GROUP BY e.endpoint_name ORDER BY e.endpoint_name";
}

Result<std::vector<Traffic>> parse_traffic(const std::vector<cost::Cells>& rows) {
  std::vector<Traffic> traffic;
  traffic.reserve(rows.size());
  for (const cost::Cells& cells : rows) {
    const auto day = cells.size() == kColumns ? parse_rfc3339(cells[0].value_or("").substr(0, 10))
                                              : Result<WallTime>(Error{.code = ErrorCode::CorruptData});
    if (!day) {
      return Error{.code = ErrorCode::CorruptData,
                   .action = "read requests",
                   .subject = "system.serving.endpoint_usage",
                   .reason = "a row has another form than was asked for"};
    }
    traffic.push_back({.day = std::chrono::floor<std::chrono::days>(*day),
                       .endpoint = cells[1].value_or(""),
                       .model = cells[2].value_or(""),
                       .user = cells[3].value_or(""),
                       .status = static_cast<int>(whole(cells[4])),
                       .size = cells[5].value_or(""),
                       .requests = whole(cells[6]),
                       .input_tokens = whole(cells[7]),
                       .output_tokens = whole(cells[8]),
                       .cached_tokens = whole(cells[9]),
                       .task = cells[10].value_or(""),
                       .is_custom = cells[11] == "CUSTOM_MODEL" || cells[11] == "FEATURE_SPEC"});
  }
  return traffic;
}

std::vector<Repeats> parse_repeats(const std::vector<cost::Cells>& rows) {
  std::vector<Repeats> repeats;
  for (const cost::Cells& cells : rows) {
    if (cells.size() == 2) repeats.push_back({cells[0].value_or(""), whole(cells[1])});
  }
  return repeats;
}

}  // namespace lakecode::genai

#include "workflows/audit_log.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/text.h"
#include "base/time_format.h"
#include "sql/literals.h"
#include "workflows/optional_table.h"

namespace lakecode::workflows {
namespace {

std::string timestamp_literal(WallTime time) {
  return "TIMESTAMP" + sql::quote_string(format_minute(time) + ":00");
}

std::string date_literal(WallTime time) {
  return "DATE" + sql::quote_string(format_rfc3339(time).substr(0, 10));
}

}  // namespace

std::string AuditLog::field(std::string_view column, std::string_view name) const {
  return cost::field_expression(columns_, "a", column, name);
}

std::string AuditLog::during(WallTime from, WallTime to) const {
  const std::string days =
      columns_.contains("event_date")
          ? fmt::format(" AND a.event_date >= {} AND a.event_date <= {}", date_literal(from), date_literal(to))
          : "";
  return fmt::format("CAST(a.event_time AS TIMESTAMP) >= {} AND CAST(a.event_time AS TIMESTAMP) <= {}{}",
                     timestamp_literal(from), timestamp_literal(to + std::chrono::minutes(1)), days);
}

std::optional<AuditLog> find_audit_log(Run& run) {
  const std::string table(kAuditTable);
  const auto info = find_optional_table(run, {"find_" + table, "Look for " + table, result::StepKind::Api}, table);
  if (!info) return std::nullopt;
  cost::ColumnTypes types;
  for (const auto& column : info->columns) types.emplace(text::to_lower(column.name), column.type_text);
  return AuditLog(std::move(types));
}

std::optional<WallTime> timestamp_of(std::string text) {
  std::replace(text.begin(), text.end(), ' ', 'T');
  const std::size_t plus = text.find('+');
  if (plus != std::string::npos && text.size() == plus + 3) text += ":00";  // "+00" of some engines
  if (text.size() > 10 && text.back() != 'Z' && plus == std::string::npos) text += "Z";
  const auto time = parse_rfc3339(text);
  return time ? std::optional(*time) : std::nullopt;
}

}  // namespace lakecode::workflows

#pragma once
// system.access.audit as the workflows ask it: its columns as this workspace has them, and bounds of time that let the
// platform read few of its files.
// Source: Databricks documentation, audit log system table reference.

#include <optional>
#include <string>
#include <string_view>

#include "analysis/cost/usage_query.h"
#include "base/clock.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

inline constexpr const char* kAuditTable = "system.access.audit";

class AuditLog {
 public:
  explicit AuditLog(cost::ColumnTypes columns) : columns_(std::move(columns)) {}

  /// An expression for column.name of the table's alias `a`; NULL when it is absent here.
  [[nodiscard]] std::string field(std::string_view column, std::string_view name) const;
  /// A condition: what happened from `from` to `to`, both included to the minute.
  [[nodiscard]] std::string during(WallTime from, WallTime to) const;

 private:
  cost::ColumnTypes columns_;
};

/// Looks for the table as a step; nullopt when it is not there or may not be seen, which the result tells.
std::optional<AuditLog> find_audit_log(Run& run);

/// A TIMESTAMP as an answer's text has it.
std::optional<WallTime> timestamp_of(std::string text);

}  // namespace lakecode::workflows

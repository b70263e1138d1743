#pragma once
// The makers of live rows of system tables, one a table. Only for local/engine.

#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "local/engine/system_tables.h"

namespace lakecode::local {

/// Rows of one table, set by column name.
class SystemRows {
 public:
  SystemRows(std::vector<std::string> names, const SystemPlace& place) : names_(std::move(names)), place_(place) {}

  /// A new row with what stands in every row.
  void begin();
  void set(std::string_view column, Cell cell);
  void set_time(std::string_view column, std::optional<std::int64_t> epoch_ms);  ///< null for 0 too
  [[nodiscard]] const SystemPlace& place() const { return place_; }
  [[nodiscard]] std::vector<std::vector<Cell>> take() { return std::move(rows_); }

 private:
  std::vector<std::string> names_;
  const SystemPlace& place_;
  std::vector<std::vector<Cell>> rows_;
};

// system_activity.cpp
void add_query_rows(const Store& store, SystemRows& rows);
void add_audit_rows(const Store& store, SystemRows& rows);
void add_table_lineage_rows(const Store& store, SystemRows& rows);
void add_column_lineage_rows(const Store& store, SystemRows& rows);
void add_served_entity_rows(const Store& store, SystemRows& rows);
void add_endpoint_usage_rows(const Store& store, SystemRows& rows);
void add_cluster_rows(const Store& store, SystemRows& rows);
void add_warehouse_rows(const Store& store, SystemRows& rows);

// system_lakeflow.cpp
void add_job_rows(const Store& store, SystemRows& rows);
void add_job_task_rows(const Store& store, SystemRows& rows);
void add_job_run_rows(const Store& store, SystemRows& rows);
void add_task_run_rows(const Store& store, SystemRows& rows);
void add_pipeline_rows(const Store& store, SystemRows& rows);
void add_pipeline_update_rows(const Store& store, SystemRows& rows);

}  // namespace lakecode::local

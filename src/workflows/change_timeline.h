#pragma once
// What changed before a job first failed: its settings and the grants on its tables (audit log), and the tables
// themselves (Delta history). Each source is looked for first; one that is not there is told, not failed.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json_fwd.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

struct ChangeEvent {
  WallTime when;
  std::string kind;    ///< "job_settings", "table_schema", "table_data", "grant"
  std::string object;  ///< "job 12", a table's full name
  std::string who;
  std::string what;
};

struct Timeline {
  std::vector<ChangeEvent> events;   ///< oldest first, inside the window
  std::vector<std::string> missing;  ///< sources that could not be read
};

struct ChangeWindow {
  WallTime from;
  WallTime to;
};

/// At most five tables.
Timeline gather_changes(Run& run, std::int64_t job_id, const std::vector<std::string>& tables,
                        const ChangeWindow& window);

/// Names of three parts in the texts of a failure, in order, once each; packages of languages are left out.
std::vector<std::string> tables_named_in(const std::vector<std::string>& texts);

JsonArray events_to_json(const std::vector<ChangeEvent>& events);

}  // namespace lakecode::workflows

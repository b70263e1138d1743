#pragma once
// Billed usage for the cost workflows: what the system tables of this workspace hold, by SQL through the gate.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/cost/breakdown.h"
#include "analysis/cost/usage.h"
#include "analysis/cost/usage_query.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

struct Usage {
  cost::Period period;
  std::vector<cost::UsageRow> rows;
  cost::UsageQuery query;   ///< what was asked, with the columns of this workspace's tables
  bool has_prices = false;  ///< false: no price list could be read, so money is unknown
};

/// The last `days` days up to the run's as_of. nullopt when usage cannot be read: the run is failed with what is
/// missing and the GRANT that would be needed.
std::optional<Usage> gather_usage(Run& run, std::int64_t days);

/// The same for a workflow that can do without: nullopt when the table is not there or cannot be read; the run goes on.
std::optional<Usage> find_usage(Run& run, std::int64_t days);

/// Input `days`, or `fallback`; the run is failed and nullopt returned when it is out of 1 to 365 (what the table
/// keeps).
std::optional<std::int64_t> days_input(Run& run, std::int64_t fallback);

/// "list price, USD" and what it leaves out, for reports.
std::string money_note(const Usage& usage);
/// The same for a part of it.
std::string money_note(std::span<const cost::UsageRow> rows, bool has_prices);

}  // namespace lakecode::workflows

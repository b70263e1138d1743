#pragma once
// What the catalog keeps beside the versions of a table, so that no RESTORE brings it back: row filter, masks, tags of
// columns, primary and foreign keys.

#include <optional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "gate/restore_point.h"
#include "gate/restore_settings.h"
#include "gate/state_reader.h"
#include "sql/token.h"

namespace lakecode::gate {

/// An ALTER, read behind the name that it alters.
struct AlterForm {
  const sql::TokenView& view;
  std::size_t at;    ///< the first word behind the name
  std::string head;  ///< "ALTER TABLE `a`.`b`.`c`"
};

/// The statements that set back a filter, mask, tag of a column or key; none when nothing will be changed. nullopt when
/// the ALTER is about none of these. Errors: FailedPrecondition for what cannot be written down again, and what the
/// reading of tags gives.
Result<std::optional<std::vector<RestoreStep>>> make_guards_back(const AlterForm& alter, const AlteredTable& table,
                                                                 const StateReader& reader, const CallContext& ctx);

/// Whether a version of a Delta table holds what the statement changes, so that RESTORE brings it back. Every ALTER but
/// the known forms is held to change the catalog alone.
bool is_held_by_versions(const sql::TokenView& statement);

}  // namespace lakecode::gate

#pragma once
// Settings of a table that time travel does not bring back: comment, properties, tags, owner, name, column comments.

#include <optional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/unity_catalog.h"
#include "gate/restore_point.h"
#include "gate/state_reader.h"
#include "safety/effect.h"
#include "sql/token.h"

namespace lakecode::gate {

/// The table or view a statement alters, as it is before.
struct AlteredTable {
  std::vector<std::string> name;  ///< three parts
  const databricks::TableInfo& info;
};

struct AlterForm;  // gate/restore_guards.h

/// The statements that set back what `statement` (one ALTER or COMMENT ON) sets, none when it changes nothing; nullopt
/// when it is none of these forms. Errors: what the reading of tags gives, and of gate/restore_guards.h.
Result<std::optional<std::vector<RestoreStep>>> make_set_back(const sql::TokenView& statement,
                                                              const AlteredTable& table, const StateReader& reader,
                                                              const CallContext& ctx);

/// The same for SET TAGS and UNSET TAGS of a column, which stand at `alter.at`.
Result<std::vector<RestoreStep>> make_column_tags_back(const AlterForm& alter, const std::string& column,
                                                       const AlteredTable& table, const StateReader& reader,
                                                       const CallContext& ctx);

}  // namespace lakecode::gate

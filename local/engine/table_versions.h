#pragma once
// Earlier states of tables, for time travel, RESTORE and UNDROP. Only for local/engine.
//
// A log in the engine (lc_versions.log) has one row for each version that can still be read: table, version, number of
// rows, and the relation that holds them. Rows that a change leaves alone are not copied: as long as a table is only
// appended to, version v is the first n rows of the table itself (relation ""). A change that rewrites rows copies the
// table first, into a relation "lc:n" of the same schema, where all versions so far are found; a replaced or dropped
// table is renamed to such a relation. Nobody reaches those by name. Every step runs inside the change's own
// transaction.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "local/dialect/names.h"
#include "local/engine/duck.h"

namespace lakecode::local {

/// A table larger than this is rewritten without a copy: its earlier versions are gone then, and reading them says so.
inline constexpr std::int64_t kMostCopiedRows = 2'000'000;
/// Copies of one table that are kept; the oldest goes first.
inline constexpr std::size_t kMostCopies = 12;

/// Prefix of the relations that hold earlier states.
inline constexpr std::string_view kHiddenPrefix = "lc:";

struct KeptVersion {
  std::int64_t version = 0;
  std::int64_t rows = 0;
  std::string relation;  ///< "" for the table itself
};

class TableVersions {
 public:
  explicit TableVersions(duck::Connection& connection) : connection_(connection) {}

  /// Makes the log where there is none.
  Result<void> prepare();
  /// Before a change that only adds rows to `table`, which is at `version`.
  Result<void> note(const dialect::TableName& table, std::int64_t version);
  /// Before a change that rewrites rows or columns.
  Result<void> copy(const dialect::TableName& table, std::int64_t version);
  /// Before CREATE OR REPLACE: `table` becomes the relation that holds its versions.
  Result<void> set_aside(const dialect::TableName& table, std::int64_t version);
  /// Instead of DROP TABLE: the table is now the relation that is returned.
  Result<std::string> retire(const dialect::TableName& table, std::int64_t version);
  /// UNDROP: the retired `relation` is `table` again, with its versions.
  Result<void> revive(const dialect::TableName& table, const std::string& relation);
  /// Drops what retire() left, with its versions.
  Result<void> purge(const dialect::TableName& table, const std::string& relation);
  Result<void> rename(const dialect::TableName& from, const dialect::TableName& to);
  /// Forgets all that is known of the tables of a schema ("catalog.schema"), which the engine dropped.
  Result<void> forget_schema(const std::string& schema);

  /// Newest first; what can be read besides the current version.
  Result<std::vector<KeptVersion>> kept(const std::string& full_name);
  /// Drops the copies that hold no version from `oldest_version` on; their relations.
  Result<std::vector<std::string>> drop_before(const dialect::TableName& table, std::int64_t oldest_version,
                                               bool dry_run);

 private:
  Result<std::int64_t> count(const dialect::TableName& table);
  Result<std::string> next_relation();
  Result<std::string> move_away(const dialect::TableName& table, std::int64_t version);
  Result<void> rename_log(const std::string& from, const std::string& to);
  Result<void> destroy(const dialect::TableName& table, const std::string& relation);
  Result<void> drop_oldest(const dialect::TableName& table);

  duck::Connection& connection_;
};

/// Engine SQL that reads `kept` of `table`.
std::string relation_sql(const dialect::TableName& table, const KeptVersion& kept);

}  // namespace lakecode::local

#include "local/engine/table_versions.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/lexer.h"

namespace lakecode::local {
namespace {

using dialect::quote_name;
using dialect::quote_text;
using dialect::TableName;

std::string in_schema(const TableName& table, std::string_view relation) {
  return quote_name(table.schema_full()) + "." + quote_name(relation);
}

/// A dropped table's name in the log: a new table of the same name must not meet its versions.
std::string retired_name(const TableName& table, const std::string& relation) {
  return table.full() + "#" + relation;
}

}  // namespace

std::string relation_sql(const TableName& table, const KeptVersion& kept) {
  const std::string relation = kept.relation.empty() ? table.engine() : in_schema(table, kept.relation);
  return fmt::format("(SELECT * FROM {} LIMIT {})", relation, kept.rows);
}

Result<void> TableVersions::prepare() {
  TRY_VOID(connection_.execute("CREATE SCHEMA IF NOT EXISTS lc_versions"));
  TRY_VOID(connection_.execute("CREATE SEQUENCE IF NOT EXISTS lc_versions.relation"));
  return connection_.execute(
      "CREATE TABLE IF NOT EXISTS lc_versions.log (table_name VARCHAR, version BIGINT, row_count BIGINT, relation "
      "VARCHAR)");
}

Result<std::int64_t> TableVersions::count(const TableName& table) {
  TRY_ASSIGN(const auto rows, connection_.texts("SELECT count(*) FROM " + table.engine()));
  return text::parse_int(rows.at(0).at(0).value_or("")).value_or(0);
}

Result<std::string> TableVersions::next_relation() {
  TRY_ASSIGN(const auto rows, connection_.texts("SELECT nextval('lc_versions.relation')"));
  return std::string(kHiddenPrefix) + rows.at(0).at(0).value_or("");
}

Result<void> TableVersions::note(const TableName& table, std::int64_t version) {
  TRY_ASSIGN(const std::int64_t rows, count(table));
  const std::string name = quote_text(table.full());
  TRY_VOID(connection_.execute(
      fmt::format("DELETE FROM lc_versions.log WHERE table_name = {} AND version >= {}", name, version)));
  return connection_.execute(fmt::format("INSERT INTO lc_versions.log VALUES ({}, {}, {}, '')", name, version, rows));
}

Result<void> TableVersions::copy(const TableName& table, std::int64_t version) {
  TRY_VOID(note(table, version));
  TRY_ASSIGN(const std::int64_t rows, count(table));
  const std::string name = quote_text(table.full());
  if (rows > kMostCopiedRows) {
    return connection_.execute(
        fmt::format("DELETE FROM lc_versions.log WHERE table_name = {} AND relation = ''", name));
  }
  TRY_ASSIGN(const std::string relation, next_relation());
  TRY_VOID(connection_.execute(
      fmt::format("CREATE TABLE {} AS SELECT * FROM {}", in_schema(table, relation), table.engine())));
  TRY_VOID(connection_.execute(fmt::format(
      "UPDATE lc_versions.log SET relation = {} WHERE table_name = {} AND relation = ''", quote_text(relation), name)));
  return drop_oldest(table);
}

Result<std::string> TableVersions::move_away(const TableName& table, std::int64_t version) {
  TRY_VOID(note(table, version));
  TRY_ASSIGN(std::string relation, next_relation());
  TRY_VOID(connection_.execute(fmt::format("ALTER TABLE {} RENAME TO {}", table.engine(), quote_name(relation))));
  TRY_VOID(connection_.execute(
      fmt::format("UPDATE lc_versions.log SET relation = {} WHERE table_name = {} AND relation = ''",
                  quote_text(relation), quote_text(table.full()))));
  return relation;
}

Result<void> TableVersions::set_aside(const TableName& table, std::int64_t version) {
  TRY_VOID(move_away(table, version));
  return drop_oldest(table);
}

Result<std::string> TableVersions::retire(const TableName& table, std::int64_t version) {
  TRY_ASSIGN(std::string relation, move_away(table, version));
  TRY_VOID(rename_log(table.full(), retired_name(table, relation)));
  return relation;
}

Result<void> TableVersions::revive(const TableName& table, const std::string& relation) {
  TRY_VOID(connection_.execute(
      fmt::format("ALTER TABLE {} RENAME TO {}", in_schema(table, relation), quote_name(table.table))));
  TRY_VOID(connection_.execute(
      fmt::format("UPDATE lc_versions.log SET relation = '' WHERE table_name = {} AND relation = {}",
                  quote_text(retired_name(table, relation)), quote_text(relation))));
  return rename_log(retired_name(table, relation), table.full());
}

Result<void> TableVersions::purge(const TableName& table, const std::string& relation) {
  const std::string name = retired_name(table, relation);
  TRY_ASSIGN(const std::vector<KeptVersion> versions, kept(name));
  TRY_VOID(destroy(table, relation));
  for (const KeptVersion& kept : versions) TRY_VOID(destroy(table, kept.relation));
  return connection_.execute("DELETE FROM lc_versions.log WHERE table_name = " + quote_text(name));
}

Result<void> TableVersions::destroy(const TableName& table, const std::string& relation) {
  TRY_VOID(connection_.execute("DROP TABLE IF EXISTS " + in_schema(table, relation)));
  return connection_.execute(
      fmt::format("DELETE FROM lc_versions.log WHERE relation = {} AND starts_with(table_name, {})",
                  quote_text(relation), quote_text(table.schema_full() + ".")));
}

Result<void> TableVersions::rename(const TableName& from, const TableName& to) {
  return rename_log(from.full(), to.full());
}

Result<void> TableVersions::rename_log(const std::string& from, const std::string& to) {
  return connection_.execute(fmt::format("UPDATE lc_versions.log SET table_name = {} WHERE table_name = {}",
                                         quote_text(to), quote_text(from)));
}

Result<void> TableVersions::forget_schema(const std::string& schema) {
  return connection_.execute(
      fmt::format("DELETE FROM lc_versions.log WHERE starts_with(table_name, {})", quote_text(schema + ".")));
}

Result<std::vector<KeptVersion>> TableVersions::kept(const std::string& full_name) {
  TRY_ASSIGN(const auto rows,
             connection_.texts(fmt::format("SELECT version, row_count, relation FROM lc_versions.log WHERE table_name "
                                           "= {} ORDER BY version DESC",
                                           quote_text(full_name))));
  std::vector<KeptVersion> out;
  for (const auto& row : rows) {
    KeptVersion kept;
    kept.version = text::parse_int(row.at(0).value_or("")).value_or(0);
    kept.rows = text::parse_int(row.at(1).value_or("")).value_or(0);
    kept.relation = row.at(2).value_or("");
    out.push_back(std::move(kept));
  }
  return out;
}

Result<std::vector<std::string>> TableVersions::drop_before(const TableName& table, std::int64_t oldest_version,
                                                            bool dry_run) {
  TRY_ASSIGN(const std::vector<KeptVersion> versions, kept(table.full()));
  std::vector<std::string> needed;
  for (const KeptVersion& kept : versions) {
    if (kept.version >= oldest_version) needed.push_back(kept.relation);
  }
  std::vector<std::string> dropped;
  for (const KeptVersion& kept : versions) {
    const auto has = [&kept](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), kept.relation) != list.end();
    };
    if (kept.relation.empty() || has(needed) || has(dropped)) continue;
    dropped.push_back(kept.relation);
    if (!dry_run) TRY_VOID(destroy(table, kept.relation));
  }
  return dropped;
}

Result<void> TableVersions::drop_oldest(const TableName& table) {
  TRY_ASSIGN(const std::vector<KeptVersion> versions, kept(table.full()));
  std::vector<std::string> relations;
  for (const KeptVersion& kept : versions) {
    if (!kept.relation.empty() && std::find(relations.begin(), relations.end(), kept.relation) == relations.end())
      relations.push_back(kept.relation);
  }
  for (std::size_t i = kMostCopies; i < relations.size(); ++i) TRY_VOID(destroy(table, relations[i]));
  return {};
}

}  // namespace lakecode::local

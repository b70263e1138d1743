#pragma once
// One statement of Databricks SQL into what the workspace does with it. Pure.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "local/dialect/names.h"
#include "local/dialect/rewriter.h"

namespace lakecode::local::dialect {

/// Answered from what the workspace knows of its objects, without the engine.
enum class CommandKind {
  None,
  UseCatalog,
  UseSchema,
  ShowCatalogs,
  ShowSchemas,
  ShowTables,
  ShowViews,
  ShowColumns,
  ShowProperties,
  ShowCreateTable,
  DescribeTable,
  DescribeExtended,
  DescribeJson,
  DescribeDetail,
  DescribeHistory,
  DescribeSchema,
  DescribeCatalog,
  DescribeColumn,
  ShowUsers,
  ShowGroups,
  ShowLocations,
  ShowCredentials,
};

struct Command {
  CommandKind kind = CommandKind::None;
  TableName name;                      ///< the parts that the command names
  std::optional<std::string> pattern;  ///< LIKE of a SHOW: * and | as Spark has them
  std::optional<std::size_t> limit;    ///< DESCRIBE HISTORY t LIMIT n
  std::string part;                    ///< the column of DESCRIBE t c, the key of SHOW TBLPROPERTIES t (key)
};

enum class DefinitionKind {
  None,
  CreateCatalog,
  DropCatalog,
  CreateSchema,
  DropSchema,
  CreateTable,
  CreateView,
  DropTable,
  DropView,
  AlterTable,
  Comment,
  TemporaryView,
  CreateFunction,
  DropFunction,
  CreateVolume,
  DropVolume,
};

/// A function that hides rows (row filter) or values (column mask), and the columns that it takes.
struct Shield {
  std::string function;  ///< full name
  std::vector<std::string> columns;
};

struct DefinedColumn {
  std::string name;
  std::string type_text;  ///< "" when unknown (CTAS)
  std::string comment;
  bool nullable = true;
  /// What Delta keeps in a column's metadata: CURRENT_DEFAULT, delta.generationExpression, delta.identity.start ...
  std::map<std::string, std::string> metadata;
  std::optional<Shield> mask;
};

struct DefinedKey {
  bool primary = true;
  std::string name;
  std::vector<std::string> columns;
  std::string parent_table;  ///< full name, of a foreign key
  std::vector<std::string> parent_columns;
};

/// CREATE FUNCTION.
struct DefinedFunction {
  bool table = false;
  std::vector<DefinedColumn> parameters;  ///< a default in metadata, as CURRENT_DEFAULT
  std::vector<DefinedColumn> columns;     ///< of a table function that names them
  std::string returns;                    ///< lower-case type text; "" when it follows from the body
  std::string body;                       ///< as written
};

/// FIRST or AFTER of a column.
struct ColumnPlace {
  std::string column;
  std::string after;  ///< "" for FIRST
};

/// What the engine does not keep of a definition.
struct Definition {
  DefinitionKind kind = DefinitionKind::None;
  TableName name;  ///< only the first parts for catalogs and schemas
  bool or_replace = false;
  bool if_exists = false;  ///< or IF NOT EXISTS
  bool cascade = false;
  std::optional<std::string> comment;
  std::string column;                                        ///< COMMENT ON COLUMN, ALTER COLUMN ... COMMENT
  std::optional<std::string> column_type;                    ///< ALTER COLUMN ... TYPE, lower-case text
  std::optional<std::optional<std::string>> column_default;  ///< SET DEFAULT text, DROP DEFAULT (none)
  std::optional<bool> column_nullable;                       ///< SET NOT NULL, DROP NOT NULL
  std::optional<std::optional<Shield>> column_mask;          ///< SET MASK, DROP MASK (none)
  std::optional<std::optional<Shield>> row_filter;           ///< SET ROW FILTER, DROP ROW FILTER (none)
  std::map<std::string, std::string> properties;
  std::vector<std::string> removed_properties;
  std::vector<std::string> partition_columns;
  std::vector<std::string> clustering_columns;
  bool clusters = false;  ///< clustering_columns replace what was there
  std::vector<DefinedColumn> columns;
  std::vector<std::string> required_columns;  ///< ALTER TABLE changes or drops them: they must be there
  /// ALTER TABLE gives them another name or drops them, which a table with column mapping alone allows.
  std::vector<std::string> remapped_columns;
  bool renames_column = false;
  std::vector<ColumnPlace> places;  ///< in this order, after the steps
  std::vector<DefinedKey> keys;
  std::map<std::string, std::string> checks;     ///< CHECK constraints: name and expression as written
  std::vector<std::string> dropped_constraints;  ///< names; "PRIMARY KEY" for the primary key
  std::string view_text;
  bool materialized = false;  ///< a view whose rows are kept
  DefinedFunction function;
  std::optional<TableName> renamed_to;
  std::optional<TableName> copied_from;  ///< CLONE and LIKE
};

/// Work on a table's versions and upkeep, done by the workspace itself.
enum class TaskKind {
  None,
  Restore,
  Undrop,
  ShowDropped,
  Optimize,
  Vacuum,
  Analyze,
  Fsck,
  Refresh,
  ShowPartitions,
  List
};

struct TableTask {
  TaskKind kind = TaskKind::None;
  TableName name;     ///< ShowDropped: the schema, table empty
  VersionOf version;  ///< Restore
  std::string id;     ///< UNDROP TABLE WITH ID
  std::string path;   ///< List
  bool dry_run = false;
  std::optional<double> retain_hours;  ///< VACUUM t RETAIN n HOURS
};

/// An object that privileges, owners and tags belong to.
struct Securable {
  std::string type;       ///< as in REST paths: "table", "schema", "external_location" ...
  TableName name;         ///< the parts that its name has
  std::string full_name;  ///< "" for the metastore
};

enum class GrantKind { None, Give, Revoke, Show };

struct Grant {
  GrantKind kind = GrantKind::None;
  std::vector<std::string> privileges;  ///< as REST spells them: USE_CATALOG
  Securable target;
  std::string principal;  ///< "" of SHOW GRANTS: all
};

/// A new owner or tags of a securable.
struct Securing {
  Securable target;
  std::string column;  ///< tags of a column of the table
  std::string owner;
  std::map<std::string, std::string> tags;
  std::vector<std::string> removed_tags;
};

/// A value that UPDATE or MERGE gives a column.
struct Assignment {
  std::string column;
  std::string value;  ///< engine SQL
  std::string rows;   ///< engine SQL of the rows that have it, behind FROM
};

struct MergeCount {
  std::string action;  ///< INSERT, UPDATE, DELETE
  std::string query;   ///< engine SQL of one number
};

/// What an INSERT puts where; the engine's part writes the statement, since it knows the table's columns.
struct Insertion {
  std::vector<std::string> columns;  ///< as named; empty for all
  bool by_name = false;
  std::map<std::string, std::string>
      partition;          ///< lower-case column and engine SQL of its value; "" for a dynamic one
  std::string source;     ///< engine SQL of the rows; of CREATE TABLE AS too
  std::size_t width = 0;  ///< columns of VALUES (...) or of a plain select list; 0: not known
};

struct Translation {
  enum class Kind { Query, Change, Definition, Command, Task, Grant, Securing };
  Kind kind = Kind::Query;
  std::string statement_type = "SELECT";  ///< as query history names it
  std::string operation;                  ///< as DESCRIBE HISTORY names a change: "WRITE", "DELETE", "UPDATE", "MERGE"
  std::map<std::string, std::string> operation_parameters;  ///< as DESCRIBE HISTORY tells them
  bool appends = false;                                     ///< a Change that leaves the rows that are there alone
  std::vector<std::string> steps;    ///< engine SQL, run in order in one transaction; the last one has the result
  TableName target;                  ///< what a Change writes
  std::vector<Assignment> assigned;  ///< what UPDATE and MERGE set
  std::vector<Assignment> inserted;  ///< what the VALUES of a MERGE set
  std::vector<TableName> reads;
  std::vector<std::string> interval_fields;  ///< of a query's columns, as far as its text tells them
  bool evolves = false;          ///< MERGE WITH SCHEMA EVOLUTION, mergeSchema: the source's new columns are added
  std::string evolution_source;  ///< engine SQL of that source
  /// MERGE: has a row where several source rows would change one row of the target; "" when that is allowed.
  std::string duplicate_check;
  /// MERGE: how many rows each of its clauses will touch, where the engine cannot tell afterwards.
  std::vector<MergeCount> merge_counts;
  Insertion insertion;
  Definition definition;
  Command command;
  TableTask task;
  Grant grant;
  Securing securing;
};

/// Errors carry "[CONDITION] ... SQLSTATE: xxxxx" as their reason.
Result<Translation> translate(std::string_view sql, const SessionNames& names, std::span<const Parameter> parameters,
                              const Lookups& lookups = {});

/// A statement of demo data (the engine's own dialect) with `catalog.schema` folded; see DemoData.
Result<std::string> fold_engine_names(std::string_view sql);

}  // namespace lakecode::local::dialect

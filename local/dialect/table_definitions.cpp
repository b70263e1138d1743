// CREATE TABLE: columns go to the engine; comments, keys, properties and layout are kept beside it.

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

Result<std::string> read_columns(Reading& reading, Translation& translation) {
  Cursor& cursor = reading.cursor;
  TRY_VOID(cursor.expect_symbol("("));
  std::string out;
  do {
    if (cursor.now().is_word("CONSTRAINT") || cursor.now().is_word("PRIMARY") || cursor.now().is_word("FOREIGN")) {
      TRY_VOID(read_constraint(reading, translation.definition));
      continue;
    }
    TRY_ASSIGN(const std::string column, read_column(reading, translation));
    out += (out.empty() ? "" : ", ") + column;
  } while (cursor.accept_symbol(","));
  TRY_VOID(cursor.expect_symbol(")"));
  return out;
}

/// Formats that the platform knows are refused by name.
Error foreign_format(const std::string& format) {
  for (const std::string_view known :
       {"parquet", "csv", "json", "text", "orc", "avro", "xml", "iceberg", "jdbc", "kafka", "binaryfile", "libsvm",
        "postgresql", "mysql", "sqlserver", "snowflake", "redshift", "bigquery", "deltasharing"}) {
    if (text::equals_ignore_case(format, known)) return unsupported("tables in the format " + format);
  }
  return sql_error("DATA_SOURCE_NOT_FOUND",
                   fmt::format("Failed to find the data source: {}. Make sure the provider name is correct and the "
                               "package is properly registered and compatible with your Spark version.",
                               format),
                   "42K02");
}

Result<bool> read_table_option(Reading& reading, Definition& definition) {
  Cursor& cursor = reading.cursor;
  if (cursor.accept("USING")) {
    TRY_ASSIGN(const std::string format, cursor.name());
    if (!text::equals_ignore_case(format, "delta")) return foreign_format(format);
  } else if (cursor.accept("PARTITIONED", "BY")) {
    TRY_ASSIGN(definition.partition_columns, cursor.name_list());
  } else if (cursor.accept("WITH", "ROW", "FILTER")) {
    TRY_ASSIGN(Shield filter, read_shield(reading, true));
    definition.row_filter = std::move(filter);
  } else if (cursor.accept("CLUSTER", "BY")) {
    TRY_ASSIGN(definition.clustering_columns, read_clustering(cursor));
  } else if (cursor.accept("COMMENT")) {
    TRY_ASSIGN(definition.comment, cursor.text());
  } else if (cursor.accept("TBLPROPERTIES")) {
    TRY_ASSIGN(definition.properties, read_properties(cursor));
  } else if (cursor.now().is_word("LOCATION") || cursor.now().is_word("OPTIONS")) {
    return unsupported("tables with " + text::to_upper(cursor.now().value));
  } else {
    return false;
  }
  return true;
}

}  // namespace

namespace {

/// CREATE TABLE t LIKE s, CREATE TABLE t [SHALLOW | DEEP] CLONE s [VERSION AS OF n].
Result<Translation> read_copy(Reading& reading, Translation translation, bool like) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  const bool shallow = !like && cursor.accept("SHALLOW");
  if (!like && !shallow) cursor.accept("DEEP");
  if (!like) TRY_VOID(cursor.expect("CLONE"));
  const std::size_t from = cursor.at();
  TRY_ASSIGN(const TableName source, cursor.table());
  TRY_VOID(cursor.version());
  TRY_ASSIGN(const std::string relation, reading.rewriter.rewrite_relation(from, cursor.at()));
  definition.copied_from = source;
  for (;;) {
    TRY_ASSIGN(const bool more, read_table_option(reading, definition));
    if (!more) break;
  }
  TRY_VOID(cursor.expect_end());
  const std::string name = definition.name.engine();
  const std::string guard = definition.if_exists ? "IF NOT EXISTS " : "";
  translation.steps.push_back(fmt::format("CREATE {}TABLE {}{} AS SELECT * FROM {}{}",
                                          definition.or_replace ? "OR REPLACE " : "", guard, name, relation,
                                          like ? " LIMIT 0" : ""));
  translation.operation = like ? "CREATE TABLE" : "CLONE";
  if (!like) {
    translation.operation_parameters = {{"source", source.full()}, {"isShallow", shallow ? "true" : "false"}};
  }
  return translation;
}

}  // namespace

Result<Translation> read_create_table(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  definition.kind = DefinitionKind::CreateTable;
  definition.if_exists = cursor.accept("IF", "NOT", "EXISTS");
  TRY_ASSIGN(definition.name, cursor.table());
  const bool like = cursor.accept("LIKE");
  if (like || cursor.now().is_word("SHALLOW") || cursor.now().is_word("DEEP") || cursor.now().is_word("CLONE"))
    return read_copy(reading, std::move(translation), like);
  std::string columns;
  if (cursor.now().is_symbol("(")) {
    TRY_ASSIGN(columns, read_columns(reading, translation));
  }
  for (;;) {
    TRY_ASSIGN(const bool more, read_table_option(reading, definition));
    if (!more) break;
  }
  const std::string head = fmt::format("CREATE {}TABLE {}{}", definition.or_replace ? "OR REPLACE " : "",
                                       definition.if_exists ? "IF NOT EXISTS " : "", definition.name.engine());
  if (cursor.accept("AS") || cursor.now().is_word("SELECT") || cursor.now().is_word("WITH")) {
    if (!columns.empty()) {
      return sql_error("INVALID_SQL_SYNTAX.CREATE_TABLE_WITH_COLUMNS",
                       "Schema may not be specified in a Create Table As Select (CTAS) statement.", "42000");
    }
    TRY_ASSIGN(const std::string query, cursor.rest(Rewriter::Naming::Top));
    translation.steps.push_back(head + " AS " + query);
    translation.insertion.source = query;
    translation.operation = definition.or_replace ? "CREATE OR REPLACE TABLE AS SELECT" : "CREATE TABLE AS SELECT";
    return translation;
  }
  TRY_VOID(cursor.expect_end());
  if (columns.empty()) {
    return sql_error("UNSUPPORTED_FEATURE.EMPTY_TABLE",
                     "The embedded workspace does not support tables without columns.", "0A000");
  }
  translation.steps.push_back(head + " (" + columns + ")");
  translation.operation = definition.or_replace ? "CREATE OR REPLACE TABLE" : "CREATE TABLE";
  return translation;
}

}  // namespace lakecode::local::dialect

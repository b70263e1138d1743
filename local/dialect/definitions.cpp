// CREATE, DROP and COMMENT of catalogs, schemas and views, and the way to tables and ALTER.

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

Result<void> read_container_options(Cursor& cursor, Definition& definition) {
  while (!cursor.at_end()) {
    if (cursor.accept("COMMENT")) {
      TRY_ASSIGN(definition.comment, cursor.text());
    } else if (cursor.accept("MANAGED", "LOCATION") || cursor.accept("LOCATION")) {
      TRY_VOID(cursor.text());
    } else if (cursor.accept("WITH", "DBPROPERTIES") || cursor.accept("OPTIONS")) {
      TRY_ASSIGN(definition.properties, read_properties(cursor));
    } else if (cursor.accept("DEFAULT", "COLLATION")) {
      TRY_ASSIGN(const std::string name, cursor.name());
      if (!text::equals_ignore_case(name, "UTF8_BINARY")) return unsupported("the default collation " + name);
    } else {
      return syntax_error(cursor.now().value);
    }
  }
  return {};
}

Result<Translation> read_create_container(Reading& reading, Translation translation, bool catalog) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  definition.if_exists = cursor.accept("IF", "NOT", "EXISTS");
  if (catalog) {
    definition.kind = DefinitionKind::CreateCatalog;
    TRY_ASSIGN(const std::string name, cursor.name());
    definition.name.catalog = text::to_lower(name);
  } else {
    definition.kind = DefinitionKind::CreateSchema;
    TRY_ASSIGN(definition.name, cursor.schema(reading.names));
    translation.steps.push_back(fmt::format("CREATE SCHEMA {}{}", definition.if_exists ? "IF NOT EXISTS " : "",
                                            engine_schema(definition.name.catalog, definition.name.schema)));
  }
  TRY_VOID(read_container_options(cursor, definition));
  return translation;
}

Result<Translation> read_create_view(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  definition.kind = DefinitionKind::CreateView;
  definition.if_exists = cursor.accept("IF", "NOT", "EXISTS");
  TRY_ASSIGN(definition.name, cursor.table());
  std::string columns;
  if (cursor.accept_symbol("(")) {
    do {
      DefinedColumn column;
      TRY_ASSIGN(column.name, cursor.name());
      if (cursor.accept("COMMENT")) {
        TRY_ASSIGN(column.comment, cursor.text());
      }
      columns += (columns.empty() ? "" : ", ") + quote_name(column.name);
      definition.columns.push_back(std::move(column));
    } while (cursor.accept_symbol(","));
    TRY_VOID(cursor.expect_symbol(")"));
  }
  for (;;) {
    if (cursor.accept("COMMENT")) {
      TRY_ASSIGN(definition.comment, cursor.text());
    } else if (cursor.accept("TBLPROPERTIES")) {
      TRY_ASSIGN(definition.properties, read_properties(cursor));
    } else if (!cursor.accept("WITH", "SCHEMA", "EVOLUTION") && !cursor.accept("WITH", "SCHEMA", "BINDING") &&
               !cursor.accept("WITH", "SCHEMA", "COMPENSATION")) {
      break;
    }
  }
  if (cursor.accept("WITH", "METRICS")) return unsupported("metric views");
  TRY_VOID(cursor.expect("AS"));
  definition.view_text = std::string(text::trim(reading.sql.substr(cursor.now().begin)));
  TRY_ASSIGN(const std::string query, cursor.rest(Rewriter::Naming::Top));
  translation.steps.push_back(fmt::format("CREATE {}VIEW {}{}{} AS {}", definition.or_replace ? "OR REPLACE " : "",
                                          definition.if_exists ? "IF NOT EXISTS " : "", definition.name.engine(),
                                          columns.empty() ? "" : " (" + columns + ")", query));
  return translation;
}

/// CREATE MATERIALIZED VIEW: a table that REFRESH fills anew.
Result<Translation> read_materialized_view(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  definition.kind = DefinitionKind::CreateTable;
  definition.materialized = true;
  definition.if_exists = cursor.accept("IF", "NOT", "EXISTS");
  TRY_ASSIGN(definition.name, cursor.table());
  if (cursor.now().is_symbol("(")) return unsupported("columns of a materialized view; name them in its query");
  while (!cursor.now().is_word("AS")) {
    if (cursor.accept("COMMENT")) {
      TRY_ASSIGN(definition.comment, cursor.text());
    } else if (cursor.accept("TBLPROPERTIES")) {
      TRY_ASSIGN(definition.properties, read_properties(cursor));
    } else if (cursor.accept("CLUSTER", "BY")) {
      TRY_ASSIGN(definition.clustering_columns, read_clustering(cursor));
    } else {
      return unsupported("CREATE MATERIALIZED VIEW with " + text::to_upper(cursor.now().value));
    }
  }
  TRY_VOID(cursor.expect("AS"));
  definition.view_text = std::string(text::trim(reading.sql.substr(cursor.now().begin)));
  TRY_ASSIGN(const std::string query, cursor.rest(Rewriter::Naming::Top));
  translation.steps.push_back(fmt::format("CREATE {}TABLE {}{} AS {}", definition.or_replace ? "OR REPLACE " : "",
                                          definition.if_exists ? "IF NOT EXISTS " : "", definition.name.engine(),
                                          query));
  translation.insertion.source = query;
  translation.operation = "CREATE TABLE AS SELECT";
  return translation;
}

/// CREATE [EXTERNAL] VOLUME name [LOCATION 'url'] [COMMENT 'text'], and DROP VOLUME name.
Result<Translation> read_volume(Reading& reading, Translation translation, bool drops) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  definition.kind = drops ? DefinitionKind::DropVolume : DefinitionKind::CreateVolume;
  definition.if_exists = drops ? cursor.accept("IF", "EXISTS") : cursor.accept("IF", "NOT", "EXISTS");
  TRY_ASSIGN(definition.name, cursor.table());
  while (!drops && !cursor.at_end()) {
    if (cursor.accept("COMMENT")) {
      TRY_ASSIGN(definition.comment, cursor.text());
    } else if (cursor.accept("LOCATION")) {
      TRY_ASSIGN(definition.properties["location"], cursor.text());
    } else {
      return syntax_error(cursor.now().value);
    }
  }
  TRY_VOID(cursor.expect_end());
  return translation;
}

/// What the platform has and this workspace has not is refused by name; other words are no SQL.
Error foreign_object(std::string_view verb, const std::string& what) {
  for (const std::string_view known :
       {"AGGREGATE", "BLOOMFILTER", "CLEAN",        "CONNECTION", "CREDENTIAL", "EXTERNAL",  "FOREIGN",   "GLOBAL",
        "INDEX",     "LOCATION",    "MATERIALIZED", "METASTORE",  "MODEL",      "POLICY",    "PROCEDURE", "PROVIDER",
        "RECIPIENT", "SERVER",      "SERVICE",      "SHARE",      "STORAGE",    "STREAMING", "FLOW",      "PRIVATE",
        "LIVE",      "TEMPORARY",   "TEMP",         "VARIABLE",   "ROLE",       "USER",      "GROUP",     "WIDGET",
        "EXTENSION", "SEQUENCE",    "REFRESH",      "OR"}) {
    if (what == known) return unsupported(fmt::format("{} {}", verb, what));
  }
  return syntax_error(what);
}

Result<Translation> read_drop(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  translation.statement_type = "DROP";
  const std::string what = text::to_upper(cursor.now().value);
  const bool catalog = cursor.accept("CATALOG");
  const bool schema = !catalog && (cursor.accept("SCHEMA") || cursor.accept("DATABASE"));
  if (cursor.accept("FUNCTION")) return read_drop_function(reading, std::move(translation));
  if (cursor.accept("VOLUME")) return read_volume(reading, std::move(translation), true);
  const bool materialized = cursor.accept("MATERIALIZED", "VIEW");
  const bool view = cursor.accept("VIEW");
  if (!catalog && !schema && !view && !materialized && !cursor.accept("TABLE")) return foreign_object("DROP", what);
  definition.if_exists = cursor.accept("IF", "EXISTS");
  if (catalog) {
    definition.kind = DefinitionKind::DropCatalog;
    TRY_ASSIGN(const std::string name, cursor.name());
    definition.name.catalog = text::to_lower(name);
  } else if (schema) {
    definition.kind = DefinitionKind::DropSchema;
    TRY_ASSIGN(definition.name, cursor.schema(reading.names));
  } else {
    definition.kind = view ? DefinitionKind::DropView : DefinitionKind::DropTable;
    TRY_ASSIGN(definition.name, cursor.table());
  }
  definition.cascade = cursor.accept("CASCADE");
  cursor.accept("RESTRICT");
  TRY_VOID(cursor.expect_end());
  const std::string_view if_exists = definition.if_exists ? "IF EXISTS " : "";
  if (schema) {
    // Whether it is empty is checked by the stored objects; relations of earlier versions go with it.
    translation.steps.push_back(fmt::format("DROP SCHEMA {}{} CASCADE", if_exists,
                                            engine_schema(definition.name.catalog, definition.name.schema)));
  } else if (!catalog) {
    translation.steps.push_back(
        fmt::format("DROP {} {}{}", view ? "VIEW" : "TABLE", if_exists, definition.name.engine()));
  }
  return translation;
}

Result<Translation> read_comment(Reading& reading, Translation translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  definition.kind = DefinitionKind::Comment;
  translation.statement_type = "ALTER";
  TRY_VOID(cursor.expect("ON"));
  if (cursor.accept("COLUMN")) {
    TRY_ASSIGN(std::string last, cursor.name());
    std::vector<std::string> parts{last};
    while (cursor.accept_symbol(".")) {
      TRY_ASSIGN(last, cursor.name());
      parts.push_back(last);
    }
    definition.column = parts.back();
    parts.pop_back();
    const auto table = resolve_name(parts, reading.names);
    if (!table) return syntax_error(cursor.now().value);
    definition.name = *table;
  } else if (cursor.accept("TABLE") || cursor.accept("VIEW")) {
    TRY_ASSIGN(definition.name, cursor.table());
  } else if (cursor.accept("SCHEMA") || cursor.accept("DATABASE")) {
    TRY_ASSIGN(definition.name, cursor.schema(reading.names));
  } else {
    TRY_VOID(cursor.expect("CATALOG"));
    TRY_ASSIGN(const std::string name, cursor.name());
    definition.name.catalog = text::to_lower(name);
  }
  TRY_VOID(cursor.expect("IS"));
  if (cursor.accept("NULL")) {
    definition.comment = "";
  } else {
    TRY_ASSIGN(definition.comment, cursor.text());
  }
  TRY_VOID(cursor.expect_end());
  return translation;
}

}  // namespace

Result<Translation> read_definition(Reading& reading) {
  Cursor& cursor = reading.cursor;
  Translation translation;
  translation.kind = Translation::Kind::Definition;
  if (cursor.accept("DROP")) return read_drop(reading, std::move(translation));
  if (cursor.accept("COMMENT")) return read_comment(reading, std::move(translation));
  cursor.accept("CREATE");
  translation.statement_type = "CREATE";
  translation.definition.or_replace = cursor.accept("OR", "REPLACE");
  if (cursor.accept("CATALOG")) return read_create_container(reading, std::move(translation), true);
  if (cursor.accept("SCHEMA") || cursor.accept("DATABASE"))
    return read_create_container(reading, std::move(translation), false);
  const bool temporary = cursor.accept("TEMPORARY") || cursor.accept("TEMP") || cursor.accept("GLOBAL", "TEMPORARY");
  if (temporary && !cursor.now().is_word("VIEW"))
    return unsupported("CREATE TEMPORARY " + text::to_upper(cursor.now().value));
  if (cursor.accept("FUNCTION")) return read_create_function(reading, std::move(translation));
  if (cursor.accept("VOLUME") || cursor.accept("EXTERNAL", "VOLUME"))
    return read_volume(reading, std::move(translation), false);
  if (cursor.accept("MATERIALIZED", "VIEW")) return read_materialized_view(reading, std::move(translation));
  if (cursor.now().is_word("VIEW")) {
    cursor.accept("VIEW");
    TRY_ASSIGN(Translation view, read_create_view(reading, std::move(translation)));
    if (!temporary) return view;
    view.definition.kind = DefinitionKind::TemporaryView;
    const std::string& step = view.steps.front();
    std::string columns;
    for (const DefinedColumn& column : view.definition.columns)
      columns += (columns.empty() ? "(" : ", ") + quote_name(column.name);
    const std::string query = step.substr(step.find(" AS ") + 4);
    view.steps.front() = columns.empty() ? query : fmt::format("SELECT * FROM ({}) AS lc_view{})", query, columns);
    return view;
  }
  if (cursor.accept("TABLE")) return read_create_table(reading, std::move(translation));
  return foreign_object("CREATE", text::to_upper(cursor.now().value));
}

}  // namespace lakecode::local::dialect

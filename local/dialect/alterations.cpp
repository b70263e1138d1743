// ALTER of tables, views, schemas, catalogs, volumes and functions.

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {
namespace {

Result<void> read_add_columns(Reading& reading, Translation& translation) {
  Cursor& cursor = reading.cursor;
  const bool if_not_exists = cursor.accept("IF", "NOT", "EXISTS");
  translation.definition.if_exists = if_not_exists;
  const bool bracket = cursor.accept_symbol("(");
  do {
    TRY_ASSIGN(const std::string column, read_column(reading, translation));
    if (translation.definition.columns.back().metadata.contains("CURRENT_DEFAULT")) {
      return sql_error("WRONG_COLUMN_DEFAULTS_FOR_DELTA_ALTER_TABLE_ADD_COLUMN_NOT_SUPPORTED",
                       "Failed to execute the command because DEFAULT values are not supported when adding "
                       "new columns to previously existing Delta tables; please add the column without a "
                       "default value first, then run a second ALTER TABLE ALTER COLUMN SET DEFAULT command "
                       "to apply for future inserted rows instead.",
                       "0AKDC");
    }
    translation.steps.push_back(fmt::format("ALTER TABLE {} ADD COLUMN {}{}", translation.definition.name.engine(),
                                            if_not_exists ? "IF NOT EXISTS " : "", column));
  } while (cursor.accept_symbol(","));
  if (bracket) TRY_VOID(cursor.expect_symbol(")"));
  translation.operation = "ADD COLUMNS";
  return {};
}

Result<void> read_drop_columns(Reading& reading, Translation& translation) {
  Cursor& cursor = reading.cursor;
  const bool if_exists = cursor.accept("IF", "EXISTS");
  std::vector<std::string> names;
  if (cursor.now().is_symbol("(")) {
    TRY_ASSIGN(names, cursor.name_list());
  } else {
    do {
      TRY_ASSIGN(std::string name, cursor.name());
      names.push_back(std::move(name));
    } while (cursor.accept_symbol(","));
  }
  if (!if_exists) translation.definition.required_columns = names;
  translation.definition.remapped_columns = names;
  for (const std::string& name : names) {
    translation.steps.push_back(fmt::format("ALTER TABLE {} DROP COLUMN {}{}", translation.definition.name.engine(),
                                            if_exists ? "IF EXISTS " : "", quote_name(name)));
  }
  translation.operation = "DROP COLUMNS";
  return {};
}

Result<void> read_alter_column(Reading& reading, Translation& translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  TRY_ASSIGN(definition.column, cursor.name());
  definition.required_columns.push_back(definition.column);
  if (cursor.now().is_symbol(".")) return unsupported("ALTER COLUMN of a field of a struct");
  const std::string head =
      fmt::format("ALTER TABLE {} ALTER COLUMN {}", definition.name.engine(), quote_name(definition.column));
  translation.operation = "CHANGE COLUMN";
  if (cursor.accept("COMMENT")) {
    TRY_ASSIGN(definition.comment, cursor.text());
  } else if (cursor.accept("SET", "NOT", "NULL")) {
    definition.column_nullable = false;
    translation.steps.push_back(head + " SET NOT NULL");
  } else if (cursor.accept("DROP", "NOT", "NULL")) {
    definition.column_nullable = true;
    translation.steps.push_back(head + " DROP NOT NULL");
  } else if (cursor.accept("SET", "MASK")) {
    TRY_ASSIGN(Shield mask, read_shield(reading, false));
    definition.column_mask = std::move(mask);
  } else if (cursor.accept("DROP", "MASK")) {
    definition.column_mask.emplace();
  } else if (cursor.accept("SET", "DEFAULT")) {
    definition.column_default = source_text(reading, cursor.at(), cursor.end());
    TRY_ASSIGN(const std::string value, cursor.rest());
    translation.steps.push_back(fmt::format("{} SET DEFAULT ({})", head, value));
  } else if (cursor.accept("DROP", "DEFAULT")) {
    definition.column_default.emplace();
    translation.steps.push_back(head + " DROP DEFAULT");
  } else if (cursor.accept("TYPE")) {
    TRY_ASSIGN(const ParsedType type, parse_type(cursor.tokens(), cursor.at()));
    cursor.move_to(type.next);
    definition.column_type = type.text;
    translation.steps.push_back(fmt::format("{} TYPE {}", head, type.engine));
  } else if (cursor.now().is_word("FIRST") || cursor.now().is_word("AFTER")) {
    TRY_VOID(read_place(cursor, definition.column, definition));
  } else {
    return unsupported("ALTER COLUMN " + text::to_upper(cursor.now().value));
  }
  return {};
}

Result<void> read_drop_constraint(Cursor& cursor, Translation& translation) {
  translation.operation = "DROP CONSTRAINT";
  Definition& definition = translation.definition;
  if (cursor.accept("PRIMARY", "KEY")) {
    definition.if_exists = cursor.accept("IF", "EXISTS");
    definition.dropped_constraints.emplace_back("PRIMARY KEY");
  } else {
    TRY_VOID(cursor.expect("CONSTRAINT"));
    definition.if_exists = cursor.accept("IF", "EXISTS");
    TRY_ASSIGN(std::string name, cursor.name());
    definition.dropped_constraints.push_back(std::move(name));
  }
  if (!cursor.accept("RESTRICT")) cursor.accept("CASCADE");
  return {};
}

Result<void> read_rename(Reading& reading, Translation& translation, std::string_view what) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  TRY_ASSIGN(definition.renamed_to, cursor.table());
  if (definition.renamed_to->schema_full() != definition.name.schema_full())
    return unsupported("renaming into another schema");
  translation.steps.push_back(fmt::format("ALTER {} {} RENAME TO {}", what, definition.name.engine(),
                                          quote_name(definition.renamed_to->table)));
  translation.operation = "RENAME TABLE";
  return {};
}

Result<void> read_unset_properties(Cursor& cursor, Translation& translation) {
  translation.definition.if_exists = cursor.accept("IF", "EXISTS");
  TRY_ASSIGN(const auto properties, read_properties(cursor));
  for (const auto& property : properties) translation.definition.removed_properties.push_back(property.first);
  translation.operation = "UNSET TBLPROPERTIES";
  return {};
}

/// What stands behind ALTER TABLE t; the statement is read to its end by the caller.
Result<void> read_table_change(Reading& reading, Translation& translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  if (cursor.accept("ADD", "COLUMN") || cursor.accept("ADD", "COLUMNS")) return read_add_columns(reading, translation);
  if (cursor.now().is_word("ADD") && cursor.ahead(1).is_word("PARTITION")) return unsupported("ADD PARTITION");
  if (cursor.accept("ADD")) {
    translation.operation = "ADD CONSTRAINT";
    return read_constraint(reading, definition);
  }
  if (cursor.accept("DROP", "COLUMN") || cursor.accept("DROP", "COLUMNS"))
    return read_drop_columns(reading, translation);
  if (cursor.accept("SET", "ROW", "FILTER")) {
    TRY_ASSIGN(Shield filter, read_shield(reading, true));
    definition.row_filter = std::move(filter);
    translation.operation = "SET ROW FILTER";
    return {};
  }
  if (cursor.accept("DROP", "ROW", "FILTER")) {
    definition.row_filter.emplace();
    translation.operation = "DROP ROW FILTER";
    return {};
  }
  if (cursor.accept("DROP")) return read_drop_constraint(cursor, translation);
  if (cursor.accept("RENAME", "COLUMN")) {
    TRY_ASSIGN(const std::string from, cursor.name());
    definition.required_columns.push_back(from);
    definition.remapped_columns.push_back(from);
    definition.renames_column = true;
    TRY_VOID(cursor.expect("TO"));
    TRY_ASSIGN(const std::string to, cursor.name());
    translation.steps.push_back(fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}", definition.name.engine(),
                                            quote_name(from), quote_name(to)));
    translation.operation = "RENAME COLUMN";
    return {};
  }
  if (cursor.accept("RENAME", "TO")) return read_rename(reading, translation, "TABLE");
  if (cursor.accept("SET", "TBLPROPERTIES")) {
    TRY_ASSIGN(definition.properties, read_properties(cursor));
    translation.operation = "SET TBLPROPERTIES";
    return {};
  }
  if (cursor.accept("UNSET", "TBLPROPERTIES")) return read_unset_properties(cursor, translation);
  if (cursor.accept("CLUSTER", "BY")) {
    TRY_ASSIGN(definition.clustering_columns, read_clustering(cursor));
    definition.clusters = true;
    translation.operation = "CLUSTER BY";
    return {};
  }
  if (cursor.accept("ALTER", "COLUMN") || cursor.accept("CHANGE", "COLUMN") || cursor.accept("CHANGE") ||
      cursor.accept("ALTER"))
    return read_alter_column(reading, translation);
  return unsupported("ALTER TABLE " + text::to_upper(cursor.now().value) + " " + text::to_upper(cursor.ahead(1).value));
}

/// SET TAGS behind ALTER COLUMN c.
Result<bool> read_column_tags(Reading& reading, Translation& translation) {
  Cursor& cursor = reading.cursor;
  const std::size_t from = cursor.at();
  if (!cursor.accept("ALTER", "COLUMN") && !cursor.accept("CHANGE", "COLUMN")) return false;
  TRY_ASSIGN(translation.securing.column, cursor.name());
  TRY_ASSIGN(const bool tags, read_securing(reading, translation));
  if (!tags) cursor.move_to(from);
  return tags;
}

}  // namespace

Result<Translation> read_alter(Reading& reading) {
  Cursor& cursor = reading.cursor;
  TRY_VOID(cursor.expect("ALTER"));
  Translation translation;
  translation.statement_type = "ALTER";
  const bool view = cursor.now().is_word("VIEW");
  const bool table = view || cursor.now().is_word("TABLE");
  const std::string what = text::to_upper(cursor.now().value);
  if (!cursor.now().is_word("TABLE") && what != "VIEW" && what != "SCHEMA" && what != "DATABASE" && what != "CATALOG" &&
      what != "VOLUME" && what != "FUNCTION" && what != "MATERIALIZED" && what != "EXTERNAL" && what != "STORAGE" &&
      what != "CONNECTION" && what != "SHARE")
    return unsupported("ALTER " + what);
  TRY_ASSIGN(translation.securing.target, read_securable(reading));
  TRY_ASSIGN(const bool securing, read_securing(reading, translation));
  if (securing) return translation;
  if (!table) return unsupported(fmt::format("ALTER {} {}", what, text::to_upper(cursor.now().value)));
  TRY_ASSIGN(const bool tags, read_column_tags(reading, translation));
  if (tags) return translation;
  translation.securing.column.clear();
  translation.kind = Translation::Kind::Definition;
  Definition& definition = translation.definition;
  definition.kind = DefinitionKind::AlterTable;
  definition.name = translation.securing.target.name;
  if (view && cursor.accept("AS")) {
    definition.view_text = std::string(text::trim(reading.sql.substr(cursor.now().begin)));
    TRY_ASSIGN(const std::string query, cursor.rest(Rewriter::Naming::Top));
    translation.steps.push_back(fmt::format("CREATE OR REPLACE VIEW {} AS {}", definition.name.engine(), query));
    return translation;
  }
  if (view && cursor.accept("RENAME", "TO")) {
    TRY_VOID(read_rename(reading, translation, "VIEW"));
  } else {
    TRY_VOID(read_table_change(reading, translation));
  }
  TRY_VOID(cursor.expect_end());
  return translation;
}

}  // namespace lakecode::local::dialect

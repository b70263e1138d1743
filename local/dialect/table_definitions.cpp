// CREATE TABLE and ALTER TABLE: columns go to the engine; comments, keys, properties and layout are kept beside it.

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {
namespace {

Result<std::map<std::string, std::string>> read_properties(Cursor& cursor) {
  std::map<std::string, std::string> properties;
  TRY_VOID(cursor.expect_symbol("("));
  do {
    std::string key = cursor.now().value;
    if (cursor.now().kind != TokenKind::Text && !cursor.now().is_name()) return syntax_error(key);
    cursor.move_to(cursor.at() + 1);
    while (cursor.accept_symbol(".")) {
      key += "." + cursor.now().value;
      cursor.move_to(cursor.at() + 1);
    }
    if (!cursor.accept_symbol("=")) cursor.accept_symbol("==");
    properties[key] = cursor.now().value;
    cursor.move_to(cursor.at() + 1);
  } while (cursor.accept_symbol(","));
  TRY_VOID(cursor.expect_symbol(")"));
  return properties;
}

Result<DefinedKey> read_key(Reading& reading) {
  Cursor& cursor = reading.cursor;
  DefinedKey key;
  if (cursor.accept("CONSTRAINT")) {
    TRY_ASSIGN(key.name, cursor.name());
  }
  if (cursor.accept("PRIMARY", "KEY")) {
    TRY_ASSIGN(key.columns, cursor.name_list());
  } else if (cursor.accept("FOREIGN", "KEY")) {
    key.primary = false;
    TRY_ASSIGN(key.columns, cursor.name_list());
    TRY_VOID(cursor.expect("REFERENCES"));
    TRY_ASSIGN(const TableName parent, cursor.table());
    key.parent_table = parent.full();
    if (cursor.now().is_symbol("(")) {
      TRY_ASSIGN(key.parent_columns, cursor.name_list());
    }
  } else {
    return unsupported("the table constraint " + text::to_upper(cursor.now().value));
  }
  while (cursor.accept("RELY") || cursor.accept("NORELY") || cursor.accept("NOT", "ENFORCED") ||
         cursor.accept("DEFERRABLE") || cursor.accept("INITIALLY", "DEFERRED")) {
  }
  return key;
}

/// One column; returns its engine form.
Result<std::string> read_column(Reading& reading, std::span<const Token> tokens, Definition& definition) {
  Cursor& cursor = reading.cursor;
  DefinedColumn column;
  TRY_ASSIGN(column.name, cursor.name());
  cursor.accept_symbol(":");
  TRY_ASSIGN(const ParsedType type, parse_type(tokens, cursor.at()));
  cursor.move_to(type.next);
  column.type_text = type.text;
  std::string out = quote_name(column.name) + " " + type.engine;
  for (;;) {
    if (cursor.accept("NOT", "NULL")) {
      column.nullable = false;
      out += " NOT NULL";
    } else if (cursor.accept("NULL")) {
      continue;
    } else if (cursor.accept("COMMENT")) {
      TRY_ASSIGN(column.comment, cursor.text());
    } else if (cursor.accept("PRIMARY", "KEY")) {
      definition.keys.push_back({true, "", {column.name}, "", {}});
    } else if (cursor.accept("DEFAULT")) {
      std::size_t end = cursor.at();
      int depth = 0;
      for (std::size_t i = 0;; ++i, ++end) {
        const Token& token = cursor.ahead(i);
        if (token.kind == TokenKind::End ||
            (depth == 0 && (token.is_symbol(",") || token.is_symbol(")") || token.is_word("COMMENT") ||
                            (token.is_word("NOT") && i > 0))))
          break;
        if (token.is_symbol("(")) ++depth;
        if (token.is_symbol(")")) --depth;
      }
      TRY_ASSIGN(const std::string value, cursor.part(end));
      out += " DEFAULT (" + value + ")";
    } else if (cursor.now().is_word("GENERATED") || cursor.now().is_word("MASK")) {
      return unsupported("columns with " + text::to_upper(cursor.now().value));
    } else {
      break;
    }
  }
  definition.columns.push_back(std::move(column));
  return out;
}

Result<std::string> read_columns(Reading& reading, std::span<const Token> tokens, Definition& definition) {
  Cursor& cursor = reading.cursor;
  TRY_VOID(cursor.expect_symbol("("));
  std::string out;
  do {
    if (cursor.now().is_word("CONSTRAINT") || cursor.now().is_word("PRIMARY") || cursor.now().is_word("FOREIGN")) {
      TRY_ASSIGN(DefinedKey key, read_key(reading));
      definition.keys.push_back(std::move(key));
      continue;
    }
    TRY_ASSIGN(const std::string column, read_column(reading, tokens, definition));
    out += (out.empty() ? "" : ", ") + column;
  } while (cursor.accept_symbol(","));
  TRY_VOID(cursor.expect_symbol(")"));
  return out;
}

Result<bool> read_table_option(Cursor& cursor, Definition& definition) {
  if (cursor.accept("USING")) {
    TRY_ASSIGN(const std::string format, cursor.name());
    if (!text::equals_ignore_case(format, "delta")) return unsupported("tables in the format " + format);
  } else if (cursor.accept("PARTITIONED", "BY")) {
    TRY_ASSIGN(definition.partition_columns, cursor.name_list());
  } else if (cursor.accept("CLUSTER", "BY")) {
    if (cursor.accept("AUTO") || cursor.accept("NONE")) return true;
    TRY_ASSIGN(definition.clustering_columns, cursor.name_list());
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
    TRY_ASSIGN(const bool more, read_table_option(cursor, definition));
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
  TRY_ASSIGN(const std::vector<Token> tokens, lex(reading.sql));
  if (cursor.now().is_symbol("(")) {
    TRY_ASSIGN(columns, read_columns(reading, tokens, definition));
  }
  for (;;) {
    TRY_ASSIGN(const bool more, read_table_option(cursor, definition));
    if (!more) break;
  }
  const std::string head = fmt::format("CREATE {}TABLE {}{}", definition.or_replace ? "OR REPLACE " : "",
                                       definition.if_exists ? "IF NOT EXISTS " : "", definition.name.engine());
  if (cursor.accept("AS") || cursor.now().is_word("SELECT") || cursor.now().is_word("WITH")) {
    if (!columns.empty()) return unsupported("CREATE TABLE with columns and a query");
    TRY_ASSIGN(const std::string query, cursor.rest(Rewriter::Naming::Top));
    translation.steps.push_back(head + " AS " + query);
    translation.operation = definition.or_replace ? "CREATE OR REPLACE TABLE AS SELECT" : "CREATE TABLE AS SELECT";
    return translation;
  }
  TRY_VOID(cursor.expect_end());
  if (columns.empty()) return unsupported("tables without columns");
  translation.steps.push_back(head + " (" + columns + ")");
  translation.operation = definition.or_replace ? "CREATE OR REPLACE TABLE" : "CREATE TABLE";
  return translation;
}

namespace {

Result<void> read_add_columns(Reading& reading, Translation& translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  TRY_ASSIGN(const std::vector<Token> tokens, lex(reading.sql));
  const bool bracket = cursor.accept_symbol("(");
  do {
    TRY_ASSIGN(const std::string column, read_column(reading, tokens, definition));
    translation.steps.push_back(fmt::format("ALTER TABLE {} ADD COLUMN {}", definition.name.engine(), column));
  } while (cursor.accept_symbol(","));
  if (bracket) TRY_VOID(cursor.expect_symbol(")"));
  translation.operation = "ADD COLUMNS";
  return {};
}

Result<void> read_alter_column(Reading& reading, Translation& translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  TRY_ASSIGN(definition.column, cursor.name());
  const std::string head =
      fmt::format("ALTER TABLE {} ALTER COLUMN {}", definition.name.engine(), quote_name(definition.column));
  if (cursor.accept("COMMENT")) {
    TRY_ASSIGN(definition.comment, cursor.text());
  } else if (cursor.accept("SET", "NOT", "NULL")) {
    translation.steps.push_back(head + " SET NOT NULL");
  } else if (cursor.accept("DROP", "NOT", "NULL")) {
    translation.steps.push_back(head + " DROP NOT NULL");
  } else {
    return unsupported("ALTER COLUMN " + text::to_upper(cursor.now().value));
  }
  translation.operation = "CHANGE COLUMN";
  return {};
}

}  // namespace

Result<Translation> read_alter_table(Reading& reading) {
  Cursor& cursor = reading.cursor;
  Translation translation;
  translation.kind = Translation::Kind::Definition;
  translation.statement_type = "ALTER";
  Definition& definition = translation.definition;
  definition.kind = DefinitionKind::AlterTable;
  cursor.accept("ALTER");
  if (!cursor.accept("TABLE")) return unsupported("ALTER " + text::to_upper(cursor.now().value));
  TRY_ASSIGN(definition.name, cursor.table());
  const std::string head = "ALTER TABLE " + definition.name.engine();
  if (cursor.accept("ADD", "COLUMN") || cursor.accept("ADD", "COLUMNS")) {
    TRY_VOID(read_add_columns(reading, translation));
  } else if (cursor.accept("ADD")) {
    TRY_ASSIGN(DefinedKey key, read_key(reading));
    definition.keys.push_back(std::move(key));
    translation.operation = "ADD CONSTRAINT";
  } else if (cursor.accept("DROP", "COLUMN") || cursor.accept("DROP", "COLUMNS")) {
    TRY_ASSIGN(const std::string column, cursor.name());
    translation.steps.push_back(fmt::format("{} DROP COLUMN {}", head, quote_name(column)));
    translation.operation = "DROP COLUMNS";
  } else if (cursor.accept("RENAME", "COLUMN")) {
    TRY_ASSIGN(const std::string from, cursor.name());
    TRY_VOID(cursor.expect("TO"));
    TRY_ASSIGN(const std::string to, cursor.name());
    translation.steps.push_back(fmt::format("{} RENAME COLUMN {} TO {}", head, quote_name(from), quote_name(to)));
    translation.operation = "RENAME COLUMN";
  } else if (cursor.accept("RENAME", "TO")) {
    TRY_ASSIGN(definition.renamed_to, cursor.table());
    if (definition.renamed_to->schema_full() != definition.name.schema_full())
      return unsupported("renaming a table into another schema");
    translation.steps.push_back(fmt::format("{} RENAME TO {}", head, quote_name(definition.renamed_to->table)));
    translation.operation = "RENAME TABLE";
  } else if (cursor.accept("SET", "TBLPROPERTIES")) {
    TRY_ASSIGN(definition.properties, read_properties(cursor));
    translation.operation = "SET TBLPROPERTIES";
  } else if (cursor.accept("ALTER", "COLUMN") || cursor.accept("CHANGE", "COLUMN")) {
    TRY_VOID(read_alter_column(reading, translation));
  } else {
    return unsupported("ALTER TABLE " + text::to_upper(cursor.now().value));
  }
  TRY_VOID(cursor.expect_end());
  return translation;
}

}  // namespace lakecode::local::dialect

// Columns, constraints and properties of tables, as CREATE TABLE and ALTER TABLE write them.

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local::dialect {

std::string source_text(const Reading& reading, std::size_t begin, std::size_t end) {
  if (begin >= end) return "";
  const Token& first = reading.cursor.token(begin);
  const Token& last = reading.cursor.token(end - 1);
  return std::string(reading.sql.substr(first.begin, last.end - first.begin));
}

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
    const bool valued = cursor.accept_symbol("=") || cursor.accept_symbol("==");
    if (!valued && (cursor.now().is_symbol(",") || cursor.now().is_symbol(")"))) {
      properties[key] = "";
      continue;
    }
    properties[key] = cursor.now().value;
    cursor.move_to(cursor.at() + 1);
  } while (cursor.accept_symbol(","));
  TRY_VOID(cursor.expect_symbol(")"));
  return properties;
}

Result<std::vector<std::string>> read_clustering(Cursor& cursor) {
  if (cursor.accept("AUTO") || cursor.accept("NONE")) return std::vector<std::string>();
  return cursor.name_list();
}

Result<void> read_place(Cursor& cursor, const std::string& column, Definition& definition) {
  ColumnPlace place{column, ""};
  if (!cursor.accept("FIRST")) {
    TRY_VOID(cursor.expect("AFTER"));
    TRY_ASSIGN(place.after, cursor.name());
  }
  definition.places.push_back(std::move(place));
  return {};
}

Result<void> read_constraint(Reading& reading, Definition& definition) {
  Cursor& cursor = reading.cursor;
  DefinedKey key;
  if (cursor.accept("CONSTRAINT")) {
    TRY_ASSIGN(key.name, cursor.name());
  }
  if (cursor.accept("CHECK")) {
    TRY_ASSIGN(const std::size_t end, cursor.bracket_end());
    const std::string expression = source_text(reading, cursor.at() + 1, end - 1);
    TRY_VOID(cursor.part(end));
    if (key.name.empty()) return syntax_error("CHECK");
    definition.checks[text::to_lower(key.name)] = expression;
    cursor.accept("ENFORCED");
    return {};
  }
  if (cursor.accept("PRIMARY", "KEY")) {
    TRY_VOID(cursor.expect_symbol("("));
    do {
      TRY_ASSIGN(std::string column, cursor.name());
      key.columns.push_back(std::move(column));
      cursor.accept("TIMESERIES");
    } while (cursor.accept_symbol(","));
    TRY_VOID(cursor.expect_symbol(")"));
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
         cursor.accept("DEFERRABLE") || cursor.accept("INITIALLY", "DEFERRED") || cursor.accept("MATCH", "FULL") ||
         cursor.accept("ON", "UPDATE", "NO", "ACTION") || cursor.accept("ON", "DELETE", "NO", "ACTION")) {
  }
  definition.keys.push_back(std::move(key));
  return {};
}

namespace {

/// Where the expression behind DEFAULT ends.
std::size_t default_end(const Cursor& cursor) {
  std::size_t end = cursor.at();
  int depth = 0;
  for (std::size_t i = 0;; ++i, ++end) {
    const Token& token = cursor.ahead(i);
    if (token.kind == TokenKind::End || (depth == 0 && (token.is_symbol(",") || token.is_symbol(")") ||
                                                        token.is_word("COMMENT") || (token.is_word("NOT") && i > 0))))
      return end;
    if (token.is_symbol("(")) ++depth;
    if (token.is_symbol(")")) --depth;
  }
}

Result<long long> read_whole(Cursor& cursor) {
  const bool negative = cursor.accept_symbol("-");
  const auto number = text::parse_int(cursor.now().value);
  if (!number) return syntax_error(cursor.now().value);
  cursor.move_to(cursor.at() + 1);
  return negative ? -*number : *number;
}

/// GENERATED ALWAYS AS (e) | GENERATED {ALWAYS | BY DEFAULT} AS IDENTITY [(START WITH a INCREMENT BY b)]
Result<std::string> read_generated(Reading& reading, Translation& translation, DefinedColumn& column) {
  Cursor& cursor = reading.cursor;
  const bool always = cursor.accept("ALWAYS");
  if (!always) {
    TRY_VOID(cursor.expect("BY"));
    TRY_VOID(cursor.expect("DEFAULT"));
  }
  TRY_VOID(cursor.expect("AS"));
  if (!cursor.accept("IDENTITY")) {
    if (cursor.now().is_word("ROW")) return unsupported("GENERATED ALWAYS AS ROW");
    TRY_ASSIGN(const std::size_t end, cursor.bracket_end());
    column.metadata["delta.generationExpression"] = source_text(reading, cursor.at() + 1, end - 1);
    TRY_ASSIGN(const std::string expression, cursor.part(end));
    return " GENERATED ALWAYS AS " + expression;
  }
  long long start = 1;
  long long step = 1;
  if (cursor.accept_symbol("(")) {
    while (!cursor.accept_symbol(")")) {
      const bool begins = cursor.accept("START", "WITH");
      if (!begins && !cursor.accept("INCREMENT", "BY")) return syntax_error(cursor.now().value);
      TRY_ASSIGN(const long long value, read_whole(cursor));
      (begins ? start : step) = value;
      cursor.accept_symbol(",");
    }
  }
  if (step == 0) {
    return sql_error("DELTA_IDENTITY_COLUMNS_ILLEGAL_STEP", "IDENTITY column step cannot be 0.", "42611");
  }
  column.metadata["delta.identity.start"] = std::to_string(start);
  column.metadata["delta.identity.step"] = std::to_string(step);
  column.metadata["delta.identity.allowExplicitInsert"] = always ? "false" : "true";
  const std::string sequence = engine_schema(translation.definition.name.catalog, translation.definition.name.schema) +
                               "." + quote_name("lc:" + translation.definition.name.table + "." + column.name);
  translation.steps.push_back("DROP SEQUENCE IF EXISTS " + sequence + " CASCADE");
  translation.steps.push_back(fmt::format("CREATE SEQUENCE {} START WITH {} INCREMENT BY {} MINVALUE {} MAXVALUE {}",
                                          sequence, start, step, step > 0 ? start : INT64_MIN + 1,
                                          step > 0 ? INT64_MAX : start));
  return fmt::format(" DEFAULT nextval({})", quote_text(sequence));
}

}  // namespace

Result<Shield> read_shield(Reading& reading, bool filter) {
  Cursor& cursor = reading.cursor;
  TRY_ASSIGN(const std::vector<std::string> parts, cursor.dotted());
  const auto function = resolve_name(parts, reading.names);
  if (!function) return syntax_error(parts.back());
  Shield shield{function->full(), {}};
  if (filter) {
    TRY_VOID(cursor.expect("ON"));
    if (cursor.accept_symbol("(")) {
      if (cursor.accept_symbol(")")) return shield;
      cursor.move_to(cursor.at() - 1);
    }
    TRY_ASSIGN(shield.columns, cursor.name_list());
  } else if (cursor.accept("USING", "COLUMNS")) {
    TRY_ASSIGN(shield.columns, cursor.name_list());
  }
  return shield;
}

Result<std::string> read_column(Reading& reading, Translation& translation) {
  Cursor& cursor = reading.cursor;
  Definition& definition = translation.definition;
  DefinedColumn column;
  TRY_ASSIGN(column.name, cursor.name());
  cursor.accept_symbol(":");
  TRY_ASSIGN(const ParsedType type, parse_type(cursor.tokens(), cursor.at()));
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
      column.nullable = false;
      out += " NOT NULL";
    } else if (cursor.accept("DEFAULT")) {
      const std::size_t end = default_end(cursor);
      column.metadata["CURRENT_DEFAULT"] = source_text(reading, cursor.at(), end);
      TRY_ASSIGN(const std::string value, cursor.part(end));
      out += " DEFAULT (" + value + ")";
    } else if (cursor.accept("GENERATED")) {
      TRY_ASSIGN(const std::string generated, read_generated(reading, translation, column));
      out += generated;
    } else if (cursor.accept("MASK")) {
      TRY_ASSIGN(column.mask, read_shield(reading, false));
    } else if (cursor.now().is_word("FIRST") || cursor.now().is_word("AFTER")) {
      TRY_VOID(read_place(cursor, column.name, definition));
    } else {
      break;
    }
  }
  definition.columns.push_back(std::move(column));
  return out;
}

}  // namespace lakecode::local::dialect

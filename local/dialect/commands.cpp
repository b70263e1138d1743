// USE, SHOW and DESCRIBE: read into a Command, answered from what the workspace knows of its objects.

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

Result<void> read_pattern(Cursor& cursor, Command& command) {
  if (cursor.accept("LIKE") || cursor.now().kind == TokenKind::Text) {
    TRY_ASSIGN(command.pattern, cursor.text());
  }
  return cursor.expect_end();
}

Result<void> read_use(Reading& reading, Command& command) {
  Cursor& cursor = reading.cursor;
  if (cursor.accept("CATALOG")) {
    command.kind = CommandKind::UseCatalog;
    TRY_ASSIGN(const std::string name, cursor.name());
    command.name.catalog = text::to_lower(name);
    return cursor.expect_end();
  }
  if (!cursor.accept("SCHEMA")) cursor.accept("DATABASE");
  command.kind = CommandKind::UseSchema;
  TRY_ASSIGN(command.name, cursor.schema(reading.names));
  return cursor.expect_end();
}

Result<void> read_show_in_schema(Reading& reading, Command& command) {
  Cursor& cursor = reading.cursor;
  command.name = {reading.names.catalog, reading.names.schema, ""};
  if (cursor.accept("FROM") || cursor.accept("IN")) {
    TRY_ASSIGN(command.name, cursor.schema(reading.names));
  }
  return read_pattern(cursor, command);
}

/// ('key') or (a.b.key) behind SHOW TBLPROPERTIES.
Result<void> read_property_key(Cursor& cursor, Command& command) {
  if (!cursor.accept_symbol("(")) return cursor.expect_end();
  if (cursor.now().kind == TokenKind::Text) {
    TRY_ASSIGN(command.part, cursor.text());
  } else {
    TRY_ASSIGN(const std::vector<std::string> parts, cursor.dotted());
    command.part = text::join(parts, ".");
  }
  TRY_VOID(cursor.expect_symbol(")"));
  return cursor.expect_end();
}

/// SHOW of what belongs to the whole metastore or workspace; false for others.
bool accept_whole(Cursor& cursor, Command& command) {
  if (cursor.accept("USERS")) {
    command.kind = CommandKind::ShowUsers;
  } else if (cursor.accept("GROUPS")) {
    command.kind = CommandKind::ShowGroups;
  } else if (cursor.accept("EXTERNAL", "LOCATIONS")) {
    command.kind = CommandKind::ShowLocations;
  } else if (cursor.accept("STORAGE", "CREDENTIALS") || cursor.accept("CREDENTIALS")) {
    command.kind = CommandKind::ShowCredentials;
  }
  return command.kind != CommandKind::None;
}

Result<void> read_show(Reading& reading, Command& command) {
  Cursor& cursor = reading.cursor;
  if (accept_whole(cursor, command)) return read_pattern(cursor, command);
  if (cursor.accept("CATALOGS")) {
    command.kind = CommandKind::ShowCatalogs;
    return read_pattern(cursor, command);
  }
  if (cursor.accept("SCHEMAS") || cursor.accept("DATABASES")) {
    command.kind = CommandKind::ShowSchemas;
    command.name.catalog = reading.names.catalog;
    if (cursor.accept("FROM") || cursor.accept("IN")) {
      TRY_ASSIGN(const std::string catalog, cursor.name());
      command.name.catalog = text::to_lower(catalog);
    }
    return read_pattern(cursor, command);
  }
  if (cursor.accept("TABLES") || cursor.now().is_word("VIEWS")) {
    command.kind = cursor.accept("VIEWS") ? CommandKind::ShowViews : CommandKind::ShowTables;
    return read_show_in_schema(reading, command);
  }
  if (cursor.accept("COLUMNS")) {
    command.kind = CommandKind::ShowColumns;
    if (!cursor.accept("FROM")) TRY_VOID(cursor.expect("IN"));
    TRY_ASSIGN(command.name, cursor.table());
    if (cursor.accept("FROM") || cursor.accept("IN")) {
      TRY_ASSIGN(std::string schema, cursor.name());
      if (cursor.accept_symbol(".")) {
        command.name.catalog = text::to_lower(schema);
        TRY_ASSIGN(schema, cursor.name());
      }
      command.name.schema = text::to_lower(schema);
    }
    return cursor.expect_end();
  }
  if (cursor.accept("TBLPROPERTIES")) {
    command.kind = CommandKind::ShowProperties;
    TRY_ASSIGN(command.name, cursor.table());
    return read_property_key(cursor, command);
  }
  if (cursor.accept("CREATE", "TABLE")) {
    command.kind = CommandKind::ShowCreateTable;
    TRY_ASSIGN(command.name, cursor.table());
    return cursor.expect_end();
  }
  std::string words = "SHOW";
  for (std::size_t i = 0; i < 2 && cursor.ahead(i).kind == TokenKind::Word; ++i)
    words += " " + text::to_upper(cursor.ahead(i).value);
  return unsupported(words);
}

Result<void> read_history(Reading& reading, Command& command) {
  command.kind = CommandKind::DescribeHistory;
  TRY_ASSIGN(command.name, reading.cursor.table());
  if (reading.cursor.accept("LIMIT")) {
    const auto limit = text::parse_int(reading.cursor.now().value);
    if (!limit || *limit < 0) return syntax_error(reading.cursor.now().value);
    command.limit = static_cast<std::size_t>(*limit);
    reading.cursor.move_to(reading.cursor.at() + 1);
  }
  return reading.cursor.expect_end();
}

Result<void> read_describe(Reading& reading, Command& command) {
  Cursor& cursor = reading.cursor;
  if (cursor.accept("HISTORY")) return read_history(reading, command);
  if (cursor.accept("DETAIL")) {
    command.kind = CommandKind::DescribeDetail;
    TRY_ASSIGN(command.name, cursor.table());
    return cursor.expect_end();
  }
  if (cursor.accept("CATALOG")) {
    cursor.accept("EXTENDED");
    command.kind = CommandKind::DescribeCatalog;
    TRY_ASSIGN(const std::string name, cursor.name());
    command.name.catalog = text::to_lower(name);
    return cursor.expect_end();
  }
  if (cursor.accept("SCHEMA") || cursor.accept("DATABASE")) {
    cursor.accept("EXTENDED");
    command.kind = CommandKind::DescribeSchema;
    TRY_ASSIGN(command.name, cursor.schema(reading.names));
    return cursor.expect_end();
  }
  if (cursor.now().is_word("VOLUME")) {
    return unsupported("DESCRIBE " + text::to_upper(cursor.now().value));
  }
  cursor.accept("TABLE");
  const bool extended = cursor.accept("EXTENDED") || cursor.accept("FORMATTED");
  command.kind = extended ? CommandKind::DescribeExtended : CommandKind::DescribeTable;
  TRY_ASSIGN(command.name, cursor.table());
  if (cursor.accept("AS", "JSON")) {
    command.kind = CommandKind::DescribeJson;
  } else if (cursor.now().is_name()) {
    command.kind = CommandKind::DescribeColumn;
    TRY_ASSIGN(command.part, cursor.name());
  }
  return cursor.expect_end();
}

}  // namespace

Result<Translation> read_command(Reading& reading) {
  Translation translation;
  translation.kind = Translation::Kind::Command;
  Cursor& cursor = reading.cursor;
  if (cursor.now().is_word("SHOW") && (cursor.ahead(1).is_word("PARTITIONS") ||
                                       (cursor.ahead(1).is_word("TABLES") && cursor.ahead(2).is_word("DROPPED"))))
    return read_task(reading);
  if (cursor.now().is_word("SHOW") && (cursor.ahead(1).is_word("GRANTS") || cursor.ahead(1).is_word("GRANT")))
    return read_grant(reading);
  TRY_ASSIGN(std::optional<Translation> listing, read_listing(reading));
  if (listing) return std::move(*listing);
  if (cursor.accept("USE")) {
    translation.statement_type = "USE";
    TRY_VOID(read_use(reading, translation.command));
  } else if (cursor.accept("SHOW")) {
    translation.statement_type = "SHOW";
    TRY_VOID(read_show(reading, translation.command));
  } else {
    if (!cursor.accept("DESCRIBE")) cursor.accept("DESC");
    translation.statement_type = "DESCRIBE";
    TRY_VOID(read_describe(reading, translation.command));
  }
  return translation;
}

}  // namespace lakecode::local::dialect

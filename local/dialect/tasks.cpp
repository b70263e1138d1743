// RESTORE, UNDROP, OPTIMIZE, VACUUM, ANALYZE, FSCK, REORG, REFRESH, LIST and SHOW PARTITIONS: read into a TableTask.

#include "base/text.h"
#include "local/dialect/cursor.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

Result<void> read_restore(Reading& reading, TableTask& task) {
  Cursor& cursor = reading.cursor;
  task.kind = TaskKind::Restore;
  cursor.accept("TABLE");
  TRY_ASSIGN(task.name, cursor.table());
  cursor.accept("TO");
  TRY_ASSIGN(task.version, cursor.version());
  if (!task.version.is_set()) return syntax_error(cursor.now().value);
  return cursor.expect_end();
}

Result<void> read_undrop(Reading& reading, TableTask& task) {
  Cursor& cursor = reading.cursor;
  task.kind = TaskKind::Undrop;
  if (!cursor.accept("TABLE") && !cursor.accept("MATERIALIZED", "VIEW"))
    return unsupported("UNDROP " + text::to_upper(cursor.now().value));
  if (cursor.accept("WITH", "ID")) {
    TRY_ASSIGN(task.id, cursor.text());
  } else {
    TRY_ASSIGN(task.name, cursor.table());
  }
  return cursor.expect_end();
}

/// The tokens up to the end, checked for balanced brackets, without meaning here: WHERE of OPTIMIZE, ZORDER BY (...).
Result<void> skip_rest(Cursor& cursor) {
  const std::size_t from = cursor.at();
  TRY_VOID(cursor.rest());
  cursor.move_to(std::max(from, cursor.end()));
  return {};
}

Result<void> read_optimize(Reading& reading, TableTask& task) {
  Cursor& cursor = reading.cursor;
  task.kind = TaskKind::Optimize;
  TRY_ASSIGN(task.name, cursor.table());
  cursor.accept("FULL");
  if (cursor.accept("WHERE")) return skip_rest(cursor);
  if (cursor.accept("ZORDER", "BY")) {
    if (cursor.now().is_symbol("(")) {
      TRY_VOID(cursor.name_list());
    } else {
      return skip_rest(cursor);
    }
  }
  return cursor.expect_end();
}

Result<void> read_vacuum(Reading& reading, TableTask& task) {
  Cursor& cursor = reading.cursor;
  task.kind = TaskKind::Vacuum;
  TRY_ASSIGN(task.name, cursor.table());
  if (!cursor.accept("FULL")) cursor.accept("LITE");
  while (!cursor.at_end()) {
    if (cursor.accept("DRY", "RUN")) {
      task.dry_run = true;
    } else if (cursor.accept("RETAIN")) {
      const auto hours = text::parse_double(cursor.now().value);
      if (!hours || *hours < 0) return syntax_error(cursor.now().value);
      task.retain_hours = *hours;
      cursor.move_to(cursor.at() + 1);
      TRY_VOID(cursor.expect("HOURS"));
    } else {
      return syntax_error(cursor.now().value);
    }
  }
  return {};
}

Result<void> read_analyze(Reading& reading, TableTask& task) {
  Cursor& cursor = reading.cursor;
  task.kind = TaskKind::Analyze;
  if (cursor.accept("TABLES")) return unsupported("ANALYZE TABLES; name one table");
  TRY_VOID(cursor.expect("TABLE"));
  TRY_ASSIGN(task.name, cursor.table());
  if (cursor.now().is_word("PARTITION")) return unsupported("ANALYZE TABLE with PARTITION");
  TRY_VOID(cursor.expect("COMPUTE"));
  cursor.accept("DELTA");
  TRY_VOID(cursor.expect("STATISTICS"));
  if (cursor.accept("NOSCAN") || cursor.accept("FOR", "ALL", "COLUMNS")) return cursor.expect_end();
  if (cursor.accept("FOR", "COLUMNS")) {
    do {
      TRY_VOID(cursor.name());
    } while (cursor.accept_symbol(","));
  }
  return cursor.expect_end();
}

Result<void> read_fsck(Reading& reading, TableTask& task) {
  Cursor& cursor = reading.cursor;
  task.kind = TaskKind::Fsck;
  TRY_VOID(cursor.expect("REPAIR"));
  TRY_VOID(cursor.expect("TABLE"));
  TRY_ASSIGN(task.name, cursor.table());
  task.dry_run = cursor.accept("DRY", "RUN");
  return cursor.expect_end();
}

Result<void> read_reorg(Reading& reading, TableTask& task) {
  Cursor& cursor = reading.cursor;
  task.kind = TaskKind::Optimize;
  TRY_VOID(cursor.expect("TABLE"));
  TRY_ASSIGN(task.name, cursor.table());
  if (cursor.accept("WHERE")) {
    while (!cursor.at_end() && !cursor.now().is_word("APPLY")) cursor.move_to(cursor.at() + 1);
  }
  TRY_VOID(cursor.expect("APPLY"));
  TRY_VOID(cursor.expect_symbol("("));
  if (!cursor.accept("PURGE")) return unsupported("REORG TABLE ... APPLY (" + text::to_upper(cursor.now().value) + ")");
  TRY_VOID(cursor.expect_symbol(")"));
  return cursor.expect_end();
}

Result<void> read_refresh(Reading& reading, TableTask& task) {
  Cursor& cursor = reading.cursor;
  task.kind = TaskKind::Refresh;
  if (!cursor.accept("MATERIALIZED", "VIEW") && !cursor.accept("TABLE"))
    return unsupported("REFRESH " + text::to_upper(cursor.now().value));
  TRY_ASSIGN(task.name, cursor.table());
  if (!cursor.accept("FULL")) cursor.accept("SYNC");
  return cursor.expect_end();
}

Result<void> read_list(Reading& reading, TableTask& task) {
  task.kind = TaskKind::List;
  TRY_ASSIGN(task.path, reading.cursor.text());
  return reading.cursor.expect_end();
}

Result<void> read_show_partitions(Reading& reading, TableTask& task) {
  task.kind = TaskKind::ShowPartitions;
  TRY_ASSIGN(task.name, reading.cursor.table());
  if (reading.cursor.now().is_word("PARTITION"))
    return unsupported("SHOW PARTITIONS with PARTITION; it lists them all");
  return reading.cursor.expect_end();
}

Result<void> read_show_dropped(Reading& reading, TableTask& task) {
  Cursor& cursor = reading.cursor;
  task.kind = TaskKind::ShowDropped;
  task.name = {reading.names.catalog, reading.names.schema, ""};
  if (cursor.accept("IN") || cursor.accept("FROM")) {
    TRY_ASSIGN(task.name, cursor.schema(reading.names));
  }
  if (cursor.accept("LIMIT")) cursor.move_to(cursor.at() + 1);
  return cursor.expect_end();
}

struct TaskHead {
  std::string_view word;
  Result<void> (*read)(Reading&, TableTask&);
};
constexpr TaskHead kTasks[] = {{"RESTORE", read_restore}, {"UNDROP", read_undrop},   {"OPTIMIZE", read_optimize},
                               {"VACUUM", read_vacuum},   {"ANALYZE", read_analyze}, {"FSCK", read_fsck},
                               {"REORG", read_reorg},     {"REFRESH", read_refresh}, {"LIST", read_list}};

}  // namespace

Result<Translation> read_task(Reading& reading) {
  Translation translation;
  translation.kind = Translation::Kind::Task;
  if (reading.cursor.accept("SHOW", "TABLES", "DROPPED")) {
    translation.statement_type = "SHOW";
    TRY_VOID(read_show_dropped(reading, translation.task));
    return translation;
  }
  if (reading.cursor.accept("SHOW", "PARTITIONS")) {
    translation.statement_type = "SHOW";
    TRY_VOID(read_show_partitions(reading, translation.task));
    return translation;
  }
  for (const TaskHead& head : kTasks) {
    if (!reading.cursor.accept(head.word)) continue;
    translation.statement_type = head.word;
    TRY_VOID(head.read(reading, translation.task));
    return translation;
  }
  return syntax_error(reading.cursor.now().value);
}

}  // namespace lakecode::local::dialect

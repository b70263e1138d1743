// RESTORE, UNDROP, SHOW TABLES DROPPED, VACUUM, OPTIMIZE, ANALYZE, FSCK and REFRESH. Tables of this workspace have no
// files, so upkeep that moves files finds nothing to do and says so in its numbers.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/dialect/sql_error.h"
#include "local/engine/command_answers.h"
#include "local/engine/relations.h"
#include "local/engine/table_engine_state.h"
#include "local/engine/table_past.h"
#include "local/engine/table_versions.h"
#include "local/engine/volume_files.h"

namespace lakecode::local {
namespace {

using dialect::sql_error;
using dialect::TableName;
using dialect::TableTask;
using dialect::TaskKind;

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kUndropDays = 7;
constexpr double kRetainHours = 168;

/// What a task works with.
struct Work {
  TableEngine::State& state;
  duck::Connection& connection;
  const TableTask& task;
  const std::string& user;
};

Result<void> check_table(const Store& store, const TableName& name, std::string_view command) {
  TRY_ASSIGN(const RecordPointer record, find_table(store, name));
  if (record->label != "VIEW") return {};
  return sql_error("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
                   fmt::format("'{}' expects a table but {} is a view.", command, dialect::in_backticks(name.full())),
                   "42809");
}

ResultTable numbers(std::initializer_list<std::pair<const char*, std::uint64_t>> values) {
  ResultTable table;
  std::vector<Cell> row;
  for (const auto& value : values) {
    table.add_column(value.first, "bigint");
    row.emplace_back(std::to_string(value.second));
  }
  table.add_row(std::move(row));
  return table;
}

Result<ResultTable> restore(Work work) {
  const TableName& name = work.task.name;
  TableEngine::State& state = work.state;
  TRY_VOID(check_table(state.store, name, "RESTORE"));
  TRY_ASSIGN(const std::int64_t wanted, state.resolve_version(work.connection, name, work.task.version));
  TRY_ASSIGN(const std::int64_t current, state.version_of(name));
  const std::uint64_t before = state.blocks_of(work.connection, name);
  TRY_ASSIGN(const RecordPointer record, find_table(state.store, name));
  TRY_ASSIGN(const JsonValue now, json::parse(record->text, "stored table"));
  TRY_ASSIGN(const JsonValue info, metadata_at(state.store, name, now, wanted));
  TRY_VOID(state.store.put({"workspace", "unsettled", JsonBox(JsonObject{})}, Store::Durability::ProcessDeath));
  const Result<void> ran = in_transaction(work.connection, [&]() -> Result<void> {
    TableVersions versions(work.connection);
    if (wanted == current) return versions.note(name, current);
    TRY_VOID(versions.copy(name, current));
    TRY_ASSIGN(const std::string relation, state.earlier(work.connection, name, {wanted, ""}));
    return replace_rows(work.connection, name, relation, info);
  });
  Store::Change change;
  change.erases.push_back({"workspace", "unsettled"});
  if (!ran) {
    TRY_VOID(state.store.commit(change, Store::Durability::ProcessDeath));
    return platform_error(ran.error());
  }
  TRY_ASSIGN(const auto restored, state.describe(work.connection, name));
  if (restored)
    change.puts.push_back(
        {"table", name.full(), JsonBox(make_table_info(*restored, info, nullptr, state.stamp(work.user)))});
  TRY_VOID(state.add_history(
      change, name,
      {"RESTORE",
       {{"version", std::to_string(wanted)}, {"timestamp", ""}},
       {{"numRestoredFiles", wanted == current ? "0" : "1"}, {"numRemovedFiles", wanted == current ? "0" : "1"}}},
      work.user));
  TRY_VOID(state.store.commit(change));
  const std::uint64_t after = state.blocks_of(work.connection, name);
  const std::uint64_t moved = wanted == current ? 0 : 1;
  return numbers({{"table_size_after_restore", after},
                  {"num_of_files_after_restore", 1},
                  {"num_removed_files", moved},
                  {"num_restored_files", moved},
                  {"removed_files_size", moved == 0 ? 0 : before},
                  {"restored_files_size", moved == 0 ? 0 : after}});
}

TableName name_of(const std::string& full) {
  std::vector<std::string> parts;
  for (const std::string_view part : text::split(full, '.')) parts.emplace_back(part);
  parts.resize(3);
  return {parts[0], parts[1], parts[2]};
}

/// Forgets the tables that were dropped too long ago.
Result<void> purge_dropped(Work work) {
  const std::int64_t limit = work.state.stamp(work.user).now_ms - kUndropDays * kDayMs;
  Store::Change change;
  for (const RecordPointer& record : all_records(work.state.store, "dropped_table")) {
    TRY_ASSIGN(const JsonValue body, json::parse(record->text, "stored table"));
    if (json::int_at(body, "deleted_at").value_or(0) >= limit) continue;
    TRY_VOID(TableVersions(work.connection)
                 .purge(name_of(json::string_at(body, "full_name")), json::string_at(body, "relation")));
    change.erases.push_back({"dropped_table", record->id});
  }
  return change.erases.empty() ? Result<void>() : work.state.store.commit(change);
}

/// The dropped table that is meant: the one that was dropped last, or the one with that id.
Result<JsonValue> find_dropped(Work work, std::string& id) {
  JsonValue found;
  std::int64_t newest = -1;
  for (const RecordPointer& record : all_records(work.state.store, "dropped_table")) {
    TRY_ASSIGN(const JsonValue body, json::parse(record->text, "stored table"));
    const bool named = work.task.id.empty() ? json::string_at(body, "full_name") == work.task.name.full()
                                            : json::string_at_path(body, {"table", "table_id"}) == work.task.id;
    const std::int64_t deleted = json::int_at(body, "deleted_at").value_or(0);
    if (!named || deleted < newest) continue;
    newest = deleted;
    found = body;
    id = record->id;
  }
  if (!found.is_null()) return found;
  const std::string what = work.task.id.empty() ? dialect::in_backticks(work.task.name.full()) : work.task.id;
  return dialect::table_not_found(what);
}

Result<ResultTable> undrop(Work work) {
  TableEngine::State& state = work.state;
  TRY_VOID(purge_dropped(work));
  std::string id;
  TRY_ASSIGN(JsonValue body, find_dropped(work, id));
  const TableName name = name_of(json::string_at(body, "full_name"));
  if (state.store.find("schema", name.schema_full()) == nullptr) return dialect::schema_not_found(name.schema_full());
  if (state.store.find("table", name.full()) != nullptr) {
    return sql_error("TABLE_OR_VIEW_ALREADY_EXISTS",
                     fmt::format("Cannot undrop {} because a table or view of that name exists. Rename it first.",
                                 dialect::in_backticks(name.full())),
                     "42P07");
  }
  const std::string relation = json::string_at(body, "relation");
  TRY_VOID(state.store.put({"workspace", "unsettled", JsonBox(JsonObject{})}, Store::Durability::ProcessDeath));
  const Result<void> ran =
      in_transaction(work.connection, [&] { return TableVersions(work.connection).revive(name, relation); });
  Store::Change change;
  change.erases.push_back({"workspace", "unsettled"});
  if (!ran) {
    TRY_VOID(state.store.commit(change, Store::Durability::ProcessDeath));
    return platform_error(ran.error());
  }
  for (const char* kind : {"table", "table_history", "table_detail", kTablePast, "grants"}) {
    const JsonValue* known = json::find(body, kind);
    if (known == nullptr || !known->is_object()) continue;
    const std::string prefix = std::string_view(kind) == "grants" ? "table " : "";
    change.puts.push_back({kind, prefix + name.full(), JsonBox(*known)});
  }
  change.erases.push_back({"dropped_table", id});
  TRY_VOID(state.store.commit(change));
  return ResultTable{};
}

Result<ResultTable> show_dropped(Work work) {
  TRY_VOID(purge_dropped(work));
  ResultTable table;
  for (const char* name : {"catalogName", "schemaName", "tableName", "tableId", "tableType"})
    table.add_text_column(name);
  for (const char* name : {"deletedAt", "createdAt", "updatedAt"}) table.add_column(name, "timestamp");
  for (const char* name : {"createdBy", "owner", "comment"}) table.add_text_column(name);
  for (const RecordPointer& record : all_records(work.state.store, "dropped_table")) {
    if (!record->id.starts_with(work.task.name.schema_full() + ".")) continue;
    TRY_ASSIGN(const JsonValue body, json::parse(record->text, "stored table"));
    const JsonValue* info = json::find(body, "table");
    if (info == nullptr) continue;
    const auto time = [](const JsonValue& object, std::string_view field) {
      const auto ms = json::int_at(object, field);
      return ms ? Cell(format_rfc3339(from_epoch_ms(*ms))) : Cell();
    };
    table.add_row({json::string_at(*info, "catalog_name"), json::string_at(*info, "schema_name"),
                   json::string_at(*info, "name"), json::string_at(*info, "table_id"),
                   json::string_at(*info, "table_type"), time(body, "deleted_at"), time(*info, "created_at"),
                   time(*info, "updated_at"), json::optional_string_at(*info, "created_by"),
                   json::optional_string_at(*info, "owner"), json::optional_string_at(*info, "comment")});
  }
  return table;
}

constexpr std::string_view kMetricsType =
    "struct<numFilesAdded:bigint,numFilesRemoved:bigint,filesAdded:struct<min:bigint,max:bigint,avg:double,totalFiles:"
    "bigint,totalSize:bigint>,filesRemoved:struct<min:bigint,max:bigint,avg:double,totalFiles:bigint,totalSize:bigint>,"
    "partitionsOptimized:bigint,numBatches:bigint,totalConsideredFiles:bigint,totalFilesSkipped:bigint>";

std::string location_of(const JsonValue& info) {
  return json::string_at(info, "storage_location");
}

Result<ResultTable> optimize(Work work) {
  TRY_VOID(check_table(work.state.store, work.task.name, "OPTIMIZE"));
  TRY_ASSIGN(const RecordPointer record, find_table(work.state.store, work.task.name));
  TRY_ASSIGN(const JsonValue info, json::parse(record->text, "stored table"));
  ResultTable table;
  table.add_text_column("path");
  table.add_column("metrics", kMetricsType);
  const JsonObject none{
      {"min", JsonValue()}, {"max", JsonValue()}, {"avg", "0.0"}, {"totalFiles", "0"}, {"totalSize", "0"}};
  const JsonObject metrics{{"numFilesAdded", "0"},        {"numFilesRemoved", "0"},     {"filesAdded", none},
                           {"filesRemoved", none},        {"partitionsOptimized", "0"}, {"numBatches", "0"},
                           {"totalConsideredFiles", "1"}, {"totalFilesSkipped", "1"}};
  table.add_row({location_of(info), json::serialize(metrics)});
  return table;
}

/// The oldest version that must stay readable.
Result<std::int64_t> oldest_kept(const Store& store, const TableName& name, std::int64_t limit_ms) {
  const RecordPointer record = store.find("table_history", name.full());
  if (record == nullptr) return std::int64_t{0};
  TRY_ASSIGN(const JsonValue history, json::parse(record->text, "stored history"));
  const JsonArray& entries = json::array_at(history, "entries");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    // A version stays as long as it was the newest one at some moment within the retention.
    if (json::int_at(entries[i], "timestamp").value_or(0) <= limit_ms)
      return json::int_at(entries[i], "version").value_or(0);
  }
  return std::int64_t{0};
}

Result<ResultTable> vacuum(Work work) {
  const TableName& name = work.task.name;
  TableEngine::State& state = work.state;
  TRY_VOID(check_table(state.store, name, "VACUUM"));
  const double hours = work.task.retain_hours.value_or(kRetainHours);
  TRY_ASSIGN(const RecordPointer record, find_table(state.store, name));
  TRY_ASSIGN(const JsonValue info, json::parse(record->text, "stored table"));
  if (hours < kRetainHours) {
    return sql_error("DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT",
                     fmt::format("The retention of {} hours is below the 168 hours that protect readers and time "
                                 "travel; this workspace keeps retentionDurationCheck on.",
                                 hours),
                     "22003");
  }
  const auto limit = static_cast<std::int64_t>(static_cast<double>(state.stamp(work.user).now_ms) - hours * 3'600'000);
  TRY_ASSIGN(const std::int64_t oldest, oldest_kept(state.store, name, limit));
  TRY_ASSIGN(const std::int64_t version, state.version_of(name));
  std::vector<std::string> dropped;
  const Result<void> ran = in_transaction(work.connection, [&]() -> Result<void> {
    TableVersions versions(work.connection);
    TRY_ASSIGN(dropped, versions.drop_before(name, oldest, work.task.dry_run));
    return work.task.dry_run ? Result<void>() : versions.note(name, version);
  });
  if (!ran) return platform_error(ran.error());
  ResultTable table;
  table.add_text_column("path");
  if (work.task.dry_run) {
    for (const std::string& relation : dropped) table.add_row({location_of(info) + "/" + relation});
    return table;
  }
  table.add_row({location_of(info)});
  const std::string count = std::to_string(dropped.size());
  for (const char* operation : {"VACUUM START", "VACUUM END"}) {
    Store::Change change;
    const bool start = std::string_view(operation) == "VACUUM START";
    TRY_VOID(state.add_history(
        change, name,
        {operation,
         start ? std::map<std::string, std::string>{{"retentionCheckEnabled", "true"},
                                                    {"defaultRetentionMillis", "604800000"}}
               : std::map<std::string, std::string>{{"status", "COMPLETED"}},
         start ? std::map<std::string, std::string>{{"numFilesToDelete", count}, {"sizeOfDataToDelete", "0"}}
               : std::map<std::string, std::string>{{"numDeletedFiles", count}, {"numVacuumedDirectories", "1"}}},
        work.user));
    TRY_VOID(state.store.commit(change, Store::Durability::ProcessDeath));
    if (start) TRY_VOID(TableVersions(work.connection).note(name, version + 1));
  }
  return table;
}

Result<ResultTable> analyze(Work work) {
  const TableName& name = work.task.name;
  TableEngine::State& state = work.state;
  TRY_VOID(check_table(state.store, name, "ANALYZE TABLE"));
  TRY_ASSIGN(const auto rows, work.connection.texts("SELECT count(*) FROM " + name.engine()));
  TRY_ASSIGN(const RecordPointer record, find_table(state.store, name));
  TRY_ASSIGN(JsonValue info, json::parse(record->text, "stored table"));
  JsonObject properties = json::object_at(info, "properties");
  properties["spark.sql.statistics.numRows"] = rows.at(0).at(0).value_or("0");
  properties["spark.sql.statistics.totalSize"] = std::to_string(state.blocks_of(work.connection, name));
  info.as_object()["properties"] = std::move(properties);
  TRY_VOID(state.store.put({"table", name.full(), JsonBox(std::move(info))}, Store::Durability::ProcessDeath));
  return ResultTable{};
}

Result<ResultTable> check_files(Work work) {
  TRY_VOID(check_table(work.state.store, work.task.name, "FSCK REPAIR TABLE"));
  ResultTable table;
  table.add_text_column("dataFilePath");
  table.add_column("dataFileMissing", "boolean");
  table.add_text_column("deletionVectorPath");
  table.add_column("deletionVectorFileMissing", "boolean");
  return table;
}

/// REFRESH MATERIALIZED VIEW runs the query again; REFRESH TABLE has nothing to forget here.
Result<ResultTable> refresh(Work work) {
  const TableName& name = work.task.name;
  TableEngine::State& state = work.state;
  TRY_ASSIGN(const RecordPointer record, find_table(state.store, name));
  if (record->label != "MATERIALIZED_VIEW") return ResultTable{};
  TRY_ASSIGN(const JsonValue info, json::parse(record->text, "stored table"));
  const dialect::SessionNames names{name.catalog, name.schema, work.user};
  TRY_ASSIGN(const dialect::Translation query, dialect::translate(json::string_at(info, "view_definition"), names, {}));
  TRY_ASSIGN(const std::int64_t version, state.version_of(name));
  const Result<void> ran = in_transaction(work.connection, [&]() -> Result<void> {
    TRY_VOID(TableVersions(work.connection).copy(name, version));
    TRY_VOID(work.connection.execute("DELETE FROM " + name.engine()));
    return work.connection.execute(fmt::format("INSERT INTO {} {}", name.engine(), query.steps.front()));
  });
  if (!ran) return platform_error(ran.error());
  Store::Change change;
  TRY_VOID(state.add_history(change, name, {"WRITE", {{"mode", "Overwrite"}}, {}}, work.user));
  TRY_VOID(state.store.commit(change, Store::Durability::ProcessDeath));
  return ResultTable{};
}

Result<ResultTable> show_partitions(Work work) {
  const TableName& name = work.task.name;
  TRY_VOID(check_table(work.state.store, name, "SHOW PARTITIONS"));
  TRY_ASSIGN(const RecordPointer record, find_table(work.state.store, name));
  TRY_ASSIGN(const JsonValue info, json::parse(record->text, "stored table"));
  ResultTable table;
  std::string list;
  for (const JsonValue& column : json::array_at(info, "columns")) {
    if (!json::int_at(column, "partition_index")) continue;
    const std::string column_name = json::string_at(column, "name");
    list += (list.empty() ? "" : ", ") + dialect::quote_name(column_name);
    table.add_column(column_name, json::string_at(column, "type_text"));
  }
  if (list.empty()) {
    return sql_error("DELTA_SHOW_PARTITION_IN_NON_PARTITIONED_TABLE",
                     fmt::format("SHOW PARTITIONS is not allowed on a table that is not partitioned: {}.",
                                 dialect::in_backticks(name.full())),
                     "42809");
  }
  TRY_ASSIGN(auto rows,
             work.connection.texts(fmt::format("SELECT DISTINCT {0} FROM {1} ORDER BY {0}", list, name.engine())));
  for (auto& row : rows) table.add_row(std::move(row));
  return table;
}

/// LIST '/Volumes/...': what lies in one folder.
Result<ResultTable> list_files(Work work) {
  TRY_ASSIGN(const std::vector<VolumeFile> files, list_folder(work.state.file.parent_path(), work.task.path));
  ResultTable table;
  table.add_text_column("path");
  table.add_text_column("name");
  table.add_column("size", "bigint");
  table.add_column("modification_time", "bigint");
  for (const VolumeFile& file : files) {
    const std::size_t slash = file.path.find_last_of('/', file.path.size() - 2);
    table.add_row(
        {file.path, file.path.substr(slash + 1), std::to_string(file.size), std::to_string(file.modified_ms)});
  }
  return table;
}

struct TaskRule {
  TaskKind kind;
  Result<ResultTable> (*run)(Work);
};
constexpr TaskRule kTasks[] = {
    {TaskKind::Restore, restore},   {TaskKind::Undrop, undrop},   {TaskKind::ShowDropped, show_dropped},
    {TaskKind::Optimize, optimize}, {TaskKind::Vacuum, vacuum},   {TaskKind::Analyze, analyze},
    {TaskKind::Fsck, check_files},  {TaskKind::Refresh, refresh}, {TaskKind::ShowPartitions, show_partitions},
    {TaskKind::List, list_files}};

}  // namespace

Result<ResultTable> TableEngine::State::perform(duck::Connection& connection, const dialect::Translation& translation,
                                                const std::string& user) {
  const auto held = writer.lock();
  for (const TaskRule& rule : kTasks) {
    if (rule.kind == translation.task.kind) return rule.run(Work{*this, connection, translation.task, user});
  }
  return dialect::unsupported("this command");
}

Result<ResultTable> TableEngine::State::copied_answer(duck::Connection& connection, const TableName& table) {
  const std::uint64_t size = blocks_of(connection, table);
  return numbers({{"source_table_size", size},
                  {"source_num_of_files", 1},
                  {"num_removed_files", 0},
                  {"num_copied_files", 1},
                  {"removed_files_size", 0},
                  {"copied_files_size", size}});
}

}  // namespace lakecode::local

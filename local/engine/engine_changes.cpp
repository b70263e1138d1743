// INSERT, UPDATE, DELETE, MERGE and TRUNCATE: the table's version is kept, the engine changes rows, the history tells.

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/engine/command_answers.h"
#include "local/engine/insert_plan.h"
#include "local/engine/row_checks.h"
#include "local/engine/table_engine_state.h"
#include "local/engine/table_versions.h"

namespace lakecode::local {
namespace {

using dialect::Translation;

/// Rows that a change touched, by kind.
struct Counts {
  std::uint64_t inserted = 0;
  std::uint64_t updated = 0;
  std::uint64_t deleted = 0;
  [[nodiscard]] std::uint64_t all() const { return inserted + updated + deleted; }
};

ResultTable answer(const Translation& translation, const Counts& counts) {
  ResultTable table;
  table.add_column("num_affected_rows", "bigint");
  std::vector<Cell> row{std::to_string(counts.all())};
  if (translation.statement_type == "MERGE") {
    table.add_column("num_updated_rows", "bigint");
    table.add_column("num_deleted_rows", "bigint");
    table.add_column("num_inserted_rows", "bigint");
    for (const std::uint64_t count : {counts.updated, counts.deleted, counts.inserted})
      row.emplace_back(std::to_string(count));
  } else if (translation.statement_type == "INSERT") {
    table.add_column("num_inserted_rows", "bigint");
    row.emplace_back(std::to_string(counts.inserted));
    row.front() = row.back();
  }
  if (translation.statement_type == "COPY") {
    table.add_column("num_inserted_rows", "bigint");
    table.add_column("num_skipped_corrupt_files", "bigint");
    row.emplace_back(std::to_string(counts.inserted));
    row.emplace_back("0");
  }
  table.add_row(std::move(row));
  table.rows_changed = counts.all();
  return table;
}

std::map<std::string, std::string> metrics_of(const Translation& translation, const Counts& counts) {
  if (translation.operation == "WRITE" || translation.operation == "COPY INTO")
    return {{"numFiles", "1"}, {"numOutputRows", std::to_string(counts.inserted)}};
  if (translation.operation == "UPDATE") return {{"numUpdatedRows", std::to_string(counts.updated)}};
  if (translation.operation == "MERGE") {
    return {{"numOutputRows", std::to_string(counts.inserted + counts.updated)},
            {"numTargetRowsInserted", std::to_string(counts.inserted)},
            {"numTargetRowsUpdated", std::to_string(counts.updated)},
            {"numTargetRowsDeleted", std::to_string(counts.deleted)}};
  }
  return {{"numDeletedRows", std::to_string(counts.deleted)}};
}

void count(Counts& counts, std::string_view action, std::uint64_t rows) {
  if (action == "INSERT") counts.inserted += rows;
  if (action == "UPDATE") counts.updated += rows;
  if (action == "DELETE") counts.deleted += rows;
}

/// A MERGE's answer: one row for each row it touched, with what was done; or what was counted before.
Result<Counts> run_merge(duck::Connection& connection, const Translation& translation) {
  const std::string& sql = translation.steps.back();
  Counts counts;
  for (const dialect::MergeCount& clause : translation.merge_counts) {
    TRY_ASSIGN(const auto rows, connection.texts(clause.query));
    count(counts, clause.action,
          static_cast<std::uint64_t>(text::parse_int(rows.at(0).at(0).value_or("")).value_or(0)));
  }
  if (!translation.merge_counts.empty()) {
    TRY_VOID(connection.execute(sql));
    return counts;
  }
  TRY_ASSIGN(const auto rows, connection.texts(sql + " RETURNING merge_action"));
  for (const auto& row : rows) count(counts, row.at(0).value_or(""), 1);
  return counts;
}

/// A row of the target is changed by one row of the source, or nobody could say what becomes of it.
Result<void> check_duplicates(duck::Connection& connection, const Translation& translation) {
  if (translation.duplicate_check.empty()) return {};
  TRY_ASSIGN(const auto rows, connection.texts(translation.duplicate_check));
  if (rows.empty()) return {};
  return dialect::sql_error(
      "DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE",
      "Cannot perform Merge as multiple source rows matched and attempted to modify the same target row in the Delta "
      "table in possibly conflicting ways. By SQL semantics of Merge, when multiple source rows match on the same "
      "target row, the result may be ambiguous as it is unclear which source row should be used to update or delete "
      "the matching target row. You can preprocess the source table to eliminate the possibility of multiple matches.",
      "21506");
}

Result<Counts> run_change(duck::Connection& connection, const Translation& translation, const JsonValue& info) {
  TRY_ASSIGN(const InsertPlan plan, plan_change(translation, info));
  TRY_VOID(check_duplicates(connection, translation));
  if (translation.statement_type == "MERGE") return run_merge(connection, translation);
  Counts counts;
  for (const std::string& step : plan.steps) {
    TRY_ASSIGN(duck::QueryResult result, connection.query(step));
    const std::uint64_t rows = duckdb_rows_changed(result.raw());
    if (step.starts_with("INSERT")) counts.inserted = rows;
    if (step.starts_with("UPDATE")) counts.updated = rows;
    if (step.starts_with("DELETE")) counts.deleted = rows;
  }
  TRY_VOID(verify_plan(connection, plan, info));
  if (translation.statement_type == "INSERT") counts.deleted = 0;
  return counts;
}

/// WITH SCHEMA EVOLUTION: columns that only the source has.
Result<void> add_columns_of(duck::Connection& connection, const dialect::TableName& target, const std::string& source) {
  TRY_ASSIGN(const auto have, connection.texts("SELECT lower(column_name) FROM (DESCRIBE " + target.engine() + ")"));
  TRY_ASSIGN(const auto given,
             connection.texts("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM " + source + ")"));
  for (const auto& column : given) {
    const std::string name = column.at(0).value_or("");
    const auto known = [&name](const auto& row) { return row.at(0) == text::to_lower(name); };
    if (std::any_of(have.begin(), have.end(), known)) continue;
    TRY_VOID(connection.execute(fmt::format("ALTER TABLE {} ADD COLUMN {} {}", target.engine(),
                                            dialect::quote_name(name), column.at(1).value_or(""))));
  }
  return {};
}

/// Delta resolves the clauses of a MERGE by itself, and has an error of its own for what it cannot.
Error change_error(const Translation& translation, const Error& engine_error) {
  Error told = platform_error(engine_error);
  if (translation.statement_type != "MERGE" || !told.reason.starts_with("[UNRESOLVED_COLUMN")) return told;
  const std::size_t from = told.reason.find('`');
  const std::size_t to = told.reason.find('`', from + 1);
  const std::string name = to == std::string::npos ? "" : told.reason.substr(from, to - from + 1);
  return dialect::sql_error("DELTA_MERGE_UNRESOLVED_EXPRESSION",
                            fmt::format("Cannot resolve {} in the clauses of MERGE INTO {} given the columns of its "
                                        "target and its source.",
                                        name, dialect::in_backticks(translation.target.full())),
                            "42601");
}

/// A change that found nothing to do makes no version, as Delta has it.
bool makes_version(const Translation& translation, const Counts& counts) {
  return counts.all() > 0 || translation.statement_type == "INSERT" || translation.statement_type == "TRUNCATE";
}

}  // namespace

Result<ResultTable> TableEngine::State::change(duck::Connection& connection, const Translation& translation,
                                               const std::string& user) {
  const dialect::TableName& target = translation.target;
  const auto held = writer.lock();
  TRY_ASSIGN(const RecordPointer record, find_table(store, target));
  if (record->label == "VIEW") {
    return dialect::sql_error("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE",
                              fmt::format("'{}' expects a table but {} is a view.", translation.statement_type,
                                          dialect::in_backticks(target.full())),
                              "42809");
  }
  if (record->label == "MATERIALIZED_VIEW") {
    return dialect::sql_error("MATERIALIZED_VIEW_OPERATION_NOT_ALLOWED.MV_NOT_SUPPORTED",
                              fmt::format("The materialized view operation {} is not allowed: its query fills it.",
                                          translation.statement_type),
                              "56038");
  }
  TRY_ASSIGN(const JsonValue info, json::parse(record->text, "stored table"));
  TRY_ASSIGN(const std::int64_t version, version_of(target));
  Counts counts;
  bool nothing = false;
  const Result<void> ran = in_transaction(connection, [&]() -> Result<void> {
    TableVersions versions(connection);
    TRY_VOID(translation.appends ? versions.note(target, version) : versions.copy(target, version));
    if (translation.evolves) TRY_VOID(add_columns_of(connection, target, translation.evolution_source));
    TRY_ASSIGN(counts, run_change(connection, translation, info));
    TRY_VOID(check_rows(connection, target, info));
    nothing = !makes_version(translation, counts);
    if (nothing)
      return Error{.code = ErrorCode::FailedPrecondition, .action = "", .subject = "", .reason = "", .advice = ""};
    return {};
  });
  if (!ran && !nothing) return overflow_error(connection, translation, info, change_error(translation, ran.error()));
  if (!nothing) {
    Store::Change documents;
    if (translation.evolves) {
      TRY_ASSIGN(const auto evolved, describe(connection, target));
      if (evolved)
        documents.puts.push_back(
            {"table", target.full(), JsonBox(make_table_info(*evolved, info, nullptr, stamp(user)))});
    }
    TRY_VOID(add_history(documents, target,
                         {translation.operation, translation.operation_parameters, metrics_of(translation, counts)},
                         user));
    TRY_VOID(store.commit(documents, Store::Durability::ProcessDeath));
  }
  return answer(translation, counts);
}

}  // namespace lakecode::local

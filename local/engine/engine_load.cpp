// Loading files. The workspace's engine may not open files, so a second one, in memory and without tables, reads the
// file and hands its chunks over.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"
#include "local/engine/table_engine_state.h"
#include "local/engine/table_versions.h"

namespace lakecode::local {
namespace {

using Columns = std::vector<std::pair<std::string, std::string>>;

Error load_error(const std::filesystem::path& file, std::string reason) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "load",
          .subject = file.string(),
          .reason = std::move(reason),
          .advice = ""};
}

std::string reader(const TableEngine::LoadRequest& request) {
  const std::string file = dialect::quote_text(request.file.string());
  if (request.format == "parquet") return fmt::format("read_parquet({})", file);
  if (request.format == "json")
    return fmt::format("read_json({}, format = 'newline_delimited', sample_size = -1)", file);
  // Every column a text; what the columns are to be is said by --meta alone.
  return fmt::format(
      "read_csv({}, header = true, all_varchar = true, nullstr = '', strict_mode = false, sample_size = 20480)", file);
}

/// SELECT list with the casts of the given columns.
Result<std::string> selection(const Columns& columns) {
  if (columns.empty()) return std::string("*");
  std::string out;
  for (const auto& column : columns) {
    TRY_ASSIGN(const std::vector<dialect::Token> tokens, dialect::lex(column.second));
    TRY_ASSIGN(const dialect::ParsedType type, dialect::parse_type(tokens, 0));
    out += fmt::format("{}CAST({} AS {}) AS {}", out.empty() ? "" : ", ", dialect::quote_name(column.first),
                       type.engine, dialect::quote_name(column.first));
  }
  return out;
}

Result<std::string> column_list(duckdb_result* result) {
  std::string out;
  for (idx_t i = 0; i < duckdb_column_count(result); ++i) {
    duckdb_logical_type type = duckdb_column_logical_type(result, i);
    // JSON columns of the reader are texts here.
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", dialect::quote_name(duckdb_column_name(result, i)),
                       duck::type_name(type));
    duckdb_destroy_logical_type(&type);
  }
  return out;
}

/// Moves all chunks; the number of rows.
Result<std::uint64_t> pour(duckdb_result* from, duck::Connection& to, const TableEngine::LoadRequest& request) {
  duckdb_appender appender = nullptr;
  const std::string schema = request.table.schema_full();
  if (duckdb_appender_create(to.raw(), schema.c_str(), request.table.table.c_str(), &appender) != DuckDBSuccess) {
    const char* message = duckdb_appender_error(appender);
    Error error = load_error(request.file, message == nullptr ? "the table cannot be written" : message);
    duckdb_appender_destroy(&appender);
    return error;
  }
  std::uint64_t rows = 0;
  bool failed = false;
  while (!failed) {
    duckdb_data_chunk chunk = duckdb_fetch_chunk(*from);
    if (chunk == nullptr) break;
    rows += duckdb_data_chunk_get_size(chunk);
    failed = duckdb_append_data_chunk(appender, chunk) != DuckDBSuccess;
    duckdb_destroy_data_chunk(&chunk);
  }
  failed = failed || duckdb_appender_close(appender) != DuckDBSuccess;
  const char* message = failed ? duckdb_appender_error(appender) : nullptr;
  const std::string reason = message == nullptr ? "" : message;
  duckdb_appender_destroy(&appender);
  if (failed) return load_error(request.file, reason.empty() ? "the rows do not fit the table" : reason);
  return rows;
}

}  // namespace

Result<std::uint64_t> TableEngine::load(const LoadRequest& request) {
  TRY_ASSIGN(duck::Database source, duck::Database::open(""));
  TRY_ASSIGN(duck::Connection from, source.connect());
  TRY_VOID(from.execute("SET TimeZone = 'UTC'"));
  TRY_ASSIGN(const std::string list, selection(request.columns));
  auto read = from.query(fmt::format("SELECT {} FROM {}", list, reader(request)));
  if (!read) return load_error(request.file, std::string(text::lines(read.error().reason).front()));
  TRY_ASSIGN(const std::string columns, column_list(read->raw()));

  TRY_ASSIGN(duck::Connection to, state_->connect());
  const auto held = state_->writer.lock();
  Store::Change change;
  const Stamp stamp = state_->stamp(request.user);
  const dialect::TableName& name = request.table;
  if (state_->store.find("catalog", name.catalog) == nullptr)
    change.puts.push_back({"catalog", name.catalog, JsonBox(make_catalog_info(name.catalog, JsonValue(), stamp))});
  if (state_->store.find("schema", name.schema_full()) == nullptr)
    change.puts.push_back(
        {"schema", name.schema_full(), JsonBox(make_schema_info(name.catalog, name.schema, JsonValue(), stamp))});
  TRY_VOID(state_->store.put({"workspace", "unsettled", JsonBox(JsonObject{})}, Store::Durability::ProcessDeath));
  TRY_ASSIGN(const auto before, state_->describe(to, name));
  // A system table is a view of what happened here; loaded rows take its place.
  const bool replaces_view = before && before->view;
  const bool follows = !replaces_view && state_->store.find("table", name.full()) != nullptr;
  const bool appends = request.append && follows;
  TRY_VOID(to.execute("BEGIN TRANSACTION"));
  TRY_VOID(to.execute("CREATE SCHEMA IF NOT EXISTS " + dialect::engine_schema(name.catalog, name.schema)));
  if (replaces_view) TRY_VOID(to.execute("DROP VIEW " + name.engine()));
  if (follows) {
    TRY_ASSIGN(const std::int64_t version, state_->version_of(name));
    TableVersions versions(to);
    if (appends) {
      TRY_VOID(versions.note(name, version));
    } else {
      TRY_VOID(versions.set_aside(name, version));
    }
  }
  if (!appends) TRY_VOID(to.execute(fmt::format("CREATE OR REPLACE TABLE {} ({})", name.engine(), columns)));
  auto rows = pour(read->raw(), to, request);
  if (!rows) {
    ignore_result(to.execute("ROLLBACK"), "the reason is told");
    return rows.error();
  }
  TRY_VOID(to.execute("COMMIT"));
  TRY_ASSIGN(const auto made, state_->describe(to, name));
  JsonValue known;
  if (const RecordPointer record = appends ? state_->store.find("table", name.full()) : nullptr) {
    TRY_ASSIGN(known, json::parse(record->text, "stored table"));
  }
  if (made) change.puts.push_back({"table", name.full(), JsonBox(make_table_info(*made, known, nullptr, stamp))});
  if (!appends) change.erases.push_back({"table_detail", name.full()});
  TRY_VOID(state_->add_history(change, name,
                               {"WRITE",
                                {{"mode", appends ? "Append" : "Overwrite"}, {"partitionBy", "[]"}},
                                {{"numFiles", "1"}, {"numOutputRows", std::to_string(*rows)}}},
                               request.user));
  change.erases.push_back({"workspace", "unsettled"});
  TRY_VOID(state_->store.commit(change));
  return rows;
}

}  // namespace lakecode::local

#include "local/engine/table_engine.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/dialect/interval_fields.h"
#include "local/dialect/multi_insert.h"
#include "local/dialect/sql_error.h"
#include "local/engine/cell_text.h"
#include "local/engine/column_suggestions.h"
#include "local/engine/command_answers.h"
#include "local/engine/engine_lookups.h"
#include "local/engine/privilege_check.h"
#include "local/engine/relations.h"
#include "local/engine/scalar_functions.h"
#include "local/engine/script_runner.h"
#include "local/engine/securables.h"
#include "local/engine/table_engine_state.h"
#include "local/engine/table_versions.h"
#include "local/engine/typed_calls.h"
#include "local/engine/void_columns.h"

namespace lakecode::local {
namespace {

using dialect::Translation;

/// A prepared statement and its streaming result, given back at the end of a function.
class Execution {
 public:
  Execution() = default;
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  ~Execution() {
    if (executed_) duckdb_destroy_result(&result_);
    duckdb_destroy_prepare(&statement_);
  }

  Result<void> start(duck::Connection& connection, const std::string& sql) {
    TypedCalls calls(sql);
    while (duckdb_prepare(connection.raw(), calls.sql().c_str(), &statement_) != DuckDBSuccess) {
      const char* message = duckdb_prepare_error(statement_);
      if (message == nullptr) return fail(message);
      TRY_ASSIGN(const bool settled, calls.settle(message));
      if (!settled) return fail(message);
      duckdb_destroy_prepare(&statement_);
    }
    executed_ = true;
    // Streaming is marked deprecated in the header, and is the only way to stop reading early.
    if (duckdb_execute_prepared_streaming(statement_, &result_) != DuckDBSuccess)
      return fail(duckdb_result_error(&result_));
    return {};
  }
  [[nodiscard]] duckdb_result* result() { return &result_; }

 private:
  static Error fail(const char* message) {
    return dialect::translate_engine_error(message == nullptr ? "the engine gave no reason" : message);
  }
  duckdb_prepared_statement statement_ = nullptr;
  duckdb_result result_{};
  bool executed_ = false;
};

void read_columns(duckdb_result* result, ResultTable& table) {
  for (idx_t i = 0; i < duckdb_column_count(result); ++i) {
    duckdb_logical_type type = duckdb_column_logical_type(result, i);
    table.columns.push_back({duckdb_column_name(result, i), dialect::facts_of_engine_type(duck::type_name(type))});
    duckdb_destroy_logical_type(&type);
  }
}

Error too_large(std::uint64_t limit) {
  return dialect::sql_error(
      "RESULT_TOO_LARGE",
      fmt::format("The inline result is larger than {} bytes. Use the disposition EXTERNAL_LINKS, or a row limit.",
                  limit),
      "54000");
}

Error cancelled() {
  return {.code = ErrorCode::Cancelled,
          .action = "run statement",
          .subject = "",
          .reason = "it was cancelled",
          .advice = ""};
}

/// The fields of INTERVALs, which the engine does not know.
void respell_intervals(ResultTable& table, const std::vector<std::string>& fields) {
  for (std::size_t i = 0; i < std::min(fields.size(), table.columns.size()); ++i) {
    if (fields[i].empty() || table.columns[i].type.text != "interval") continue;
    table.columns[i].type.text = dialect::interval_type(fields[i]);
    for (auto& row : table.rows) {
      if (row[i]) row[i] = dialect::with_fields(*row[i], fields[i]);
    }
  }
}

/// Takes rows of one chunk; true when a limit was reached.
Result<bool> take_rows(duckdb_data_chunk chunk, const StatementRequest& request, ResultTable& table) {
  const idx_t rows = duckdb_data_chunk_get_size(chunk);
  const idx_t columns = duckdb_data_chunk_get_column_count(chunk);
  for (idx_t row = 0; row < rows; ++row) {
    if (request.row_limit && table.rows.size() >= *request.row_limit) {
      table.truncated = true;
      return true;
    }
    std::vector<Cell> cells;
    cells.reserve(columns);
    for (idx_t column = 0; column < columns; ++column)
      cells.push_back(cell_text(duckdb_data_chunk_get_vector(chunk, column), row));
    table.add_row(std::move(cells));
    if (table.bytes <= request.byte_limit) continue;
    if (request.fails_over_byte_limit) return too_large(request.byte_limit);
    table.truncated = true;
    return true;
  }
  return false;
}

Result<void> prepare_database(duck::Connection& connection, const RelationSource& relations) {
  TRY_VOID(connection.execute("SET GLOBAL TimeZone = 'UTC'"));
  TRY_VOID(connection.execute("ATTACH ':memory:' AS lc"));
  TRY_VOID(register_scalar_functions(connection));
  TRY_VOID(connection.execute(std::string(macro_script())));
  TRY_VOID(register_relation_function(connection, relations));
  TRY_VOID(TableVersions(connection).prepare());
  return connection.execute("SET GLOBAL enable_external_access = false");
}

}  // namespace

Error platform_error(const Error& engine_error) {
  if (engine_error.code != ErrorCode::InvalidArgument) return engine_error;
  return dialect::translate_engine_error(engine_error.reason);
}

Interrupt::Interrupt() : state_(std::make_unique<State>()) {}
Interrupt::~Interrupt() = default;

void Interrupt::cancel() {
  auto target = state_->target.lock();
  target->cancelled = true;
  if (target->connection == nullptr) return;
  target->connection->interrupt();
  if (state_->repeater.joinable()) return;
  state_->repeater = std::jthread([state = state_.get()](const std::stop_token& stop) { state->repeat(stop); });
}

void Interrupt::State::repeat(const std::stop_token& stop) {
  // Longer each time, since what it may hit as well is the statement's own clearing up.
  std::chrono::milliseconds pause{50};
  std::mutex mutex;
  std::condition_variable_any ended;
  std::unique_lock lock(mutex);
  while (true) {
    ended.wait_for(lock, stop, pause, [] { return false; });
    if (stop.stop_requested()) return;
    pause *= 2;
    auto held = target.lock();
    if (held->connection == nullptr) return;
    held->connection->interrupt();
  }
}

bool Interrupt::cancelled() const {
  return state_->target.lock()->cancelled;
}

TableEngine::TableEngine(std::filesystem::path file, Store& store, const Clock& clock, std::string metastore_id)
    : state_(std::make_unique<State>(std::move(file), store, clock, std::move(metastore_id))) {
  state_->relations = [state = state_.get()](std::string_view catalog, std::string_view view) {
    const bool of_system = catalog == "system" && view.find('.') != std::string_view::npos;
    return of_system ? make_system_relation(state->store, view, state->place())
                     : make_relation(state->store, catalog, view);
  };
}

TableEngine::~TableEngine() = default;

Result<duck::Connection> TableEngine::State::connect() {
  auto held = database.lock();
  if (*held) return (*held)->connect();
  TRY_ASSIGN(duck::Database opened, duck::Database::open(file));
  TRY_ASSIGN(duck::Connection connection, opened.connect());
  TRY_VOID(prepare_database(connection, relations));
  if (store.find("workspace", "unsettled") != nullptr) TRY_VOID(reconcile(connection));
  *held = std::move(opened);
  return connection;
}

Result<void> TableEngine::warm_up() {
  TRY_VOID(state_->connect());
  return {};
}

Result<ResultTable> TableEngine::State::query(duck::Connection& connection, const std::string& sql,
                                              const StatementRequest& request, const Interrupt& interrupt) {
  ResultTable table;
  Execution execution;
  TRY_VOID(execution.start(connection, sql));
  read_columns(execution.result(), table);
  for (;;) {
    if (interrupt.cancelled()) return cancelled();
    duckdb_data_chunk chunk = duckdb_fetch_chunk(*execution.result());
    if (chunk == nullptr) break;
    const auto full = take_rows(chunk, request, table);
    duckdb_destroy_data_chunk(&chunk);
    if (!full) return full.error();
    if (*full) return table;
  }
  const char* failure = duckdb_result_error(execution.result());
  if (failure != nullptr && *failure != '\0') return dialect::translate_engine_error(failure);
  return table;
}

Result<std::uint64_t> TableEngine::State::run_steps(duck::Connection& connection,
                                                    const std::vector<std::string>& steps) {
  if (steps.empty()) return std::uint64_t{0};
  const bool several = steps.size() > 1;
  if (several) TRY_VOID(connection.execute("BEGIN TRANSACTION"));
  std::uint64_t changed = 0;
  for (const std::string& step : steps) {
    auto result = connection.query(step);
    if (!result) {
      if (several) ignore_result(connection.execute("ROLLBACK"), "the step's own error is told");
      return platform_error(result.error());
    }
    changed = duckdb_rows_changed(result->raw());
  }
  if (several) TRY_VOID(connection.execute("COMMIT"));
  return changed;
}

namespace {

Result<void> check_reads(const Store& store, const std::vector<dialect::TableName>& reads) {
  for (const dialect::TableName& table : reads) TRY_VOID(find_table(store, table));
  return {};
}

/// Tables of the load tests (catalog scale, program/scale.h) get their rows when a statement first touches them: a
/// hundred thousand tables would fill the file for nothing.
Result<void> fill_scaled_tables(duck::Connection& connection, const Translation& translation) {
  std::vector<dialect::TableName> tables = translation.reads;
  tables.push_back(translation.target);
  for (const dialect::TableName& table : tables) {
    const auto number = text::parse_int(table.table.substr(std::min<std::size_t>(1, table.table.size())));
    if (table.catalog != "scale" || !table.table.starts_with('t') || !number) continue;
    const auto filled = connection.execute(
        fmt::format("CREATE TABLE IF NOT EXISTS {} AS SELECT range + {} AS id, 'name-' || range AS name, TIMESTAMP "
                    "'2024-01-01 00:00:00' + to_minutes(range) AS at FROM range(100)",
                    table.engine(), *number * 100));
    if (!filled) return platform_error(filled.error());
  }
  return {};
}

/// Rows of the tables that a statement reads.
std::uint64_t rows_of(duck::Connection& connection, const Store& store, const std::vector<dialect::TableName>& reads) {
  std::uint64_t rows = 0;
  for (const dialect::TableName& table : reads) {
    const RecordPointer record = store.find("table", table.full());
    if (record == nullptr || record->label == "VIEW" || table.catalog == "system") continue;
    auto result = connection.query("SELECT count(*) FROM " + table.engine());
    if (!result) continue;
    duckdb_data_chunk chunk = duckdb_fetch_chunk(*result->raw());
    if (chunk == nullptr) continue;
    rows += static_cast<std::uint64_t>(
        *static_cast<std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0))));
    duckdb_destroy_data_chunk(&chunk);
  }
  return rows;
}

/// CREATE TEMPORARY VIEW: the session keeps the query.
Result<StatementOutcome> keep_temporary_view(Session& session, const Translation& translation) {
  const dialect::Definition& definition = translation.definition;
  const std::string& name = definition.name.table;
  StatementOutcome outcome;
  outcome.statement_type = "CREATE";
  if (session.temporary_views.contains(name) && !definition.or_replace) {
    if (definition.if_exists) return outcome;
    return dialect::sql_error(
        "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS",
        fmt::format("Cannot create the temporary view {} because it already exists.", dialect::in_backticks(name)),
        "42P07");
  }
  session.temporary_views[name] = "(" + translation.steps.front() + ")";
  return outcome;
}

/// DROP VIEW of a temporary view, which hides a view of its name in the session's schema; false for any other.
bool drop_temporary_view(Session& session, const Translation& translation) {
  const dialect::TableName& name = translation.definition.name;
  const bool near = name.catalog == session.names().catalog && name.schema == session.names().schema;
  return translation.definition.kind == dialect::DefinitionKind::DropView && near &&
         session.temporary_views.erase(name.table) > 0;
}

/// What a statement fills with rows of its sources; no name for one that fills nothing.
dialect::TableName written_table(const Translation& translation) {
  if (translation.kind == Translation::Kind::Change) return translation.target;
  const bool makes = translation.definition.kind == dialect::DefinitionKind::CreateTable ||
                     translation.definition.kind == dialect::DefinitionKind::CreateView;
  return translation.kind == Translation::Kind::Definition && makes ? translation.definition.name
                                                                    : dialect::TableName();
}

}  // namespace

SystemPlace TableEngine::State::place() const {
  SystemPlace place;
  place.metastore_id = metastore_id;
  place.account_id = account_of(metastore_id);
  place.now_ms = to_epoch_ms(clock.now());
  if (const RecordPointer self = store.find("workspace", "self")) {
    if (const auto body = json::parse(self->text, "stored workspace"))
      place.workspace_id = json::string_at(*body, "workspace_id");
  }
  return place;
}

std::uint64_t TableEngine::State::blocks_of(duck::Connection& connection, const dialect::TableName& table) {
  constexpr std::uint64_t kBlockBytes = 262'144;
  auto result =
      connection.query(fmt::format("SELECT count(DISTINCT block_id) FROM pragma_storage_info({}) WHERE persistent",
                                   dialect::quote_text(table.engine())));
  if (!result) return 0;
  duckdb_data_chunk chunk = duckdb_fetch_chunk(*result->raw());
  if (chunk == nullptr) return 0;
  const auto blocks = *static_cast<std::int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
  duckdb_destroy_data_chunk(&chunk);
  return static_cast<std::uint64_t>(blocks) * kBlockBytes;
}

Result<StatementOutcome> TableEngine::run(const StatementRequest& request, Interrupt& interrupt) {
  Session session(request.names);
  return run(request, interrupt, session);
}

Result<StatementOutcome> TableEngine::run(const StatementRequest& request, Interrupt& interrupt, Session& session) {
  const auto placed = [&request](Result<StatementOutcome> outcome) -> Result<StatementOutcome> {
    if (!outcome) return dialect::without_group_by(dialect::with_position(outcome.error(), request.sql), request.sql);
    return outcome;
  };
  if (const std::vector<std::string> inserts = dialect::split_inserts(request.sql); !inserts.empty()) {
    // One commit a table, as Delta has it.
    Result<StatementOutcome> last = StatementOutcome{};
    StatementRequest part = request;
    for (std::size_t i = 0; i < inserts.size() && last; ++i) {
      part.sql = inserts[i];
      last = run_statement(part, interrupt, session);
    }
    return placed(std::move(last));
  }
  if (!dialect::is_script(request.sql)) return placed(run_statement(request, interrupt, session));
  const auto script = dialect::parse_script(request.sql);
  if (!script) return placed(script.error());
  ScriptRunner runner(
      [&](const std::string& sql, const std::vector<dialect::Parameter>& parameters) {
        StatementRequest part = request;
        part.sql = sql;
        if (!parameters.empty()) part.parameters = parameters;
        return run_statement(part, interrupt, session);
      },
      session, interrupt);
  return placed(runner.run(*script));
}

bool TableEngine::Retry::learn(const std::string& reason) {
  if (reason.find("No function matches") != std::string::npos) return !std::exchange(casts_to_text, true);
  if (reason.find("\"-(DATE, DATE)\"") != std::string::npos) return !std::exchange(typed_minus, true);
  if (reason.find("The engine of the embedded workspace refused") != std::string::npos)
    return !std::exchange(plain_sets, true);
  constexpr std::string_view kField = "for the field `";
  const std::size_t at = reason.find(kField);
  if (at == std::string::npos || !reason.starts_with("[INVALID_EXTRACT_BASE_FIELD_TYPE]")) return false;
  const std::size_t begin = at + kField.size();
  return array_fields.insert(text::to_lower(reason.substr(begin, reason.find('`', begin) - begin))).second;
}

namespace {

constexpr int kMostRetries = 6;

/// Whether the error of a further try is worth more than that of the first one.
bool tells_more(const Error& error) {
  return error.reason.find("No function matches") == std::string::npos &&
         error.reason.find("Failed to bind") == std::string::npos &&
         error.reason.find("The engine of the embedded workspace refused") == std::string::npos;
}

}  // namespace

Result<StatementOutcome> TableEngine::run_statement(const StatementRequest& request, Interrupt& interrupt,
                                                    Session& session) {
  Retry retry;
  auto outcome = run_translated(request, interrupt, session, retry);
  // What only the types tell, binding tells, before anything is done: the statement can be tried once more.
  for (int tries = 0; !outcome && tries < kMostRetries && retry.learn(outcome.error().reason); ++tries) {
    auto again = run_translated(request, interrupt, session, retry);
    if (again || tells_more(again.error())) outcome = std::move(again);
  }
  return outcome;
}

namespace {

StatementOutcome dropped_view() {
  StatementOutcome outcome;
  outcome.statement_type = "DROP";
  return outcome;
}

/// USE: where names without a catalog or schema are looked for from here on.
void follow_use(const Translation& translation, Session& session) {
  const auto& command = translation.command;
  const std::string user = session.names().user;
  if (command.kind == dialect::CommandKind::UseCatalog) session.names() = {command.name.catalog, "default", user};
  if (command.kind == dialect::CommandKind::UseSchema)
    session.names() = {command.name.catalog, command.name.schema, user};
}

/// One statement on its way through the engine.
struct Running {
  TableEngine::State& state;
  duck::Connection& connection;
  const Translation& translation;
  const StatementRequest& request;
  const Interrupt& interrupt;
  const std::string& user;
};

/// What the engine has to say to it.
Result<void> answer(const Running& running, StatementOutcome& outcome) {
  const Translation& translation = running.translation;
  TableEngine::State& state = running.state;
  const auto told = [&running](const Error& error) {
    const std::string& sql = running.request.sql;
    return with_suggestions(running.state.store, running.translation, sql, dialect::of_star(error, sql));
  };
  const auto take = [&outcome](Result<ResultTable> table) -> Result<void> {
    if (!table) return table.error();
    outcome.table = std::move(*table);
    return {};
  };
  if (translation.kind == Translation::Kind::Task)
    return take(state.perform(running.connection, translation, running.user));
  if (translation.kind == Translation::Kind::Definition)
    return take(state.define(running.connection, translation, running.user));
  if (translation.kind != Translation::Kind::Query) {
    const Result<void> changed = take(state.change(running.connection, translation, running.user));
    return changed ? changed : told(changed.error());
  }
  const std::string& query = translation.steps.front();
  const Result<void> read = take(state.query(running.connection, query, running.request, running.interrupt));
  if (!read) return told(read.error());
  if (translation.statement_type == "SELECT") respell_voids(running.connection, query, outcome.table);
  respell_intervals(outcome.table, translation.interval_fields);
  outcome.rows_read = rows_of(running.connection, state.store, translation.reads);
  return {};
}

}  // namespace

Result<StatementOutcome> TableEngine::run_translated(const StatementRequest& request, Interrupt& interrupt,
                                                     Session& session, const Retry& retry) {
  EngineLookups asked(*state_, session);
  const dialect::SessionNames& names = session.names();
  dialect::Lookups lookups = asked.lookups();
  lookups.casts_to_text = retry.casts_to_text;
  lookups.typed_minus = retry.typed_minus;
  lookups.plain_sets = retry.plain_sets;
  lookups.array_fields = retry.array_fields;
  TRY_ASSIGN(Translation translation, dialect::translate(request.sql, names, request.parameters, lookups));
  if (drop_temporary_view(session, translation)) return dropped_view();
  TRY_VOID(check_rights(state_->store, names.user, translation));
  TRY_VOID(check_reads(state_->store, translation.reads));
  if (translation.definition.kind == dialect::DefinitionKind::TemporaryView)
    return keep_temporary_view(session, translation);
  StatementOutcome outcome;
  outcome.statement_type = translation.statement_type;
  outcome.reads = translation.reads;
  outcome.target = written_table(translation);
  if (!outcome.target.table.empty()) outcome.origins = dialect::column_origins(request.sql);
  const bool detail = translation.command.kind == dialect::CommandKind::DescribeDetail;
  if (translation.kind == Translation::Kind::Command && !detail) {
    TRY_ASSIGN(outcome.table, answer_command(state_->store, translation.command, 0));
    follow_use(translation, session);
    return outcome;
  }
  if (translation.kind == Translation::Kind::Grant || translation.kind == Translation::Kind::Securing) {
    const auto held = state_->writer.lock();
    TRY_ASSIGN(outcome.table, translation.kind == Translation::Kind::Grant
                                  ? answer_grant(state_->store, translation.grant, state_->metastore_id)
                                  : apply_securing(state_->store, translation.securing));
    return outcome;
  }
  TRY_ASSIGN(duck::Connection connection, state_->connect());
  if (detail) {
    TRY_ASSIGN(outcome.table, answer_command(state_->store, translation.command,
                                             state_->blocks_of(connection, translation.command.name)));
    return outcome;
  }
  TRY_VOID(fill_scaled_tables(connection, translation));
  interrupt.state_->target.lock()->connection = &connection;
  struct Detach {
    Interrupt::State& state;
    ~Detach() { state.target.lock()->connection = nullptr; }
  } const detach{*interrupt.state_};
  if (interrupt.cancelled()) return cancelled();
  TRY_VOID(answer({*state_, connection, translation, request, interrupt, session.names().user}, outcome));
  if (translation.kind == Translation::Kind::Change) TRY_VOID(asked.remember_files(translation.target));
  return outcome;
}

}  // namespace lakecode::local

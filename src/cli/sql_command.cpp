#include "cli/sql_command.h"

#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/gated_session.h"
#include "cli/screens.h"
#include "cli/tape.h"
#include "render/result_set.h"
#include "safety/classify.h"
#include "sql/lexer.h"
#include "sql/script.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kTableRows = 1'000;
constexpr std::size_t kDataRows = 100'000;
constexpr std::size_t kMostRows = 10'000'000;
constexpr std::size_t kPipedColumns = 1'000'000;  // nothing is cut for a reader that has no width

constexpr Verb kVerbs[] = {{"", "STATEMENT | -f FILE", 0, 1, "run SQL behind the gate; several statements in order"}};

constexpr Option kOptions[] = {
    {"file", "FILE", "read the statements from a file, - for standard input", "", "f"},
    {"output", "FORMAT", "how rows are printed", "table|json|csv"},
    {"warehouse", "ID", "the SQL warehouse to use", ""},
    {"catalog", "NAME", "default catalog", ""},
    {"schema", "NAME", "default schema", ""},
    {"limit", "ROWS", "rows to fetch at most: 1000 for a table, 100000 for json and csv", ""},
    {"timeout", "SECONDS", "cancel a statement that takes longer (600)", ""},
    {"chart", "", "bars for one label and one number column; drawn by itself on a terminal", ""},
    kRecordOption,
    kReplayOption,
};

Error usage(std::string subject, std::string reason, std::string advice) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "run lakecode sql",
               .subject = std::move(subject),
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

Result<std::string> read_standard_input(App& app) {
  std::string text;
  while (const auto line = app.input.next_line(sql::kMaxSqlBytes, app.stop)) {
    text += line->text + "\n";
    if (line->too_long || text.size() > sql::kMaxSqlBytes)
      return usage("", "standard input holds more than 16 MiB", "split it");
  }
  TRY_VOID(app.context().check("read SQL"));
  return text;
}

Result<std::string> load_text(App& app, const Invocation& invocation) {
  const auto file = invocation.value("file");
  if (file.has_value() == !invocation.arguments.empty()) {
    return usage("", file ? "it takes a statement or a file, not both" : "it needs a statement",
                 "lakecode sql 'SELECT 1', or lakecode sql -f FILE");
  }
  if (!file) return invocation.arguments.front();
  if (*file == "-") return read_standard_input(app);
  return files::read(*file, sql::kMaxSqlBytes);
}

/// The value of a count option within [1, most]; nullopt when it was not given.
Result<std::optional<std::size_t>> count_option(const Invocation& invocation, std::string_view name, std::size_t most) {
  const auto given = invocation.value(name);
  if (!given) return std::optional<std::size_t>();
  const auto number = text::parse_int(*given);
  if (!number || *number < 1 || static_cast<std::size_t>(*number) > most)
    return usage("with --" + std::string(name) + " " + *given, "it takes a number from 1 to " + std::to_string(most),
                 "");
  return std::optional<std::size_t>(static_cast<std::size_t>(*number));
}

/// What ended the script before its last statement.
struct Ending {
  int exit_code = 0;
  std::string status = "ok";
  std::string message;
};

class Script {
 public:
  Script(App& app, const Invocation& invocation, GatedSession& session)
      : app_(app), invocation_(invocation), session_(session) {}

  Result<int> run(const std::vector<sql::ScriptStatement>& statements, const CallContext& ctx) {
    TRY_VOID(prepare(statements, ctx));
    Ending ending;
    for (std::size_t i = 0; i < statements.size() && ending.exit_code == 0; ++i) {
      TRY_ASSIGN(ending, run_one(statements[i], place_of(statements, i), ctx));
      if (app_.output.failed()) ending = {.exit_code = 1, .status = "failed", .message = "standard output failed"};
    }
    if (!ending.message.empty()) app_.output.note("lakecode: " + ending.message);
    TRY_VOID(close(ending));
    return ending.exit_code;
  }

 private:
  Result<void> prepare(const std::vector<sql::ScriptStatement>& statements, const CallContext& ctx) {
    const config::Settings& settings = session_.connection().settings;
    names_ = {.catalog = invocation_.value_or("catalog", settings.text("databricks.default_catalog")),
              .schema = invocation_.value_or("schema", settings.text("databricks.default_schema"))};
    TRY_ASSIGN(const auto limit, count_option(invocation_, "limit", kMostRows));
    row_limit_ = limit.value_or(format() == "table" ? kTableRows : kDataRows);
    TRY_ASSIGN(const auto seconds, count_option(invocation_, "timeout", 86'400));
    if (seconds) timeout_ = std::chrono::seconds(*seconds);
    TRY_ASSIGN(warehouse_, session_.warehouse(ctx));
    TRY_VOID(record_if_needed(statements));
    return {};
  }

  /// A script of reads leaves no pack. Names do not change a class, so the defaults of the moment do not matter.
  Result<void> record_if_needed(const std::vector<sql::ScriptStatement>& statements) {
    JsonArray texts;
    bool changes = false;
    for (const sql::ScriptStatement& statement : statements) {
      const auto verdict = safety::classify_sql({.text = statement.text});
      changes = changes || verdict.effect_class != safety::EffectClass::ReadOnly;
      texts.emplace_back(statement.text);
    }
    if (!changes) return {};
    return session_.record("sql", JsonBox(JsonObject{{"statements", std::move(texts)}}), warehouse_);
  }

  static std::string place_of(const std::vector<sql::ScriptStatement>& statements, std::size_t i) {
    if (statements.size() == 1) return "";
    return "statement " + std::to_string(i + 1) + " of " + std::to_string(statements.size()) + " (line " +
           std::to_string(statements[i].line) + ")";
  }

  Result<Ending> run_one(const sql::ScriptStatement& statement, const std::string& place, const CallContext& ctx) {
    const databricks::StatementRequest request{.warehouse = warehouse_,
                                               .statement = statement.text,
                                               .catalog = names_.catalog,
                                               .schema = names_.schema,
                                               .parameters = {},
                                               .row_limit = row_limit_,
                                               .timeout = timeout_};
    auto outcome = session_.request("sql", place, databricks::effect_of(request), ctx);
    if (!outcome) return failed(std::move(outcome).error(), place);
    if (const auto* refusal = std::get_if<gate::Refusal>(&*outcome)) {
      // What a person wrote instead is a new act, judged and asked about like any other.
      if (refusal->kind == gate::Refusal::Kind::Edited)
        return run_one(sql::ScriptStatement{.text = refusal->edited, .line = statement.line}, place, ctx);
      return refused(*refusal, place, slip_in(statement.text));
    }
    auto permit = std::get<safety::Permit>(*std::move(outcome));
    const std::uint64_t intent = permit.intent();
    auto rows = databricks::execute_statement(session_.client(), std::move(permit), request, ctx);
    TRY_VOID(session_.record_outcome(intent, rows ? nullptr : &rows.error()));
    if (!rows) return failed(std::move(rows).error(), place);
    print(*rows);
    names_ = sql::follow(names_, statement.text);
    if (const std::string lost = sql::ends_with_its_session(statement.text); !lost.empty() && !place.empty())
      app_.output.note("lakecode: " + lost + " ends with its statement: the API gives each one a session of its own");
    if (intent != 0)
      app_.output.note("lakecode: done; evidence is in " + session_.pack()->folder().string() + "; lakecode undo " +
                       session_.pack()->run_id() + "#" + std::to_string(intent) +
                       (invocation_.has("local") ? " --local" : ""));
    return Ending{};
  }

  static Ending failed(Error error, const std::string& place) {
    if (!place.empty()) error.action += ", " + place + ",";
    const bool cancelled = error.code == ErrorCode::Cancelled;
    // A statement the warehouse refuses is a failed operation, not wrong usage of this program.
    const int code =
        error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::Unsupported ? 1 : exit_code(error);
    return {.exit_code = code, .status = cancelled ? "cancelled" : "failed", .message = one_line(error)};
  }

  /// A dry run goes on to the next statement.
  /// Why the statement is no SQL that we know, as a first clause; "" when it was read to its end.
  static std::string slip_in(const std::string& statement) {
    const safety::Verdict verdict = safety::classify_sql({.text = statement});
    if (verdict.statements.size() != 1 || verdict.statements.front().parsed) return "";
    const std::vector<std::string> reasons = safety::texts_of(safety::reasons_of(verdict));
    return "the statement was not understood" + (reasons.empty() ? "" : " (" + reasons.front() + ")") +
           "; if it is no slip: ";
  }

  Ending refused(const gate::Refusal& refusal, const std::string& place, const std::string& slip) {
    if (refusal.kind == gate::Refusal::Kind::DryRun) {
      app_.output.note("lakecode: " + (place.empty() ? "" : place + ": ") + refusal.message);
      return {};
    }
    const bool denied = refusal.kind == gate::Refusal::Kind::Denied;
    return {.exit_code = denied ? 3 : 4,
            .status = denied ? "denied" : "needs_approval",
            .message = (place.empty() ? "" : place + ": ") + (denied ? "" : slip) + refusal.message};
  }

  [[nodiscard]] std::string format() const { return invocation_.value_or("output", "table"); }

  void print(const databricks::StatementResult& result) {
    render::ResultSet rows{.columns = {}, .rows = result.rows};
    for (const databricks::Column& column : result.columns)
      rows.columns.push_back({.name = column.name, .type = column.type_name});
    if (format() == "json") {
      app_.output.print(render::render_result_json(rows) + "\n");
    } else if (format() == "csv") {
      if (!rows.columns.empty()) app_.output.print(render::render_result_csv(rows));
    } else {
      print_table(rows);
    }
    if (!result.truncated) return;
    const auto shown = static_cast<std::int64_t>(rows.rows.size());
    app_.output.note("lakecode: only the first " + text::group_digits(shown) + " rows" +
                     (result.total_rows > shown ? " of " + text::group_digits(result.total_rows) : "") +
                     " are shown: the limit of " + (rows.rows.size() >= row_limit_ ? "rows" : "bytes") +
                     " is reached; --limit N changes it");
  }

  void print_table(const render::ResultSet& rows) {
    render::Screen screen = result_screen(app_, invocation_);
    const bool chart = invocation_.has("chart") || app_.stdout_is_terminal;
    if (chart && render::is_chartable(rows)) {
      app_.output.print(render::render_result_chart(rows, screen));
      return;
    }
    if (invocation_.has("chart")) app_.output.note("lakecode: no chart: it takes one label and one number column");
    if (!app_.stdout_is_terminal) screen.columns = kPipedColumns;
    app_.output.print(render::render_result_table(rows, screen));
    if (app_.stdout_is_terminal && !rows.columns.empty())
      app_.output.note("(" + text::group_digits(static_cast<std::int64_t>(rows.rows.size())) +
                       (rows.rows.size() == 1 ? " row)" : " rows)"));
  }

  Result<void> close(const Ending& ending) {
    const JsonObject result{{"status", ending.status}, {"message", ending.message}};
    return session_.close(ending.status, result, "# lakecode sql\n\nStatus: " + ending.status + "\n");
  }

  App& app_;
  const Invocation& invocation_;
  GatedSession& session_;
  sql::SessionNames names_;
  WarehouseId warehouse_;
  std::size_t row_limit_ = kTableRows;
  std::chrono::milliseconds timeout_{600'000};
};

Result<int> run(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const std::string text, load_text(app, invocation));
  TRY_ASSIGN(const std::vector<sql::ScriptStatement> statements, sql::parse_script(text));
  const CallContext ctx = app.context();
  TRY_ASSIGN(const std::unique_ptr<GatedSession> session, GatedSession::open(app, invocation, ctx));
  return Script(app, invocation, *session).run(statements, ctx);
}

}  // namespace

const Command kSqlCommand{
    "sql",
    "Run SQL behind the gate; read-only unless --approve says more",
    "lakecode sql \"SELECT status, count(*) AS n FROM prod.sales.orders GROUP BY status\" --local",
    kVerbs,
    kOptions,
    run};

}  // namespace lakecode::cli

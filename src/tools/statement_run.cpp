#include "tools/statement_run.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/name_check.h"
#include "render/screen_door.h"
#include "safety/classify.h"
#include "sql/script.h"
#include "sql/splitter.h"
#include "tools/act_door.h"
#include "tools/list_text.h"
#include "tools/result_data.h"
#include "tools/result_store.h"
#include "tools/rows_text.h"

namespace lakecode::tools {
namespace {

using Kind = StatementEnd::Kind;

constexpr int kMaxEdits = 8;               // a person who edits again and again gets asked again, not for ever
constexpr std::size_t kTagBytes = 128;     // the platform's limit for keys and values of tags
constexpr std::size_t kShownSource = 200;  // of a statement, in a note

/// What the rows may hold: the objects read, named for the question of a later write.
std::string source_of(const safety::Verdict& verdict) {
  std::vector<std::string> names;
  for (const safety::StatementVerdict& statement : verdict.statements) {
    for (const safety::TouchedObject& object : statement.objects) {
      if (object.access == "read") names.push_back(object.name);
    }
  }
  if (names.empty()) return "rows of a query";
  constexpr std::size_t kNamed = 3;
  const std::size_t count = names.size();
  names.resize(std::min(count, kNamed));
  return cut_text("rows of " + render::inert_line(text::join(names, ", ")) + (count > kNamed ? " and others" : ""),
                  kShownSource);
}

/// A note when the statement's effect ended with it.
std::string lost_with(const std::string& statement) {
  const std::string lost = sql::ends_with_its_session(statement);
  const sql::SessionNames none;
  const sql::SessionNames names = sql::follow(none, statement);
  const bool uses = !names.catalog.empty() || !names.schema.empty();
  if (lost.empty() && !uses) return "";
  return "[it ended with its statement: each one has a session of its own" +
         std::string(uses ? "; pass `catalog` and `schema` with the statements that need them" : "") + "]\n";
}

/// What a change gives back: numbers that the platform counted, under its own names. Nobody can write an instruction
/// there.
bool is_count(const databricks::Column& column) {
  return column.name.starts_with("num_") && (column.type_name == "BIGINT" || column.type_name == "INT");
}

/// One statement's way to its end.
class StatementRun {
 public:
  StatementRun(const StatementCall& call, Services& services, const CallContext& ctx)
      : call_(call), services_(services), ctx_(ctx), door_(call.tool, services) {}

  Result<StatementEnd> run() {
    if (auto wrong = check_count()) return end(Kind::NotSent, *wrong);
    auto warehouse = services_.catalog.choose_warehouse(
        call_.warehouse_id.empty() ? services_.warehouse_id : call_.warehouse_id, ctx_);
    if (!warehouse) return failed(warehouse.error(), Kind::NotSent);
    warehouse_ = *warehouse;
    if (!call_.warehouse_id.empty()) warehouse_.why = "it was asked for";
    std::string text = call_.statement;
    for (int edits = 0; edits <= kMaxEdits; ++edits) {
      const databricks::StatementRequest request = request_of(text);
      const auto effect = databricks::effect_of(request);
      TRY_ASSIGN(const auto problems, catalog::check_names(services_.catalog, effect, ctx_));
      if (!problems.empty()) return unknown_names(problems);
      TRY_ASSIGN(auto permit, door_.request(effect, call_.step, ctx_));
      if (permit) return execute(std::move(*permit), request);
      if (door_.edited().empty()) break;
      // What a person wrote instead is a new act, judged and asked about like any other.
      text = door_.edited();
      is_edited_ = true;
    }
    return end(door_.is_dry_run() ? Kind::DryRun : Kind::Refused, door_.refusal());
  }

 private:
  std::optional<std::string> check_count() const {
    const auto statements = sql::split_text(call_.statement);
    if (!statements) return "NOT SENT: " + render::inert_line(one_line(statements.error()));
    if (statements->empty()) return "NOT SENT: there is no statement in it";
    if (statements->size() > 1) {
      return "NOT SENT: these are " + std::to_string(statements->size()) +
             " statements, and the API takes one at a time: use batch_sql";
    }
    return std::nullopt;
  }

  databricks::StatementRequest request_of(const std::string& text) const {
    databricks::StatementRequest request{.warehouse = warehouse_.id,
                                         .statement = text,
                                         .catalog = call_.catalog.empty() ? services_.default_catalog : call_.catalog,
                                         .schema = call_.schema.empty() ? services_.default_schema : call_.schema,
                                         .parameters = call_.parameters,
                                         .row_limit = call_.row_limit,
                                         .timeout = call_.timeout};
    request.query_tags = {{"application", "lakecode"}, {"lakecode_tool", call_.tool}};
    if (!services_.session_id.empty())
      request.query_tags.emplace_back("lakecode_session", services_.session_id.substr(0, kTagBytes));
    return request;
  }

  StatementEnd unknown_names(const std::vector<catalog::NameProblem>& problems) const {
    std::string text = "NOT SENT, because of its names:\n";
    for (const catalog::NameProblem& problem : problems)
      text += "- " + render::inert_line(cut_text(problem.text, 2'000)) + "\n";
    StatementEnd ended = end(Kind::NotSent, text + "Correct the names and call again.");
    ended.untrusted = "names of the workspace";
    return ended;
  }

  Result<StatementEnd> execute(safety::Permit permit, const databricks::StatementRequest& request) {
    const std::uint64_t intent = permit.intent();
    if (services_.progress) services_.progress("running on warehouse " + render::inert_line(warehouse_.text()));
    const SteadyTime began = services_.clock.steady_now();
    auto rows = databricks::execute_statement(services_.client, std::move(permit), request, ctx_);
    TRY_VOID(door_.record_outcome(intent, rows ? nullptr : &rows.error()));
    services_.catalog.forget(databricks::effect_of(request));
    if (!rows) return execution_failed(rows.error(), request);
    took_ = std::chrono::duration_cast<std::chrono::milliseconds>(services_.clock.steady_now() - began);
    return keep(*std::move(rows), request, intent);
  }

  Result<StatementEnd> keep(databricks::StatementResult rows, const databricks::StatementRequest& request,
                            std::uint64_t intent) {
    const safety::Verdict verdict = safety::classify_sql(databricks::effect_of(request));
    StatementEnd done = end(Kind::Done, "");
    done.statement = rows.id;
    const std::string run = "statement " + render::inert_line(to_string(rows.id)) + ", " +
                            std::to_string(took_.count()) + " ms, warehouse " + render::inert_line(warehouse_.text());
    if (is_edited_) done.text = "[the person changed the statement; what ran: " + shown(request.statement) + "]\n";
    // The gate's own: the first change of a session opens it, after `services_` was made.
    if (intent != 0 && services_.gate.record() != nullptr)
      done.text += "[recorded in the evidence of this session as " + services_.gate.record()->run_id() + "#" +
                   std::to_string(intent) + "]\n";
    if (rows.columns.empty()) {
      done.text += "done: " + verdict.kind + " (" + run + ")\n";
      done.text += lost_with(request.statement);
      done.data = json::serialize(JsonObject{{"statement_id", to_string(rows.id)}, {"kind", verdict.kind}});
      return done;
    }
    const bool counts = verdict.effect_class != safety::EffectClass::ReadOnly &&
                        std::all_of(rows.columns.begin(), rows.columns.end(), is_count);
    done.untrusted = counts ? "" : source_of(verdict);
    StoredResult result{.handle = {},
                        .columns = std::move(rows.columns),
                        .rows = std::move(rows.rows),
                        .truncated = rows.truncated,
                        .total_rows = rows.total_rows,
                        .provenance = {.statement = rows.id,
                                       .at = services_.clock.now(),
                                       .workspace = services_.workspace,
                                       .source = request.statement}};
    const auto kept = services_.results.add(std::move(result),
                                            call_.result_name.empty() ? services_.result_handle : call_.result_name);
    done.handle = kept->handle;
    done.data = data_of(*kept);
    done.text += kept->handle + ": " + counted(kept->rows.size(), "row") + ", " +
                 counted(kept->columns.size(), "column") + " (" + run + ")\n";
    done.text += services_.rows_to_model ? render_rows(*kept, {.offset = 0, .limit = call_.shown_rows})
                                         : "[the rows are kept from you by the person's wish; they can see them]\n" +
                                               render_rows(*kept, {.offset = 0, .limit = 0});
    return done;
  }

  /// What was known may have been old: the names are looked up anew, and the nearest are told with the failure.
  Result<StatementEnd> execution_failed(const Error& error, const databricks::StatementRequest& request) {
    const bool is_gone = error.code == ErrorCode::NotFound;
    if (is_gone || error.code == ErrorCode::FailedPrecondition) services_.catalog.forget_warehouse();
    TRY_ASSIGN(StatementEnd ended, failed(error, Kind::Failed));
    if (!is_gone) return ended;
    const auto effect = databricks::effect_of(request);
    services_.catalog.forget_tables(effect);
    TRY_ASSIGN(const auto problems, catalog::check_names(services_.catalog, effect, ctx_));
    for (const catalog::NameProblem& problem : problems)
      ended.text += "\n- " + render::inert_line(cut_text(problem.text, 2'000));
    return ended;
  }

  /// "[CAST_INVALID_INPUT]" of the platform, else our own name of the kind.
  static std::string class_of(const Error& error) {
    const std::size_t end = error.reason.find(']');
    const bool named = error.reason.starts_with('[') && end != std::string::npos &&
                       error.reason.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.", 1) == end;
    return named ? error.reason.substr(0, end + 1) : std::string(name_of(error.code));
  }

  static std::string shown(const std::string& statement) {
    return render::inert_line(cut_text(statement, kShownSource));
  }

  Result<StatementEnd> failed(const Error& error, Kind kind) {
    if (ends_turn(error, ctx_)) return error;
    // The platform's words may quote values of rows: with those kept from the model, only the class of the error is
    // told.
    const bool is_hidden = kind == Kind::Failed && !services_.rows_to_model;
    StatementEnd ended = end(kind, is_hidden ? "FAILED: " + class_of(error) + "; the person can see the whole error"
                                             : failed_output(error).text);
    // The platform's words hold values of rows (a failed cast, raise_error) and names.
    ended.untrusted = kind == Kind::Failed ? "the error of a statement" : "an error of the workspace";
    return ended;
  }

  StatementEnd end(Kind kind, std::string text) const {
    return StatementEnd{.kind = kind, .text = std::move(text), .untrusted = {}, .acts = door_.acts()};
  }

  const StatementCall& call_;
  Services& services_;
  const CallContext& ctx_;
  ActDoor door_;
  catalog::WarehouseChoice warehouse_;
  std::chrono::milliseconds took_{0};
  bool is_edited_ = false;
};

}  // namespace

Result<StatementEnd> run_statement(const StatementCall& call, Services& services, const CallContext& ctx) {
  return StatementRun(call, services, ctx).run();
}

Output output_of(StatementEnd end) {
  return Output{.text = std::move(end.text),
                .is_error = end.kind != Kind::Done && end.kind != Kind::DryRun,
                .acts = std::move(end.acts),
                .untrusted = std::move(end.untrusted),
                .data = std::move(end.data)};
}

}  // namespace lakecode::tools

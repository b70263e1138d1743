#include "cli/undo_run.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "databricks/change.h"
#include "databricks/jobs.h"
#include "databricks/unity_catalog.h"
#include "gate/state_reader.h"
#include "render/screen_door.h"
#include "sql/literals.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kHistoryRows = 50;

std::string request_line(const gate::RestoreStep& step) {
  if (!step.statement.empty()) return step.statement;
  return step.request.method + " " + step.request.path;
}

bool is_stop(const Error& error) {
  return error.code == ErrorCode::Cancelled;
}

std::string cell(const databricks::StatementResult& rows, std::string_view column, std::size_t row) {
  return gate::StateReader::cell(rows, column, row).value_or("");
}

std::string quoted(const std::string& dotted) {
  const auto parts = sql::parse_name(dotted);
  return parts ? sql::quote_name(*parts) : sql::quote_identifier(dotted);
}

}  // namespace

UndoRun::UndoRun(GatedSession& session, std::filesystem::path folder, const std::vector<gate::RecordedAct>& acts)
    : session_(session), folder_(std::move(folder)) {
  for (auto act = acts.rbegin(); act != acts.rend(); ++act) {
    if (act->outcome == "failed") continue;  // nothing was applied
    for (auto step = act->point.steps.rbegin(); step != act->point.steps.rend(); ++step) {
      steps_.push_back({.act = act->seq, .step = *step});
      if (act->outcome != "applied") steps_.back().note = "it is not known whether the act was applied";
    }
    lost_.insert(lost_.end(), act->point.lost.begin(), act->point.lost.end());
    if (act->point.empty())
      lost_.push_back({.object = act->kind, .why = "no restore point was taken: nothing to change was found"});
  }
}

bool UndoRun::needs_sql() const {
  return std::any_of(steps_.begin(), steps_.end(), [](const UndoStep& s) { return !s.step.statement.empty(); });
}

Result<databricks::StatementResult> UndoRun::query(const std::string& sql, const std::string& why,
                                                   const CallContext& ctx) {
  const databricks::StatementRequest request{.warehouse = warehouse_, .statement = sql, .catalog = "", .schema = ""};
  TRY_ASSIGN(gate::Gate::Outcome outcome, session_.request("undo", why, databricks::effect_of(request), ctx));
  if (const auto* refusal = std::get_if<gate::Refusal>(&outcome))
    return Error{
        .code = ErrorCode::FailedPrecondition, .action = why, .subject = "", .reason = refusal->message, .advice = ""};
  return databricks::execute_statement(session_.client(), std::get<safety::Permit>(std::move(outcome)), request, ctx);
}

Result<void> UndoRun::look(const WarehouseId& warehouse, const CallContext& ctx) {
  warehouse_ = warehouse;
  for (UndoStep& step : steps_) TRY_VOID(look_at(step, ctx));
  return {};
}

Result<void> UndoRun::look_at_versions(UndoStep& step, const CallContext& ctx) {
  const gate::RestoreStep& saved = step.step;
  const auto rows = query("DESCRIBE HISTORY " + quoted(saved.object) + " LIMIT " + std::to_string(kHistoryRows),
                          "read the versions of " + saved.object, ctx);
  if (!rows) {
    if (is_stop(rows.error())) return rows.error();
    step.note = "its versions could not be read: " + rows.error().reason;
    return {};
  }
  for (std::size_t i = 0; i < rows->rows.size(); ++i) {
    const auto version = text::parse_int(cell(*rows, "version", i));
    if (version && *version == *saved.version && i == 0) {
      step.state = "not_needed";
      step.note = "the table is at version " + std::to_string(*saved.version) + " already";
    }
    if (version && *version > *saved.version + 1) {
      step.newer.push_back("version " + std::to_string(*version) + ": " + cell(*rows, "operation", i) + " by " +
                           cell(*rows, "userName", i) + " at " + cell(*rows, "timestamp", i));
    }
  }
  return {};
}

Result<void> UndoRun::look_at(UndoStep& step, const CallContext& ctx) {
  const gate::RestoreStep& saved = step.step;
  if (saved.how == "restore_version" && saved.version) return look_at_versions(step, ctx);
  const bool table = saved.object_type == "table" || saved.object_type == "view";
  if (!table || (saved.how != "undrop" && saved.how != "drop_created")) return {};
  const auto info = databricks::fetch_table(session_.client(), saved.object, ctx);
  if (!info && is_stop(info.error())) return info.error();
  const bool absent = !info && info.error().code == ErrorCode::NotFound;
  if (saved.how == "undrop" && info) {
    step.state = "not_needed";
    step.note = "there is a " + saved.object_type + " of that name: drop or rename it first if it is another one";
  }
  if (saved.how == "drop_created" && absent) {
    step.state = "not_needed";
    step.note = "it is gone already";
  }
  return {};
}

Result<safety::Effect> UndoRun::effect_of(const UndoStep& step) const {
  if (!step.step.statement.empty()) return safety::Effect(safety::SqlEffect{.text = step.step.statement});
  safety::RestEffect request = step.step.request;
  TRY_ASSIGN(request.body, gate::load_body(step.step, folder_));
  return safety::Effect(std::move(request));
}

Result<JsonBox> UndoRun::act(safety::Permit permit, const UndoStep& step, const safety::Effect& effect,
                             const CallContext& ctx) {
  if (const auto* sql = std::get_if<safety::SqlEffect>(&effect)) {
    const databricks::StatementRequest request{
        .warehouse = warehouse_, .statement = sql->text, .catalog = "", .schema = ""};
    TRY_VOID(databricks::execute_statement(session_.client(), std::move(permit), request, ctx));
    return JsonBox();
  }
  const databricks::Change change{
      .action = "undo", .subject = step.step.object, .request = std::get<safety::RestEffect>(effect)};
  return databricks::send_change(session_.client(), std::move(permit), change, ctx);
}

Result<void> UndoRun::run_step(UndoStep& step, const std::string& place, const CallContext& ctx) {
  auto effect = effect_of(step);
  if (!effect) {
    step.state = "failed";
    step.note = one_line(effect.error());
    exit_code_ = 1;
    return {};
  }
  TRY_ASSIGN(gate::Gate::Outcome outcome, session_.request("undo", place, *effect, ctx));
  if (const auto* refusal = std::get_if<gate::Refusal>(&outcome)) {
    if (refusal->kind == gate::Refusal::Kind::DryRun) {
      step.note = refusal->message;
      return {};
    }
    step.state = "refused";
    step.note = refusal->message;
    exit_code_ = refusal->kind == gate::Refusal::Kind::Denied ? 3 : 4;
    return {};
  }
  auto permit = std::get<safety::Permit>(std::move(outcome));
  const std::uint64_t intent = permit.intent();
  const auto answer = act(std::move(permit), step, *effect, ctx);
  TRY_VOID(session_.record_outcome(intent, answer ? nullptr : &answer.error()));
  if (!answer) {
    step.state = is_stop(answer.error()) || is_retryable(answer.error().code) ? "unknown" : "failed";
    step.note = one_line(answer.error());
    exit_code_ = is_stop(answer.error()) ? 130 : std::max(1, exit_code(answer.error()) == 5 ? 5 : 1);
    return {};
  }
  const std::string problem = verify(step, ctx);
  step.state = problem.empty() ? "done" : "unknown";
  step.note = problem.empty() ? "read back" : problem;
  if (const auto id = json::int_at(**answer, "job_id")) step.note += "; the new job is " + std::to_string(*id);
  if (!problem.empty()) exit_code_ = 1;
  return {};
}

std::string UndoRun::verify(const UndoStep& step, const CallContext& ctx) {
  const gate::RestoreStep& saved = step.step;
  if (saved.how == "restore_version") {
    const std::string name = quoted(saved.object);
    const auto rows = query("SELECT (SELECT count(*) FROM " + name + ") AS now, (SELECT count(*) FROM " + name +
                                " VERSION AS OF " + std::to_string(saved.version.value_or(0)) + ") AS then",
                            "read back " + saved.object, ctx);
    if (!rows) return "it could not be read back: " + rows.error().reason;
    if (cell(*rows, "now", 0) == cell(*rows, "then", 0)) return "";
    return "it holds " + cell(*rows, "now", 0) + " rows and not the " + cell(*rows, "then", 0) + " of that version";
  }
  const bool table = saved.object_type == "table" || saved.object_type == "view";
  if (table && saved.how != "set_back") {
    const auto info = databricks::fetch_table(session_.client(), saved.object, ctx);
    const bool gone = !info && info.error().code == ErrorCode::NotFound;
    if (saved.how == "drop_created") return gone ? "" : "it is still there";
    return info ? "" : "it could not be read back: " + info.error().reason;
  }
  if (saved.object_type == "job" && saved.request.path.ends_with("/reset")) {
    const auto id = text::parse_int(std::string_view(saved.object).substr(4));
    const auto job = databricks::fetch_job(session_.client(), JobId(id.value_or(0)), ctx);
    return job ? "" : "it could not be read back: " + job.error().reason;
  }
  return "";
}

Result<int> UndoRun::execute(const WarehouseId& warehouse, const CallContext& ctx) {
  warehouse_ = warehouse;
  for (std::size_t i = 0; i < steps_.size() && exit_code_ == 0; ++i) {
    if (steps_[i].state != "planned") continue;
    TRY_VOID(run_step(steps_[i], "step " + std::to_string(i + 1) + " of " + std::to_string(steps_.size()), ctx));
  }
  for (UndoStep& step : steps_) {
    if (exit_code_ != 0 && step.state == "planned") step.state = "not_started";
  }
  // Parts that cannot come back leave the act undone in part only: a script must be able to tell.
  if (exit_code_ == 0 && !lost_.empty()) exit_code_ = 1;
  return exit_code_;
}

JsonBox UndoRun::to_json(const std::string& status) const {
  JsonArray steps;
  for (const UndoStep& step : steps_) {
    JsonObject object{{"act", std::to_string(step.act)}, {"how", step.step.how}, {"object", step.step.object}};
    if (step.step.statement.empty()) {
      object["request"] = step.step.request.method + " " + step.step.request.path;
    } else {
      object["statement"] = step.step.statement;
    }
    object["before"] = step.step.before;
    object["within"] = step.step.within;
    object["state"] = step.state;
    object["note"] = step.note;
    JsonArray newer;
    for (const std::string& line : step.newer) newer.emplace_back(line);
    object["newer"] = std::move(newer);
    steps.push_back(std::move(object));
  }
  JsonArray lost;
  for (const gate::LostPart& part : lost_) lost.push_back(JsonObject{{"object", part.object}, {"why", part.why}});
  return JsonBox(JsonObject{{"schema", "lakecode.undo/1"},
                            {"pack", folder_.filename().string()},
                            {"status", status},
                            {"steps", std::move(steps)},
                            {"lost", std::move(lost)},
                            {"evidence_pack", session_.pack() == nullptr ? "" : session_.pack()->folder().string()}});
}

std::string UndoRun::to_text(const std::string& title) const {
  std::string out = title + "\n";
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const UndoStep& step = steps_[i];
    out += "\n" + std::to_string(i + 1) + ". " + step.step.object_type + " " + step.step.object + " — " + step.state +
           "\n";
    const std::string request = request_line(step.step);
    for (const std::string_view line : text::lines(request)) out += "     " + std::string(line) + "\n";
    if (!step.step.before.empty()) out += "   before the act: " + step.step.before + "\n";
    if (!step.step.within.empty()) out += "   can be undone: " + step.step.within + "\n";
    if (!step.newer.empty()) out += "   changed since; this is undone as well:\n";
    for (const std::string& line : step.newer) out += "     " + line + "\n";
    if (!step.note.empty()) out += "   " + step.note + "\n";
  }
  if (!lost_.empty()) out += "\nCannot be brought back\n";
  for (const gate::LostPart& part : lost_) out += "  " + part.object + ": " + part.why + "\n";
  return render::inert(out);
}

}  // namespace lakecode::cli

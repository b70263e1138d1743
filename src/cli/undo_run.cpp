#include "cli/undo_run.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "cli/taken_back.h"
#include "databricks/change.h"
#include "gate/left_state.h"
#include "render/screen_door.h"

namespace lakecode::cli {
namespace {

std::string request_line(const gate::RestoreStep& step) {
  if (!step.statement.empty()) return step.statement;
  return step.request.method + " " + step.request.path;
}

bool makes_or_drops(const UndoStep& step) {
  return step.step.how == "undrop" || step.step.how == "drop_created";
}

bool any_step(const UndoStep&) {
  return true;
}

bool is_stop(const Error& error) {
  return error.code == ErrorCode::Cancelled;
}

}  // namespace

UndoRun::UndoRun(GatedSession& session, std::filesystem::path folder, UndoSteps steps)
    : session_(session),
      folder_(std::move(folder)),
      reader_(session),
      steps_(std::move(steps.steps)),
      lost_(std::move(steps.lost)) {}

bool UndoRun::has_work() const {
  return std::any_of(steps_.begin(), steps_.end(), [](const UndoStep& s) { return s.state == "planned"; });
}

bool UndoRun::needs_sql() const {
  return std::any_of(steps_.begin(), steps_.end(),
                     [](const UndoStep& s) { return s.state == "planned" && !s.step.statement.empty(); });
}

const UndoStep* UndoRun::earlier(const UndoStep& step, std::string_view state, bool (*counts)(const UndoStep&)) const {
  for (const UndoStep& other : steps_) {
    if (&other == &step) return nullptr;
    if (other.state == state && other.step.object == step.step.object && counts(other)) return &other;
  }
  return nullptr;
}

Result<void> UndoRun::look(const WarehouseId& warehouse, const CallContext& ctx) {
  warehouse_ = warehouse;
  reader_.use(warehouse);
  for (UndoStep& step : steps_) {
    // Where an earlier step makes or drops the object, only then can be told what this one finds: run_step looks.
    if (earlier(step, "planned", makes_or_drops) != nullptr) continue;
    TRY_VOID(reader_.look_at(step, ctx));
    // What an earlier step of this undo sets back is no change of others; run_step looks again.
    if (step.state != "planned" || earlier(step, "planned", any_step) != nullptr) continue;
    if (!step.step.left) {
      const bool can_tell = gate::is_comparable(step.step) && is_repeatable(step.step);
      if (can_tell && step.note.empty()) step.note = "not known whether it was changed since the act";
      continue;
    }
    TRY_ASSIGN(const safety::Effect effect, gate::effect_of(step.step, folder_));
    TRY_ASSIGN(step.newer, reader_.changed_since(step, effect, ctx));
  }
  return {};
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
  if (earlier(step, "done", makes_or_drops) != nullptr) TRY_VOID(reader_.look_at(step, ctx));
  if (step.state == "failed") exit_code_ = 1;
  if (step.state != "planned") return {};
  auto effect = gate::effect_of(sent_for(step), folder_);
  if (!effect) {
    step.state = "failed";
    step.note = one_line(effect.error());
    exit_code_ = 1;
    return {};
  }
  // Once more, and now for good: steps before this one may have set the same object, and a person may have thought
  // long.
  TRY_ASSIGN(const std::vector<std::string> since, reader_.changed_since(step, *effect, ctx));
  if (session_.pack() != nullptr) TRY_VOID(session_.pack()->append(kStepRecord, *record_of(step)));
  const std::string because = since.empty() ? "" : "changed since the act: " + text::join(since, ", ");
  TRY_ASSIGN(gate::Gate::Outcome outcome, session_.request("undo", place, *effect, ctx, because));
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
  step.intent = intent;
  const auto answer = act(std::move(permit), step, *effect, ctx);
  TRY_VOID(session_.record_outcome(intent, answer ? nullptr : &answer.error()));
  if (!answer) {
    step.state = is_stop(answer.error()) || is_retryable(answer.error().code) ? "unknown" : "failed";
    step.note = one_line(answer.error());
    exit_code_ = is_stop(answer.error()) ? 130 : std::max(1, exit_code(answer.error()) == 5 ? 5 : 1);
    return {};
  }
  conclude(step, *effect, **answer, ctx);
  return record_end(step);
}

Result<void> UndoRun::record_end(const UndoStep& step) {
  if (session_.pack() == nullptr) return {};
  TRY_VOID(session_.pack()->append(kEndRecord, JsonObject{{"intent", step.intent}, {"state", step.state}}));
  return {};
}

void UndoRun::conclude(UndoStep& step, const safety::Effect& effect, const JsonValue& answer, const CallContext& ctx) {
  const Finding found = reader_.verify(step, effect, ctx);
  const bool differs = found.kind == Finding::Kind::Different;
  step.state = differs ? "unknown" : "done";
  step.note = found.note;
  if (const auto id = json::int_at(answer, "job_id")) step.note += "; the new job is " + std::to_string(*id);
  if (differs) exit_code_ = 1;
}

Result<int> UndoRun::execute(const WarehouseId& warehouse, const CallContext& ctx) {
  warehouse_ = warehouse;
  reader_.use(warehouse);
  for (std::size_t i = 0; i < steps_.size() && exit_code_ == 0; ++i) {
    if (steps_[i].state != "planned") continue;
    const auto ran = run_step(steps_[i], std::to_string(i + 1) + " of " + std::to_string(steps_.size()), ctx);
    if (ran) continue;
    if (!is_stop(ran.error())) return ran.error();
    steps_[i].note = "stopped before it began";  // a stop on the way is told by the step itself
    exit_code_ = 130;
  }
  for (UndoStep& step : steps_) {
    if (exit_code_ != 0 && step.state == "planned") step.state = "not_started";
  }
  const bool open = std::any_of(steps_.begin(), steps_.end(),
                                [](const UndoStep& s) { return s.state == "unknown" || s.state == "failed"; });
  if (exit_code_ == 0 && open) exit_code_ = 1;
  // Parts that cannot come back leave the act undone in part only: a script must be able to tell.
  if (exit_code_ == 0 && !lost_.empty()) exit_code_ = 1;
  return exit_code_;
}

JsonBox UndoRun::to_json(const std::string& status) const {
  JsonArray steps;
  for (const UndoStep& step : steps_) {
    JsonObject object{{"act", std::to_string(step.act)}, {"how", step.step.how}, {"object", step.step.object}};
    object[step.step.statement.empty() ? "request" : "statement"] = request_line(sent_for(step));
    JsonArray acts;
    for (const std::uint64_t act : step.acts) acts.emplace_back(std::to_string(act));
    object["acts"] = std::move(acts);
    if (step.intent != 0) object["record"] = std::to_string(step.intent);
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
    const std::string request = request_line(sent_for(step));
    for (const std::string_view line : text::lines(request)) out += "     " + std::string(line) + "\n";
    if (!step.step.before.empty()) out += "   before the act: " + step.step.before + "\n";
    if (!step.step.within.empty()) out += "   can be undone: " + step.step.within + "\n";
    if (!step.newer.empty()) out += "   changed since; this is undone as well:\n";
    for (const std::string& line : step.newer) out += "     " + line + "\n";
    if (!step.note.empty()) out += "   " + step.note + "\n";
  }
  if (steps_.empty() && lost_.empty()) out += "\nNothing to undo: it changed nothing.\n";
  if (!lost_.empty()) out += "\nCannot be brought back\n";
  for (const gate::LostPart& part : lost_) out += "  " + part.object + ": " + part.why + "\n";
  return render::inert(out);
}

}  // namespace lakecode::cli

#include "cli/undo_command.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/taken_back.h"
#include "cli/undo_run.h"
#include "databricks/warehouse_choice.h"
#include "render/screen_door.h"

namespace lakecode::cli {
namespace {

constexpr Verb kVerbs[] = {{"", "PACK | PACK#SEQ | last", 1, 1, "take back the changes of a run, or one of them"}};

constexpr Option kOptions[] = {
    {"warehouse", "ID", "the SQL warehouse to use", ""},
    {"plan", "", "show what would be done and do nothing", ""},
};

Error no_change(const std::string& subject, std::string reason) {
  return Error{.code = ErrorCode::NotFound,
               .action = "undo",
               .subject = subject,
               .reason = std::move(reason),
               .advice = "lakecode runs list shows the runs; only changes above READ_ONLY can be undone"};
}

struct Target {
  std::filesystem::path folder;
  std::optional<std::uint64_t> seq;
  std::string unfinished;  ///< the undo of it that this one goes on with; "" when there is none
};

/// The newest pack with an approved change. When that is an undo with steps left, what it was to take back.
Result<Target> find_last(const evidence::PackSettings& packs, const TakenBack& taken_back) {
  TRY_ASSIGN(const auto all, evidence::list_packs(packs));
  for (const evidence::PackSummary& pack : all) {
    Target target;
    target.folder = packs.runs_folder / pack.run_id;
    const auto events = files::read(target.folder / "events.jsonl", std::size_t{512} << 20U);
    if (!events || events->find("\"gate.intent\"") == std::string::npos) continue;
    if (const auto undo = taken_back.unfinished(pack.run_id)) {
      target.unfinished = pack.run_id;
      target.seq = undo->seq;
      TRY_ASSIGN(target.folder, evidence::find_pack(packs, undo->pack));
    }
    return target;
  }
  return no_change("the last change", "no run changed anything");
}

Result<Target> find_target(const std::string& given, const evidence::PackSettings& packs, const TakenBack& taken_back) {
  if (given == "last") return find_last(packs, taken_back);
  Target target;
  std::string name = given;
  if (const auto hash = given.rfind('#'); hash != std::string::npos) {
    const auto seq = text::parse_int(std::string_view(given).substr(hash + 1));
    if (!seq || *seq < 0) {
      return Error{.code = ErrorCode::InvalidArgument,
                   .action = "undo",
                   .subject = given,
                   .reason = "what stands behind # is no record number",
                   .advice = "lakecode undo PACK#SEQ, as lakecode sql prints it"};
    }
    target.seq = static_cast<std::uint64_t>(*seq);
    name.resize(hash);
  }
  if (name == "last") {
    TRY_ASSIGN(const Target last, find_last(packs, taken_back));
    target.folder = last.folder;
  } else if (name.find('/') != std::string::npos) {
    target.folder = name.ends_with('/') ? name.substr(0, name.size() - 1) : name;
  } else {
    TRY_ASSIGN(target.folder, evidence::find_pack(packs, name));
  }
  return target;
}

std::string unfinished_note(const Target& target) {
  return "lakecode: the undo " + target.unfinished + " did not come to its end: going on with what it left of " +
         target.folder.filename().string() + " (lakecode undo " + target.unfinished + " takes that undo itself back)";
}

Result<void> check_workspace(const Target& target, const gate::ActHistory& history, const Connection& connection) {
  if (history.workspace == connection.workspace || history.acts.empty()) return {};  // choose_acts says the latter
  return Error{.code = ErrorCode::FailedPrecondition,
               .action = "undo",
               .subject = target.folder.filename().string(),
               .reason = "it was done at " + history.workspace + ", and this is " + connection.workspace,
               .advice = "choose that workspace with --profile or --local"};
}

/// One undo at a time in a home: two would both find an act that neither has taken back yet, and packs share objects.
/// The kernel lets go of the lock of a process that died. Waits for a short one; --plan does nothing and needs none.
Result<files::FileLock> hold_undos(const evidence::PackSettings& packs, const CallContext& ctx) {
  using namespace std::chrono_literals;
  constexpr auto kPatience = 5'000ms;  // an undo without questions is done by then
  const CallContext waiting = ctx.with_timeout(kPatience);
  TRY_VOID(files::make_private_folder(packs.runs_folder));
  for (;;) {
    auto lock = files::FileLock::acquire(packs.runs_folder / "undo.lock");
    if (lock || lock.error().code != ErrorCode::FailedPrecondition) return lock;
    const auto waited = waiting.wait(50ms, "wait for another undo");
    if (waited) continue;
    if (waited.error().code == ErrorCode::Cancelled) return waited.error();
    return Error{.code = ErrorCode::FailedPrecondition,
                 .action = "undo",
                 .subject = "a change",
                 .reason = "another lakecode undo is under way here",
                 .advice = "let it end, then run this again: it goes on with what is left"};
  }
}

/// The acts asked for.
Result<std::vector<gate::RecordedAct>> choose_acts(const Target& target, const gate::ActHistory& history) {
  std::vector<gate::RecordedAct> acts;
  for (const gate::RecordedAct& act : history.acts) {
    if (!target.seq || act.seq == *target.seq) acts.push_back(act);
  }
  if (!acts.empty()) return acts;
  return no_change(
      target.folder.filename().string(),
      target.seq ? "record " + std::to_string(*target.seq) + " is no approved change" : "it changed nothing");
}

/// The steps of these acts that no undo has taken back yet, and those that one has.
UndoSteps plan_steps(const Target& target, const std::vector<gate::RecordedAct>& acts, const gate::ActHistory& history,
                     const TakenBack& taken_back) {
  const std::string pack = target.folder.filename().string();
  return make_undo_steps(acts, history.acts, [&](std::uint64_t act, const gate::RestoreStep& step) {
    return taken_back.of(pack, act, step);
  });
}

std::string_view status_of(int exit_code, bool planned_only) {
  if (planned_only) return "planned";
  switch (exit_code) {
    case 0:
      return "ok";
    case 3:
      return "denied";
    case 4:
      return "needs_approval";
    case 130:
      return "cancelled";
    default:
      return "failed";
  }
}

Result<int> finish(App& app, const Invocation& invocation, GatedSession& session, const UndoRun& undo, int exit_code) {
  const bool planned = invocation.has("plan");
  const std::string status(status_of(exit_code, planned));
  const JsonBox result = undo.to_json(status);
  if (invocation.wants_json()) {
    app.output.print(render::inert_json(json::serialize_pretty(*result)) + "\n");
  } else if (!planned) {
    app.output.print(undo.to_text("Undo: " + status));
  }
  TRY_VOID(session.close(status, *result, undo.to_text("# lakecode undo: " + status)));
  return exit_code;
}

Result<int> run(App& app, const Invocation& invocation) {
  const CallContext ctx = app.context();
  TRY_ASSIGN(const std::unique_ptr<GatedSession> session, GatedSession::open(app, invocation, ctx));
  const evidence::PackSettings packs = pack_settings(app, session->connection().settings);
  std::optional<files::FileLock> lock;
  if (!invocation.has("plan")) {
    TRY_ASSIGN(lock, hold_undos(packs, ctx));
  }
  TRY_ASSIGN(const TakenBack taken_back, TakenBack::load(packs));
  TRY_ASSIGN(const Target target, find_target(invocation.arguments.front(), packs, taken_back));
  if (!target.unfinished.empty()) app.output.note(unfinished_note(target));
  auto history = gate::load_acts(target.folder, packs);
  if (!history && history.error().code == ErrorCode::CorruptData) {
    app.output.note("lakecode: " + one_line(history.error()));
    return 9;
  }
  if (!history) return std::move(history).error();
  TRY_VOID(check_workspace(target, *history, session->connection()));
  TRY_ASSIGN(const auto acts, choose_acts(target, *history));
  UndoSteps steps = plan_steps(target, acts, *history, taken_back);
  UndoRun undo(*session, target.folder, std::move(steps));
  WarehouseId warehouse;
  if (undo.needs_sql()) {
    TRY_ASSIGN(warehouse, session->warehouse(ctx));
  }
  if (!invocation.has("plan") && undo.has_work()) {
    const JsonBox inputs(JsonObject{{"pack", target.folder.filename().string()},
                                    {"seq", target.seq ? JsonValue(std::to_string(*target.seq)) : JsonValue()}});
    TRY_VOID(session->record("undo", inputs, warehouse));
  }
  TRY_VOID(undo.look(warehouse, ctx));
  const std::string title = "Plan: undo " + std::to_string(acts.size()) +
                            (acts.size() == 1 ? " act of " : " acts of ") + target.folder.filename().string() + " (" +
                            history->strength + ")";
  if (!invocation.wants_json()) app.output.print(undo.to_text(title) + "\n");
  if (invocation.has("plan")) return finish(app, invocation, *session, undo, 0);
  if (undo.steps().empty() && !undo.lost().empty()) app.output.note("lakecode: nothing of it can be undone");
  TRY_ASSIGN(const int status, undo.execute(warehouse, ctx));
  return finish(app, invocation, *session, undo, status);
}

}  // namespace

const Command kUndoCommand{"undo",
                           "Take back a change, from the restore point in its evidence",
                           "lakecode undo last --local",
                           kVerbs,
                           kOptions,
                           run};

}  // namespace lakecode::cli

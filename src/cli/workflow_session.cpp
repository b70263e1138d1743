#include "cli/workflow_session.h"

#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "cli/connection.h"
#include "cli/gated_session.h"
#include "cli/terminal_confirmer.h"
#include "cli/version.h"
#include "evidence/pack.h"
#include "gate/gate.h"
#include "gate/recovery.h"
#include "render/report.h"

namespace lakecode::cli {
namespace {

evidence::Opening opening_of(const workflows::WorkflowRecord& record, const Connection& connection,
                             const JsonObject& inputs) {
  return {.workflow = std::string(record.id),
          .workspace = connection.workspace,
          .profile = connection.profile,
          .tool_version = std::string(kVersion),
          .inputs = JsonBox(inputs),
          .configuration = effective_settings(connection)};
}

/// The context of the run: --timeout is its deadline.
Result<CallContext> limited_context(const App& app, const Invocation& invocation) {
  const auto given = invocation.value("timeout");
  if (!given) return app.context();
  const auto seconds = text::parse_double(*given);
  constexpr double kLongest = 30.0 * 86'400;
  if (!seconds || !(*seconds > 0) || *seconds > kLongest) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "run workflow",
                 .subject = "with --timeout " + *given,
                 .reason = "allowed is a number of seconds above 0, at most 30 days"};
  }
  return app.context().with_timeout(std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000) + 1));
}

/// The workspace that the input `profiles` names takes the place of --profile.
Result<Invocation> choose_profile(const Invocation& invocation, const JsonValue& inputs) {
  const JsonArray& profiles = json::array_at(inputs, "profiles");
  if (profiles.empty()) return invocation;
  if (profiles.size() > 1 || invocation.has("local")) {
    return Error{.code = ErrorCode::Unsupported,
                 .action = "run workflow",
                 .subject = "on " + json::serialize(profiles),
                 .reason = invocation.has("local") ? "`profiles` and --local name different workspaces"
                                                   : "one run speaks to one workspace",
                 .advice = "run it once for each profile"};
  }
  Invocation chosen = invocation;
  chosen.options["profile"] = {json::as_string(profiles.front()).value_or("")};
  return chosen;
}

/// After a dry run: every act in order, with its class and what would have become of it.
void print_plan(App& app, gate::Gate& gate) {
  for (const gate::PlannedAct& act : gate.planned()) {
    app.output.note("dry run: " + std::string(safety::name_of(act.effect_class)) + " " + act.kind + " " + act.fate +
                    ": " + act.text);
  }
}

/// What a stop or a dead connection may not take away: the pack is closed whatever happened, and a pack that cannot
/// be closed (a full disk) does not take the findings with it: they are still printed, the run counts as failed.
void close_pack(evidence::PackWriter& pack, workflows::Outcome& outcome) {
  const result::WorkflowResult& result = outcome.result;
  const std::string_view status = outcome.cancelled ? "cancelled" : result::name_of(result.status);
  auto closed = pack.close(status, result::to_json(result), render::render_markdown(result));
  if (closed) return;
  outcome.result.status = result::WorkflowStatus::Failed;
  if (!outcome.fatal) outcome.fatal = std::move(closed).error();
}

}  // namespace

Result<WorkflowRun> run_workflow_session(App& app, const Invocation& invocation,
                                         const workflows::WorkflowRecord& record, const JsonValue& inputs) {
  TRY_ASSIGN(const JsonBox checked, workflows::check_inputs(record, inputs));
  TRY_ASSIGN(const CallContext ctx, limited_context(app, invocation));
  TRY_ASSIGN(const Invocation chosen, choose_profile(invocation, *checked));
  TRY_ASSIGN(Connection connection, connect(app, chosen, ctx));
  const evidence::PackSettings packs = pack_settings(app, connection.settings);
  TRY_ASSIGN(evidence::PackWriter pack,
             evidence::PackWriter::create(packs, opening_of(record, connection, checked->get_object()), app.redactor,
                                          app.clock, app.random));
  TerminalConfirmer confirmer(app);
  gate::Gate gate(gate_settings(app, invocation, connection), &confirmer, &pack);
  gate::Recovery recovery(*connection.client, WarehouseId(connection.settings.text("databricks.warehouse_id")), pack);
  gate.set_observer(&recovery);
  workflows::Services services{.client = *connection.client,
                               .gate = gate,
                               .clock = app.clock,
                               .pack = &pack,
                               .profile = connection.profile,
                               .workspace = connection.workspace,
                               .warehouse_id = connection.settings.text("databricks.warehouse_id"),
                               .default_catalog = connection.settings.text("databricks.default_catalog"),
                               .default_schema = connection.settings.text("databricks.default_schema")};
  services.baselines_folder = (app.lakecode_home() / "baselines").string();
  if (app.stderr_is_terminal)
    services.progress = [&app](std::string_view title) { app.output.note("  " + std::string(title)); };
  WorkflowRun run{.outcome = workflows::run_workflow(record, checked->get_object(), services, ctx)};
  if (invocation.has("dry-run")) print_plan(app, gate);
  run.timed_out = !run.outcome.cancelled && ctx.remaining() == std::chrono::milliseconds(0);
  close_pack(pack, run.outcome);
  run.exit_code = exit_code_of(run, std::nullopt);
  return run;
}

int exit_code_of(const WorkflowRun& run, std::optional<result::Severity> fail_on) {
  using result::WorkflowStatus;
  const WorkflowStatus status = run.outcome.result.status;
  if (run.outcome.cancelled) return 130;
  if (run.timed_out) return 124;
  if (status == WorkflowStatus::Denied) return 3;
  if (status == WorkflowStatus::NeedsApproval) return 4;
  if (status == WorkflowStatus::Failed) return run.outcome.fatal ? exit_code(run.outcome.fatal->code) : 1;
  if (fail_on) {
    const auto worst = result::worst(run.outcome.result);
    if (worst && *worst >= *fail_on) return 7;
    if (status == WorkflowStatus::Partial) return 1;
  }
  return 0;
}

}  // namespace lakecode::cli

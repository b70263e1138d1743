#include "cli/workflow_session.h"

#include <utility>

#include "base/json.h"
#include "base/time_format.h"
#include "cli/connection.h"
#include "cli/gated_session.h"
#include "cli/terminal_confirmer.h"
#include "cli/version.h"
#include "evidence/pack.h"
#include "gate/gate.h"
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
          .configuration = effective_settings(connection.settings)};
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
  const CallContext ctx = app.context();
  TRY_ASSIGN(Connection connection, connect(app, invocation, ctx));
  const evidence::PackSettings packs = pack_settings(app, connection.settings);
  TRY_ASSIGN(evidence::PackWriter pack,
             evidence::PackWriter::create(packs, opening_of(record, connection, checked->get_object()), app.redactor,
                                          app.clock, app.random));
  TerminalConfirmer confirmer(app);
  gate::Gate gate(approval_of(invocation), &confirmer, &pack);
  workflows::Services services{.client = *connection.client,
                               .gate = gate,
                               .clock = app.clock,
                               .pack = &pack,
                               .profile = connection.profile,
                               .workspace = connection.workspace,
                               .warehouse_id = connection.settings.text("databricks.warehouse_id"),
                               .default_catalog = connection.settings.text("databricks.default_catalog"),
                               .default_schema = connection.settings.text("databricks.default_schema")};
  if (app.stderr_is_terminal)
    services.progress = [&app](std::string_view title) { app.output.note("  " + std::string(title)); };
  WorkflowRun run{.outcome = workflows::run_workflow(record, checked->get_object(), services, ctx)};
  close_pack(pack, run.outcome);
  run.exit_code = exit_code_of(run, std::nullopt);
  return run;
}

int exit_code_of(const WorkflowRun& run, std::optional<result::Severity> fail_on) {
  using result::WorkflowStatus;
  const WorkflowStatus status = run.outcome.result.status;
  if (run.outcome.cancelled) return 130;
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

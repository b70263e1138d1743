#include "cli/workspace_run.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "cli/gated_session.h"
#include "cli/model_choice.h"
#include "cli/version.h"
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

WarehouseId configured_warehouse(const Connection& connection) {
  return WarehouseId(connection.settings.text("databricks.warehouse_id"));
}

/// genai_cost_agent with a question is led through it by a model.
bool asks_model(const workflows::WorkflowRecord& record, const JsonObject& inputs) {
  return record.id == "genai_cost_agent" && inputs.contains("question");
}

/// Where no model can be had the report is made without, and why is said.
llm::Choice model_for(App& app, const Invocation& invocation, const Connection& connection, const CallContext& ctx) {
  auto choice = choose_model(app, invocation, connection.settings, ctx);
  if (choice) return std::move(*choice);
  app.output.note("lakecode: no model answers the question: " + one_line(choice.error()));
  return {};
}

}  // namespace

WorkspaceRun::WorkspaceRun(App& app, const Invocation& invocation, Parts parts)
    : record_(parts.record),
      inputs_(std::move(parts.inputs)),
      connection_(std::move(parts.connection)),
      pack_(std::move(parts.pack)),
      confirmer_(app),
      gate_(gate_settings(app, invocation, connection_), &confirmer_, &pack_),
      recovery_(*connection_.client, configured_warehouse(connection_), pack_),
      model_(std::move(parts.model)),
      services_{.client = *connection_.client,
                .gate = gate_,
                .clock = app.clock,
                .pack = &pack_,
                .profile = connection_.profile,
                .workspace = connection_.workspace,
                .warehouse_id = connection_.settings.text("databricks.warehouse_id"),
                .default_catalog = connection_.settings.text("databricks.default_catalog"),
                .default_schema = connection_.settings.text("databricks.default_schema"),
                .baselines_folder = (app.lakecode_home() / "baselines").string(),
                .program_path = app.variable("PATH")} {
  gate_.set_observer(&recovery_);
  limits_.answers = connection_.settings.integer("agent.max_turns").value_or(limits_.answers);
  limits_.usd = connection_.settings.number("agent.max_budget_usd");
  redactor_ = &app.redactor;
}

void WorkspaceRun::share_budget(std::size_t workspaces) {
  if (limits_.usd) *limits_.usd /= static_cast<double>(std::max<std::size_t>(workspaces, 1));
}

Result<std::unique_ptr<WorkspaceRun>> WorkspaceRun::open(App& app, const Invocation& invocation,
                                                         const workflows::WorkflowRecord& record,
                                                         const JsonObject& inputs, const CallContext& ctx) {
  TRY_ASSIGN(Connection connection, connect(app, invocation, ctx));
  TRY_ASSIGN(evidence::PackWriter pack,
             evidence::PackWriter::create(pack_settings(app, connection.settings),
                                          opening_of(record, connection, inputs), app.redactor, app.clock, app.random));
  llm::Choice model = asks_model(record, inputs) ? model_for(app, invocation, connection, ctx) : llm::Choice{};
  return std::unique_ptr<WorkspaceRun>(new WorkspaceRun(
      app, invocation, {record, JsonBox(inputs), std::move(connection), std::move(pack), std::move(model)}));
}

workflows::Outcome WorkspaceRun::run(const CallContext& ctx) {
  if (model_.provider) {
    services_.genai_loop = agent::make_genai_loop({*model_.provider, model_.model, *redactor_, spending_, limits_});
  }
  workflows::Outcome outcome = workflows::run_workflow(record_, inputs_->get_object(), services_, ctx);
  outcome.over_budget = spending_.is_exhausted;
  if (!spending_.ledger.models().empty()) outcome.result.data->get_object()["model_use"] = to_json(spending_.ledger);
  const result::WorkflowResult& result = outcome.result;
  const std::string_view status = outcome.cancelled ? "cancelled" : result::name_of(result.status);
  auto closed = pack_.close(status, result::to_json(result), render::render_markdown(result));
  if (closed) return outcome;
  outcome.result.status = result::WorkflowStatus::Failed;
  if (!outcome.fatal) outcome.fatal = std::move(closed).error();
  return outcome;
}

}  // namespace lakecode::cli

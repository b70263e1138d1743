#include "base/json.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "render/screen_door.h"
#include "tools/act_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/kept_text.h"
#include "tools/records.h"
#include "tools/rows_text.h"
#include "workflows/engine.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"workflow", ParameterType::String, false, "id of the workflow, such as debug_job; left out: list them all"},
    {"input", ParameterType::Object, false, "what it is asked about, such as {\"job_id\": \"1001\"}"},
};

constexpr std::size_t kMaxFindings = 25;
constexpr std::size_t kMaxText = 600;  // of one title, detail or recommendation
constexpr std::size_t kMaxData = 10'000;

std::string shown(const std::string& text) {
  return render::inert_line(cut_text(text, kMaxText));
}

std::string list_workflows() {
  std::string text;
  for (const workflows::WorkflowRecord* record : workflows::registry()) {
    text += std::string(record->id) + ": " + std::string(record->help) + "\n";
    for (const workflows::Input& input : record->inputs)
      text +=
          "    " + std::string(input.name) + (input.required ? " (required): " : ": ") + std::string(input.help) + "\n";
  }
  return text;
}

Output unknown_workflow(const std::string& id) {
  std::vector<std::string> ids;
  for (const workflows::WorkflowRecord* record : workflows::registry()) ids.emplace_back(record->id);
  const auto near = text::nearest(id, ids);
  return Output{.text = "FAILED: there is no workflow " + shown(id) + "; " +
                        (near ? "did you mean " + *near + "? " : std::string()) + "there are " + text::join(ids, ", "),
                .is_error = true};
}

std::string findings_of(const result::WorkflowResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.findings.size() && i < kMaxFindings; ++i) {
    const result::Finding& finding = result.findings[i];
    text += "- [" + std::string(result::name_of(finding.severity)) + "] " + shown(finding.title);
    if (!finding.detail.empty()) text += ": " + shown(finding.detail);
    if (!finding.recommendation.empty()) text += " Recommended: " + shown(finding.recommendation);
    text += "\n";
  }
  if (result.findings.size() > kMaxFindings)
    text += "[" + std::to_string(result.findings.size() - kMaxFindings) + " more findings, all less severe or equal]\n";
  return text;
}

std::string steps_of(const result::WorkflowResult& result) {
  std::string text;
  for (const result::Step& step : result.steps) {
    if (step.status != result::StepStatus::Ok)
      text += "step " + step.id + " " + std::string(result::name_of(step.status)) +
              (step.error.empty() ? "" : ": " + shown(step.error)) + "\n";
  }
  return text;
}

/// What its steps brought to the gate: SQL and writes.
std::vector<Act> acts_of(const workflows::WorkflowRecord& record, const result::WorkflowResult& result) {
  std::vector<Act> acts;
  for (const result::Step& step : result.steps) {
    if (step.kind != result::StepKind::Sql && step.kind != result::StepKind::Write) continue;
    if (step.status == result::StepStatus::Skipped) continue;
    const bool refused = step.status == result::StepStatus::Denied;
    acts.push_back(
        Act{.effect_class = step.kind == result::StepKind::Sql ? safety::EffectClass::ReadOnly : record.effect,
            .decision = !refused                                                 ? "allowed"
                        : result.status == result::WorkflowStatus::NeedsApproval ? "needs_approval"
                                                                                 : "denied",
            .message = refused ? shown(step.error) : std::string()});
  }
  return acts;
}

workflows::Services services_for(Services& services) {
  workflows::Services own{.client = services.client,
                          .gate = services.gate,
                          .clock = services.clock,
                          .pack = services.pack,
                          .profile = services.profile,
                          .workspace = services.workspace,
                          .warehouse_id = services.warehouse_id,
                          .default_catalog = services.default_catalog,
                          .default_schema = services.default_schema};
  own.baselines_folder = services.baselines_folder;
  own.progress = services.progress;
  if (const auto path = services.cli_environment.find("PATH"); path != services.cli_environment.end())
    own.program_path = path->second;
  return own;
}

Output output_of(const workflows::WorkflowRecord& record, const workflows::Outcome& outcome, Services& services) {
  const result::WorkflowResult& result = outcome.result;
  std::string text = std::string(record.id) + ": " + std::string(result::name_of(result.status)) + "\n" +
                     (outcome.fatal ? std::string() : shown(result.summary) + "\n");
  if (outcome.fatal) text += "FAILED: " + render::inert_line(one_line(*outcome.fatal)) + "\n";
  if (result.status == result::WorkflowStatus::Denied || result.status == result::WorkflowStatus::NeedsApproval)
    text +=
        "A step was refused. This is final for this turn: do not try the same effect in another way; tell the "
        "person.\n";
  text += steps_of(result) + findings_of(result);
  if (result.data->is_object() && !result.data->get_object().empty())
    text += "data:\n" + keep_text(json::serialize_pretty(*result.data) + "\n",
                                  "data of workflow " + std::string(record.id), kMaxData, services);
  const bool well = result.status == result::WorkflowStatus::Ok || result.status == result::WorkflowStatus::Partial;
  return Output{.text = std::move(text),
                .is_error = !well,
                .acts = acts_of(record, result),
                .untrusted = "the result of workflow " + std::string(record.id),
                .data = json::serialize(result::to_json(result)),
                .worst = result::worst(result),
                .is_partial = result.status == result::WorkflowStatus::Partial};
}

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  const Arguments arguments(input);
  const std::string id = arguments.text("workflow");
  if (id.empty()) return Output{.text = list_workflows()};
  const workflows::WorkflowRecord* record = workflows::find_workflow(id);
  if (record == nullptr) return unknown_workflow(id);
  const auto checked = workflows::check_inputs(*record, JsonValue(arguments.object("input")));
  if (!checked) return failed_output(checked.error());
  workflows::Services own = services_for(services);
  const workflows::Outcome outcome = workflows::run_workflow(*record, (**checked).get_object(), own, ctx);
  if (record->effect != safety::EffectClass::ReadOnly) services.catalog.forget_lists();
  TRY_VOID(ctx.check("run workflow " + id));
  return output_of(*record, outcome, services);
}

}  // namespace

const ToolRecord kRunWorkflowTool{
    "run_workflow", "Run a workflow", descriptions::kRunWorkflow, kParameters, safety::EffectClass::Destructive, run};

}  // namespace lakecode::tools

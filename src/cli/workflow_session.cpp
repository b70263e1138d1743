#include "cli/workflow_session.h"

#include <memory>
#include <utility>

#include "base/json.h"
#include "cli/profile_matrix.h"
#include "cli/time_limit.h"
#include "cli/workspace_run.h"
#include "gate/gate.h"

namespace lakecode::cli {
namespace {

/// The workspace that the input `profiles` names takes the place of --profile.
Result<Invocation> choose_profile(const Invocation& invocation, const JsonValue& inputs) {
  const JsonArray& profiles = json::array_at(inputs, "profiles");
  if (profiles.empty()) return invocation;
  if (invocation.has("local")) {
    return Error{.code = ErrorCode::Unsupported,
                 .action = "run workflow",
                 .subject = "on " + json::serialize(profiles),
                 .reason = "`profiles` and --local name different workspaces",
                 .advice = "leave one of them out"};
  }
  Invocation chosen = invocation;
  chosen.options["profile"] = {json::as_string(profiles.front()).value_or("")};
  return chosen;
}

/// "Start the job: POST (WRITE_REMOTE) did not run: the person said no": what it is called for a person.
std::string refusal_of(const result::Step& step) {
  const std::string own = "cannot run " + step.id + ": ";
  return step.title + ": " + (step.error.starts_with(own) ? step.error.substr(own.size()) : step.error);
}

/// After a dry run: every act in order, with its class and what would have become of it.
void print_plan(App& app, gate::Gate& gate) {
  for (const gate::PlannedAct& act : gate.planned()) {
    app.output.note("dry run: " + std::string(safety::name_of(act.effect_class)) + " " + act.kind + " " + act.fate +
                    ": " + act.text);
  }
}

}  // namespace

Result<WorkflowRun> run_workflow_session(App& app, const Invocation& invocation,
                                         const workflows::WorkflowRecord& record, const JsonValue& inputs) {
  TRY_ASSIGN(const JsonBox checked, workflows::check_inputs(record, inputs));
  TRY_ASSIGN(const CallContext ctx, limited_context(app, invocation));
  TRY_ASSIGN(const Invocation chosen, choose_profile(invocation, *checked));
  const JsonObject& object = checked->get_object();
  WorkflowRun run;
  if (json::array_at(*checked, "profiles").size() > 1) {
    run.outcome = run_on_profiles(app, invocation, record, object, ctx);
  } else {
    TRY_ASSIGN(const std::unique_ptr<WorkspaceRun> workspace, WorkspaceRun::open(app, chosen, record, object, ctx));
    if (app.stderr_is_terminal) {
      workspace->set_progress([&app](std::string_view title) { app.output.note("  " + std::string(title)); });
    }
    run.outcome = workspace->run(ctx);
    if (invocation.has("dry-run")) print_plan(app, workspace->gate());
  }
  run.timed_out = run.outcome.out_of_time;
  run.exit_code = exit_code_of(run, std::nullopt);
  return run;
}

bool told_by_its_error(const WorkflowRun& run) {
  return run.outcome.fatal && !run.timed_out && run.outcome.result.steps.empty() && run.outcome.result.findings.empty();
}

void tell_end(App& app, const WorkflowRun& run, bool shows_summary) {
  using result::WorkflowStatus;
  const result::WorkflowResult& result = run.outcome.result;
  const std::string kept = "; what was found so far is kept in " + result.evidence_pack;
  if (run.timed_out) return app.output.note("lakecode: the time of --timeout is up" + kept);
  const std::string error = run.outcome.fatal ? one_line(*run.outcome.fatal) : "";
  if (!error.empty() && !(shows_summary && error == result.summary)) app.output.note("lakecode: " + error);
  if (run.outcome.cancelled) return app.output.note("lakecode: stopped on request" + kept);
  const bool refused = result.status == WorkflowStatus::Denied || result.status == WorkflowStatus::NeedsApproval;
  if (run.outcome.fatal || !refused) return;
  for (const result::Step& step : result.steps) {
    if (step.status == result::StepStatus::Denied) app.output.note("lakecode: " + refusal_of(step));
  }
}

std::optional<result::Severity> fail_on_of(const Invocation& invocation) {
  result::Severity severity = result::Severity::Info;
  const auto level = invocation.value("fail-on");
  return level && result::parse_severity(*level, severity) ? std::optional(severity) : std::nullopt;
}

int exit_code_of(const WorkflowRun& run, std::optional<result::Severity> fail_on) {
  using result::WorkflowStatus;
  const WorkflowStatus status = run.outcome.result.status;
  if (run.outcome.cancelled) return 130;
  if (run.timed_out) return 124;
  if (status == WorkflowStatus::Denied) return 3;
  if (status == WorkflowStatus::NeedsApproval) return 4;
  if (status == WorkflowStatus::Failed) return run.outcome.fatal ? exit_code(*run.outcome.fatal) : 1;
  if (run.outcome.over_budget) return 6;
  if (fail_on) {
    const auto worst = result::worst(run.outcome.result);
    if (worst && *worst >= *fail_on) return 7;
    if (status == WorkflowStatus::Partial) return 1;
  }
  return 0;
}

}  // namespace lakecode::cli

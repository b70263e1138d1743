// How a run ends: the status from what its steps did, findings worst first.

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "workflows/engine.h"

namespace lakecode::workflows {

struct Settle {
  static result::WorkflowStatus status_of(const Run& run) {
    using result::StepStatus;
    using result::WorkflowStatus;
    if (run.refusal_) return *run.refusal_;
    if (run.fatal_) return WorkflowStatus::Failed;
    const auto not_ok = [](const result::Step& step) { return step.status == StepStatus::Failed; };
    const bool broken = std::any_of(run.result_.steps.begin(), run.result_.steps.end(), not_ok);
    return broken || run.stopped() ? WorkflowStatus::Partial : WorkflowStatus::Ok;
  }

  static Outcome finish(Run& run) {
    Outcome outcome;
    outcome.cancelled = run.stopped();
    run.result_.status = status_of(run);
    run.result_.finished_at = run.services_.clock.now();
    std::stable_sort(run.result_.findings.begin(), run.result_.findings.end(),
                     [](const auto& a, const auto& b) { return a.severity > b.severity; });
    if (run.result_.summary.empty() && run.fatal_) run.result_.summary = one_line(*run.fatal_);
    outcome.fatal = std::move(run.fatal_);
    outcome.result = std::move(run.result_);
    return outcome;
  }
};

Outcome run_workflow(const WorkflowRecord& record, const JsonObject& inputs, Services& services,
                     const CallContext& ctx) {
  Run run(record, inputs, services, ctx);
  record.run(run);
  return Settle::finish(run);
}

}  // namespace lakecode::workflows

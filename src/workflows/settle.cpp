// How a run begins and ends: a job's name becomes its id; the status from what its steps did, findings worst first.

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "databricks/identity.h"
#include "workflows/engine.h"
#include "workflows/job_name.h"

namespace lakecode::workflows {

struct Settle {
  /// A job that is called by its name gets its id; false, and the run has failed, when none or several are called so.
  static bool name_job(Run& run) {
    const std::string given = run.text("job_id");
    if (given.empty() || is_number_text(given)) return true;
    const auto id =
        run.step<JobId>({"find_job", "Find the job by its name", result::StepKind::Api},
                        [&](const CallContext& ctx) -> Result<JobId> { return find_job(run.client(), given, ctx); });
    if (!id) {
      if (!run.stopped()) run.fail(*run.last_error());
      return false;
    }
    run.inputs_->as_object()["job_id"] = to_string(*id);
    return true;
  }

  static result::WorkflowStatus status_of(const Run& run) {
    using result::StepStatus;
    using result::WorkflowStatus;
    if (run.refusal_) return *run.refusal_;
    if (run.fatal_) return WorkflowStatus::Failed;
    const auto not_ok = [](const result::Step& step) { return step.status == StepStatus::Failed; };
    const bool broken = std::any_of(run.result_.steps.begin(), run.result_.steps.end(), not_ok);
    return broken || run.stopped() ? WorkflowStatus::Partial : WorkflowStatus::Ok;
  }

  /// Which reads were refused, why, and the acts that would open them, in `data.missing`; nothing when none was.
  static void tell_missing(Run& run) {
    if (run.missing_.empty() || run.stopped() || run.out_of_time()) return;
    const auto me = databricks::fetch_me(run.client(), run.context());
    const std::string principal = me ? me->user_name : "";
    JsonArray told;
    std::set<std::vector<std::string>> told_acts;
    for (const MissingRight& missing : run.missing_) {
      const std::vector<std::string> acts = acts_that_open(missing, principal);
      const bool ended_it =
          run.fatal_ && run.fatal_->code == missing.error.code && run.fatal_->reason == missing.error.reason;
      if (ended_it && !acts.empty()) run.fatal_->advice = "an owner or an admin runs: " + text::join(acts, "; ");
      const bool is_new = acts.empty() || told_acts.insert(acts).second;
      if (!is_new || (acts.empty() && missing.error.code == ErrorCode::NotFound)) continue;
      told.push_back(JsonObject{{"step", missing.step},
                                {"tables", JsonArray(missing.tables.begin(), missing.tables.end())},
                                {"why", why_missing(missing)},
                                {"acts", JsonArray(acts.begin(), acts.end())}});
    }
    if (!told.empty()) run.set_data("missing", std::move(told));
  }

  /// What a run that was ended early knows; its own summary, where it came so far, stands behind.
  static std::string early_summary(const Run& run) {
    const auto& steps = run.result_.steps;
    const auto done = std::count_if(steps.begin(), steps.end(),
                                    [](const result::Step& step) { return step.status == result::StepStatus::Ok; });
    const auto cut = std::find_if(steps.begin(), steps.end(),
                                  [](const result::Step& step) { return step.status != result::StepStatus::Ok; });
    std::string text = run.stopped() ? "Stopped on request" : "The time of this run was up";
    if (cut != steps.end()) text += " at \"" + cut->title + "\"";
    text += ", after " + std::to_string(done) + (done == 1 ? " step" : " steps") + ". Known so far: ";
    const std::size_t findings = run.result_.findings.size();
    if (findings > 0) text += std::to_string(findings) + (findings == 1 ? " finding" : " findings") + ". ";
    if (!run.result_.summary.empty()) return text + run.result_.summary;
    return findings > 0 ? text.substr(0, text.size() - 1) : text + "nothing that could be judged.";
  }

  static Outcome finish(Run& run) {
    tell_missing(run);
    Outcome outcome;
    outcome.cancelled = run.stopped();
    run.result_.status = status_of(run);
    run.result_.finished_at = run.services_.clock.now();
    std::stable_sort(run.result_.findings.begin(), run.result_.findings.end(),
                     [](const auto& a, const auto& b) { return a.severity > b.severity; });
    const auto is_unfinished = [](const result::Step& step) { return step.status != result::StepStatus::Ok; };
    outcome.out_of_time = !run.stopped() && run.out_of_time() &&
                          std::any_of(run.result_.steps.begin(), run.result_.steps.end(), is_unfinished);
    const bool is_early = outcome.cancelled || outcome.out_of_time;
    if (is_early) {
      run.result_.summary = early_summary(run);
    } else if (run.result_.summary.empty() && run.fatal_) {
      run.result_.summary = one_line(*run.fatal_);
    }
    outcome.fatal = std::move(run.fatal_);
    outcome.result = std::move(run.result_);
    return outcome;
  }
};

Outcome run_workflow(const WorkflowRecord& record, const JsonObject& inputs, Services& services,
                     const CallContext& ctx) {
  Run run(record, inputs, services, ctx);
  if (Settle::name_job(run)) record.run(run);
  return Settle::finish(run);
}

}  // namespace lakecode::workflows

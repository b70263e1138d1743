#include "workflows/engine.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "base/json.h"
#include "base/time_format.h"
#include "safety/classify.h"
#include "workflows/workspace_option.h"

namespace lakecode::workflows {
namespace {

constexpr std::size_t kMaxThreads = 8;  // more would only queue behind the platform's rate limits

constexpr std::chrono::seconds kLastWords{5};  // for a request that ends what a stopped run began

std::chrono::milliseconds since(SteadyTime begin, const Clock& clock) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock.steady_now() - begin);
}

/// The end of the run's own time is no fault of what was under way.
Error told(Error error, const StepSpec& spec, const CallContext& ctx) {
  const bool is_time_up = error.code == ErrorCode::DeadlineExceeded && ctx.remaining() == std::chrono::milliseconds(0);
  if (!is_time_up) return error;
  return {.code = ErrorCode::DeadlineExceeded, .action = "end step " + spec.id, .reason = "the time of this run is up"};
}

/// A step that a stop cut short has not failed: nobody knows how it would have ended.
result::StepStatus status_after(const Error& error) {
  return error.code == ErrorCode::Cancelled ? result::StepStatus::Skipped : result::StepStatus::Failed;
}

/// The tables a statement reads, with three-part names.
std::vector<std::string> tables_read(const databricks::StatementRequest& request) {
  std::vector<std::string> tables;
  const safety::Verdict verdict = safety::classify_sql(databricks::effect_of(request));
  for (const safety::StatementVerdict& statement : verdict.statements) {
    for (const safety::TouchedObject& object : statement.objects) {
      if (object.type == "table" && object.access == "read") tables.push_back(object.name);
    }
  }
  return tables;
}

const JsonValue kNull;

}  // namespace

Run::Run(const WorkflowRecord& record, JsonObject inputs, Services& services, CallContext ctx)
    : record_(record), inputs_(std::move(inputs)), services_(services), ctx_(std::move(ctx)) {
  result_.workflow = record.id;
  result_.workspace = services.workspace;
  result_.started_at = services.clock.now();
  result_.inputs = inputs_;
  result_.data = JsonBox(JsonObject{});
  if (services.pack != nullptr) {
    result_.run_id = services.pack->run_id();
    result_.evidence_pack = services.pack->folder().string();
  }
}

Run::~Run() = default;

std::string Run::text(std::string_view name) const {
  return json::string_at(*inputs_, name);
}
std::optional<std::int64_t> Run::integer(std::string_view name) const {
  return json::int_at(*inputs_, name);
}
std::optional<bool> Run::boolean(std::string_view name) const {
  return json::bool_at(*inputs_, name);
}

const JsonValue& Run::input(std::string_view name) const {
  const JsonValue* found = json::find(*inputs_, name);
  return found != nullptr ? *found : kNull;
}

WallTime Run::as_of() const {
  if (const std::string given = text("as_of"); !given.empty()) {
    if (const auto time = parse_rfc3339(given)) return *time;
  }
  return result_.started_at;
}

bool Run::run_step(const StepSpec& spec, const std::function<Result<void>(const CallContext&)>& body) {
  if (stopped()) {
    skip(spec, "stopped on request");
    return false;
  }
  const std::size_t before = result_.steps.size();
  time_step(
      spec,
      [&](const CallContext& ctx) -> Result<void> {
        TRY_VOID(ctx.check("run step " + spec.id));  // a quick answer of the workspace does not ask for the time
        return body(ctx);
      },
      ctx_);
  return result_.steps[before].error.empty();
}

void Run::time_step(const StepSpec& spec, const std::function<Result<void>(const CallContext&)>& body,
                    const CallContext& ctx) {
  if (services_.progress) services_.progress(spec.title);
  const SteadyTime begin = services_.clock.steady_now();
  Result<void> outcome = body(ctx);
  result::Step step{.id = spec.id, .title = spec.title, .kind = spec.kind, .duration = since(begin, services_.clock)};
  if (!outcome) {
    last_error_ = told(std::move(outcome).error(), spec, ctx);
    step.status = status_after(*last_error_);
    step.error = one_line(*last_error_);
    miss({spec.id, *last_error_, {}});
  }
  record(std::move(step));
}

bool Run::parallel(std::vector<Job> jobs, const std::function<void()>& meanwhile) {
  std::vector<result::Step> steps(jobs.size());
  std::vector<std::optional<Error>> errors(jobs.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      const Job& job = jobs[i];
      steps[i] = {.id = job.spec.id, .title = job.spec.title, .kind = job.spec.kind};
      const SteadyTime begin = services_.clock.steady_now();
      Result<void> outcome = ctx_.check("run step " + job.spec.id);
      if (outcome) outcome = job.body(ctx_);
      steps[i].duration = since(begin, services_.clock);
      if (outcome) continue;
      errors[i] = told(std::move(outcome).error(), job.spec, ctx_);
      steps[i].status = status_after(*errors[i]);
      steps[i].error = one_line(*errors[i]);
    }
  };
  if (services_.progress && !jobs.empty()) {
    services_.progress(jobs.size() == 1 ? jobs[0].spec.title
                                        : jobs[0].spec.title + " and " + std::to_string(jobs.size() - 1) + " more");
  }
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = meanwhile ? 0 : 1; i < std::min(jobs.size(), kMaxThreads); ++i) threads.emplace_back(work);
    if (meanwhile) meanwhile();
    work();
  }
  bool all_well = true;
  // Told in the order given; the first one's error is the one that explains most.
  for (std::size_t i = jobs.size(); i-- > 0;) {
    if (!errors[i]) continue;
    last_error_ = errors[i];
    miss({jobs[i].spec.id, *errors[i], {}});
    all_well = false;
  }
  for (result::Step& step : steps) record(std::move(step));
  return all_well;
}

Result<safety::Permit> Run::permit(const StepSpec& spec, safety::Effect effect, std::optional<gate::Refusal>& refused,
                                   const CallContext& ctx) {
  const gate::Action action{.door = gate::Door::Workflow,
                            .name = std::string(record_.id),
                            .step = spec.id,
                            .effect = std::move(effect),
                            .profile = services_.profile,
                            .host = services_.client.host()};
  TRY_ASSIGN(gate::Gate::Outcome outcome, services_.gate.request(action, ctx));
  if (auto* refusal = std::get_if<gate::Refusal>(&outcome)) {
    refused = *refusal;
    return Error{.code = ErrorCode::FailedPrecondition, .action = "run " + spec.id, .reason = refusal->message};
  }
  return std::get<safety::Permit>(std::move(outcome));
}

void Run::settle_refusal(const std::optional<gate::Refusal>& refused) {
  if (!refused) return;
  if (refused->kind == gate::Refusal::Kind::DryRun) {
    result_.steps.back().status = result::StepStatus::Skipped;
    return;
  }
  result_.steps.back().status = result::StepStatus::Denied;
  refusal_ = refused->kind == gate::Refusal::Kind::Denied ? result::WorkflowStatus::Denied
                                                          : result::WorkflowStatus::NeedsApproval;
}

std::optional<databricks::StatementResult> Run::sql(const StepSpec& spec, const databricks::StatementRequest& request) {
  std::optional<databricks::StatementResult> rows;
  std::optional<gate::Refusal> refused;
  run_step(spec, [&](const CallContext& ctx) -> Result<void> {
    TRY_ASSIGN(safety::Permit permit_of_step, permit(spec, databricks::effect_of(request), refused, ctx));
    TRY_ASSIGN(rows, databricks::execute_statement(services_.client, std::move(permit_of_step), request, ctx));
    return {};
  });
  settle_refusal(refused);
  if (!rows && last_error_) miss({spec.id, *last_error_, tables_read(request)});
  return rows;
}

std::optional<JsonBox> Run::change(const StepSpec& spec, const databricks::Change& change, When when) {
  std::optional<JsonBox> answer;
  std::optional<gate::Refusal> refused;
  const auto body = [&](const CallContext& ctx) -> Result<void> {
    TRY_ASSIGN(safety::Permit permit_of_step, permit(spec, change.request, refused, ctx));
    const std::uint64_t intent = permit_of_step.intent();
    auto sent = databricks::send_change(services_.client, std::move(permit_of_step), change, ctx);
    using Applied = gate::Gate::Applied;
    Applied applied = Applied::Applied;
    // A lost answer or a stop leaves open whether it was applied.
    if (!sent) {
      const bool open = sent.error().code == ErrorCode::Cancelled || is_retryable(sent.error().code);
      applied = open ? Applied::Unknown : Applied::Failed;
    }
    TRY_VOID(services_.gate.record_outcome(intent, applied, sent ? "" : one_line(sent.error())));
    if (!sent) return std::move(sent).error();
    answer = std::move(*sent);
    return {};
  };
  if (when == When::EvenWhenStopped && (stopped() || ctx_.remaining() == std::chrono::milliseconds(0))) {
    CallContext last = ctx_;
    last.stop = {};
    last.deadline = services_.clock.steady_now() + kLastWords;
    time_step(spec, body, last);
  } else {
    run_step(spec, body);
  }
  settle_refusal(refused);
  return answer;
}

void Run::skip(const StepSpec& spec, std::string why) {
  record({.id = spec.id,
          .title = spec.title,
          .kind = spec.kind,
          .status = result::StepStatus::Skipped,
          .error = std::move(why)});
}

void Run::miss(MissingRight missing) {
  if (!lacks_right(missing)) return;
  // A statement is noted as a failed step first and then with the tables it names.
  const auto same =
      std::find_if(missing_.begin(), missing_.end(), [&](const auto& m) { return m.step == missing.step; });
  if (same == missing_.end()) {
    missing_.push_back(std::move(missing));
  } else if (!missing.tables.empty()) {
    *same = std::move(missing);
  }
}

void Run::fail(Error error) {
  if (!fatal_) fatal_ = std::move(error);
}

void Run::add_finding(result::Finding finding) {
  finding.recommendation = with_workspace_option(finding.recommendation, services_.profile, services_.workspace);
  result_.findings.push_back(std::move(finding));
}
void Run::set_summary(std::string summary) {
  result_.summary = std::move(summary);
}
void Run::set_narrative(result::Narrative narrative) {
  result_.narrative = std::move(narrative);
}
void Run::set_data(std::string_view key, JsonValue value) {
  result_.data->as_object()[key] = std::move(value);
}

void Run::keep(std::string_view title, std::string_view media_type, std::string_view bytes) {
  if (services_.pack == nullptr) return;
  if (auto kept = services_.pack->add_blob(title, media_type, bytes); !kept) fail(std::move(kept).error());
}

void Run::record(result::Step step) {
  if (services_.pack != nullptr) {
    JsonObject event{
        {"step", step.id}, {"status", result::name_of(step.status)}, {"duration_ms", step.duration.count()}};
    if (!step.error.empty()) event["error"] = step.error;
    if (auto written = services_.pack->append("step", event); !written) fail(std::move(written).error());
  }
  result_.steps.push_back(std::move(step));
}

}  // namespace lakecode::workflows

#include "gate/gate.h"

// Order of one request: judge, decide (perhaps ask), record the decision, record the intent of a write, and only then
// make the permit. A write whose intent is not on disk does not happen. A read that cannot be recorded still runs: the
// poisoned pack says so itself when it is verified, and partial results are worth more than none.

#include "base/json.h"
#include "base/log.h"
#include "evidence/pack.h"
#include "gate/question.h"
#include "safety/classify.h"

namespace lakecode::gate {
namespace {

using safety::EffectClass;

constexpr std::size_t kMaxRecordedText = 256U << 10U;

struct Decision {
  bool allowed = false;
  Refusal::Kind refusal = Refusal::Kind::Denied;
  std::string_view by;  ///< "read", "approval", "person", "nobody"
};

bool is_approved(Approval approval, EffectClass effect_class) {
  switch (effect_class) {
    case EffectClass::ReadOnly:
      return true;
    case EffectClass::WriteRemote:
      return approval != Approval::Read;
    case EffectClass::Destructive:
      break;
  }
  return approval == Approval::Destructive;
}

std::string_view outcome_text(const Decision& decision) {
  if (decision.allowed) return "allowed";
  switch (decision.refusal) {
    case Refusal::Kind::NeedsApproval:
      return "needs_approval";
    case Refusal::Kind::Declined:
      return "declined";
    case Refusal::Kind::Denied:
      break;
  }
  return "denied";
}

JsonObject record_of(const Action& action, const safety::Verdict& verdict, const std::string& digest) {
  JsonObject record;
  record["door"] = name_of(action.door);
  record["name"] = action.name;
  record["step"] = action.step;
  record["class"] = safety::name_of(verdict.effect_class);
  record["kind"] = verdict.kind;
  record["parsed"] = verdict.parsed;
  record["digest"] = digest;
  record["host"] = action.host;
  record["profile"] = action.profile;
  JsonArray reasons;
  for (const std::string& reason : verdict.reasons) reasons.emplace_back(reason);
  record["reasons"] = std::move(reasons);
  const std::string text = safety::text_of(action.effect);
  record["text"] = std::string_view(text).substr(0, kMaxRecordedText);
  return record;
}

std::string_view name_of(Gate::Applied outcome) {
  switch (outcome) {
    case Gate::Applied::Applied:
      return "applied";
    case Gate::Applied::Failed:
      return "failed";
    case Gate::Applied::Unknown:
      break;
  }
  return "unknown";
}

Decision ask_person(Confirmer* confirmer, const std::string& question, const CallContext& ctx) {
  const auto answer = confirmer == nullptr ? Confirmer::Answer::NobodyThere : confirmer->ask(question, ctx);
  switch (answer) {
    case Confirmer::Answer::Yes:
      return {.allowed = true, .by = "person"};
    case Confirmer::Answer::No:
      return {.refusal = Refusal::Kind::Declined, .by = "person"};
    case Confirmer::Answer::NobodyThere:
      break;
  }
  return {.refusal = Refusal::Kind::NeedsApproval, .by = "nobody"};
}

}  // namespace

/// The observer's own reads: judged and recorded like any act, without a person and without the gate's lock.
class Gate::Reads final : public ReadDoor {
 public:
  Reads(const Action& action, evidence::PackWriter* record) : action_(action), record_(record) {}

  Result<safety::Permit> permit_read(const safety::Effect& effect, const CallContext& ctx) override {
    TRY_VOID(ctx.check("read about " + action_.name));
    const safety::Verdict verdict = safety::classify(effect);
    if (verdict.effect_class != EffectClass::ReadOnly) {
      return Error{.code = ErrorCode::FailedPrecondition,
                   .action = "read about",
                   .subject = action_.name,
                   .reason = verdict.kind + " is more than a read",
                   .advice = "this is a bug in lakecode: report it"};
    }
    const std::string digest = safety::digest_of(effect);
    Action reading = action_;
    reading.effect = effect;
    JsonObject record = record_of(reading, verdict, digest);
    record["decision"] = "allowed";
    record["by"] = "observer";
    if (record_ != nullptr) TRY_VOID(record_->append("gate.decision", JsonValue(std::move(record))));
    return safety::Permit(digest, verdict.effect_class, 0);
  }

 private:
  const Action& action_;
  evidence::PackWriter* record_;
};

Gate::Gate(Approval approval, Confirmer* confirmer, evidence::PackWriter* record)
    : approval_(approval), confirmer_(confirmer), record_(record) {}

Result<Gate::Outcome> Gate::request(const Action& action, const CallContext& ctx) {
  const std::lock_guard lock(mutex_);
  TRY_VOID(ctx.check("approve " + action.name));
  const safety::Verdict verdict = safety::classify(action.effect);
  const std::string digest = safety::digest_of(action.effect);
  const bool reads = verdict.effect_class == EffectClass::ReadOnly;
  Decision decision{.allowed = true, .by = reads ? "read" : "approval"};
  Reads reading(action, record_);
  Reach reach;
  if (!is_approved(approval_, verdict.effect_class)) {
    if (observer_ != nullptr && confirmer_ != nullptr)
      reach = observer_->measure_reach(action, verdict, reading, ctx.with_timeout(kReachBudget));
    decision = ask_person(confirmer_, make_question(action, verdict, reach, digest), ctx);
    TRY_VOID(ctx.check("approve " + action.name));
  }
  JsonObject record = record_of(action, verdict, digest);
  record["decision"] = outcome_text(decision);
  record["by"] = decision.by;
  if (!reach.lines.empty()) {
    JsonArray lines;
    for (const std::string& line : reach.lines) lines.emplace_back(line);
    record["reach"] = std::move(lines);
  }
  const JsonValue payload(std::move(record));
  if (record_ != nullptr) {
    auto written = record_->append("gate.decision", payload);
    if (!written && !reads && decision.allowed) return std::move(written).error();
    if (!written && ctx.log != nullptr)
      ctx.log->write("gate", "a decision could not be recorded: " + written.error().reason);
  }
  if (!decision.allowed) {
    return Outcome(
        Refusal{.kind = decision.refusal, .verdict = verdict, .message = refusal_message(verdict, decision.refusal)});
  }
  if (reads) return Outcome(safety::Permit(digest, verdict.effect_class, 0));
  if (record_ == nullptr) {
    return Error{.code = ErrorCode::Internal,
                 .action = "approve",
                 .subject = verdict.kind,
                 .reason = "there is no evidence pack to record it in",
                 .advice = "this is a bug in lakecode: report it"};
  }
  JsonObject intended = payload.get_object();
  if (observer_ != nullptr) {
    TRY_ASSIGN(const JsonBox point, observer_->take_restore_point(action, verdict, reading, ctx));
    if (!point->is_null()) intended["restore_point"] = *point;
  }
  TRY_ASSIGN(const std::uint64_t intent, record_->append("gate.intent", JsonValue(std::move(intended))));
  return Outcome(safety::Permit(digest, verdict.effect_class, intent));
}

Result<void> Gate::record_outcome(std::uint64_t intent, Applied outcome, const std::string& note) {
  const std::lock_guard lock(mutex_);
  if (record_ == nullptr || intent == 0) return {};
  JsonObject record;
  record["intent"] = intent;
  record["outcome"] = name_of(outcome);
  record["note"] = note;
  TRY_VOID(record_->append("gate.outcome", JsonValue(std::move(record))));
  return {};
}

}  // namespace lakecode::gate

#include "gate/gate.h"

// Order of one request: judge (safety, then policy), weigh what was allowed beforehand, perhaps ask, record the
// decision, take the restore point, record the intent of a write, and only then make the permit. A write whose intent
// is not on disk does not happen. A read that cannot be recorded still runs (not in compliance mode): the poisoned pack
// says so itself when it is verified, and partial results are worth more than none.

#include <algorithm>
#include <new>
#include <stdexcept>
#include <system_error>

#include "base/json.h"
#include "base/log.h"
#include "evidence/pack.h"
#include "gate/case.h"
#include "gate/question.h"
#include "policy/explain.h"
#include "render/screen_door.h"
#include "safety/classify.h"

namespace lakecode::gate {
namespace {

using policy::Ruling;
using safety::EffectClass;
using Course = CaseRecord::Course;

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

Error observer_mistake(const std::string& name, std::string reason) {
  return Error{.code = ErrorCode::FailedPrecondition,
               .action = "read about",
               .subject = name,
               .reason = std::move(reason),
               .advice = {}};
}

/// Every text is short enough to need no memory.
Error not_judged(const char* reason) {
  return Error{.code = ErrorCode::FailedPrecondition,
               .action = "judge",
               .subject = "an act",
               .reason = reason,
               .advice = "it was denied"};
}

}  // namespace

/// One request on its way through the gate.
struct Gate::Case : CaseRecord {
  explicit Case(const Action& a)
      : CaseRecord{.action = a, .verdict = safety::classify(a.effect), .digest = safety::digest_of(a.effect)} {}
  [[nodiscard]] policy::Act act(const std::string& who) const {
    const bool is_workflow = action.door == Door::Workflow;
    return {.effect = action.effect,
            .verdict = verdict,
            .tool = action.name,
            .profile = action.profile,
            .target = action.target,
            .host = action.host,
            .principal = who,
            .workflow = is_workflow ? std::string_view(action.name) : std::string_view(),
            .rows = reach.rows};
  }
};

/// The observer's own reads: judged and recorded like any act, without a person and without the gate's lock.
class Gate::Reads final : public ReadDoor {
 public:
  Reads(const Gate& gate, const Action& action, const policy::Policy& policy)
      : gate_(gate), action_(action), policy_(policy) {}

  Result<safety::Permit> permit_read(const safety::Effect& effect, const CallContext& ctx) override {
    TRY_VOID(ctx.check("read about " + action_.name));
    Action reading = action_;
    reading.effect = effect;
    Case c(reading);
    if (c.verdict.effect_class != EffectClass::ReadOnly)
      return observer_mistake(action_.name, c.verdict.kind + " is more than a read");
    policy::Evaluator evaluator(gate_.settings_.limits);
    const std::string nobody;
    policy::Act act = c.act(nobody);
    act.is_principal_known = false;
    act.time = ctx.clock->now();
    c.decision = evaluator.decide(policy_, act);
    if (c.decision.ruling != Ruling::Allow)
      return observer_mistake(action_.name, "the policy does not simply allow " + c.verdict.kind);
    c.course = Course::Pass;
    c.by = "observer";
    if (gate_.record_ != nullptr) TRY_VOID(gate_.record_->append("gate.decision", *record_of(c, policy_)));
    return safety::Permit(c.digest, c.verdict.effect_class, 0);
  }

 private:
  const Gate& gate_;
  const Action& action_;
  const policy::Policy& policy_;
};

Gate::Gate(GateSettings settings, Confirmer* confirmer, evidence::PackWriter* record)
    : settings_(std::move(settings)), confirmer_(confirmer), record_(record), evaluator_(settings_.limits) {}

Gate::Gate(Approval approval, Confirmer* confirmer, evidence::PackWriter* record)
    : Gate(GateSettings{.approval = approval}, confirmer, record) {}

Gate::~Gate() = default;

const policy::Policy& Gate::rules() const {
  return settings_.policy ? *settings_.policy : no_rules_;
}

bool Gate::is_approved(EffectClass effect_class) const {
  switch (effect_class) {
    case EffectClass::ReadOnly:
      return true;
    case EffectClass::WriteRemote:
      return settings_.approval != Approval::Read;
    case EffectClass::Destructive:
      break;
  }
  return settings_.approval == Approval::Destructive && !settings_.compliance;
}

Result<std::string> Gate::principal(const CallContext& ctx) {
  if (principal_) return *principal_;
  if (!settings_.principal) return observer_mistake("the principal", "nobody can tell it here");
  TRY_ASSIGN(principal_, settings_.principal(ctx));
  return *principal_;
}

Result<void> Gate::open_record(const Case& c, const CallContext& ctx) {
  const bool is_wanted = c.verdict.effect_class != EffectClass::ReadOnly || settings_.compliance;
  if (record_ != nullptr || !opener_ || !is_wanted) return {};
  TRY_ASSIGN(record_, opener_(ctx));
  return {};
}

Result<void> Gate::judge(Case& c, const CallContext& ctx) {
  Result<std::string> who = std::string();
  if (rules().asks_for_principal()) who = principal(ctx);
  if (!who && who.error().code == ErrorCode::Cancelled) return who.error();
  c.principal = who ? *who : "";
  const bool changes = c.verdict.effect_class != EffectClass::ReadOnly;
  if (changes && rules().asks_for_rows()) measure(c, ctx);
  policy::Act act = c.act(c.principal);
  act.is_principal_known = who.has_value();
  act.time = ctx.clock->now();
  c.decision = evaluator_.decide(rules(), act);
  c.rule_message = policy::message_of(rules(), c.decision, c.verdict);
  return {};
}

void Gate::measure(Case& c, const CallContext& ctx) {
  if (observer_ == nullptr || c.is_measured) return;
  Reads reading(*this, c.action, rules());
  c.reach = observer_->measure_reach(c.action, c.verdict, reading, ctx.with_timeout(kReachBudget));
  c.is_measured = true;
}

/// What was decided before anybody is asked. Deny comes first and is final; then the read-only mode; then whatever
/// asks; then whatever allows, which outside content in the turn takes back for all but reads.
void Gate::weigh(Case& c) const {
  const bool reads = c.verdict.effect_class == EffectClass::ReadOnly;
  const bool destroys = c.verdict.effect_class == EffectClass::Destructive;
  if (!reads) c.tainted_by = tainted_by_;
  if (c.decision.ruling == Ruling::Deny) return c.refuse(Refusal::Kind::Denied, "policy", c.rule_message);
  if (!reads && !settings_.read_only_because.empty())
    return c.refuse(Refusal::Kind::Denied, "read-only", "lakecode is read-only: " + settings_.read_only_because);
  c.is_typed = c.decision.ruling == Ruling::ConfirmTyped || destroys;
  if (c.decision.ruling == Ruling::TwoPerson) return c.take(Course::SecondPerson, "policy");
  if (c.decision.ruling != Ruling::Allow && c.decision.rule != nullptr) return c.take(Course::Ask, "policy");
  if (reads) return c.take(Course::Pass, "read");
  if (!c.action.ask_because.empty()) return c.take(Course::Ask, "caller");
  if (!tainted_by_.empty()) return c.take(Course::Ask, "taint");
  if (settings_.compliance && destroys) return c.take(Course::Ask, "compliance");
  if (c.decision.ruling == Ruling::Allow) return c.take(Course::Pass, "rule");
  if (is_approved(c.verdict.effect_class)) return c.take(Course::Pass, "approval");
  if (!settings_.compliance && standing_.find(c.action, c.verdict) != nullptr) return c.take(Course::Pass, "always");
  c.take(Course::Ask, "default");
}

Result<void> Gate::look_for_second_person(Case& c, const CallContext& ctx) {
  if (settings_.second_person == nullptr) {
    c.refuse(Refusal::Kind::Denied, "policy", c.rule_message + "; a second person cannot be asked from here");
    return {};
  }
  auto who = principal(ctx);
  if (!who && who.error().code == ErrorCode::Cancelled) return std::move(who).error();
  const JointAct act{.digest = c.digest,
                     .effect_class = std::string(safety::name_of(c.verdict.effect_class)),
                     .kind = c.verdict.kind,
                     .text = safety::text_of(c.action.effect),
                     .host = c.action.host,
                     .profile = c.action.profile,
                     .principal = who ? *who : ""};
  TRY_ASSIGN(const Standing standing, settings_.second_person->stand_for(act));
  if (!standing.is_approved) {
    c.refuse(Refusal::Kind::NeedsApproval, "second person",
             c.rule_message + "; " + standing.why_not + "; let an approver run `lakecode approve " +
                 standing.request.string() + "`, then run this again");
    return {};
  }
  c.second_person = standing.approver;
  c.second_key = standing.approver_key;
  // The requester's own yes is still wanted, as for any act of this class.
  if (is_approved(c.verdict.effect_class) && tainted_by_.empty()) {
    c.take(Course::Pass, "second person");
  } else {
    c.take(Course::Ask, "second person");
  }
  return {};
}

Result<void> Gate::ask(Case& c, const CallContext& ctx) {
  if (confirmer_ == nullptr) return c.refuse_for_nobody(), Result<void>();
  measure(c, ctx);
  const bool asked_by_rule = c.decision.rule != nullptr && c.decision.ruling != Ruling::Allow;
  const auto standing = generalise(c.action, c.verdict);
  const bool can_stand = standing && c.by == "default" && !settings_.compliance;
  policy::Act act = c.act(c.principal);
  act.time = ctx.clock->now();
  const Question question{
      .text = make_question({.action = c.action,
                             .verdict = c.verdict,
                             .reach = c.reach,
                             .digest = c.digest,
                             .because = asked_by_rule ? c.rule_message : c.action.ask_because,
                             .tainted_by = c.tainted_by,
                             .principal = c.principal}),
      .typed_name = c.is_typed ? typed_name_of(c.verdict) : std::string(),
      .always_scope = can_stand ? render::inert_line(standing->scope()) : std::string(),
      .reasons = render::inert(reasons_text(c, rules(), policy::explain(rules(), act, settings_.limits))),
      .full_text = full_text_of(c.action.effect),
      .can_edit = c.action.door != Door::Workflow && std::holds_alternative<safety::SqlEffect>(c.action.effect)};
  const Answer answer = confirmer_->ask(question, ctx);
  TRY_VOID(ctx.check("approve " + c.action.name));
  switch (answer.kind) {
    case Answer::Kind::Always:
      // A confirmer that answers what was not offered is told no.
      if (!can_stand) return c.refuse(Refusal::Kind::Declined, "person", {}), Result<void>();
      standing_.add(*standing);
      c.scope = standing->scope();
      [[fallthrough]];
    case Answer::Kind::Yes:
      c.take(Course::Pass, "person");
      break;
    case Answer::Kind::Edited:
      c.refuse(question.can_edit ? Refusal::Kind::Edited : Refusal::Kind::Declined, "person", {});
      c.edited = answer.edited;
      break;
    case Answer::Kind::No:
      c.refuse(Refusal::Kind::Declined, "person", {});
      break;
    case Answer::Kind::NobodyThere:
      c.refuse_for_nobody();
      break;
  }
  return {};
}

/// Under --dry-run: what would have become of it. Reads run; nothing else does.
void Gate::note_plan(Case& c) {
  constexpr std::size_t kShown = 200;
  std::string fate = "runs";
  const bool reads = c.verdict.effect_class == EffectClass::ReadOnly;
  if (c.course == Course::Refuse) fate = "would be denied: " + render::inert_line(c.why);
  if (c.course == Course::Pass && !reads) fate = "would run";
  if (c.course == Course::Ask) fate = "would be asked about";
  if (c.course == Course::SecondPerson) fate = "would need a second person";
  std::string text = render::inert_line(safety::text_of(c.action.effect).substr(0, kShown));
  planned_.push_back(PlannedAct{.effect_class = c.verdict.effect_class,
                                .kind = c.verdict.kind,
                                .text = std::move(text),
                                .fate = std::move(fate)});
  if (c.course != Course::Refuse && (!reads || c.course != Course::Pass))
    c.refuse(Refusal::Kind::DryRun, "dry run", planned_.back().fate);
}

Result<Gate::Outcome> Gate::request(const Action& action, const CallContext& ctx) {
  const std::lock_guard lock(mutex_);
  // A fence: what cannot be judged for want of memory or of a thread gets no permit, and the session goes on.
  try {
    TRY_VOID(ctx.check("approve " + action.name));
    Case c(action);
    TRY_VOID(open_record(c, ctx));
    TRY_VOID(judge(c, ctx));
    weigh(c);
    if (settings_.dry_run) note_plan(c);
    if (c.course == Course::SecondPerson) TRY_VOID(look_for_second_person(c, ctx));
    if (c.course == Course::Ask) TRY_VOID(ask(c, ctx));
    return conclude(c, ctx);
  } catch (const std::bad_alloc&) {
    return not_judged("out of memory");
  } catch (const std::length_error&) {
    return not_judged("out of memory");
  } catch (const std::system_error&) {
    return not_judged("no thread left");
  }
}

Result<Gate::Outcome> Gate::conclude(Case& c, const CallContext& ctx) {
  const bool reads = c.verdict.effect_class == EffectClass::ReadOnly;
  const bool passes = c.course == Course::Pass;
  const JsonBox payload = record_of(c, rules());
  if (record_ != nullptr) {
    auto written = record_->append("gate.decision", *payload);
    if (!written && passes && (!reads || settings_.compliance)) return std::move(written).error();
    if (!written && ctx.log != nullptr)
      ctx.log->write("gate", "a decision could not be recorded: " + written.error().reason);
  }
  if (!passes) return Outcome(refusal_of(c));
  if (reads) return Outcome(safety::Permit(c.digest, c.verdict.effect_class, 0));
  if (record_ == nullptr) {
    return Error{.code = ErrorCode::Internal,
                 .action = "approve",
                 .subject = c.verdict.kind,
                 .reason = "there is no evidence pack to record it in",
                 .advice = "this is a bug in lakecode: report it"};
  }
  JsonObject intended = payload->get_object();
  JsonBox point;
  if (observer_ != nullptr) {
    Reads reading(*this, c.action, rules());
    TRY_ASSIGN(point, observer_->take_restore_point(c.action, c.verdict, reading, ctx));
    if (!point->is_null()) intended["restore_point"] = *point;
  }
  TRY_ASSIGN(const std::uint64_t intent, record_->append("gate.intent", JsonValue(std::move(intended))));
  if (!point->is_null())
    open_acts_.insert_or_assign(intent, OpenAct{.action = c.action, .restore_point = std::move(point), .ctx = ctx});
  return Outcome(safety::Permit(c.digest, c.verdict.effect_class, intent));
}

Result<void> Gate::record_outcome(std::uint64_t intent, Applied outcome, const std::string& note) {
  const std::lock_guard lock(mutex_);
  if (record_ == nullptr || intent == 0) return {};
  JsonObject record;
  record["intent"] = intent;
  record["outcome"] = name_of(outcome);
  record["note"] = note;
  TRY_VOID(record_->append("gate.outcome", JsonValue(std::move(record))));
  if (outcome == Applied::Applied) TRY_VOID(note_left(intent));
  open_acts_.erase(intent);
  return {};
}

/// The outcome is on disk before this is read: a stop or a fault here takes nothing from it.
Result<void> Gate::note_left(std::uint64_t intent) {
  const auto act = open_acts_.find(intent);
  if (act == open_acts_.end() || observer_ == nullptr) return {};
  Reads reading(*this, act->second.action, rules());
  const JsonBox left = observer_->note_left(act->second.action, *act->second.restore_point, reading, act->second.ctx);
  if (left->is_null()) return {};
  TRY_VOID(record_->append("gate.left", JsonObject{{"intent", intent}, {"steps", *left}}));
  return {};
}

void Gate::mark_tainted(const std::string& reason) {
  const std::lock_guard lock(mutex_);
  if (tainted_by_.empty()) tainted_by_ = reason.empty() ? "an unnamed source" : reason;
}

void Gate::begin_turn() {
  const std::lock_guard lock(mutex_);
  tainted_by_.clear();
}

std::vector<std::string> Gate::standing_approvals() {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> scopes;
  for (const StandingRule& rule : standing_.all()) scopes.push_back(rule.scope());
  return scopes;
}

bool Gate::revoke_approval(std::size_t at) {
  const std::lock_guard lock(mutex_);
  return standing_.remove(at);
}

std::vector<PlannedAct> Gate::planned() {
  const std::lock_guard lock(mutex_);
  return planned_;
}

}  // namespace lakecode::gate

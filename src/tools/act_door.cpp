#include "tools/act_door.h"

#include "render/screen_door.h"

namespace lakecode::tools {
namespace {

using Kind = gate::Refusal::Kind;

std::string_view decision_of(Kind kind) {
  switch (kind) {
    case Kind::Denied:
      return "denied";
    case Kind::NeedsApproval:
      return "needs_approval";
    case Kind::Declined:
    case Kind::Edited:
      return "declined";
    case Kind::DryRun:
      break;
  }
  return "dry_run";
}

/// The message of the gate speaks to a person and may name a flag that allows more: the model is not told of any.
std::string words_of(const gate::Refusal& refusal) {
  const std::string what = std::string(safety::name_of(refusal.verdict.effect_class)) + " " + refusal.verdict.kind;
  switch (refusal.kind) {
    case Kind::Denied:
      return "DENIED (" + what + "): " + render::inert_line(refusal.message) +
             ". This is final. Do not try it again, and do not try to reach the same effect in another way. Tell the "
             "person what was denied and by which rule.";
    case Kind::NeedsApproval:
      return "NOT RUN (" + what +
             "): a person must approve it, and nobody is here to ask. Do not try it again in this "
             "turn. Tell the person what you would have run, exactly, and that it needs their approval.";
    case Kind::Declined:
      return "NOT RUN (" + what +
             "): the person said no. Do not ask for it again in this turn; ask what they want "
             "instead.";
    case Kind::Edited:
      return "NOT RUN (" + what + "): the person gave another text in its place.";
    case Kind::DryRun:
      break;
  }
  return "DRY RUN (" + what + "): nothing was changed; it " + render::inert_line(refusal.message) +
         ". Go on with the plan; do not repeat this call.";
}

/// An answer that says no means it was not applied; no answer, or a stop in between, leaves it open.
gate::Gate::Applied applied_of(const Error* error) {
  if (error == nullptr) return gate::Gate::Applied::Applied;
  switch (error->code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::Unauthenticated:
    case ErrorCode::PermissionDenied:
    case ErrorCode::NotFound:
    case ErrorCode::AlreadyExists:
    case ErrorCode::FailedPrecondition:
    case ErrorCode::Unsupported:
      return gate::Gate::Applied::Failed;
    default:
      return gate::Gate::Applied::Unknown;
  }
}

}  // namespace

Result<std::optional<safety::Permit>> ActDoor::request(const safety::Effect& effect, const std::string& step,
                                                       const CallContext& ctx) {
  TRY_ASSIGN(gate::Gate::Outcome outcome, services_.gate.request({.door = gate::Door::Tool,
                                                                  .name = tool_,
                                                                  .step = step,
                                                                  .effect = effect,
                                                                  .profile = services_.profile,
                                                                  .host = services_.client.host()},
                                                                 ctx));
  edited_.clear();
  if (auto* permit = std::get_if<safety::Permit>(&outcome)) {
    acts_.push_back(Act{.effect_class = permit->allowed(), .decision = "allowed", .message = {}});
    return std::optional<safety::Permit>(std::move(*permit));
  }
  const auto& refusal = std::get<gate::Refusal>(outcome);
  acts_.push_back(Act{.effect_class = refusal.verdict.effect_class,
                      .decision = std::string(decision_of(refusal.kind)),
                      .message = render::inert_line(refusal.message)});
  refusal_ = words_of(refusal);
  edited_ = refusal.edited;
  is_dry_run_ = refusal.kind == Kind::DryRun;
  return std::optional<safety::Permit>();
}

Result<void> ActDoor::record_outcome(std::uint64_t intent, const Error* error) {
  return services_.gate.record_outcome(intent, applied_of(error), error == nullptr ? "" : one_line(*error));
}

Output failed_output(const Error& error, std::string untrusted) {
  return Output{.text = "FAILED: " + render::inert(one_line(error)),
                .is_error = true,
                .acts = {},
                .untrusted = std::move(untrusted)};
}

bool ends_turn(const Error& error, const CallContext& ctx) {
  return error.code == ErrorCode::Cancelled || ctx.stopped() || ctx.remaining() == std::chrono::milliseconds(0);
}

}  // namespace lakecode::tools

#include "gate/standing_rules.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "gate/gate.h"

namespace lakecode::gate {
namespace {

std::vector<std::string> objects_of(const safety::StatementVerdict& statement) {
  std::vector<std::string> objects;
  for (const safety::TouchedObject& object : statement.objects)
    objects.push_back(std::string(object.access) + " " + std::string(object.type) + " " + object.name);
  std::sort(objects.begin(), objects.end());
  objects.erase(std::unique(objects.begin(), objects.end()), objects.end());
  return objects;
}

/// Tells one sending of a request from another and not what is asked for: another one each time, so that a rule that
/// held it would cover nothing (Jobs API, run-now and runs/submit).
constexpr std::string_view kTokenMember = "idempotency_token";

/// The act as "always" keeps it. A body that is not byte for byte what we would write of it stays whole: who receives
/// it may read something else in it than we do, such as the other of two members of one name.
std::string repeated_text(const safety::Effect& effect) {
  const auto* rest = std::get_if<safety::RestEffect>(&effect);
  if (rest == nullptr) return safety::text_of(effect);
  auto body = json::parse(rest->body, "request");
  if (!body || !body->is_object() || json::serialize(*body) != rest->body) return safety::text_of(effect);
  body->get_object().erase(kTokenMember);
  safety::RestEffect repeated = *rest;
  repeated.body = json::serialize(*body);
  return safety::text_of(repeated);
}

}  // namespace

std::string StandingRule::scope() const {
  std::string out = kind;
  if (!path.empty()) out += " exactly as `" + path + "`";
  if (!objects.empty()) out += " that touches only " + text::join(objects, ", ");
  return out + ", at " + host + " with profile " + (profile.empty() ? "(none)" : profile) + ", until this session ends";
}

std::optional<StandingRule> generalise(const Action& action, const safety::Verdict& verdict) {
  if (!verdict.parsed || verdict.effect_class != safety::EffectClass::WriteRemote) return std::nullopt;
  if (verdict.statements.size() != 1) return std::nullopt;
  const safety::StatementVerdict& statement = verdict.statements.front();
  // What leaves the workspace is asked about each time: the same objects may go to another place.
  if (!statement.leaves_workspace.empty()) return std::nullopt;
  StandingRule rule{.kind = statement.kind, .objects = {}, .path = {}, .host = action.host, .profile = action.profile};
  if (std::holds_alternative<safety::SqlEffect>(action.effect)) {
    rule.objects = objects_of(statement);
    if (rule.objects.empty()) return std::nullopt;
  } else {
    rule.path = repeated_text(action.effect);  // arguments decide what is touched, so they belong to it
  }
  return rule;
}

const StandingRule* StandingRules::find(const Action& action, const safety::Verdict& verdict) const {
  const auto asked = generalise(action, verdict);
  if (!asked) return nullptr;
  const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const StandingRule& rule) {
    return rule.kind == asked->kind && rule.path == asked->path && rule.host == asked->host &&
           rule.profile == asked->profile &&
           std::includes(rule.objects.begin(), rule.objects.end(), asked->objects.begin(), asked->objects.end());
  });
  return found == rules_.end() ? nullptr : &*found;
}

bool StandingRules::remove(std::size_t at) {
  if (at >= rules_.size()) return false;
  rules_.erase(rules_.begin() + static_cast<std::ptrdiff_t>(at));
  return true;
}

}  // namespace lakecode::gate

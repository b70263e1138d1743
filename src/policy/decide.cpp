#include "policy/decide.h"

#include <algorithm>

#include "base/utf8.h"
#include "policy/conditions.h"

namespace lakecode::policy {
namespace {

/// `is_text` is false for a part that is no UTF-8: no pattern can be tried on it, so that no sketch speaks for one.
bool passes(const Policy::Filter& filter, const Part& part, const TextSketch& sketch, bool is_text) {
  if ((filter.classes >> static_cast<unsigned>(part.effect_class) & 1U) == 0) return false;
  if (!is_text) return true;
  const std::size_t count = filter.bit_count + std::size_t{part.has_computed_names ? 0U : filter.object_bit_count};
  for (std::size_t i = 0; i < count; ++i) {
    if (!sketch.has(filter.bits[i])) return false;
  }
  return true;
}

void add_part(TextSketch& sketch, const Part& part) {
  for (const std::string_view text : part.texts) sketch.add(text);
  if (part.objects == nullptr) return;
  for (const safety::TouchedObject& object : *part.objects) sketch.add(object.name);
}

}  // namespace

Ruling default_ruling(safety::EffectClass effect_class) {
  return effect_class == safety::EffectClass::ReadOnly ? Ruling::Allow : Ruling::Confirm;
}

bool may_allow(const Rule& rule, const Part& part) {
  if (part.effect_class == safety::EffectClass::ReadOnly) return true;
  return part.parsed && (part.effect_class != safety::EffectClass::Destructive || rule.covers_destructive);
}

Decision Evaluator::decide_part(const Policy& policy, const Act& act, const Part& part) {
  sketch_.clear();
  add_part(sketch_, part);
  const bool is_text = std::all_of(part.texts.begin(), part.texts.end(), utf8::is_valid);
  Decision decision{.ruling = default_ruling(part.effect_class)};
  const auto& rules = policy.rules();
  const auto& filters = policy.filters();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const Rule& rule = rules[i];
    const bool is_stricter = decision.rule == nullptr || rule.ruling > decision.ruling;
    if (!is_stricter || !passes(filters[i], part, sketch_, is_text)) continue;
    if (rule.ruling == Ruling::Allow && !may_allow(rule, part)) continue;
    const Truth truth = judge_rule({.rule = rule, .part = part, .act = act, .budget = budget_});
    if (truth == Truth::Fault) return {.ruling = Ruling::Deny, .rule = &rule, .is_fault = true};
    if (!speaks(truth, rule)) continue;
    decision.ruling = rule.ruling;
    decision.rule = &rule;
    if (rule.ruling == Ruling::Deny) break;
  }
  return decision;
}

Decision Evaluator::decide(const Policy& policy, const Act& act) {
  budget_.reset();
  const Parts parts(act);
  Decision strictest{.ruling = Ruling::Allow};
  bool is_first = true;
  for (std::size_t i = 0; i < parts.all().size(); ++i) {
    const Part& part = parts.all()[i];
    Decision decision = decide_part(policy, act, part);
    if (decision.rule == nullptr && !part.speaks_without_rule) continue;
    decision.part = i;
    const bool names_a_rule =
        decision.ruling == strictest.ruling && strictest.rule == nullptr && decision.rule != nullptr;
    if (is_first || decision.ruling > strictest.ruling || names_a_rule) strictest = decision;
    is_first = false;
    if (strictest.ruling == Ruling::Deny) break;
  }
  if (is_first) strictest = {.ruling = default_ruling(act.verdict.effect_class)};
  return strictest;
}

std::string message_of(const Policy& policy, const Decision& decision, const safety::Verdict& verdict) {
  if (decision.is_fault) {
    return "rule '" + decision.rule->name + "' (" + policy.place_of(*decision.rule) +
           ") could not be evaluated within its limits, so the act is denied";
  }
  if (decision.rule != nullptr && !decision.rule->message.empty()) return decision.rule->message;
  if (decision.rule != nullptr) {
    return "rule '" + decision.rule->name + "' (" + policy.place_of(*decision.rule) + ") says " +
           std::string(name_of(decision.rule->ruling));
  }
  if (decision.ruling == Ruling::Allow) return "no rule speaks: reads run";
  return "no rule speaks: " + std::string(safety::name_of(verdict.effect_class)) + " is asked about";
}

}  // namespace lakecode::policy

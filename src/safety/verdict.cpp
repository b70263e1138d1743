#include "safety/verdict.h"

#include "safety/undo_rules.h"

namespace lakecode::safety {

std::string_view name_of(EffectClass effect_class) {
  switch (effect_class) {
    case EffectClass::ReadOnly:
      return "READ_ONLY";
    case EffectClass::WriteRemote:
      return "WRITE_REMOTE";
    case EffectClass::Destructive:
      break;
  }
  return "DESTRUCTIVE";
}

std::string Reason::text() const {
  if (!made_.empty()) return made_;
  std::string out;
  out.reserve(rule_.size() + words_.size() + 2);
  return out.append(rule_).append(": ").append(words_);
}

std::vector<std::string> texts_of(const std::vector<Reason>& reasons) {
  return {reasons.begin(), reasons.end()};
}

void fill_act(Verdict& verdict, const Effect& effect) {
  if (verdict.statements.empty())
    verdict.statements.push_back(StatementVerdict{.effect_class = verdict.effect_class, .kind = verdict.kind});
  if (verdict.statements.size() != 1 || !verdict.statements.front().normalised.empty()) return;
  StatementVerdict& act = verdict.statements.front();
  act.parsed = verdict.parsed;
  act.normalised = text_of(effect);
  act.span = ByteSpan{.begin = 0, .end = act.normalised.size()};
  act.reasons = verdict.reasons;
  if (!verdict.undo && verdict.effect_class != EffectClass::ReadOnly) verdict.undo = undo_of_act(verdict.kind, effect);
  act.undo = verdict.undo;
}

}  // namespace lakecode::safety

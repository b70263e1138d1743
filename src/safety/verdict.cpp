#include "safety/verdict.h"

#include <algorithm>

#include "base/text.h"
#include "safety/act_objects.h"
#include "safety/undo_rules.h"

namespace lakecode::safety {
namespace {

constexpr std::size_t kMostReasons = 32;

/// The words to blame: the command, or method and path; all of it when they do not stand together.
ByteSpan danger_in(const StatementVerdict& act) {
  const std::string& text = act.normalised;
  if (!text.starts_with("databricks ")) return ByteSpan{.begin = 0, .end = std::min(text.find('\n'), text.size())};
  std::string command = text::to_lower(act.kind);
  std::replace(command.begin(), command.end(), '_', ' ');
  const std::size_t at = text.find(" " + command + " ");
  if (at == std::string::npos && !text.ends_with(" " + command)) return ByteSpan{.begin = 0, .end = text.size()};
  const std::size_t begin = at == std::string::npos ? text.size() - command.size() : at + 1;
  return ByteSpan{.begin = begin, .end = begin + command.size()};
}

}  // namespace

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

std::vector<Reason> reasons_of(const Verdict& verdict) {
  if (!verdict.reasons.empty()) return verdict.reasons;
  std::vector<Reason> out;
  for (const StatementVerdict& statement : verdict.statements) {
    for (const Reason& reason : statement.reasons) {
      if (out.size() < kMostReasons) out.push_back(reason);
    }
  }
  return out;
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
  if (auto object = object_of_act(verdict.kind, verdict.effect_class, effect))
    act.objects.push_back(std::move(*object));
  if (verdict.effect_class != EffectClass::ReadOnly) act.danger = danger_in(act);
  if (!verdict.undo && verdict.effect_class != EffectClass::ReadOnly) verdict.undo = undo_of_act(verdict.kind, effect);
  act.undo = verdict.undo;
}

}  // namespace lakecode::safety

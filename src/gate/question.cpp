#include "gate/question.h"

#include "base/text.h"
#include "render/screen_door.h"

namespace lakecode::gate {
namespace {

constexpr std::size_t kMaxShownBytes = 64U << 10U;
constexpr std::size_t kMaxReasons = 8;

std::string indented(std::string_view text) {
  std::string out;
  for (const std::string_view line : text::lines(text)) out += "    " + std::string(line) + "\n";
  return out;
}

std::string shown_text(const safety::Effect& effect) {
  const std::string whole = render::inert(safety::text_of(effect));
  if (whole.size() <= kMaxShownBytes) return indented(whole);
  return indented(render::inert(whole.substr(0, kMaxShownBytes))) + "    … " +
         std::to_string(whole.size() - kMaxShownBytes) +
         " more bytes are not shown; the digest below is over all of it\n";
}

std::string objects_line(const safety::Verdict& verdict) {
  std::string out;
  for (const safety::StatementVerdict& statement : verdict.statements) {
    for (const safety::TouchedObject& object : statement.objects) {
      out += (out.empty() ? "" : ", ") + object.access + " " + object.type + " " + object.name;
    }
  }
  return out.empty() ? "" : "  touches: " + render::inert_line(out) + "\n";
}

std::string undo_line(const safety::Verdict& verdict) {
  if (!verdict.undo) return "  undo: not known\n";
  if (!verdict.undo->possible) return "  undo: not possible\n";
  return "  undo: " + verdict.undo->how + " (" + verdict.undo->within + ")\n";
}

}  // namespace

std::string make_question(const Action& action, const safety::Verdict& verdict, const Reach& reach,
                          const std::string& digest) {
  std::string out = render::inert_line(std::string(name_of(action.door)) + " " + action.name +
                                       (action.step.empty() ? "" : ", step " + action.step)) +
                    " wants to run " + verdict.kind + ":\n";
  out += shown_text(action.effect);
  for (std::size_t i = 0; i < verdict.reasons.size() && i < kMaxReasons; ++i)
    out += "  why: " + render::inert_line(verdict.reasons[i]) + "\n";
  out += objects_line(verdict);
  for (const std::string& line : reach.lines) out += "  " + render::inert_line(line) + "\n";
  out += undo_line(verdict);
  return out + "  " + std::string(safety::name_of(verdict.effect_class)) + " at " + render::inert_line(action.host) +
         ", profile " + render::inert_line(action.profile.empty() ? "(none)" : action.profile) + ", digest " + digest;
}

std::string refusal_message(const safety::Verdict& verdict, Refusal::Kind kind) {
  const std::string what = verdict.kind + " (" + std::string(safety::name_of(verdict.effect_class)) + ") did not run: ";
  const std::string level = verdict.effect_class == safety::EffectClass::Destructive ? "destructive" : "write";
  switch (kind) {
    case Refusal::Kind::Declined:
      return what + "the person said no";
    case Refusal::Kind::NeedsApproval:
      return what + "it needs approval and nobody is there to ask; allow it with --approve " + level;
    case Refusal::Kind::Denied:
      break;
  }
  return what + "it is denied";
}

}  // namespace lakecode::gate

#include "gate/question.h"

#include <algorithm>

#include "base/text.h"
#include "render/screen_door.h"

namespace lakecode::gate {
namespace {

// Judgement: a page of a terminal, so that the last lines of the question and the act's beginning are seen together.
constexpr std::size_t kShownLines = 40;
constexpr std::size_t kShownBytes = 6'000;
constexpr std::size_t kMaxReasons = 8;

std::string indented(std::string_view text) {
  std::string out;
  for (const std::string_view line : text::lines(text)) out += "    " + std::string(line) + "\n";
  return out;
}

/// At most `limit` bytes that end between characters, from the front or the back.
std::string_view whole_characters(std::string_view text, std::size_t limit, bool from_front) {
  if (text.size() <= limit) return text;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  std::size_t at = from_front ? limit : text.size() - limit;
  while (at > 0 && at < text.size() && continues(text[at])) at += from_front ? std::size_t(-1) : 1;
  return from_front ? text.substr(0, at) : text.substr(at);
}

bool is_shown_whole(std::string_view inert) {
  return inert.size() <= kShownBytes &&
         static_cast<std::size_t>(std::count(inert.begin(), inert.end(), '\n')) < kShownLines;
}

std::string first_lines(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0 && at != std::string_view::npos; --count) at = text.find('\n', at + (at > 0 ? 1 : 0));
  return std::string(text.substr(0, at));
}

std::string last_lines(std::string_view text, std::size_t count) {
  std::size_t at = text.size();
  for (; count > 0 && at != std::string_view::npos && at > 0; --count) at = text.rfind('\n', at - 1);
  return std::string(at == std::string_view::npos ? text : text.substr(std::min(at + 1, text.size())));
}

std::string shown_text(const safety::Effect& effect) {
  const std::string raw = safety::text_of(effect);
  const std::string whole = render::inert(raw);
  if (is_shown_whole(whole)) return indented(whole);
  const std::string front = first_lines(whole_characters(whole, kShownBytes / 2, true), kShownLines / 2);
  const std::string_view rest = std::string_view(whole).substr(front.size());
  const std::string back = last_lines(whole_characters(rest, kShownBytes / 2, false), kShownLines / 2);
  const std::size_t hidden = rest.size() - back.size();
  return indented(front) + "    … " + text::group_digits(static_cast<long long>(hidden)) +
         " bytes are not shown here; the answer full shows them …\n" + indented(back) +
         "  length: " + text::group_digits(static_cast<long long>(raw.size())) +
         " bytes; the digest below is over all of them\n";
}

std::string objects_line(const safety::Verdict& verdict) {
  std::string out;
  for (const safety::StatementVerdict& statement : verdict.statements) {
    for (const safety::TouchedObject& object : statement.objects) {
      out +=
          (out.empty() ? "" : ", ") + std::string(object.access) + " " + std::string(object.type) + " " + object.name;
    }
  }
  return out.empty() ? "" : "  touches: " + render::inert_line(out) + "\n";
}

std::string undo_line(const safety::Verdict& verdict) {
  if (!verdict.undo) return "  undo: not known\n";
  const std::string how(verdict.undo->how);
  if (!verdict.undo->possible) return "  undo: not possible" + (how.empty() ? "" : ": " + how) + "\n";
  const std::string within(verdict.undo->within);
  return "  undo: " + how + (within.empty() ? "" : " (" + within + ")") + "\n";
}

std::string line_of(std::string_view label, const std::string& text) {
  return text.empty() ? "" : "  " + std::string(label) + render::inert_line(text) + "\n";
}

std::string_view reason_of(Refusal::Kind kind) {
  switch (kind) {
    case Refusal::Kind::Denied:
      return "it is denied";
    case Refusal::Kind::NeedsApproval:
      return "it needs approval and nobody is there to ask";
    case Refusal::Kind::Declined:
      return "the person said no";
    case Refusal::Kind::Edited:
      return "the person wants another text";
    case Refusal::Kind::DryRun:
      break;
  }
  return "this is a dry run";
}

}  // namespace

std::string make_question(const Asking& asking) {
  const Action& action = asking.action;
  const safety::Verdict& verdict = asking.verdict;
  std::string out = render::inert_line(std::string(name_of(action.door)) + " " + action.name +
                                       (action.step.empty() ? "" : ", step " + action.step)) +
                    " wants to run " + verdict.kind + ":\n";
  out += shown_text(action.effect);
  const std::vector<safety::Reason> reasons = safety::reasons_of(verdict);
  for (std::size_t i = 0; i < reasons.size() && i < kMaxReasons; ++i) out += line_of("why: ", reasons[i]);
  out += objects_line(verdict);
  for (const std::string& line : asking.reach.lines) out += line_of("", line);
  out += undo_line(verdict);
  out += line_of("asked because: ", asking.because);
  out += line_of("careful: this turn holds content from outside: ", asking.tainted_by);
  out += line_of("as: ", asking.principal);
  return out + "  " + std::string(safety::name_of(verdict.effect_class)) + " at " + render::inert_line(action.host) +
         ", profile " + render::inert_line(action.profile.empty() ? "(none)" : action.profile) + ", digest " +
         asking.digest;
}

std::string full_text_of(const safety::Effect& effect) {
  std::string whole = render::inert(safety::text_of(effect));
  return is_shown_whole(whole) ? std::string() : indented(whole);
}

std::string typed_name_of(const safety::Verdict& verdict) {
  const safety::TouchedObject* chosen = nullptr;
  for (const safety::StatementVerdict& statement : verdict.statements) {
    if (statement.effect_class != safety::EffectClass::Destructive) continue;
    for (const safety::TouchedObject& object : statement.objects) {
      if (object.access != "read" && !object.name.empty() && chosen == nullptr) chosen = &object;
    }
  }
  // A name that is no plain text cannot be asked for: what is shown and what is typed would differ.
  if (chosen == nullptr || render::inert_line(chosen->name) != chosen->name) return "destructive";
  return chosen->name;
}

std::string refusal_message(const safety::Verdict& verdict, Refusal::Kind kind, const std::string& why) {
  std::string line = verdict.kind + " (" + std::string(safety::name_of(verdict.effect_class)) +
                     ") did not run: " + std::string(reason_of(kind));
  if (!why.empty()) line += (kind == Refusal::Kind::NeedsApproval ? "; " : ": ") + render::inert_line(why);
  return line;
}

}  // namespace lakecode::gate

#include "cli/terminal_confirmer.h"

#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/utf8.h"
#include "cli/screens.h"
#include "cli/typed_line.h"
#include "render/paragraph.h"

namespace lakecode::cli {
namespace {

using gate::Answer;
using gate::Question;

// Judgement: enough for slips of the finger; a held key ends in a no.
constexpr int kTries = 3;
constexpr std::size_t kMaxAnswer = 512;
constexpr std::size_t kMaxEdited = 4095;  // what a terminal takes in one line

class Conversation {
 public:
  Conversation(App& app, const Question& question, const CallContext& ctx)
      : app_(app), question_(question), ctx_(ctx) {}

  Answer run() {
    tell(question_.text);
    for (int tries = 0; tries < kTries;) {
      const TypedLine line = prompt(choices(), kMaxAnswer);
      if (line.kind == TypedLine::Kind::Ended) return {.kind = Answer::Kind::NobodyThere};
      if (line.kind == TypedLine::Kind::Stopped) return {.kind = Answer::Kind::No};
      if (line.kind == TypedLine::Kind::Pasted) {
        tell("Pasted text does not count as an answer; please type it.");
        ++tries;
        continue;
      }
      if (auto answer = take(std::string(text::trim(line.text)), tries)) return *answer;
    }
    tell("No answer that counts: not allowed.");
    return {.kind = Answer::Kind::No};
  }

 private:
  void tell(const std::string& text) { app_.output.note(render::wrapped_lines(text, terminal_columns(app_))); }

  /// Whatever was typed while the last lines were drawn is forgotten first.
  TypedLine prompt(const std::string& text, std::size_t limit) {
    forget_typed_input();
    tell(text);
    return read_typed_line(ctx_, limit);
  }

  [[nodiscard]] std::string choices() const {
    std::vector<std::string> answers{
        question_.typed_name.empty() ? "Allow it? y (yes)" : "Type " + question_.typed_name + " and Enter to allow it",
        "· n (no)"};
    if (!question_.always_scope.empty()) answers.emplace_back("· always");
    if (question_.can_edit) answers.emplace_back("· edit");
    if (!question_.full_text.empty()) answers.emplace_back("· full");
    answers.emplace_back("· why:");
    return packed(answers);
  }

  /// As many answers a line as fit, none cut in two.
  [[nodiscard]] std::string packed(const std::vector<std::string>& answers) const {
    std::string out;
    std::size_t used = 0;
    for (const std::string& answer : answers) {
      const std::size_t width = utf8::width(answer);
      const bool fits = out.empty() || used + 1 + width <= terminal_columns(app_);
      out += out.empty() ? answer : (fits ? " " : "\n") + answer;
      used = fits && used > 0 ? used + 1 + width : width;
    }
    return out;
  }

  [[nodiscard]] bool is(const std::string& typed, std::string_view word) const {
    return text::equals_ignore_case(typed, word) ||
           (typed.size() == 1 && text::equals_ignore_case(typed, word.substr(0, 1)));
  }

  /// nullopt: no answer yet. Counts what was not understood in `tries`.
  std::optional<Answer> take(const std::string& typed, int& tries) {
    if (!question_.typed_name.empty() && typed == question_.typed_name) return Answer{.kind = Answer::Kind::Yes};
    if (is(typed, "no")) return Answer{.kind = Answer::Kind::No};
    if (is(typed, "why")) return tell(question_.reasons), std::nullopt;
    if (is(typed, "full") && !question_.full_text.empty()) return tell(question_.full_text), std::nullopt;
    if (is(typed, "edit") && question_.can_edit) return edit();
    if (text::equals_ignore_case(typed, "always") && !question_.always_scope.empty()) return always();
    if (question_.typed_name.empty() && is(typed, "yes")) return Answer{.kind = Answer::Kind::Yes};
    ++tries;
    tell(question_.typed_name.empty() ? "That is none of the answers." : "That is not the name: nothing was allowed.");
    return std::nullopt;
  }

  /// The rule is shown before it is kept.
  std::optional<Answer> always() {
    tell("This would be allowed without asking: " + question_.always_scope + ".");
    const TypedLine line = prompt("Type always once more to keep it, anything else to go back:", kMaxAnswer);
    const bool is_kept =
        line.kind == TypedLine::Kind::Typed && text::equals_ignore_case(text::trim(line.text), "always");
    return is_kept ? std::optional<Answer>(Answer{.kind = Answer::Kind::Always}) : std::nullopt;
  }

  std::optional<Answer> edit() {
    const TypedLine line = prompt("The new text on one line, empty to go back; it is asked about again:", kMaxEdited);
    const std::string typed(text::trim(line.text));
    if (line.kind != TypedLine::Kind::Typed || typed.empty()) return std::nullopt;
    return Answer{.kind = Answer::Kind::Edited, .edited = typed};
  }

  App& app_;
  const Question& question_;
  const CallContext& ctx_;
};

}  // namespace

Answer TerminalConfirmer::ask(const Question& question, const CallContext& ctx) {
  if (!app_.stdin_is_terminal || !app_.stderr_is_terminal) return {.kind = Answer::Kind::NobodyThere};
  const std::string terminal = app_.variable("TERM");
  const PasteMarks marks(!terminal.empty() && terminal != "dumb");
  return Conversation(app_, question, ctx).run();
}

Answer TerminalConfirmer::ask(const std::string& text, const CallContext& ctx) {
  return ask(Question{.text = text, .reasons = "  nothing more is known"}, ctx);
}

}  // namespace lakecode::cli

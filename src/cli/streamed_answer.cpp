#include "cli/streamed_answer.h"

#include "render/screen_door.h"

namespace lakecode::cli {

void StreamedAnswer::begin() {
  is_told_ = false;
}

void StreamedAnswer::add(std::string_view delta) {
  if (delta.empty()) return;
  if (gap_is_due_) app_.output.print("\n");
  gap_is_due_ = false;
  if (!is_told_) told_.clear();
  is_told_ = true;
  told_ += delta;
  print(secrets_.add(delta));
}

void StreamedAnswer::print(const std::string& redacted) {
  const std::string shown = app_.stdout_is_terminal ? markdown_.add(redacted) : render::inert(redacted);
  if (shown.empty()) return;
  line_is_open_ = shown.back() != '\n';
  app_.output.print(shown);
}

void StreamedAnswer::print_end() {
  print(secrets_.finish());
  const std::string rest = app_.stdout_is_terminal ? markdown_.finish() : std::string();
  if (!rest.empty()) line_is_open_ = rest.back() != '\n';
  app_.output.print(rest);
  break_line();
}

void StreamedAnswer::break_line() {
  if (line_is_open_) app_.output.print("\n");
  line_is_open_ = false;
}

void StreamedAnswer::end() {
  if (!is_told_) return;
  print_end();
  gap_is_due_ = true;
}

void StreamedAnswer::restart() {
  if (!is_told_) return;
  print_end();
  app_.output.print("\n[the answer above broke off; it is asked for again]\n\n");
  is_told_ = false;
}

void StreamedAnswer::finish(std::string_view text) {
  print_end();
  // A turn that failed before its next answer ends with the one before.
  if (!is_told_ && !text.empty() && text != told_) {
    add(text);
    print_end();
  }
  is_told_ = false;
  gap_is_due_ = false;
  told_.clear();
}

}  // namespace lakecode::cli

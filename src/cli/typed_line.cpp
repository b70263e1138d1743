// The terminal stays in its usual line mode, so that a person can correct what they type. With paste marks on, pasted
// text arrives between ESC [ 200 ~ and ESC [ 201 ~; a line that holds one of them was not typed, nor was what stands
// between two such lines.
#include "cli/typed_line.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <string_view>

#include "base/result.h"

namespace lakecode::cli {
namespace {

constexpr std::string_view kPasteBegins = "\x1b[200~";
constexpr std::string_view kPasteEnds = "\x1b[201~";
constexpr int kPollMs = 50;

void write_to_terminal(std::string_view bytes) {
  // A terminal that is gone is noticed by the read that follows.
  ignore_result(::write(STDERR_FILENO, bytes.data(), bytes.size()), "the read that follows tells");
}

}  // namespace

PasteMarks::PasteMarks(bool is_wanted) : is_on_(is_wanted) {
  if (is_on_) write_to_terminal("\x1b[?2004h");
}

PasteMarks::~PasteMarks() {
  if (is_on_) write_to_terminal("\x1b[?2004l");
}

void forget_typed_input() {
  ::tcdrain(STDERR_FILENO);
  ::tcflush(STDIN_FILENO, TCIFLUSH);
}

namespace {

/// A line that is being read; what was pasted is told by the terminal's marks, or by its length.
struct Draft {
  std::string line;
  bool is_pasted = false;
  bool in_paste = false;

  void add(char byte, std::size_t limit) {
    line += byte;
    if (line.size() > limit) is_pasted = true;
    if (line.size() > 2 * limit + 64) line.erase(0, limit);
  }
  /// At the end of a line: whether it ends what was typed; the rest of a paste belongs to it.
  bool ends() {
    const std::size_t begin = line.rfind(kPasteBegins);
    const std::size_t end = line.rfind(kPasteEnds);
    const bool begins = begin != std::string::npos;
    if (begins) in_paste = true;
    if (end != std::string::npos && (!begins || end > begin)) in_paste = false;
    is_pasted = is_pasted || begins || end != std::string::npos;
    if (in_paste) line.clear();
    return !in_paste;
  }
};

}  // namespace

TypedLine read_typed_line(const CallContext& ctx, std::size_t limit) {
  Draft draft;
  while (!ctx.stopped()) {
    pollfd ready{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, kPollMs) <= 0) continue;
    char byte = 0;
    if (::read(STDIN_FILENO, &byte, 1) <= 0) return {.kind = TypedLine::Kind::Ended};
    if (byte != '\n') {
      draft.add(byte, limit);
    } else if (draft.ends()) {
      if (draft.is_pasted) return {.kind = TypedLine::Kind::Pasted};
      return {.kind = TypedLine::Kind::Typed, .text = std::move(draft.line)};
    }
  }
  return {.kind = TypedLine::Kind::Stopped};
}

}  // namespace lakecode::cli

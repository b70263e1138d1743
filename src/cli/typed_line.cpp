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

TypedLine read_typed_line(const CallContext& ctx, std::size_t limit) {
  std::string line;
  bool is_pasted = false;
  bool in_paste = false;
  while (!ctx.stopped()) {
    pollfd ready{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, kPollMs) <= 0) continue;
    char byte = 0;
    if (::read(STDIN_FILENO, &byte, 1) <= 0) return {.kind = TypedLine::Kind::Ended};
    if (byte != '\n') {
      line += byte;
      if (line.size() > limit) is_pasted = true;
      if (line.size() > 2 * limit + 64) line.erase(0, limit);
      continue;
    }
    const std::size_t begins = line.rfind(kPasteBegins);
    const std::size_t ends = line.rfind(kPasteEnds);
    if (begins != std::string::npos) in_paste = true;
    if (ends != std::string::npos && (begins == std::string::npos || ends > begins)) in_paste = false;
    is_pasted = is_pasted || begins != std::string::npos || ends != std::string::npos;
    line = in_paste ? std::string() : std::move(line);
    if (in_paste) continue;  // the rest of what was pasted belongs to it
    if (is_pasted) return {.kind = TypedLine::Kind::Pasted};
    return {.kind = TypedLine::Kind::Typed, .text = std::move(line)};
  }
  return {.kind = TypedLine::Kind::Stopped};
}

}  // namespace lakecode::cli

#include "cli/terminal_confirmer.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <string>

#include "base/text.h"

namespace lakecode::cli {
namespace {

/// One line from the terminal; empty at its end or on a stop. Polls, so that a stop is seen.
std::string read_line(const CallContext& ctx) {
  std::string line;
  while (!ctx.stopped() && line.size() < 256) {
    pollfd ready{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, 50) <= 0) continue;
    char byte = 0;
    if (::read(STDIN_FILENO, &byte, 1) <= 0 || byte == '\n') return line;
    line += byte;
  }
  return {};
}

}  // namespace

gate::Confirmer::Answer TerminalConfirmer::ask(const std::string& question, const CallContext& ctx) {
  if (!app_.stdin_is_terminal || !app_.stderr_is_terminal) return Answer::NobodyThere;
  app_.output.note(question);
  app_.output.note("Type yes and Enter to allow it, anything else to refuse:");
  ::tcflush(STDIN_FILENO, TCIFLUSH);
  const std::string answer = read_line(ctx);
  return text::equals_ignore_case(text::trim(answer), "yes") ? Answer::Yes : Answer::No;
}

}  // namespace lakecode::cli

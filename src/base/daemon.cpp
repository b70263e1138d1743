// start_daemon of base/process.h.
//
//   we --fork--> middle --setsid, fork--> daemon --exec--> program
//
// The middle process ends at once, so that the daemon belongs to init and leaves us no zombie. A close-on-exec pipe
// brings back first the daemon's process id, then, only when exec failed, its errno. The program's stdout is a pipe
// whose other end we close after the first line; SIGPIPE is ignored in the program, so that a later line is lost and
// kills nobody.
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stop_token>

#include <fmt/format.h>

#include "base/child_process.h"
#include "base/files.h"
#include "base/process.h"
#include "base/text.h"

namespace lakecode {
namespace {

using child::Descriptor;
namespace fs = std::filesystem;

constexpr std::size_t kLongestFirstLine = 64U << 10U;

struct Report {
  int pid = 0;
  int failure = 0;
};

struct Streams {
  Descriptor input;
  child::Pipe output;
  Descriptor error_log;
  child::Pipe report;
};

Result<Streams> open_streams(const fs::path& error_log) {
  Streams streams;
  TRY_ASSIGN(streams.input, child::make_input({}));
  TRY_ASSIGN(streams.output, child::make_pipe());
  TRY_ASSIGN(streams.report, child::make_pipe());
  streams.error_log = Descriptor(::open(error_log.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (!streams.error_log.is_open()) return files::error_from_errno(errno, "open log", error_log);
  ::fcntl(streams.output.read_end.number(), F_SETFL, O_NONBLOCK);
  return streams;
}

void send_number(int pipe, int number) {
  [[maybe_unused]] const ssize_t written = ::write(pipe, &number, sizeof number);
}

/// In the forked child; only async-signal-safe calls from here on.
[[noreturn]] void become_daemon(child::ExecImage& image, const Streams& streams) {
  ::setsid();
  const pid_t daemon = ::fork();
  if (daemon != 0) ::_exit(daemon < 0 ? 1 : 0);
  // A group of its own, so that it can be killed as a whole; with no terminal, a session leader is not needed.
  ::setpgid(0, 0);
  const int report = streams.report.write_end.number();
  send_number(report, ::getpid());
  send_number(report, image.execute(streams.input.number(), streams.output.write_end.number(),
                                    streams.error_log.number(), true));
  ::_exit(127);
}

bool read_number(int pipe, int& number) {
  ssize_t got = 0;
  do {
    got = ::read(pipe, &number, sizeof number);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof number);
}

Error ended_early(const ProcessSpec& spec, const fs::path& error_log) {
  Error error{.code = ErrorCode::Unavailable,
              .action = "start",
              .subject = spec.program.string(),
              .reason = "it ended before it was ready",
              .advice = "see " + error_log.string()};
  if (const auto log = files::read(error_log, 1U << 20U); log && !text::trim(*log).empty()) {
    const auto lines = text::lines(text::trim(*log));
    error.reason += ": " + std::string(lines.back().substr(0, 300));
  }
  return error;
}

/// Reads stdout up to the first newline; false when the stream ends before.
Result<bool> read_first_line(int source, int wake, std::string& line, const CallContext& ctx) {
  for (;;) {
    TRY_VOID(ctx.check("start program"));
    std::array<pollfd, 2> watched = {{{source, POLLIN, 0}, {wake, POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), child::poll_timeout(ctx)) < 0 && errno != EINTR) {
      return files::error_from_errno(errno, "wait for program", {});
    }
    std::array<char, 4096> chunk;
    const ssize_t got = ::read(source, chunk.data(), chunk.size());
    if (got == 0) return false;
    if (got < 0 && errno != EAGAIN && errno != EINTR) return files::error_from_errno(errno, "read from program", {});
    if (got > 0) line.append(chunk.data(), static_cast<std::size_t>(got));
    if (const auto newline = line.find('\n'); newline != std::string::npos) {
      line.resize(newline);
      return true;
    }
    if (line.size() > kLongestFirstLine) return false;
  }
}

}  // namespace

Result<DaemonHandle> start_daemon(const ProcessSpec& spec, const fs::path& error_log, const CallContext& ctx) {
  TRY_VOID(ctx.check("start " + spec.program.string()));
  TRY_ASSIGN(auto streams, open_streams(error_log));
  TRY_ASSIGN(const auto wake, child::make_wake());
  const int wake_number = wake.number();
  const std::stop_callback on_stop(ctx.stop, [wake_number] { child::ring(wake_number); });
  child::ExecImage image(spec);

  const pid_t middle = ::fork();
  if (middle < 0) return files::error_from_errno(errno, "start", spec.program);
  if (middle == 0) become_daemon(image, streams);
  while (::waitpid(middle, nullptr, 0) < 0 && errno == EINTR) {
  }
  streams.output.write_end.close();
  streams.report.write_end.close();

  Report report;
  if (!read_number(streams.report.read_end.number(), report.pid)) return ended_early(spec, error_log);
  if (read_number(streams.report.read_end.number(), report.failure)) return child::start_failure(report.failure, spec);

  DaemonHandle daemon{report.pid, {}};
  auto ready = read_first_line(streams.output.read_end.number(), wake_number, daemon.first_line, ctx);
  if (ready && *ready) return daemon;
  ::kill(-report.pid, SIGKILL);
  if (!ready) {
    ready.error().action = "start";
    ready.error().subject = spec.program.string();
    return std::move(ready).error();
  }
  return ended_early(spec, error_log);
}

}  // namespace lakecode

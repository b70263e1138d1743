#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stop_token>
#include <system_error>

#include "base/child_process.h"
#include "base/files.h"
#include "base/text.h"

namespace lakecode {
namespace {

using child::Descriptor;
namespace fs = std::filesystem;

/// One output stream of the child, kept up to a limit.
struct Capture {
  Descriptor source;
  std::string* text;
  std::size_t limit;
  bool cut = false;

  /// Takes what is there without waiting; closes at the end of the stream.
  void drain() {
    std::array<char, 65536> chunk;
    while (source.is_open()) {
      const ssize_t got = ::read(source.number(), chunk.data(), chunk.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN) return;
      if (got <= 0) {
        source.close();
        return;
      }
      const auto room = std::min(limit - text->size(), static_cast<std::size_t>(got));
      text->append(chunk.data(), room);
      cut = cut || room < static_cast<std::size_t>(got);
    }
  }
};

/// The running child. Its whole group is killed when this goes out of scope before wait() was successful.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid), exit_watch_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    kill_group();
    if (!reaped_) ::waitpid(pid_, &status_, 0);
  }

  /// The group may outlive its leader: what the child left behind goes with it.
  void kill_group() const { ::kill(-pid_, SIGKILL); }

  /// True once the child has ended.
  bool has_ended() {
    if (!reaped_) reaped_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
    return reaped_;
  }
  [[nodiscard]] int status() const { return status_; }
  /// Readable when the child ends; -1 on kernels without it.
  [[nodiscard]] int exit_watch() const { return exit_watch_.number(); }

 private:
  pid_t pid_;
  Descriptor exit_watch_;
  int status_ = 0;
  bool reaped_ = false;
};

struct Streams {
  Descriptor input;
  child::Pipe output;
  child::Pipe error_output;
  child::Pipe failure;  // carries errno when exec fails; closes by itself when exec works
};

Result<Streams> open_streams(const ProcessSpec& spec) {
  Streams streams;
  TRY_ASSIGN(streams.input, child::make_input(spec.standard_input));
  TRY_ASSIGN(streams.output, child::make_pipe());
  TRY_ASSIGN(streams.error_output, child::make_pipe());
  TRY_ASSIGN(streams.failure, child::make_pipe());
  ::fcntl(streams.output.read_end.number(), F_SETFL, O_NONBLOCK);
  ::fcntl(streams.error_output.read_end.number(), F_SETFL, O_NONBLOCK);
  return streams;
}

[[noreturn]] void become_program(child::ExecImage& image, const Streams& streams, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  int failure = ESRCH;
  // The parent may have died before the line above: then nobody would ever kill us.
  if (::getppid() == parent) {
    failure = image.execute(streams.input.number(), streams.output.write_end.number(),
                            streams.error_output.write_end.number(), false);
  }
  [[maybe_unused]] const ssize_t written = ::write(streams.failure.write_end.number(), &failure, sizeof failure);
  ::_exit(127);
}

/// Waits for exec: 0 when the program runs, else the errno of what failed.
int read_failure(Streams& streams) {
  streams.failure.write_end.close();
  int failure = 0;
  ssize_t got = 0;
  do {
    got = ::read(streams.failure.read_end.number(), &failure, sizeof failure);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof failure) ? failure : 0;
}

/// Copies both streams until the child has ended, or a stop or the deadline comes.
Result<void> watch(Child& process, std::array<Capture, 2>& captures, int wake, const CallContext& ctx) {
  constexpr int kTickMs = 20;  // for kernels that cannot tell the end of a child through poll
  for (;;) {
    TRY_VOID(ctx.check("run program"));
    std::array<pollfd, 4> watched = {{{captures[0].source.number(), POLLIN, 0},
                                      {captures[1].source.number(), POLLIN, 0},
                                      {wake, POLLIN, 0},
                                      {process.exit_watch(), POLLIN, 0}}};
    const int timeout = child::poll_timeout(ctx);
    const int limit = process.exit_watch() >= 0 ? timeout : (timeout < 0 ? kTickMs : std::min(timeout, kTickMs));
    if (::poll(watched.data(), watched.size(), limit) < 0 && errno != EINTR) {
      return files::error_from_errno(errno, "wait for program", {});
    }
    const bool ended = process.has_ended();
    for (auto& capture : captures) capture.drain();
    if (ended) return {};
  }
}

void set_status(ProcessOutcome& outcome, int status) {
  if (WIFSIGNALED(status)) {
    outcome.signal = WTERMSIG(status);
    outcome.exit_code = 128 + WTERMSIG(status);
  } else {
    outcome.exit_code = WEXITSTATUS(status);
  }
}

Error for_program(Error error, const ProcessSpec& spec) {
  error.action = "run";
  error.subject = spec.program.string();
  return error;
}

}  // namespace

Result<ProcessOutcome> run_process(const ProcessSpec& spec, const CallContext& ctx) {
  TRY_VOID(ctx.check("run " + spec.program.string()));
  TRY_ASSIGN(auto streams, open_streams(spec));
  TRY_ASSIGN(const auto wake, child::make_wake());
  const int wake_number = wake.number();
  const std::stop_callback on_stop(ctx.stop, [wake_number] { child::ring(wake_number); });
  child::ExecImage image(spec);

  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return files::error_from_errno(errno, "start", spec.program);
  if (pid == 0) become_program(image, streams, parent);
  ::setpgid(pid, pid);  // also here: a kill may come before the child has run
  Child process(pid);
  streams.output.write_end.close();
  streams.error_output.write_end.close();
  if (const int failure = read_failure(streams); failure != 0) return child::start_failure(failure, spec);

  ProcessOutcome outcome;
  std::array<Capture, 2> captures = {
      {{std::move(streams.output.read_end), &outcome.output, spec.max_output_bytes},
       {std::move(streams.error_output.read_end), &outcome.error_output, spec.max_output_bytes}}};
  if (auto watched = watch(process, captures, wake_number, ctx); !watched) {
    return for_program(std::move(watched).error(), spec);
  }
  outcome.output_cut = captures[0].cut || captures[1].cut;
  set_status(outcome, process.status());
  return outcome;
}

std::optional<fs::path> find_program(std::string_view name, std::string_view path_variable,
                                     const fs::path& forbidden_root) {
  if (name.empty() || name.find('/') != std::string_view::npos) return std::nullopt;
  std::error_code failure;
  const fs::path forbidden = forbidden_root.empty() ? fs::path() : fs::weakly_canonical(forbidden_root, failure);
  for (const auto element : text::split(path_variable, ':')) {
    if (element.empty() || element.front() != '/') continue;
    const fs::path candidate = fs::path(element) / name;
    if (!fs::is_regular_file(candidate, failure) || ::access(candidate.c_str(), X_OK) != 0) continue;
    const fs::path real = fs::canonical(candidate, failure);
    if (failure) continue;
    if (!forbidden.empty()) {
      // A link out of the forbidden folder counts by where it stands and by where it leads.
      const auto inside = [&](const fs::path& path) {
        return std::mismatch(forbidden.begin(), forbidden.end(), path.begin(), path.end()).first == forbidden.end();
      };
      if (inside(real) || inside(fs::weakly_canonical(fs::path(element), failure))) continue;
    }
    return candidate;
  }
  return std::nullopt;
}

}  // namespace lakecode

// Builds the App, runs the command line, maps the outcome to an exit code. Knows signals and the real world; nothing
// else does.

#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/redact.h"
#include "cli/app.h"
#include "cli/command.h"
#include "cli/standard_streams.h"

extern char** environ;

namespace lakecode {
namespace {

/// First SIGINT or SIGTERM asks for a stop, a second one leaves at once. Runs on a thread of its own.
class Signals {
 public:
  explicit Signals(std::stop_source& stop) {
    sigemptyset(&set_);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) sigaddset(&set_, number);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    thread_ = std::jthread([this, &stop] { wait(stop); });
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals() { pthread_kill(thread_.native_handle(), SIGUSR1); }

  /// 130 or 143 when a signal asked for the stop, else 0.
  [[nodiscard]] int exit_code() const {
    const int number = first_.load();
    return number == 0 ? 0 : (number == SIGINT ? 130 : 143);
  }

 private:
  void wait(std::stop_source& stop) {
    for (;;) {
      int number = 0;
      if (sigwait(&set_, &number) != 0 || number == SIGUSR1) return;
      if (first_.load() != 0) std::_Exit(number == SIGINT ? 130 : 143);
      first_.store(number);
      stop.request_stop();
    }
  }

  sigset_t set_{};
  std::atomic<int> first_{0};
  std::jthread thread_;
};

std::map<std::string, std::string> read_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

int terminal_columns() {
  winsize size{};
  // Questions are asked on standard error, also where the result goes to a pipe.
  for (const int place : {STDOUT_FILENO, STDERR_FILENO}) {
    if (::ioctl(place, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  }
  return 80;
}

std::filesystem::path program_folder() {
  std::error_code problem;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", problem);
  return problem ? std::filesystem::path() : program.parent_path();
}

bool is_quick(const std::vector<std::string>& words) {
  return words.empty() || words.front() == "version" || words.front() == "--version" || words.front() == "--help" ||
         words.front() == "help";
}

int run(const std::vector<std::string>& words) {
  const std::map<std::string, std::string> environment = read_environment();
  const SystemClock clock;
  SystemRandom random;
  cli::StandardOutput output;
  cli::StandardInput input;
  Redactor redactor;
  std::stop_source stop;
  Log log([&output](std::string_view line) { output.note(line); }, redactor);
  std::error_code unreadable;  // the working folder may be gone; commands that need it say so
  cli::App app{.environment = environment,
               .clock = clock,
               .random = random,
               .output = output,
               .input = input,
               .redactor = redactor,
               .stop = stop.get_token(),
               .working_folder = std::filesystem::current_path(unreadable),
               .program_folder = program_folder(),
               .stdin_is_terminal = ::isatty(STDIN_FILENO) == 1,
               .stdout_is_terminal = ::isatty(STDOUT_FILENO) == 1,
               .stderr_is_terminal = ::isatty(STDERR_FILENO) == 1,
               .terminal_columns = terminal_columns()};
  for (const std::string& word : words) {
    if (word == "--") break;
    if (word == "--verbose") app.log = &log;
  }
  if (is_quick(words)) return cli::run_command_line(app, words);
  const Signals signals(stop);
  const int status = cli::run_command_line(app, words);
  return signals.exit_code() != 0 && stop.stop_requested() && status != 0 ? signals.exit_code() : status;
}

}  // namespace
}  // namespace lakecode

int main(int argc, char** argv) {
  // Secrets never reach a core file; a closed pipe is an error value, not a death.
  const rlimit no_core{.rlim_cur = 0, .rlim_max = 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::signal(SIGPIPE, SIG_IGN);
  try {
    return lakecode::run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "lakecode: bug: %s\n", problem.what());
    return 1;
  }
}

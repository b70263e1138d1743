// lakecode-local: the embedded workspace as a program.

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include <fmt/format.h>

#include "local/program/coverage.h"
#include "local/program/load.h"
#include "local/program/options.h"
#include "local/program/serve.h"
#include "local/program/snapshot.h"

namespace lakecode::local {
namespace {

Result<void> run(const Options& options) {
  switch (options.command) {
    case Command::Serve:
      return serve(options);
    case Command::Load:
      return load(options);
    case Command::Reset:
      return reset(options);
    case Command::Snapshot:
      return take_snapshot(options);
    case Command::Restore:
      return restore_snapshot(options);
    case Command::Coverage:
      fmt::print("{}", render_coverage(options.json));
      return {};
    case Command::Version:
      fmt::print("lakecode-local 0.1.0\n");
      return {};
    default:
      fmt::print("{}", usage());
      return {};
  }
}

std::string environment_variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? "" : value;
}

/// Every thread inherits the mask; only the serve command waits for these.
void block_end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

int run_program(const std::vector<std::string>& arguments) {
  const auto options = parse_options(arguments, environment_variable);
  if (!options) {
    fmt::print(stderr, "lakecode-local: {}\n", one_line(options.error()));
    return exit_code(options.error());
  }
  if (options->command == Command::Serve) block_end_signals();
  const auto outcome = run(*options);
  if (outcome) return 0;
  fmt::print(stderr, "lakecode-local: {}\n", one_line(outcome.error()));
  return exit_code(outcome.error());
}

}  // namespace
}  // namespace lakecode::local

int main(int argc, char** argv) {
  try {
    return lakecode::local::run_program(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& failure) {
    fmt::print(stderr, "lakecode-local: cannot go on: {}\n", failure.what());
    return 1;
  }
}

// Wall time and peak resident memory of whole programs, measured from outside.
//   lakecode_process_cost RUNS COMMAND [ARGUMENT…] [-- COMMAND …]
// The commands take turns, so that a busy machine is unfair to none. One line of JSON a command, in order:
//   {"wall_ms": median, "worst_ms": slowest, "peak_kb": largest, "exit": last bad exit status or 0}
// This is a small program on purpose: Linux counts the memory of the parent into the peak of a child that it starts.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

struct Measured {
  std::vector<char*> command;  ///< ends with a null pointer, as posix_spawn wants it
  std::vector<double> wall_ms;
  long peak_kb = 0;
  int bad_exit = 0;
};

int exit_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void run_once(Measured& measured) {
  posix_spawn_file_actions_t streams;
  posix_spawn_file_actions_init(&streams);
  posix_spawn_file_actions_addopen(&streams, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&streams, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&streams, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  rusage usage{};
  int status = 127 << 8;
  const auto began = std::chrono::steady_clock::now();
  if (posix_spawnp(&child, measured.command[0], &streams, nullptr, measured.command.data(), environ) == 0) {
    wait4(child, &status, 0, &usage);
  }
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - began;
  posix_spawn_file_actions_destroy(&streams);
  measured.wall_ms.push_back(wall.count());
  measured.peak_kb = std::max(measured.peak_kb, usage.ru_maxrss);
  if (exit_status(status) != 0) measured.bad_exit = exit_status(status);
}

std::vector<Measured> read_commands(int count, char** arguments) {
  std::vector<Measured> all(1);
  for (int i = 2; i < count; ++i) {
    if (std::string_view(arguments[i]) == "--") {
      all.push_back(Measured());
    } else {
      all.back().command.push_back(arguments[i]);
    }
  }
  for (auto& measured : all) measured.command.push_back(nullptr);
  return all;
}

}  // namespace

int main(int count, char** arguments) {
  const int runs = count > 2 ? std::atoi(arguments[1]) : 0;
  auto all = read_commands(count, arguments);
  const bool usable =
      runs > 0 && std::all_of(all.begin(), all.end(), [](const Measured& m) { return m.command.size() > 1; });
  if (!usable) {
    std::fputs("usage: lakecode_process_cost RUNS COMMAND [ARGUMENT...] [-- COMMAND ...]\n", stderr);
    return 2;
  }
  for (int run = 0; run < runs; ++run) {
    for (auto& measured : all) run_once(measured);
  }
  for (auto& measured : all) {
    std::sort(measured.wall_ms.begin(), measured.wall_ms.end());
    std::printf("{\"wall_ms\": %.3f, \"worst_ms\": %.3f, \"peak_kb\": %ld, \"exit\": %d}\n",
                measured.wall_ms[measured.wall_ms.size() / 2], measured.wall_ms.back(), measured.peak_kb,
                measured.bad_exit);
  }
  return 0;
}

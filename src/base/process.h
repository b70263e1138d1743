#pragma once
// Subprocesses: an argument vector, never a shell; an explicit environment; limits in bytes and time.
// The child leads its own process group, which is killed as a whole; it dies with the parent.

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"

namespace lakecode {

struct ProcessSpec {
  std::filesystem::path program;                   ///< absolute
  std::vector<std::string> arguments;              ///< without argv[0]
  std::map<std::string, std::string> environment;  ///< the whole environment of the child
  std::filesystem::path working_folder;            ///< empty: inherit
  std::string standard_input;
  std::size_t max_output_bytes = 4U << 20U;  ///< per stream; more is cut and marked
};

struct ProcessOutcome {
  int exit_code = 0;  ///< 128 + signal when killed by one
  std::optional<int> signal;
  std::string output;
  std::string error_output;
  bool output_cut = false;
};

/// Runs to the end. Cancelled / DeadlineExceeded kill the group within 100 ms. NotFound when the program is missing.
Result<ProcessOutcome> run_process(const ProcessSpec& spec, const CallContext& ctx);

/// Starts a process that outlives us: own session, standard streams on /dev/null but stdout, which is
/// handed back so that a first line can be read. For the embedded workspace.
struct DaemonHandle {
  int pid = 0;
  std::string first_line;  ///< what it printed up to the first newline
};
Result<DaemonHandle> start_daemon(const ProcessSpec& spec, const std::filesystem::path& error_log,
                                  const CallContext& ctx);

/// Becomes the program: same process, same terminal and streams. Comes back only with the error that kept it from it.
Error replace_process(const ProcessSpec& spec);

/// The absolute path of `name` found in `path_variable` (only absolute elements count), outside `forbidden_root`.
std::optional<std::filesystem::path> find_program(std::string_view name, std::string_view path_variable,
                                                  const std::filesystem::path& forbidden_root = {});

}  // namespace lakecode

#pragma once
// The command line of lakecode-local as plain values. Pure.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::local {

enum class Command { Serve, Load, Reset, Snapshot, Restore, Coverage, Help, Version };
enum class Filling { AsItIs, Demo, Empty };

struct Options {
  Command command = Command::Help;
  std::filesystem::path data;
  int port = 0;
  Filling filling = Filling::AsItIs;
  std::string token;  ///< "" means: the kept one, or a new one
  std::optional<std::uint64_t> seed;
  std::optional<std::chrono::minutes> idle;
  std::int64_t scale = 0;  ///< serve: a fresh workspace gets so many more jobs, and tables, grants, usage with them
  int workspaces = 1;      ///< serve: so many, each below DIR with a port of its own
  bool json = false;
  bool allow_python = false;     ///< serve: Python tasks run on this machine
  std::filesystem::path faults;  ///< serve: a plan of faults; "" is none
  std::filesystem::path file;    ///< load, snapshot, restore
  // load
  std::string table;
  bool append = false;
  std::filesystem::path meta;
  std::string host;
};

using Environment = std::function<std::string(std::string_view)>;

/// `arguments` without the program name. `data` falls back to $LAKECODE_HOME/local, then ~/.lakecode/local.
/// InvalidArgument names the word that is wrong and what is allowed.
Result<Options> parse_options(const std::vector<std::string>& arguments, const Environment& environment);

/// The help text, with an example for each command.
std::string_view usage();

}  // namespace lakecode::local

#include "local/program/options.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace lakecode::local {
namespace {

Error wrong_usage(std::string_view word, std::string reason) {
  return {.code = ErrorCode::InvalidArgument,
          .action = "read the command line",
          .subject = std::string(word),
          .reason = std::move(reason),
          .advice = "see `lakecode-local --help`"};
}

struct CommandName {
  std::string_view name;
  Command command;
};
constexpr std::array<CommandName, 11> kCommands{{{"serve", Command::Serve},
                                                 {"load", Command::Load},
                                                 {"reset", Command::Reset},
                                                 {"snapshot", Command::Snapshot},
                                                 {"restore", Command::Restore},
                                                 {"coverage", Command::Coverage},
                                                 {"help", Command::Help},
                                                 {"--help", Command::Help},
                                                 {"-h", Command::Help},
                                                 {"version", Command::Version},
                                                 {"--version", Command::Version}}};

Result<long long> number_between(std::string_view flag, std::string_view value, long long low, long long high) {
  const auto number = text::parse_int(value);
  if (!number || *number < low || *number > high) {
    return wrong_usage(flag, fmt::format("'{}' is no whole number from {} to {}", value, low, high));
  }
  return *number;
}

Result<void> set_value(Options& options, std::string_view flag, const std::string& value) {
  if (flag == "--data") options.data = value;
  if (flag == "--token") options.token = value;
  if (flag == "--meta") options.meta = value;
  if (flag == "--host") options.host = value;
  if (flag == "--faults") options.faults = value;
  if (flag == "--port") {
    TRY_ASSIGN(const long long port, number_between(flag, value, 0, 65535));
    options.port = static_cast<int>(port);
  }
  if (flag == "--seed") {
    TRY_ASSIGN(const long long seed, number_between(flag, value, 0, INT64_MAX));
    options.seed = static_cast<std::uint64_t>(seed);
  }
  if (flag == "--idle-minutes") {
    TRY_ASSIGN(const long long minutes, number_between(flag, value, 1, 60LL * 24 * 30));
    options.idle = std::chrono::minutes(minutes);
  }
  if (flag == "--scale") {
    TRY_ASSIGN(options.scale, number_between(flag, value, 1, 100'000));
  }
  if (flag == "--workspaces") {
    TRY_ASSIGN(const long long count, number_between(flag, value, 1, 64));
    options.workspaces = static_cast<int>(count);
  }
  if (flag == "--output") {
    if (value != "json" && value != "text") return wrong_usage(value, "--output takes text or json");
    options.json = value == "json";
  }
  return {};
}

constexpr std::array<std::string_view, 11> kValueFlags{"--data",   "--token", "--meta",         "--host",
                                                       "--port",   "--seed",  "--idle-minutes", "--output",
                                                       "--faults", "--scale", "--workspaces"};

bool takes_value(std::string_view flag) {
  for (const std::string_view known : kValueFlags) {
    if (known == flag) return true;
  }
  return false;
}

/// True when `word` was a flag without value.
bool set_switch(Options& options, std::string_view word) {
  if (word == "--demo")
    options.filling = Filling::Demo;
  else if (word == "--empty")
    options.filling = Filling::Empty;
  else if (word == "--allow-python")
    options.allow_python = true;
  else if (word == "--append")
    options.append = true;
  else if (word == "--help" || word == "-h")
    options.command = Command::Help;
  else
    return false;
  return true;
}

bool has_file(Command command) {
  return command == Command::Snapshot || command == Command::Restore;
}

Result<void> set_positional(Options& options, const std::string& word) {
  const bool loads = options.command == Command::Load;
  if (!loads && !has_file(options.command)) return wrong_usage(word, "this word is not expected here");
  if (options.file.empty()) {
    options.file = word;
  } else if (loads && options.table.empty()) {
    options.table = word;
  } else {
    return wrong_usage(word, loads ? "load takes one file and one table" : "it takes one file");
  }
  return {};
}

Result<void> check(Options& options, const Environment& environment) {
  if (options.command == Command::Load && options.table.empty()) {
    return wrong_usage("load", "it needs a file and a table");
  }
  if (has_file(options.command) && options.file.empty()) return wrong_usage("FILE", "it needs a file");
  if (options.data.empty()) {
    if (const std::string home = environment("LAKECODE_HOME"); !home.empty()) {
      options.data = std::filesystem::path(home) / "local";
    } else if (const std::string user = environment("HOME"); !user.empty()) {
      options.data = std::filesystem::path(user) / ".lakecode" / "local";
    } else {
      return wrong_usage("--data", "no folder was given, and neither LAKECODE_HOME nor HOME is set");
    }
  }
  return {};
}

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments, const Environment& environment) {
  Options options;
  if (arguments.empty()) return options;
  bool known = false;
  for (const CommandName& entry : kCommands) {
    if (entry.name != arguments[0]) continue;
    options.command = entry.command;
    known = true;
  }
  if (!known)
    return wrong_usage(arguments[0],
                       "the commands are serve, load, reset, coverage, snapshot, restore, help and version");
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    const std::string flag = word.substr(0, equals);
    if (takes_value(flag)) {
      if (equals == std::string::npos && i + 1 == arguments.size()) return wrong_usage(flag, "it needs a value");
      TRY_VOID(set_value(options, flag, equals == std::string::npos ? arguments[++i] : word.substr(equals + 1)));
    } else if (set_switch(options, word)) {
      continue;
    } else if (word.starts_with("-")) {
      return wrong_usage(word, "there is no such flag");
    } else {
      TRY_VOID(set_positional(options, word));
    }
  }
  if (options.command != Command::Help && options.command != Command::Version && options.command != Command::Coverage)
    TRY_VOID(check(options, environment));
  return options;
}

std::string_view usage() {
  return R"(lakecode-local: a Databricks-compatible workspace on this machine

  lakecode-local serve [--port 0] [--data DIR] [--demo|--empty] [--token TOKEN] [--seed N] [--idle-minutes M] [--faults FILE]
                       [--allow-python] [--scale N] [--workspaces K] [--output json]
      prints one line {"host","token","pid","data"} and serves until SIGINT, SIGTERM or M idle minutes
      --faults: rate limits, 503, slow or cut answers and more, by a plan (docs/local-faults.md)
      --allow-python: Python tasks of jobs run on this machine, with limits but as you; off otherwise
      --scale: a fresh workspace gets N more jobs, 10 N tables, 100 N grants and 100 N usage rows, for load tests;
               the tables (catalog scale) get 100 rows each when a statement first reads them
      --workspaces: K workspaces below DIR, each with a token and a port of its own (from --port upwards), a line for each
      example: lakecode-local serve --demo --seed 7
  lakecode-local load FILE CATALOG.SCHEMA.TABLE [--append] [--meta FILE] [--data DIR | --host URL --token TOKEN]
      CSV, JSON lines or Parquet by the name's ending; a CSV column without --meta is STRING, an empty field NULL
      example: lakecode-local load orders.csv main.sales.orders
  lakecode-local coverage [--output json]
      the statements, SQL functions and REST routes that it supports, and what it refuses by name
      example: lakecode-local coverage
  lakecode-local reset [--data DIR]
      forgets everything in DIR, except its token
      example: lakecode-local reset --data /tmp/workspace
  lakecode-local snapshot FILE [--data DIR]
  lakecode-local restore FILE [--data DIR]
      the whole workspace into one file, and one file in place of the workspace; no server may be running on it
      example: lakecode-local snapshot fixture.tar.zst --data /tmp/workspace
)";
}

}  // namespace lakecode::local

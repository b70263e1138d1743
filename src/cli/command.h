#pragma once
// A command is a record: name, help, options, example and function stand together. Help, completion and parsing are
// computed from it. One file a command, one line in registry.cpp.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/app.h"

namespace lakecode::cli {

struct Option {
  std::string_view name;   ///< without dashes: "output"
  std::string_view value;  ///< name of its value for help, "FORMAT"; empty for a switch
  std::string_view help;
  std::string_view choices;  ///< "text|json", or empty for anything
  std::string_view letter;   ///< "f" for -f; empty for none
};

/// What was typed, checked against the record.
struct Invocation {
  std::string command;                 ///< "runs"
  std::string subcommand;              ///< "show", or empty
  std::vector<std::string> arguments;  ///< positionals after the subcommand
  std::map<std::string, std::vector<std::string>> options;

  [[nodiscard]] bool has(std::string_view option) const;
  /// The last value given, or nullopt.
  [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
  [[nodiscard]] std::string value_or(std::string_view option, std::string_view fallback) const;
  /// True for `--output json`.
  [[nodiscard]] bool wants_json() const { return value_or("output", "text") == "json"; }
};

/// A subcommand, or the command itself (name empty).
struct Verb {
  std::string_view name;
  std::string_view arguments;  ///< for help: "KEY VALUE", "RUN|last", "PROMPT…"
  std::size_t least = 0;       ///< number of positionals allowed
  std::size_t most = 0;
  std::string_view help;
};

struct Command {
  std::string_view name;
  std::string_view summary;         ///< one line
  std::string_view example;         ///< whole command lines
  std::span<const Verb> verbs;      ///< never empty
  std::span<const Option> options;  ///< beside the common ones
  /// Runs it and returns the process exit code; an Error is printed and mapped by the caller.
  Result<int> (*run)(App& app, const Invocation& invocation);
  /// A section of the help that is computed, with its heading; null when there is none.
  std::string (*more_help)() = nullptr;
};

/// Options every command takes: profile, local, target, output, color, verbose, approve, dry-run, compliance, help.
std::span<const Option> common_options();

/// All commands in the order of help.
std::span<const Command* const> commands();

/// Null when there is no such command.
const Command* find_command(std::string_view name);

/// Parses the words after the command's name. InvalidArgument names the word, what is allowed and the nearest right
/// one.
Result<Invocation> parse_invocation(const Command& command, std::span<const std::string> words);

std::string render_help(const Command& command);
std::string render_overview();

/// The program: finds the command, parses, runs, prints an Error as one line on standard error. Returns the exit code.
int run_command_line(App& app, std::span<const std::string> words);

}  // namespace lakecode::cli

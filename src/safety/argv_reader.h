#pragma once
// Reads argv as the CLI's own parser does: which words name the command, which are arguments, which are flags and their
// values. Pure and linear. What may be read in two ways is told as such.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "safety/cli_rules.h"

namespace lakecode::safety {

struct ArgvWords {
  std::vector<std::string> words;  ///< before "--", without flags and their values
  std::vector<std::size_t> loose;  ///< which of the words stand behind a long flag we do not know
  std::vector<std::string> rest;   ///< behind "--"
  std::vector<std::pair<std::string, std::string>> flags;
  std::vector<std::string> doubtful;  ///< flags that may be the value of the flag before them
  bool help = false;
  bool dashes = false;  ///< "--" was there
};

ArgvWords read_argv(const std::vector<std::string>& argv);

/// The row of exactly this command; nullptr when there is none.
const CliRule* find_cli_rule(std::string_view command);
/// True for a command with verbs of its own: a further word that names none of them is an unknown verb, no argument.
bool is_cli_group(std::string_view command);
/// The row of the longest run of words that names a command, which takes `used` of them.
const CliRule* find_command(const std::vector<std::string>& words, std::size_t& used);

/// The value of a flag, the last one given; nullopt when it is not there.
std::optional<std::string> flag_value(const ArgvWords& words, std::string_view name);
/// What follows the command, also behind "--".
std::vector<std::string> arguments_of(const ArgvWords& words, std::size_t used);
/// A value by which the CLI switches a flag off.
bool is_false(std::string_view value);

}  // namespace lakecode::safety

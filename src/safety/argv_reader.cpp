#include "safety/argv_reader.h"

// Global flags take their value, a flag may stand anywhere, "--" ends flags.

#include <algorithm>
#include <array>

namespace lakecode::safety {
namespace {

constexpr std::array<std::string_view, 12> kValueFlags = {
    "--profile", "-p", "--target",   "-t",          "--environment", "-e",
    "--output",  "-o", "--log-file", "--log-level", "--log-format",  "--progress-format"};

/// Flags that take the next word wherever they stand.
bool takes_value(std::string_view flag) {
  return std::find(kValueFlags.begin(), kValueFlags.end(), flag) != kValueFlags.end() || flag == "--json" ||
         flag == "--var";
}

/// Flags with a value of the commands that take SQL: there the next word must not be read as a statement.
bool is_sql_flag(std::string_view flag) {
  static constexpr std::array<std::string_view, 6> kFlags = {"--warehouse",   "-w",     "--file", "-f",
                                                             "--concurrency", "--param"};
  return std::find(kFlags.begin(), kFlags.end(), flag) != kFlags.end();
}

/// The switches every command knows.
bool is_switch(std::string_view flag) {
  return flag == "--help" || flag == "-h" || flag == "--debug" || flag == "--version";
}

/// Follows the words as the CLI does: while the command is not complete, a flag it does not know takes the next word
/// with it; behind the command the word may as well be an argument, so it is kept.
class ArgvReader {
 public:
  explicit ArgvReader(const std::vector<std::string>& argv) : argv_(argv) {}

  ArgvWords run() {
    for (at_ = 1; at_ < argv_.size(); ++at_) {
      const std::string& arg = argv_[at_];
      if (arg == "--") {
        out_.dashes = true;
        if (open_flag_) {  // it may be the value of that flag: then what follows is read as before
          open_flag_ = false;
          in_doubt_ = true;
          continue;
        }
        out_.rest.assign(argv_.begin() + static_cast<std::ptrdiff_t>(at_) + 1, argv_.end());
        break;
      }
      if (arg.size() < 2 || arg[0] != '-') {
        take_word(arg);
      } else {
        take_flag(arg);
      }
    }
    return std::move(out_);
  }

 private:
  void take_word(const std::string& word) {
    if (open_flag_ && long_flag_) out_.loose.push_back(out_.words.size());
    out_.words.push_back(word);
    open_flag_ = false;
    if (complete_) return;
    command_ += (command_.empty() ? "" : " ") + word;
    complete_ = !is_cli_group(command_);
    const CliRule* rule = complete_ ? find_cli_rule(command_) : nullptr;
    takes_sql_ = rule != nullptr && rule->rule == "N5";
  }

  void take_flag(const std::string& arg) {
    const std::size_t equals = arg.find('=');
    std::string name = arg.substr(0, equals);
    std::string value = equals == std::string::npos ? "" : arg.substr(equals + 1);
    const bool short_joined = arg[1] != '-' && name.size() > 2;
    const bool swallows = takes_value(name) || (!complete_ && !is_switch(name)) || (takes_sql_ && is_sql_flag(name));
    const bool may_be_value = open_flag_ || in_doubt_;
    open_flag_ = false;
    if (short_joined) {
      // "-lt dev" is "-l -t dev" where -l is a switch.
      for (std::size_t i = 2; i < name.size() && !takes_value(name.substr(0, 2)); ++i)
        out_.flags.emplace_back(std::string("-") + name[i], "");
      value = name.substr(2) + value;
      name.resize(2);
    } else if (equals == std::string::npos && swallows && at_ + 1 < argv_.size()) {
      value = argv_[++at_];
    } else if (equals == std::string::npos && !is_switch(name)) {
      open_flag_ = true;
      long_flag_ = name[1] == '-';
    }
    if (may_be_value) out_.doubtful.push_back(name);
    // Behind a flag we do not know, a help word may be its value: then nothing is proved.
    if ((name == "--help" || name == "-h") && !may_be_value) out_.help = !is_false(value);
    out_.flags.emplace_back(std::move(name), std::move(value));
  }

  const std::vector<std::string>& argv_;
  std::size_t at_ = 1;
  std::string command_;
  bool complete_ = false;
  bool takes_sql_ = false;  ///< the command's arguments are SQL
  bool open_flag_ = false;  ///< the last word was a flag that may take the next one
  bool long_flag_ = false;  ///< and it had two dashes
  bool in_doubt_ = false;   ///< behind a "--" that may be the value of a flag
  ArgvWords out_;
};

}  // namespace

ArgvWords read_argv(const std::vector<std::string>& argv) {
  return ArgvReader(argv).run();
}

bool is_false(std::string_view value) {
  static constexpr std::array<std::string_view, 6> kNo = {"false", "f", "0", "F", "FALSE", "False"};
  return std::find(kNo.begin(), kNo.end(), value) != kNo.end();
}

const CliRule* find_cli_rule(std::string_view command) {
  const auto rules = cli_rules();
  const auto at = std::lower_bound(rules.begin(), rules.end(), command,
                                   [](const CliRule& rule, std::string_view wanted) { return rule.command < wanted; });
  return at == rules.end() || at->command != command ? nullptr : &*at;
}

bool is_cli_group(std::string_view command) {
  const std::string prefix = std::string(command) + " ";
  const auto rules = cli_rules();
  return command.empty() ||
         std::any_of(rules.begin(), rules.end(), [&](const CliRule& rule) { return rule.command.starts_with(prefix); });
}

const CliRule* find_command(const std::vector<std::string>& words, std::size_t& used) {
  std::string name;
  const CliRule* found = nullptr;
  for (std::size_t n = 0; n <= words.size() && n <= 6; ++n) {
    if (n > 0) name += (n > 1 ? " " : "") + words[n - 1];
    const CliRule* rule = find_cli_rule(name);
    if (rule == nullptr) continue;
    found = rule;
    used = n;
  }
  return found;
}

std::optional<std::string> flag_value(const ArgvWords& words, std::string_view name) {
  std::optional<std::string> value;
  for (const auto& [flag, text] : words.flags) {
    if (flag == name) value = text;
  }
  return value;
}

std::vector<std::string> arguments_of(const ArgvWords& words, std::size_t used) {
  std::vector<std::string> out(words.words.begin() + static_cast<std::ptrdiff_t>(used), words.words.end());
  out.insert(out.end(), words.rest.begin(), words.rest.end());
  return out;
}

}  // namespace lakecode::safety

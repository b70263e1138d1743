#include "safety/classify.h"

// Reads argv as the CLI's own parser does: global flags take their value, a flag may stand anywhere, "--" ends flags.
// The longest run of words that names a command in the table decides; every further flag can only make it worse.

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "safety/cli_rules.h"
#include "safety/strict_json.h"

namespace lakecode::safety {
namespace {

constexpr auto kRead = EffectClass::ReadOnly;
constexpr auto kWrite = EffectClass::WriteRemote;
constexpr auto kDestroy = EffectClass::Destructive;

constexpr std::array<std::string_view, 12> kValueFlags = {
    "--profile", "-p", "--target",   "-t",          "--environment", "-e",
    "--output",  "-o", "--log-file", "--log-level", "--log-format",  "--progress-format"};

struct FlagRule {
  std::string_view flag;
  EffectClass on_read;   ///< class it lifts a read to
  EffectClass on_write;  ///< class it lifts a write to
  std::string_view reason;
};

constexpr FlagRule kFlagRules[] = {
    {"--log-file", kWrite, kWrite, "H4: writes a local file"},
    {"--output-file", kWrite, kWrite, "H4: writes a local file"},
    {"--download-to", kWrite, kWrite, "H4: writes a local file"},
    {"--file", kWrite, kWrite, "H4: reads or writes a local file"},
    {"--save", kWrite, kDestroy, "H4: writes local files"},
    {"--review", kWrite, kWrite, "H4: writes local files"},
    {"--sensitive", kWrite, kWrite, "K2: shows credentials"},
    {"--target", kWrite, kWrite, "D1b: loads a project, which may run its hooks"},
    {"-t", kWrite, kWrite, "D1b: loads a project, which may run its hooks"},
    {"--environment", kWrite, kWrite, "D1b: loads a project, which may run its hooks"},
    {"-e", kWrite, kWrite, "D1b: loads a project, which may run its hooks"},
    {"--overwrite", kDestroy, kDestroy, "X4: overwrites"},
    {"--full-refresh", kDestroy, kDestroy, "X7: throws stored rows away"},
    {"--full-refresh-all", kDestroy, kDestroy, "X7: throws stored rows away"},
    {"--auto-approve", kDestroy, kDestroy, "G6: answers the CLI's own question"},
    {"--force-lock", kDestroy, kDestroy, "G6: breaks a lock"},
    {"--force", kDestroy, kDestroy, "G6: switches a check off"},
    {"--force-import", kDestroy, kDestroy, "G6: switches a check off"},
    {"--plan", kDestroy, kDestroy, "D2b: runs a stored plan"},
    {"--full", kDestroy, kDestroy, "10.4: sends everything again"},
    {"--watch", kDestroy, kDestroy, "10.4: keeps writing"},
    {"--all", kRead, kDestroy, "X6: goes through everything there is"},
    {"--yes", kRead, kDestroy, "G6: answers the CLI's own question"},
    {"--delete", kDestroy, kDestroy, "V4: removes"},
    {"--purge", kDestroy, kDestroy, "V4: removes for good"},
    {"--cleanup", kDestroy, kDestroy, "V4: removes"},
    {"--restart", kDestroy, kDestroy, "X6: interrupts what runs"},
    {"--recursive", kDestroy, kDestroy, "R6: goes through a whole folder"},
};

struct Parsed {
  std::vector<std::string> words;  ///< before "--", without flags and their values
  std::vector<std::size_t> loose;  ///< which of the words stand behind a long flag we do not know
  std::vector<std::string> rest;   ///< behind "--"
  std::vector<std::pair<std::string, std::string>> flags;
  std::vector<std::string> doubtful;  ///< flags that may be the value of the flag before them
  bool help = false;
  bool dashes = false;  ///< "--" was there
};

bool is_false(std::string_view value) {
  static constexpr std::array<std::string_view, 6> kNo = {"false", "f", "0", "F", "FALSE", "False"};
  return std::find(kNo.begin(), kNo.end(), value) != kNo.end();
}

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

const CliRule* find_rule(std::string_view command) {
  const auto rules = cli_rules();
  const auto at = std::lower_bound(rules.begin(), rules.end(), command,
                                   [](const CliRule& rule, std::string_view wanted) { return rule.command < wanted; });
  return at == rules.end() || at->command != command ? nullptr : &*at;
}

/// A group has verbs of its own: a further word that names none of them is an unknown verb, not an argument.
bool is_group(std::string_view command) {
  const std::string prefix = std::string(command) + " ";
  const auto rules = cli_rules();
  return command.empty() ||
         std::any_of(rules.begin(), rules.end(), [&](const CliRule& rule) { return rule.command.starts_with(prefix); });
}

/// Follows the words as the CLI does: while the command is not complete, a flag it does not know takes the next word
/// with it; behind the command the word may as well be an argument, so it is kept.
class ArgvReader {
 public:
  explicit ArgvReader(const std::vector<std::string>& argv) : argv_(argv) {}

  Parsed run() {
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
    complete_ = !is_group(command_);
    const CliRule* rule = complete_ ? find_rule(command_) : nullptr;
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
  Parsed out_;
};

bool is_plain(std::string_view arg) {
  static constexpr std::array<std::string_view, 8> kShell = {";", "&&", "||", "|", ">", "<", "&", ">>"};
  const bool control =
      std::any_of(arg.begin(), arg.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return !control && std::find(kShell.begin(), kShell.end(), arg) == kShell.end();
}

/// The value of a long flag: signs of the shell are plain text there, unless they begin the word or run something.
bool is_text_value(const std::string& arg) {
  static constexpr std::array<std::string_view, 3> kRuns = {"$(", "`", "databricks"};
  const bool runs = std::any_of(kRuns.begin(), kRuns.end(),
                                [&](std::string_view mark) { return arg.find(mark) != std::string::npos; });
  return !runs && !arg.empty() && std::string_view(";&|>< ").find(arg[0]) == std::string_view::npos;
}

/// A command line pasted into one argument.
bool looks_like_shell(const std::string& arg) {
  static constexpr std::array<std::string_view, 7> kMarks = {"$(", "`", "&&", "||", ";", " | ", " > "};
  return std::any_of(kMarks.begin(), kMarks.end(),
                     [&](std::string_view mark) { return arg.find(mark) != std::string::npos; });
}

const CliRule* find_command(const std::vector<std::string>& words, std::size_t& used) {
  std::string name;
  const CliRule* found = nullptr;
  for (std::size_t n = 0; n <= words.size() && n <= 6; ++n) {
    if (n > 0) name += (n > 1 ? " " : "") + words[n - 1];
    const CliRule* rule = find_rule(name);
    if (rule == nullptr) continue;
    found = rule;
    used = n;
  }
  return found;
}

Verdict make_verdict(EffectClass effect_class, std::string kind, std::string reason, bool parsed = true) {
  Verdict out;
  out.effect_class = effect_class;
  out.kind = std::move(kind);
  out.parsed = parsed;
  out.statements.push_back(StatementVerdict{.effect_class = effect_class, .kind = out.kind});
  out.reasons.push_back(std::move(reason));
  return out;
}

Verdict refused(std::string reason) {
  return make_verdict(kDestroy, "UNKNOWN", "G2: " + std::move(reason), false);
}

std::optional<std::string> flag_value(const Parsed& parsed, std::string_view name) {
  std::optional<std::string> value;
  for (const auto& [flag, text] : parsed.flags) {
    if (flag == name) value = text;
  }
  return value;
}

Verdict classify_api(const Parsed& parsed) {
  if (parsed.words.size() != 3) return refused("api takes a method and a path");
  const std::string& method = parsed.words[1];
  if (text::to_lower(method) != method) return refused("the method is not known");
  const std::string body = flag_value(parsed, "--json").value_or("");
  if (body.starts_with('@')) return refused("the body is in a file we have not read");
  return classify_rest(RestEffect{.method = method, .path = parsed.words[2], .query = "", .body = body});
}

/// What follows the command, also behind "--".
std::vector<std::string> arguments_of(const Parsed& parsed, std::size_t used) {
  std::vector<std::string> out(parsed.words.begin() + static_cast<std::ptrdiff_t>(used), parsed.words.end());
  out.insert(out.end(), parsed.rest.begin(), parsed.rest.end());
  return out;
}

Verdict classify_sql_words(const Parsed& parsed, std::size_t first) {
  const std::vector<std::string> texts = arguments_of(parsed, first);
  if (texts.empty() || flag_value(parsed, "--file") || flag_value(parsed, "-f"))
    return refused("the SQL text is not on the command line");
  Verdict worst = make_verdict(kRead, "SQL", "N5: SQL on the command line");
  for (const std::string& text : texts) {
    if (text::to_lower(text).ends_with(".sql")) return refused("the SQL text is in a file we have not read");
    Verdict verdict = classify_sql(SqlEffect{.text = text});
    if (verdict.effect_class >= worst.effect_class) worst = std::move(verdict);
  }
  return worst;
}

void raise(Verdict& verdict, EffectClass to, std::string_view reason) {
  if (to <= verdict.effect_class) return;
  verdict.effect_class = to;
  verdict.statements.front().effect_class = to;
  verdict.reasons.emplace_back(reason);
}

void apply_flags(Verdict& verdict, const Parsed& parsed) {
  const EffectClass plain = verdict.effect_class;
  for (const auto& [flag, value] : parsed.flags) {
    if (is_false(value)) continue;
    for (const FlagRule& rule : kFlagRules) {
      if (rule.flag == flag) raise(verdict, plain == kRead ? rule.on_read : rule.on_write, rule.reason);
    }
  }
}

void apply_body(Verdict& verdict, const CliRule& rule, const Parsed& parsed) {
  for (const auto& [flag, value] : parsed.flags) {
    if (flag != "--json") continue;
    if (value.starts_with('@')) {
      raise(verdict, rule.body_decides ? kDestroy : kWrite, "K3: sends a local file whose content is not known");
      continue;
    }
    const auto body = parse_strict_object(value);
    if (!body) {
      raise(verdict, kDestroy, "R9: the body is not one plain JSON object");
    } else if (rule.body_decides &&
               sets_any(**body, {"full_refresh", "full_refresh_selection", "overwrite", "remove", "force"})) {
      raise(verdict, kDestroy, "X7: the body replaces or removes");
    }
  }
}

/// Paths of `fs` without "dbfs:" are local files.
void apply_local_paths(Verdict& verdict, const Parsed& parsed, std::size_t used) {
  if (parsed.words[0] != "fs") return;
  for (const std::string& path : arguments_of(parsed, used)) {
    if (!path.starts_with("dbfs:")) raise(verdict, kWrite, "K2: a path without dbfs: is on this machine");
  }
}

struct HarmlessFlag {
  std::string_view command;
  std::string_view flag;  ///< makes the command a read
  std::string_view reason;
};

constexpr HarmlessFlag kHarmlessFlags[] = {
    {"sync", "--dry-run", "10.4: lists what it would copy"},
    {"experimental open", "--url", "10.4: prints an address"},
    {"aitools update", "--check", "10.4: looks for a newer version"},
};

/// A flag that makes a write a read counts only when it is one for certain, and is not taken back.
void apply_harmless_flags(Verdict& verdict, std::string_view command, const Parsed& parsed) {
  for (const HarmlessFlag& row : kHarmlessFlags) {
    if (row.command != command) continue;
    const auto value = flag_value(parsed, row.flag);
    const auto& doubtful = parsed.doubtful;
    const bool certain = std::find(doubtful.begin(), doubtful.end(), row.flag) == doubtful.end();
    if (!value || !certain || !(value->empty() || *value == "true")) continue;
    verdict.effect_class = verdict.statements.front().effect_class = kRead;
    verdict.reasons = {std::string(row.reason)};
  }
}

/// Commands whose arguments decide more than their table row says.
void apply_arguments(Verdict& verdict, std::string_view command, const std::vector<std::string>& arguments) {
  if (command == "apps deploy" && arguments.empty())
    raise(verdict, kDestroy, "C5: builds and tests the project in this folder");
  const bool asks = command == "serving-endpoints http-request" && arguments.size() > 1 &&
                    text::equals_ignore_case(arguments[1], "GET");
  if (!asks) return;
  verdict.effect_class = verdict.statements.front().effect_class = kWrite;
  verdict.reasons = {"F2: asks an outside service by GET"};
}

bool holds_command_line(const Parsed& parsed, std::size_t used) {
  for (std::size_t i = used; i < parsed.words.size(); ++i) {
    const bool loose = std::find(parsed.loose.begin(), parsed.loose.end(), i) != parsed.loose.end();
    if (looks_like_shell(parsed.words[i]) && !(loose && is_text_value(parsed.words[i]))) return true;
  }
  return std::any_of(parsed.rest.begin(), parsed.rest.end(), looks_like_shell);
}

Verdict classify_command(const Parsed& parsed) {
  std::size_t used = 0;
  const CliRule* rule = find_command(parsed.words, used);
  if (rule == nullptr) return refused("the command is not known");
  if (parsed.words.size() > used && is_group(rule->command)) return refused("the command is not known");
  if (parsed.help) return make_verdict(kRead, "HELP", "V0: prints help");
  if (parsed.dashes && (used == 0 || parsed.words[0] == "bundle")) return refused("words behind -- run a program");
  if (parsed.words.size() > 1 && parsed.words[0] == "api") return classify_api(parsed);
  const std::string command(rule->command);
  const std::vector<std::string> arguments = arguments_of(parsed, used);
  if (rule->rule != "N5" && holds_command_line(parsed, used)) return refused("an argument looks like a command line");
  if (command.starts_with("experimental aitools tools") && rule->rule == "N5") return classify_sql_words(parsed, used);
  Verdict verdict =
      make_verdict(rule->effect_class, text::to_upper(text::replace_all(command, " ", "_")),
                   std::string(rule->rule) + ": " + (command.empty() ? std::string("the program alone") : command));
  if (!parsed.words.empty()) apply_local_paths(verdict, parsed, used);
  apply_arguments(verdict, command, arguments);
  apply_harmless_flags(verdict, command, parsed);
  apply_body(verdict, *rule, parsed);
  return verdict;
}

Verdict judge_argv(const ArgvEffect& effect) {
  if (effect.argv.empty() || effect.argv[0] != "databricks") return refused("the program is not the Databricks CLI");
  if (effect.argv.size() > 1000) return refused("there are too many words");
  for (const std::string& arg : effect.argv) {
    const bool sql = arg.find('\n') != std::string::npos || arg.find('\t') != std::string::npos;
    if (!sql && !is_plain(arg)) return refused("a word is shell syntax or holds control characters");
    if (sql && arg.find_first_not_of("\n\t\r", 0) == std::string::npos)
      return refused("a word holds nothing but blanks");
  }
  const Parsed parsed = ArgvReader(effect.argv).run();
  Verdict verdict = classify_command(parsed);
  if (verdict.statements.empty()) return verdict;
  apply_flags(verdict, parsed);
  return verdict;
}

}  // namespace

Verdict classify_argv(const ArgvEffect& effect) {
  Verdict verdict = judge_argv(effect);
  fill_act(verdict, effect);
  return verdict;
}

Verdict classify(const Effect& effect) {
  if (const auto* sql = std::get_if<SqlEffect>(&effect)) return classify_sql(*sql);
  if (const auto* argv = std::get_if<ArgvEffect>(&effect)) return classify_argv(*argv);
  return classify_rest(std::get<RestEffect>(effect));
}

}  // namespace lakecode::safety

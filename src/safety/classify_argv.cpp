#include "safety/classify.h"

// The longest run of words that names a command in the table decides; every further flag can only make it worse.

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "safety/argv_reader.h"
#include "safety/cli_rules.h"
#include "safety/strict_json.h"

namespace lakecode::safety {
namespace {

constexpr auto kRead = EffectClass::ReadOnly;
constexpr auto kWrite = EffectClass::WriteRemote;
constexpr auto kDestroy = EffectClass::Destructive;

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

/// Characters nobody sees, as UTF-8: blanks of no width, marks of direction, the soft hyphen, the byte order mark, C1
/// controls. The joiners U+200C and U+200D are part of words and of emoji.
bool holds_unseen(std::string_view arg) {
  const auto byte = [arg](std::size_t i) { return i < arg.size() ? static_cast<unsigned char>(arg[i]) : 0U; };
  for (std::size_t i = 0; i < arg.size(); ++i) {
    const unsigned last = byte(i + 2);
    if (byte(i) == 0xC2 && ((byte(i + 1) >= 0x80 && byte(i + 1) <= 0x9F) || byte(i + 1) == 0xAD)) return true;
    if (byte(i) == 0xEF && byte(i + 1) == 0xBB && last == 0xBF) return true;
    if (byte(i) != 0xE2) continue;
    const bool direction = last == 0x8E || last == 0x8F || (last >= 0xAA && last <= 0xAE);
    if (byte(i + 1) == 0x80 && (last == 0x8B || direction)) return true;
    if (byte(i + 1) == 0x81 && last >= 0xA0 && last <= 0xA9) return true;
  }
  return false;
}

bool is_plain(std::string_view arg) {
  static constexpr std::array<std::string_view, 8> kShell = {";", "&&", "||", "|", ">", "<", "&", ">>"};
  const bool control =
      std::any_of(arg.begin(), arg.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return !control && !holds_unseen(arg) && std::find(kShell.begin(), kShell.end(), arg) == kShell.end();
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

Verdict classify_api(const ArgvWords& parsed) {
  if (parsed.words.size() != 3) return refused("api takes a method and a path");
  const std::string& method = parsed.words[1];
  if (text::to_lower(method) != method) return refused("the method is not known");
  const std::string body = flag_value(parsed, "--json").value_or("");
  if (body.starts_with('@')) return refused("the body is in a file we have not read");
  return classify_rest(RestEffect{.method = method, .path = parsed.words[2], .query = "", .body = body});
}

Verdict classify_sql_words(const ArgvWords& parsed, std::size_t first) {
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
  verdict.reasons = reasons_of(verdict);
  verdict.reasons.emplace_back(std::string(reason));
}

void apply_flags(Verdict& verdict, const ArgvWords& parsed) {
  const EffectClass plain = verdict.effect_class;
  for (const auto& [flag, value] : parsed.flags) {
    if (is_false(value)) continue;
    for (const FlagRule& rule : kFlagRules) {
      if (rule.flag == flag) raise(verdict, plain == kRead ? rule.on_read : rule.on_write, rule.reason);
    }
  }
}

void apply_body(Verdict& verdict, const CliRule& rule, const ArgvWords& parsed) {
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
void apply_local_paths(Verdict& verdict, const ArgvWords& parsed, std::size_t used) {
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
void apply_harmless_flags(Verdict& verdict, std::string_view command, const ArgvWords& parsed) {
  for (const HarmlessFlag& row : kHarmlessFlags) {
    if (row.command != command) continue;
    const auto value = flag_value(parsed, row.flag);
    const auto& doubtful = parsed.doubtful;
    const bool certain = std::find(doubtful.begin(), doubtful.end(), row.flag) == doubtful.end();
    if (!value || !certain || !(value->empty() || *value == "true")) continue;
    verdict.effect_class = verdict.statements.front().effect_class = kRead;
    verdict.reasons = {Reason(std::string(row.reason))};
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
  verdict.reasons = {Reason("F2", "asks an outside service by GET")};
}

/// No name, id or path holds one of these; the value of a flag may.
bool holds_line_break(const std::string& arg) {
  return arg.find_first_of("\n\r\t") != std::string::npos;
}

bool holds_command_line(const ArgvWords& parsed, std::size_t used) {
  for (std::size_t i = used; i < parsed.words.size(); ++i) {
    const bool loose = std::find(parsed.loose.begin(), parsed.loose.end(), i) != parsed.loose.end();
    if (looks_like_shell(parsed.words[i]) && !(loose && is_text_value(parsed.words[i]))) return true;
    if (!loose && holds_line_break(parsed.words[i])) return true;
  }
  return std::any_of(parsed.rest.begin(), parsed.rest.end(),
                     [](const std::string& arg) { return looks_like_shell(arg) || holds_line_break(arg); });
}

/// What the rules of the table mean, in words.
struct RuleWords {
  std::string_view rule;
  std::string_view words;
};
constexpr RuleWords kRuleWords[] = {
    {"V0", "prints help or what the program knows by itself"},
    {"V1", "only reads"},
    {"V2", "adds or changes something"},
    {"V3", "makes the principal when it is not there yet"},
    {"V4", "removes something or switches it off"},
    {"X4", "replaces all settings"},
    {"X5", "replaces the whole access list"},
    {"X6", "stops what runs"},
    {"R1", "a request by hand"},
    {"R4", "a request by hand that changes something"},
    {"R5", "a request by hand that removes something"},
    {"R6", "replaces the whole list"},
    {"K2", "shows or mints a credential"},
    {"F1", "sends data to a model or a service"},
    {"F2", "calls an outside service, and not by a plain GET"},
    {"C4", "runs work that the caller brings"},
    {"C5", "runs a program of the caller's choice"},
    {"D1b", "loads the project of this folder, whose hooks run"},
    {"D2b", "deploys or runs what the project of this folder says"},
    {"D3b", "removes what the project deployed"},
    {"H2", "copies or makes files and folders"},
    {"H3", "removes files"},
    {"H4", "writes files or settings here"},
    {"A3", "tries it out, which may leave a trace"},
    {"N5", "runs SQL"},
    {"G2", "what it does was not looked into"},
};

std::string reason_of(const CliRule& rule) {
  const std::string command = rule.command.empty() ? "the program alone" : std::string(rule.command);
  const auto* row = std::find_if(std::begin(kRuleWords), std::end(kRuleWords),
                                 [&](const RuleWords& known) { return known.rule == rule.rule; });
  return std::string(rule.rule) + ": " + command +
         (row == std::end(kRuleWords) ? std::string() : ": " + std::string(row->words));
}

Verdict classify_command(const ArgvWords& parsed) {
  std::size_t used = 0;
  const CliRule* rule = find_command(parsed.words, used);
  const bool nameless = !parsed.words.empty() && parsed.words[0].empty();
  if (rule == nullptr || nameless) return refused("the command is not known");
  if (parsed.words.size() > used && is_cli_group(rule->command)) return refused("the command is not known");
  if (parsed.help) return make_verdict(kRead, "HELP", "V0: prints help");
  if (parsed.dashes && (used == 0 || parsed.words[0] == "bundle")) return refused("words behind -- run a program");
  if (parsed.words.size() > 1 && parsed.words[0] == "api") return classify_api(parsed);
  const std::string command(rule->command);
  const std::vector<std::string> arguments = arguments_of(parsed, used);
  if (rule->rule != "N5" && holds_command_line(parsed, used)) return refused("an argument looks like a command line");
  if (command.starts_with("experimental aitools tools") && rule->rule == "N5") return classify_sql_words(parsed, used);
  Verdict verdict =
      make_verdict(rule->effect_class, text::to_upper(text::replace_all(command, " ", "_")), reason_of(*rule));
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
  const ArgvWords parsed = read_argv(effect.argv);
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

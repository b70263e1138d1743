// The only file that knows CLI11. It turns a command's record into a CLI11 app, lets that split the words, and turns
// what it says back into our values. CLI11 reports by exception, so this file is one of the fences (CONTRIBUTING).

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/text.h"
#include "cli/command.h"

namespace lakecode::cli {
namespace {

struct Slot {
  const Option* record = nullptr;
  std::vector<std::string> values;
  bool given = false;
};

std::vector<const Option*> options_of(const Command& command) {
  std::vector<const Option*> all;
  for (const Option& option : command.options) all.push_back(&option);
  for (const Option& option : common_options()) {
    const bool own = std::any_of(all.begin(), all.end(), [&](const Option* o) { return o->name == option.name; });
    if (!own) all.push_back(&option);
  }
  return all;
}

Error usage_error(const Command& command, std::string subject, std::string reason, const std::string& hint = {}) {
  std::string advice = hint.empty() ? "" : "did you mean " + hint + "? ";
  advice += "see `lakecode " + std::string(command.name) + " --help`";
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "run lakecode " + std::string(command.name),
               .subject = std::move(subject),
               .reason = std::move(reason),
               .advice = std::move(advice)};
}

/// The first word that looks like an option and is none, with the nearest real one.
Error unknown_option(const Command& command, const std::string& word, const std::vector<const Option*>& known) {
  std::vector<std::string> names;
  for (const Option* option : known) names.push_back("--" + std::string(option->name));
  const std::string bare = word.substr(0, word.find('='));
  return usage_error(command, "with " + bare, "there is no such option", text::nearest(bare, names).value_or(""));
}

Result<void> check_choices(const Command& command, const Slot& slot) {
  if (slot.record->choices.empty()) return {};
  const auto allowed = text::split(slot.record->choices, '|');
  for (const std::string& value : slot.values) {
    if (std::find(allowed.begin(), allowed.end(), std::string_view(value)) != allowed.end()) continue;
    return usage_error(command, "with --" + std::string(slot.record->name) + " " + value,
                       "allowed are " + text::replace_all(slot.record->choices, "|", ", "));
  }
  return {};
}

/// A dash and a word. A SQL comment in front of a statement ("-- note") is an argument, and so are "-4" and "-.5".
bool is_option_like(const std::string& word) {
  if (word.size() > 1 && std::string_view("0123456789.").find(word[1]) != std::string_view::npos) return false;
  return word.size() > 1 && word.front() == '-' && word.find_first_of(" \n\t") != word.find_first_not_of('-');
}

std::string verb_names(const Command& command) {
  std::string names;
  for (const Verb& verb : command.verbs) names += (names.empty() ? "" : ", ") + std::string(verb.name);
  return names;
}

/// Takes the verb off `words` and checks how many arguments stay.
Result<void> take_verb(const Command& command, std::vector<std::string> words, Invocation& into) {
  const Verb* chosen = nullptr;
  for (const Verb& verb : command.verbs) {
    if (!words.empty() && verb.name == words.front()) chosen = &verb;
  }
  if (chosen != nullptr) {
    into.subcommand = chosen->name;
    words.erase(words.begin());
  } else if (command.verbs.front().name.empty()) {
    chosen = &command.verbs.front();
  } else if (words.empty()) {
    return usage_error(command, "", "say what to do: " + verb_names(command));
  } else {
    std::vector<std::string> names;
    for (const Verb& verb : command.verbs) names.emplace_back(verb.name);
    return usage_error(command, words.front(), "allowed are " + verb_names(command),
                       text::nearest(words.front(), names).value_or(""));
  }
  if (words.size() < chosen->least || words.size() > chosen->most) {
    return usage_error(command, into.subcommand,
                       words.size() < chosen->least ? "missing: " + std::string(chosen->arguments)
                                                    : "too many words, from `" + words[chosen->most] + "` on");
  }
  into.arguments = std::move(words);
  return {};
}

}  // namespace

Result<Invocation> parse_invocation(const Command& command, std::span<const std::string> words) {
  const std::vector<const Option*> known = options_of(command);
  CLI::App parser;
  parser.set_help_flag();
  parser.allow_extras();
  std::vector<std::unique_ptr<Slot>> slots;
  for (const Option* option : known) {
    auto slot = std::make_unique<Slot>();
    slot->record = option;
    std::string name = "--";
    name += option->name;
    if (!option->letter.empty()) name += ",-" + std::string(option->letter);
    if (option->value.empty()) {
      parser.add_flag(name, slot->given);
    } else {
      parser.add_option(name, slot->values)->expected(1)->take_all()->allow_extra_args(false);
    }
    slots.push_back(std::move(slot));
  }
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    parser.parse(reversed);
  } catch (const CLI::ParseError& problem) {
    return usage_error(command, "", problem.what());
  }

  Invocation invocation;
  invocation.command = command.name;
  for (const auto& slot : slots) {
    if (slot->record->value.empty() ? !slot->given : slot->values.empty()) continue;
    TRY_VOID(check_choices(command, *slot));
    invocation.options[std::string(slot->record->name)] = slot->values;
  }
  std::vector<std::string> rest = parser.remaining();
  const auto after_dashes = std::find(words.begin(), words.end(), "--");
  std::vector<std::string> before;
  bool literal = false;
  std::size_t literals = static_cast<std::size_t>(after_dashes == words.end() ? 0 : words.end() - after_dashes - 1);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    literal = rest.size() - i <= literals;
    if (!literal && rest[i] == "--") continue;
    if (!literal && is_option_like(rest[i])) return unknown_option(command, rest[i], known);
    before.push_back(rest[i]);
  }
  if (invocation.has("help")) return invocation;
  TRY_VOID(take_verb(command, std::move(before), invocation));
  return invocation;
}

}  // namespace lakecode::cli

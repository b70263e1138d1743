#include <algorithm>
#include <string>

#include "cli/command.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kNameColumn = 24;

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string option_line(const Option& option) {
  std::string name =
      (option.letter.empty() ? "" : "-" + std::string(option.letter) + ", ") + "--" + std::string(option.name);
  if (!option.value.empty()) name += " " + std::string(option.value);
  std::string help(option.help);
  if (!option.choices.empty()) help += " (" + std::string(option.choices) + ")";
  // A name that fills the column has its help under it.
  if (name.size() + 2 > kNameColumn) return "  " + name + "\n  " + std::string(kNameColumn, ' ') + help + "\n";
  return "  " + padded(std::move(name), kNameColumn) + help + "\n";
}

std::string usage_line(const Command& command, const Verb& verb) {
  std::string line = "lakecode " + std::string(command.name);
  if (!verb.name.empty()) line += " " + std::string(verb.name);
  if (!verb.arguments.empty()) line += " " + std::string(verb.arguments);
  return line;
}

}  // namespace

std::string render_help(const Command& command) {
  std::string text = std::string(command.summary) + "\n\nUsage\n";
  std::size_t widest = 0;
  for (const Verb& verb : command.verbs) widest = std::max(widest, usage_line(command, verb).size());
  for (const Verb& verb : command.verbs) {
    text += "  " + padded(usage_line(command, verb), widest + 2) + std::string(verb.help) + "\n";
  }
  if (!command.options.empty()) {
    text += "\nOptions\n";
    for (const Option& option : command.options) text += option_line(option);
  }
  text += "\nCommon options\n";
  for (const Option& option : common_options()) {
    const bool own = std::any_of(command.options.begin(), command.options.end(),
                                 [&](const Option& o) { return o.name == option.name; });
    if (!own) text += option_line(option);
  }
  if (command.more_help != nullptr) text += "\n" + command.more_help();
  text += "\nExample\n  " + std::string(command.example) + "\n";
  return text;
}

std::string render_overview() {
  std::string text =
      "lakecode: talk to your lakehouse from the terminal; every act passes a gate and leaves evidence\n\nCommands\n";
  for (const Command* command : commands()) {
    text += "  " + padded(std::string(command->name), 14) + std::string(command->summary) + "\n";
  }
  text +=
      "\nTry it without an account\n"
      "  lakecode run workflow debug_job --input '{\"job_id\": 1001}' --local\n"
      "\n`lakecode COMMAND --help` tells more about each; `lakecode /help` lists the slash commands.\n";
  return text;
}

}  // namespace lakecode::cli

#include "slash/commands.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

std::string line_of(const Command& command, std::size_t width) {
  std::string left =
      "/" + std::string(command.name) + (command.arguments.empty() ? "" : " ") + std::string(command.arguments);
  left.resize(std::max(width, left.size() + 2), ' ');
  return "  " + left + std::string(command.help) + "\n";
}

Result<Action> about(const std::string& word) {
  const std::string name = word.starts_with("/") ? word.substr(1) : word;
  for (const Command* command : available()) {
    if (command->name != name) continue;
    return Action{.kind = ActionKind::Text,
                  .name = {},
                  .inputs = {},
                  .words = {},
                  .text = line_of(*command, 0) + "  Example: " + std::string(command->example) + "\n"};
  }
  std::vector<std::string> names;
  for (const Command* command : available()) names.emplace_back(command->name);
  const auto nearest = text::nearest(name, names);
  return usage_error("help", "there is no /" + name, nearest ? *nearest : "[COMMAND]");
}

Result<Action> act(Words words) {
  if (!words.empty()) return about(words.front());
  constexpr std::size_t kWidth = 44;
  std::string text = "Slash commands; an option --foo-bar is the input foo_bar of the workflow behind\n";
  for (const Command* command : available()) text += line_of(*command, kWidth);
  return Action{.kind = ActionKind::Text, .name = {}, .inputs = {}, .words = {}, .text = std::move(text)};
}

}  // namespace

const Command kHelp{"help", "[COMMAND]", "this list, or more about one", "/help cost", "", act};

}  // namespace lakecode::slash

#include "cli/slash_line.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/json.h"
#include "cli/run_command.h"
#include "render/screen_door.h"
#include "slash/command.h"
#include "workflows/engine.h"

namespace lakecode::cli {
namespace {

/// The option of ours that `word` names ("--local", "--output=json"); null for those of the slash command.
const Option* find_own_option(std::string_view word) {
  if (!word.starts_with("--") || word.size() < 3) return nullptr;
  const std::string_view name = word.substr(2, word.find('=') - 2);
  for (const auto options : {kRunCommand.options, common_options()}) {
    for (const Option& option : options) {
      if (option.name == name && name != "input") return &option;
    }
  }
  return nullptr;
}

bool is_input(const slash::Command* command, std::string_view name) {
  const workflows::WorkflowRecord* record = command == nullptr ? nullptr : workflows::find_workflow(command->workflow);
  if (record == nullptr) return false;
  return std::any_of(record->inputs.begin(), record->inputs.end(),
                     [&](const auto& input) { return input.name == name; });
}

struct Parted {
  std::vector<std::string> slash;
  std::vector<std::string> own;
};

Parted part_words(std::span<const std::string> words) {
  Parted parted;
  const slash::Command* command = slash::find_command(words.front());
  for (std::size_t at = 0; at < words.size(); ++at) {
    const Option* option = find_own_option(words[at]);
    if (option == nullptr || is_input(command, option->name)) {
      parted.slash.push_back(words[at]);
      continue;
    }
    parted.own.push_back(words[at]);
    const bool joined = words[at].find('=') != std::string::npos;
    if (!option->value.empty() && !joined && at + 1 < words.size()) parted.own.push_back(words[++at]);
  }
  return parted;
}

Result<int> carry_out(App& app, slash::Action action, const std::vector<std::string>& own) {
  if (action.kind == slash::ActionKind::Text) {
    app.output.print(render::inert(action.text));
    return 0;
  }
  std::vector<std::string> words = std::move(action.words);
  if (action.kind == slash::ActionKind::Workflow)
    words = {"run", "workflow", action.name, "--input", json::serialize(*action.inputs)};
  words.insert(words.end(), own.begin(), own.end());
  return run_command_line(app, words);
}

}  // namespace

Result<int> run_slash_words(App& app, std::span<const std::string> words) {
  if (words.size() == 1) {
    // Quoted as one word: "/cost top --days 7".
    TRY_ASSIGN(slash::Action action, slash::read_action(words.front()));
    return carry_out(app, std::move(action), {});
  }
  const Parted parted = part_words(words);
  if (std::find(parted.own.begin(), parted.own.end(), "--help") != parted.own.end()) {
    const std::string help = "/help " + parted.slash.front();
    TRY_ASSIGN(slash::Action action, slash::read_action(help));
    return carry_out(app, std::move(action), {});
  }
  TRY_ASSIGN(slash::Action action, slash::read_action(parted.slash));
  return carry_out(app, std::move(action), parted.own);
}

Result<int> run_slash_text(App& app, const Invocation& invocation, std::string_view text) {
  TRY_ASSIGN(slash::Action action, slash::read_action(text));
  std::vector<std::string> own;
  for (const auto& [name, values] : invocation.options) {
    const std::string word = "--" + name;
    if (values.empty()) own.push_back(word);
    for (const std::string& value : values) {
      own.push_back(word);
      own.push_back(value);
    }
  }
  return carry_out(app, std::move(action), own);
}

}  // namespace lakecode::cli

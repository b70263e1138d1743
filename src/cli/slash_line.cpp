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
  const slash::Command* command = slash::find_command(words.front().substr(0, words.front().find(' ')));
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

std::optional<std::vector<std::string>> find_slash_words(std::span<const std::string> words) {
  if (words.empty()) return std::nullopt;
  if (slash::is_slash_text(words.front())) return std::vector<std::string>(words.begin(), words.end());
  if (words.front() != "run") return std::nullopt;
  std::vector<std::string> before;
  for (std::size_t at = 1; at < words.size(); ++at) {
    if (slash::is_slash_text(words[at])) {
      std::vector<std::string> found(words.begin() + static_cast<std::ptrdiff_t>(at), words.end());
      found.insert(found.end(), before.begin(), before.end());
      return found;
    }
    const Option* option = find_own_option(words[at]);
    if (option == nullptr) return std::nullopt;  // a prompt in words, or `workflow`
    before.push_back(words[at]);
    const bool joined = words[at].find('=') != std::string::npos;
    if (!option->value.empty() && !joined && at + 1 < words.size()) before.push_back(words[++at]);
  }
  return std::nullopt;
}

Result<int> run_slash_words(App& app, std::span<const std::string> words) {
  const bool whole = words.front().find_first_of(" \t\n") != std::string::npos;  // "/cost top --days 7" as one word
  const Parted parted = part_words(words);
  if (std::find(parted.own.begin(), parted.own.end(), "--help") != parted.own.end()) {
    const std::string name = parted.slash.front().substr(0, parted.slash.front().find(' '));
    TRY_ASSIGN(slash::Action action, slash::read_action("/help " + name));
    return carry_out(app, std::move(action), {});
  }
  if (whole && parted.slash.size() > 1) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "run",
                 .subject = parted.slash.front(),
                 .reason = "`" + parted.slash[1] + "` stands outside of its quotes",
                 .advice = "put all words of the slash command into one pair of quotes, or none"};
  }
  TRY_ASSIGN(slash::Action action, whole ? slash::read_action(parted.slash.front()) : slash::read_action(parted.slash));
  return carry_out(app, std::move(action), parted.own);
}

}  // namespace lakecode::cli

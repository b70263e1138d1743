#include "slash/command.h"

#include <algorithm>

#include "base/text.h"
#include "workflows/engine.h"

namespace lakecode::slash {
namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

Error unknown_command(const std::string& word) {
  std::vector<std::string> names;
  for (const Command* command : registry()) names.push_back("/" + std::string(command->name));
  const auto nearest = text::nearest(word, names);
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "run",
               .subject = word,
               .reason = "there is no such slash command",
               .advice = (nearest ? "did you mean `" + *nearest + "`? " : std::string()) + "`/help` lists them"};
}

}  // namespace

bool is_slash_text(std::string_view text) {
  text = text::trim(text);
  if (text.size() < 2 || text.front() != '/') return false;
  const std::size_t end = std::min(text.find_first_of(" \t\n"), text.size());
  return std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(end), is_name_char);
}

Result<std::vector<std::string>> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;  // a word has begun, which may be an empty pair of quotes
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word += text[++i];
      open = true;
    } else if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
      open = true;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (open) words.push_back(std::move(word));
      word.clear();
      open = false;
    } else {
      word += c;
      open = true;
    }
  }
  if (quote != '\0') {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "read",
                 .subject = std::string(text.substr(0, text.find(' '))),
                 .reason = std::string("a quote (") + quote + ") is opened and not closed",
                 .advice = "close it, or put a backslash before it"};
  }
  if (open) words.push_back(std::move(word));
  return words;
}

const Command* find_command(std::string_view word) {
  if (!word.starts_with("/")) return nullptr;
  const std::string name = text::to_lower(word.substr(1));
  const auto all = registry();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Command* c) { return c->name == name; });
  return found == all.end() ? nullptr : *found;
}

std::vector<const Command*> available() {
  std::vector<const Command*> there;
  for (const Command* command : registry()) {
    if (command->workflow.empty() || workflows::find_workflow(command->workflow) != nullptr) there.push_back(command);
  }
  return there;
}

Result<Action> read_action(std::string_view text) {
  text = text::trim(text);
  const std::size_t end = std::min(text.find_first_of(" \t\n"), text.size());
  const Command* command = find_command(text.substr(0, end));
  if (command != nullptr && command->takes_text) {
    const std::string rest(text::trim(text.substr(end)));
    return command->act(rest.empty() ? Words() : Words(&rest, 1));
  }
  TRY_ASSIGN(const std::vector<std::string> words, split_words(text));
  return read_action(words);
}

Result<Action> read_action(Words words) {
  const Command* command = words.empty() ? nullptr : find_command(words.front());
  if (command == nullptr) return unknown_command(words.empty() ? "/" : words.front());
  return command->act(words.subspan(1));
}

}  // namespace lakecode::slash

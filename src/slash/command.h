#pragma once
// A slash command: what is typed after "/", turned into an Action that a front end carries out. Pure: nothing is asked
// or run here. An option `--foo-bar` is the input foo_bar of the workflow behind it.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::slash {

enum class ActionKind {
  Workflow,  ///< run the workflow `name` with `inputs`
  Command,   ///< run the program's own command `words` ("skills", "list")
  Text,      ///< show `text`
};

struct Action {
  ActionKind kind = ActionKind::Text;
  std::string name;
  JsonBox inputs;  ///< an object; checked by the workflow
  std::vector<std::string> words;
  std::string text;
};

using Words = std::span<const std::string>;

struct Command {
  std::string_view name;       ///< "cost", without "/"
  std::string_view arguments;  ///< for help: "TABLE [--sample-rows N]"
  std::string_view help;
  std::string_view example;  ///< "/cost top --days 7"
  std::string_view
      workflow;  ///< the workflow it needs; empty for none. Hidden from help where there is none of that id
  /// `words` are those behind the name. Errors: InvalidArgument (words), Unsupported (no such workflow in this build).
  Result<Action> (*act)(Words words);
  bool takes_text = false;  ///< what follows the name is one word as it stands, quotes and all
};

/// All commands, in the order of help.
std::span<const Command* const> registry();
/// Those whose workflow is there.
std::vector<const Command*> available();

/// "/cost" by its name, in any case; null when there is none.
const Command* find_command(std::string_view word);

/// True for "/prove" and "/prove main.a.b", false for a path such as "/tmp/x".
bool is_slash_text(std::string_view text);

/// "/cost top --days 7" cut into words: blanks separate, '…' and "…" hold together, a backslash takes the next sign as
/// it is. InvalidArgument for a quote that is not closed.
Result<std::vector<std::string>> split_words(std::string_view text);

/// The whole of what was typed: "/cost top --days 7". Errors: those of split_words and of the words.
Result<Action> read_action(std::string_view text);
/// The same, cut already (by a shell): `words[0]` is "/name". InvalidArgument for an unknown one, with the nearest.
Result<Action> read_action(Words words);

}  // namespace lakecode::slash

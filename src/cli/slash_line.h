#pragma once
// Slash commands on the command line: `lakecode /prove main.sales.orders --local`, and in a prompt of `run`.

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"

namespace lakecode::cli {

/// `words[0]` begins with "/". Options of `run workflow` and the common ones may stand among the words, unless the
/// command has an input of that name; the rest is the slash command's. Returns the exit code.
Result<int> run_slash_words(App& app, std::span<const std::string> words);

/// The text of a prompt that begins with "/"; the options of `invocation` go on to what it stands for.
Result<int> run_slash_text(App& app, const Invocation& invocation, std::string_view text);

}  // namespace lakecode::cli

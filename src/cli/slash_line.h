#pragma once
// Slash commands on the command line: `lakecode /prove main.sales.orders --local`, and in a prompt of `run`.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/app.h"

namespace lakecode::cli {

/// The words of a slash command among those of a command line, its "/name" first: of `/cost top --local`, and of
/// `run "/cost top" --local` and `run --local /cost top`. Nullopt when there is none.
std::optional<std::vector<std::string>> find_slash_words(std::span<const std::string> words);

/// Carries out what find_slash_words gave. Options of `run workflow` and the common ones may stand among the words,
/// unless the command has an input of that name; the rest is the slash command's. Returns the exit code.
Result<int> run_slash_words(App& app, std::span<const std::string> words);

}  // namespace lakecode::cli

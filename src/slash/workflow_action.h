#pragma once
// From words to the inputs of a workflow: options by name and type, the rest by place. Pure.

#include <initializer_list>
#include <string_view>

#include "slash/command.h"

namespace lakecode::slash {

/// Words without dashes fill `places` in order; `--foo-bar X`, `--foo-bar=X` and switches are inputs by name.
/// Errors: Unsupported (this build has no such workflow), InvalidArgument (unknown option, a value that is missing or
/// of the wrong type, too many words), each naming the word and what is allowed.
Result<Action> workflow_action(std::string_view command, std::string_view workflow, Words words,
                               std::initializer_list<std::string_view> places);

/// The program's own command.
Action command_action(std::vector<std::string> words);

/// Wrong words of `command`; `usage` says how it is typed.
Error usage_error(std::string_view command, std::string reason, std::string_view usage);

}  // namespace lakecode::slash

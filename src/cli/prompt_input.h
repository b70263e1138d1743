#pragma once
// What a person asks for: the words of the command line, standard input, or both. `-` stands for standard input.

#include <string>

#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"

namespace lakecode::cli {

struct PromptInput {
  std::string text;      ///< what is asked
  std::string attached;  ///< text piped in beside it; may be empty
};

inline constexpr std::size_t kMaxPromptBytes = 1U << 20U;
/// How long a request that has words waits for a pipe to bring its first byte: a pipe that nobody writes to must not
/// hold up a script for ever.
inline constexpr std::chrono::milliseconds kPipeWait{1'000};

/// Errors: InvalidArgument when nothing was asked, or it is larger than kMaxPromptBytes, or no UTF-8; Cancelled.
Result<PromptInput> read_prompt(App& app, const Invocation& invocation);

}  // namespace lakecode::cli

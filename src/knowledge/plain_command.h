#pragma once
// What is already a command: SQL text, a call of the official command line, a file of statements. Pure.

#include <optional>

#include "knowledge/intent.h"
#include "knowledge/request.h"

namespace lakecode::knowledge {

struct PlainCommand {
  Intent intent;
  bool reads_as_english = false;  ///< "show tables in sales": a question in words as well
};

/// SQL counts when all of it follows the grammar, alone or behind an order to run it and nothing else.
std::optional<PlainCommand> find_plain_command(const Request& request);

}  // namespace lakecode::knowledge

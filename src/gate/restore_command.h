#pragma once
// Which request a command line of the Databricks CLI makes, for the commands whose former state can be read: their
// restore point is the one of that request. Pure.

#include <optional>

#include "safety/effect.h"

namespace lakecode::gate {

/// The request, with what a restore point needs of its body. nullopt: no way back is known for the command, or its
/// words may be read in two ways.
std::optional<safety::RestEffect> request_of(const safety::ArgvEffect& command);

/// The SQL text that a request of the statement API carries; nullopt when it is no such request.
std::optional<safety::SqlEffect> statement_of(const safety::RestEffect& request);

}  // namespace lakecode::gate

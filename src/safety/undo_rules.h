#pragma once
// Whether and how a kind of SQL statement can be taken back. Data and its lookup; pure.

#include <optional>
#include <string_view>

#include "safety/verdict.h"

namespace lakecode::safety {

/// How `kind` can be undone, if it is known; nullopt for reads and kinds without a rule.
std::optional<Undo> undo_of(std::string_view kind);

}  // namespace lakecode::safety

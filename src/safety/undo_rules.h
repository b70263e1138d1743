#pragma once
// Whether and how an act can be taken back: SQL by its kind, command lines and requests by what they name. Data and
// their lookup; pure.

#include <optional>
#include <string_view>

#include "safety/verdict.h"

namespace lakecode::safety {

/// How a statement of this kind can be undone; nullopt for reads and kinds that are not known.
std::optional<Undo> undo_of(std::string_view kind);

/// How a command line or a request that is no read can be undone. `kind` is the verdict's: "JOBS_RESET", "DELETE".
/// nullopt when it is not known.
std::optional<Undo> undo_of_act(std::string_view kind, const Effect& effect);

}  // namespace lakecode::safety

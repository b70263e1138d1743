#pragma once
// The one object that a command line or a request names: a job by its id, a table by its name. Read off its words, its
// path and its body; what an act does to it is its class. Data and their lookup; pure.

#include <optional>

#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::safety {

/// nullopt for SQL, for acts that name none in a place we know, and for words that may be read in two ways. `kind` is
/// the verdict's: "JOBS_RESET".
std::optional<TouchedObject> object_of_act(std::string_view kind, EffectClass effect_class, const Effect& effect);

}  // namespace lakecode::safety

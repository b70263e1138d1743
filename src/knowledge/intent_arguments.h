#pragma once
// The inputs of a chosen intent, filled from what the request names. Pure.

#include <string_view>

#include "base/json_fwd.h"
#include "knowledge/named_things.h"
#include "knowledge/request.h"

namespace lakecode::knowledge {

/// `concepts` are those of the whole request. An input nothing speaks of is left out.
JsonObject intent_arguments(std::string_view name, const Request& request, const NamedThings& things,
                            const Concepts& concepts);

}  // namespace lakecode::knowledge

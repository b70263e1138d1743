#pragma once
// Whether a text about results says only numbers that the results hold: a model may choose and round, never make up.
// Pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"

namespace lakecode::genai {

/// The numbers of `text` that stand in none of `sources`, as they are written, in order, once each. A number stands
/// there when a source has it, or has one that is rounded to as many decimals as the text shows, or a share that the
/// text shows in percent; lengths of lists count as numbers too. A word that holds letters and digits ("gpt-4o",
/// "2026-11-01T10:00Z") must be part of a source's texts as it stands.
std::vector<std::string> numbers_without_source(std::string_view text, const std::vector<JsonBox>& sources);

}  // namespace lakecode::genai

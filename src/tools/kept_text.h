#pragma once
// A long text (the output of a program, an answer, a report) kept as a result of one column, `line`: the model sees its
// beginning and pages through the rest with read_result.

#include <cstddef>
#include <string>
#include <string_view>

#include "tools/tool.h"

namespace lakecode::tools {

/// The text inert and cut to `max_bytes` at a line where it can, with the handle to the whole when it was cut. With
/// rows kept from the model nothing of the text is shown.
std::string keep_text(std::string_view text, std::string_view source, std::size_t max_bytes, Services& services);

}  // namespace lakecode::tools

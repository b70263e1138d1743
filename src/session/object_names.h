#pragma once
// Names of lakehouse objects in free text and in the inputs of tools: for summaries, where a name lost is work done
// twice. Finds more rather than less; a wrong one does no harm. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace lakecode::session {

/// Dotted names of two or three parts ("main.sales.orders", with backquotes as written), each once. Paths, addresses,
/// file names and function calls are none.
std::vector<std::string> dotted_names(std::string_view text);

/// What the input of a call names: dotted names in any text, and "job_id 1001" for members that hold an id.
std::vector<std::string> names_in_input(std::string_view json);

}  // namespace lakecode::session

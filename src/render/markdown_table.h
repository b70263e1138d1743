#pragma once
// A table of Markdown, as a person reads it. Pure; cells pass the screen door here.

#include <string>
#include <vector>

#include "render/screen.h"

namespace lakecode::render {

/// Lines that begin with "|": a grid when it fits the screen, else each row as titles and values, so that nothing is
/// cut; as they are when they are no table. Ends with a newline.
std::string markdown_table(const std::vector<std::string>& lines, const Screen& screen);

}  // namespace lakecode::render

#pragma once
// Prose wrapped to the screen. Pure; text passes the screen door here.

#include <cstddef>
#include <string>
#include <string_view>

#include "render/screen.h"

namespace lakecode::render {

/// `text` wrapped at blanks, every line with `indent` blanks; its own newlines are kept. Ends with a newline; "" for
/// "".
std::string paragraph(std::string_view text, const Screen& screen, std::size_t indent = 0);

/// Lines that keep their own indent, each wrapped at blanks; what is carried over stands two columns further in. No
/// newline at the end.
std::string wrapped_lines(std::string_view text, std::size_t columns);

/// "label   value" with the value wrapped and aligned under itself.
std::string labelled(std::string_view label, std::string_view value, std::size_t label_width, const Screen& screen,
                     std::size_t indent = 0);

}  // namespace lakecode::render

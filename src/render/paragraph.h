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

/// "label   value" with the value wrapped and aligned under itself.
std::string labelled(std::string_view label, std::string_view value, std::size_t label_width, const Screen& screen,
                     std::size_t indent = 0);

}  // namespace lakecode::render

#pragma once
// The one door between text from outside and a terminal. Pure, total, linear.

#include <string>
#include <string_view>

namespace lakecode::render {

/// `text` with everything that could drive a terminal or hide something made visible: C0 except newline and tab, DEL,
/// C1, bidi controls, zero-width and tag characters, and invalid UTF-8 become escapes such as "\x1b" or "\u{202e}".
std::string inert(std::string_view text);

/// The same for one line: newlines and tabs become escapes as well.
std::string inert_line(std::string_view text);

/// JSON text with every such character written as \uXXXX: the same value, and nothing in it drives a terminal.
std::string inert_json(std::string_view json);

}  // namespace lakecode::render

#pragma once
// Styles by meaning, turned into escape sequences in one place and only when the screen takes colour. Pure.

#include <string>
#include <string_view>

#include "render/screen.h"
#include "result/finding.h"

namespace lakecode::render {

enum class Style { Plain, Heading, Faint, Good, Warning, Bad, Accent };

/// `text` in that style, reset at its end; `text` as it is when the screen has no colour. `text` must be inert.
std::string styled(std::string_view text, Style style, const Screen& screen);

Style style_of(result::Severity severity);

}  // namespace lakecode::render

#pragma once
// Small charts of characters: bars and sparklines, in Unicode or ASCII. Pure.

#include <cstddef>
#include <span>
#include <string>

#include "render/screen.h"

namespace lakecode::render {

/// `share` of `columns` filled, 0 <= share <= 1 (clamped; NaN counts as 0). Exactly `columns` wide.
std::string bar(double share, std::size_t columns, const Screen& screen);

/// One character a value, scaled from zero to the largest; a negative or missing (NaN) value is a blank.
std::string sparkline(std::span<const double> values, const Screen& screen);

}  // namespace lakecode::render

#include "render/charts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace lakecode::render {

std::string bar(double share, std::size_t columns, const Screen& screen) {
  constexpr std::array<std::string_view, 8> kEighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double clamped = std::isnan(share) ? 0.0 : std::clamp(share, 0.0, 1.0);
  const auto eighths = static_cast<std::size_t>(std::lround(clamped * static_cast<double>(columns) * 8.0));
  std::size_t used = eighths / 8;
  std::string out;
  for (std::size_t i = 0; i < used; ++i) out += screen.unicode ? "█" : "#";
  if (screen.unicode && eighths % 8 != 0) {
    out += kEighths.at(eighths % 8);
    ++used;
  }
  out.append(columns - used, ' ');
  return out;
}

std::string sparkline(std::span<const double> values, const Screen& screen) {
  constexpr std::array<std::string_view, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr std::string_view kAscii = ".:-=+*#@";
  double largest = 0;
  for (const double value : values) largest = std::max(largest, std::isnan(value) ? 0.0 : value);
  std::string out;
  for (const double value : values) {
    if (std::isnan(value) || value < 0) {
      out += ' ';
      continue;
    }
    const auto step = largest > 0 ? static_cast<std::size_t>(std::lround(value / largest * 7.0)) : std::size_t{0};
    if (screen.unicode) {
      out += kBlocks.at(step);
    } else {
      out += kAscii[step];
    }
  }
  return out;
}

}  // namespace lakecode::render

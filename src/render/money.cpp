#include "render/money.h"

#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace lakecode::render {

std::string money_text(double amount) {
  constexpr double kMost = 9.0e15;  // beyond it cents are no longer exact
  if (!std::isfinite(amount) || std::abs(amount) > kMost) return fmt::format("{:.4g}", amount);
  const auto cents = std::llround(std::abs(amount) * 100);
  const std::string sign = amount < 0 && cents > 0 ? "-" : "";
  return fmt::format("{}{}.{:02d}", sign, text::group_digits(cents / 100), cents % 100);
}

std::vector<double> last_values(std::vector<double> values) {
  constexpr std::size_t kShown = 30;
  if (values.size() > kShown) values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(kShown));
  return values;
}

}  // namespace lakecode::render

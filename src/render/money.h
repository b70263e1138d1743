#pragma once
// Amounts as reports show them. Pure.

#include <string>
#include <vector>

namespace lakecode::render {

/// 1234567.891 -> "1,234,567.89".
std::string money_text(double amount);

/// The last thirty values: a trend that fits a line.
std::vector<double> last_values(std::vector<double> values);

}  // namespace lakecode::render

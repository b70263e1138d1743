#pragma once
// The version of the product; CMakeLists.txt's project() version is checked against it by a test.

#include <string_view>

namespace lakecode::cli {
inline constexpr std::string_view kVersion = "0.1.0";
}

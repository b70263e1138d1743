#pragma once
// A ZIP archive in memory, its members stored as they are. Pure.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lakecode::local {

/// `members`: names with slashes, and their bytes; UTF-8. Sizes must stay below 4 GiB.
std::string make_zip(const std::vector<std::pair<std::string, std::string>>& members);

}  // namespace lakecode::local

#pragma once
// A ZIP archive in memory, by libarchive.

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace lakecode::local {

/// `members`: names with slashes, in UTF-8, and their bytes. Unavailable with the library's reason when it fails.
Result<std::string> make_zip(const std::vector<std::pair<std::string, std::string>>& members);

}  // namespace lakecode::local

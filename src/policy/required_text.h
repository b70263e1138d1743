#pragma once
// Which texts must stand in whatever a pattern matches: a cheap look before the pattern itself is run. Says nothing
// rather than something wrong: a text that is not required after all would switch a rule off. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace lakecode::policy {

/// Lower-case ASCII texts of three characters or more, each required, in the order of the pattern.
std::vector<std::string> find_required_texts(std::string_view pattern);

}  // namespace lakecode::policy

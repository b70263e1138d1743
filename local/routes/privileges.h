#pragma once
// Which privileges may be granted on which type of securable (API reference 3.7). A table of facts; pure.

#include <string>
#include <string_view>

namespace lakecode::local {

/// True when `privilege` (SELECT, USE_SCHEMA ...) may be granted on an object of `type`, also where it only makes sense
/// for what lies below.
bool is_grantable(std::string_view type, std::string_view privilege);
/// True when the word is a privilege of any type.
bool is_privilege(std::string_view privilege);
/// "USE SCHEMA" and "use_schema" are USE_SCHEMA.
std::string fold_privilege(std::string_view privilege);

}  // namespace lakecode::local

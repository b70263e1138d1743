#pragma once
// Principals by the names that permissions, grants and owners are given: users by user name, groups by display name,
// service principals by application id. Reads the store.

#include <string>
#include <string_view>

#include "base/result.h"
#include "local/state/store.h"

namespace lakecode::local {

/// Any of the three, or a group that is always there. Case does not matter.
bool is_principal(const Store& store, std::string_view name);
/// Of one kind: "user", "group", "service_principal".
bool is_principal(const Store& store, std::string_view kind, std::string_view name);
/// 404 PRINCIPAL_DOES_NOT_EXIST for a name that is none; "" passes.
Result<void> check_principal(const Store& store, std::string_view name);

}  // namespace lakecode::local

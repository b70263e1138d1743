#pragma once
// Principals of the workspace by the names that permissions and ACLs are given: users by user name, groups by display
// name, service principals by application id. Grants and owners of Unity Catalog take any name: they are the account's,
// whose directory is not here. Reads the store.

#include <string_view>

#include "local/state/store.h"

namespace lakecode::local {

/// Any of the three, or a group that is always there. Case does not matter.
bool is_principal(const Store& store, std::string_view name);
/// Of one kind: "user", "group", "service_principal".
bool is_principal(const Store& store, std::string_view kind, std::string_view name);

}  // namespace lakecode::local

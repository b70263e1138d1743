#pragma once
// The user that the workspace's token stands for. Reads the store.

#include <cstdint>
#include <string>
#include <string_view>

#include "local/routes/route.h"
#include "local/state/store.h"

namespace lakecode::local {

/// The record of the user marked as the token's owner, else of the first one; nullptr in a workspace without users.
RecordPointer find_me(const Store& store);

struct Me {
  std::string user_name;
  std::int64_t user_id = 0;
};
Me me_of(const Store& store);
/// The one who asks: the owner of the workspace's token, or who the access token was made for. A service principal's
/// user name is its application id.
Me me_of(const Store& store, const Caller& identity);

/// The member that names such a user in permissions and the like: "service_principal_name" for an application id (a
/// UUID), else "user_name".
std::string_view member_of_user(std::string_view user_name);

/// What unqualified names of a statement start from: "main" when it exists, else the first catalog.
std::string default_catalog(const Store& store);

}  // namespace lakecode::local

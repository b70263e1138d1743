#pragma once
// Permissions that come with the making of an object.

#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/state/store.h"

namespace lakecode::local {

/// The permissions document (see permissions.cpp) of a new object of `type` ("jobs") with the given access control
/// list; its maker owns it unless the list names another owner. A refusal for a list that is none
/// or names somebody who is not there.
Result<JsonObject> first_permissions(const Store& store, std::string_view type, const JsonValue& list,
                                     const std::string& maker);

}  // namespace lakecode::local

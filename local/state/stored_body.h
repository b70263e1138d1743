#pragma once
// The body of a stored object, as JSON.

#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/state/store.h"

namespace lakecode::local {

/// null when there is no such object. CorruptData for a body that is no JSON.
Result<JsonValue> stored_body(const Store& store, std::string_view kind, const std::string& id);

}  // namespace lakecode::local

#pragma once
// SCIM PatchOp (RFC 7644, 3.5.2) on a stored object: add, replace and remove of attributes, sub-attributes and elements
// of lists picked by a filter. Pure.

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::local {

/// Applies body.Operations in order. InvalidArgument (a refusal) for an operation that is none.
Result<void> apply_scim_patch(JsonObject& object, const JsonValue& body);

}  // namespace lakecode::local

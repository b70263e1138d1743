#pragma once
// JSON bodies under judgement: one top-level object, no key twice at any depth, nothing behind it. Pure.

#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::safety {

/// CorruptData when the text is not such a body.
Result<JsonBox> parse_strict_object(std::string_view text);

/// A member named in `keys` anywhere inside is set: true, a non-zero number, a non-empty text other than "false", a
/// non-empty list or object. Keys compare without case.
bool sets_any(const JsonValue& value, std::initializer_list<std::string_view> keys);

}  // namespace lakecode::safety

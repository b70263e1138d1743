#pragma once
// What kinds of JSON the members of a request must be: a table of names, checked at once. Pure.

#include <span>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::local {

enum class JsonKind { Object, Array, Text, Number, Flag };

struct Shape {
  std::string_view name;
  JsonKind kind;
};

/// InvalidArgument that names the member of `object` (with `where` in front of it) that is of another kind. Members
/// that are null or absent pass.
Result<void> check_shapes(const JsonValue& object, std::span<const Shape> shapes, std::string_view where = "");

}  // namespace lakecode::local

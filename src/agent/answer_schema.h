#pragma once
// The schema of a structured final answer: which part of JSON Schema is understood, and whether an answer fits. Pure.
//
// Understood: type (one or several), properties, required, additionalProperties (true, false or a schema), items,
// minItems, maxItems, enum, const, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength, maxLength, anyOf,
// oneOf, allOf, and $ref to "#", "#/$defs/NAME" or "#/definitions/NAME". Annotations (title, description, default,
// examples, format, $schema, $id, $comment, $defs, definitions, deprecated) say nothing about fitting. Any other
// keyword is refused when the schema is read: a rule that is not checked would be a promise not kept.

#include <string>
#include <string_view>

#include "base/result.h"

namespace lakecode::agent {

/// Success when every rule of `schema` is understood. Errors: InvalidArgument that names the place and the keyword.
Result<void> check_answer_schema(std::string_view schema);

/// The JSON document in `answer` (alone, or in a ```json fence, or between other words when it is the only object), as
/// compact text, when it fits `schema`. Errors: InvalidArgument whose reason tells the model where it does not.
Result<std::string> read_structured(std::string_view answer, std::string_view schema);

}  // namespace lakecode::agent

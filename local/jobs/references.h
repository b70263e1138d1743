#pragma once
// Dynamic value references in task settings: {{job.id}}, {{tasks.load.values.rows}}, {{job.parameters.day}}. Pure.

#include <map>
#include <string>
#include <string_view>

#include "base/json_fwd.h"

namespace lakecode::local {

/// What may be referred to, by the words between the braces.
using ReferenceValues = std::map<std::string, std::string, std::less<>>;

/// `text` with every known reference replaced; unknown ones stay as they are.
std::string resolve_references(std::string_view text, const ReferenceValues& values);

/// Every string below `value`, resolved. What `for_each_task.task` holds is left for its iterations.
void resolve_references_in(JsonValue& value, const ReferenceValues& values);

/// Members of a JSON text as references: {"a": 1} under "input" gives input and input.a.
void add_json_reference(ReferenceValues& values, const std::string& name, const std::string& json_text);

}  // namespace lakecode::local

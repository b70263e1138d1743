#pragma once
// The settings of jobs (API reference 3.2): checked, completed with the defaults of the platform, changed. Pure.
// Errors are InvalidArgument with an empty action: their reason is the whole message of the answer.

#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::local {

/// The settings that create, reset and submit make of what they are given.
Result<JsonBox> complete_settings(const JsonValue& given);

/// jobs/update: members of `changes` replace those of `settings`, tasks and job clusters by their keys; then
/// `fields_to_remove` ("schedule", "tasks/task_1") go.
Result<JsonBox> update_settings(const JsonValue& settings, const JsonValue& changes, const JsonArray& fields_to_remove);

/// The one member of a task that says what it does ("sql_task"); "" when there is none.
std::string work_member(const JsonValue& task);

/// An error whose reason is the whole message.
Error invalid_setting(std::string reason);

}  // namespace lakecode::local

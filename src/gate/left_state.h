#pragma once
// What an act left of the settings that its undo would set back, noted after it was applied. An undo compares it with
// what it finds: settings that differ were changed by others since. Pure; only digests of values are kept.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "gate/restore_point.h"

namespace lakecode::gate {

/// Whether what `step` sets back can be compared: settings, grants, definitions, contents. Versions of tables tell of
/// themselves who made them.
bool is_comparable(const RestoreStep& step);

/// The digest of each setting that `steps` would send, by its place: "tags.team", "tasks[a].notebook_task". `folder` is
/// the pack that holds large bodies; may be empty when no step has one.
Result<SettingDigests> digests_of(const std::vector<RestoreStep>& steps, const std::filesystem::path& folder);

/// The places whose setting is neither as the act left it nor as the undo will set it, in order. Empty when the undo
/// would change nothing: `now` holds no setting.
std::vector<std::string> changed_since(const SettingDigests& left, const SettingDigests& now,
                                       const SettingDigests& target);

JsonBox to_json(const SettingDigests& digests);
SettingDigests parse_digests(const JsonValue& value);

}  // namespace lakecode::gate

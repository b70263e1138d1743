#pragma once
// What an act will need to be taken back, noted before it happens: versions, definitions, settings, grants, contents.
// A restore point is stored in the intent record; undo reads it from there. Plain values; the text forms are in
// docs/safety.md.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "safety/effect.h"

namespace lakecode::gate {

/// A digest for each setting, by its place: gate/left_state.h.
using SettingDigests = std::map<std::string, std::string>;

/// One act that brings one object back. Either SQL or a request.
struct RestoreStep {
  std::string how;          ///< restore_version, undrop, recreate, set_back, drop_created, grant_back, request
  std::string object_type;  ///< table, view, function, job, notebook, …
  std::string object;       ///< as a person names it
  std::string statement;    ///< SQL; empty for a request
  safety::RestEffect request;
  std::string body_blob;  ///< SHA-256 of the artefact that holds the request's body; else it is in `request`
  std::optional<std::int64_t> version;      ///< of the table before the act
  std::string id = {};                      ///< of a table that was dropped: its name may be taken by another
  std::string shape;                        ///< digest of the table's columns and properties then: gate/table_shape.h
  std::string before;                       ///< what it was, in a few words
  std::string within;                       ///< until when it works: "7 days", "any time"
  std::optional<SettingDigests> left = {};  ///< what the act left, noted after it; told by its own record
};

/// What cannot be brought back, and why.
struct LostPart {
  std::string object;
  std::string why;
};

struct RestorePoint {
  std::vector<RestoreStep> steps;  ///< in the order of the act; undone from the last to the first
  std::vector<LostPart> lost;

  [[nodiscard]] bool empty() const { return steps.empty() && lost.empty(); }
};

JsonBox to_json(const RestorePoint& point);
/// CorruptData when the value is no restore point.
Result<RestorePoint> parse_restore_point(const JsonValue& value);

}  // namespace lakecode::gate

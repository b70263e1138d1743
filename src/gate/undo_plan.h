#pragma once
// Reads the acts of a pack and what undoes them. The pack is verified first: a tampered one gives no plan. Reads files
// only; nothing here reaches a workspace.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "evidence/pack.h"
#include "gate/restore_point.h"

namespace lakecode::gate {

/// One approved act of a pack, as its records tell it.
struct RecordedAct {
  std::uint64_t seq = 0;  ///< of the intent record: PACK#SEQ
  std::string time;       ///< RFC 3339
  std::string kind;       ///< "DELETE"
  std::string text;       ///< the SQL, argv or request
  std::string outcome;    ///< applied, failed, unknown; "" when it was never told
  RestorePoint point;
  bool looked_at = false;  ///< a restore point was taken: an empty one says that there was nothing to change
};

struct ActHistory {
  std::string workspace;          ///< origin, or "local"
  std::string strength;           ///< what verification said: "signed by key …", or that the pack was interrupted
  std::vector<RecordedAct> acts;  ///< in the order they were approved
};

/// Errors: CorruptData (the pack is tampered with; reason names the first problem), NotFound (no such pack).
Result<ActHistory> load_acts(const std::filesystem::path& folder, const evidence::PackSettings& settings);

/// What `step` sends: its statement or its request, with the body that stands in its artefact. Errors as load_body.
Result<safety::Effect> effect_of(const RestoreStep& step, const std::filesystem::path& folder);

/// The body of a request step: its own, or that of its artefact in `folder`, checked against its digest.
Result<std::string> load_body(const RestoreStep& step, const std::filesystem::path& folder);

}  // namespace lakecode::gate

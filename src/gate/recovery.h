#pragma once
// What the gate asks around an act of one workspace: how far it reaches, and the restore point that undoes it.
// Called with the gate's lock held, hence by one thread; its reads run in parallel.

#include "base/ids.h"
#include "databricks/client.h"
#include "gate/act_observer.h"
#include "gate/restore_point.h"
#include "gate/state_reader.h"

namespace lakecode::evidence {
class PackWriter;
}

namespace lakecode::gate {

class Recovery final : public ActObserver {
 public:
  /// `warehouse` runs the reads; empty: what needs SQL is told as not known. Borrows client and pack.
  Recovery(databricks::Client& client, WarehouseId warehouse, evidence::PackWriter& pack)
      : client_(client), warehouse_(std::move(warehouse)), pack_(pack) {}

  Reach measure_reach(const Action& action, const safety::Verdict& verdict, ReadDoor& reads,
                      const CallContext& ctx) override;
  /// A RestorePoint as JSON; null when the act leaves nothing to undo. Takes at most 30 s. Errors: Cancelled, and a
  /// pack that cannot be written.
  Result<JsonBox> take_restore_point(const Action& action, const safety::Verdict& verdict, ReadDoor& reads,
                                     const CallContext& ctx) override;
  /// One entry a step of the restore point: {"places", "digests"}, {"unread": why}, or null. Takes at most 10 s.
  JsonBox note_left(const Action& action, const JsonValue& restore_point, ReadDoor& reads,
                    const CallContext& ctx) override;

 private:
  databricks::Client& client_;
  WarehouseId warehouse_;
  evidence::PackWriter& pack_;
};

/// What `effect`, done now, would need to be taken back: how what it sets is now. Nothing is kept; every body stands in
/// its step. Errors: Cancelled.
Result<RestorePoint> read_restore_point(const safety::Effect& effect, const StateReader& reader,
                                        const CallContext& ctx);

}  // namespace lakecode::gate

#pragma once
// What the gate asks around an act of one workspace: how far it reaches, and the restore point that undoes it.
// Called with the gate's lock held, hence by one thread; its reads run in parallel.

#include "base/ids.h"
#include "databricks/client.h"
#include "gate/act_observer.h"

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

 private:
  databricks::Client& client_;
  WarehouseId warehouse_;
  evidence::PackWriter& pack_;
};

}  // namespace lakecode::gate

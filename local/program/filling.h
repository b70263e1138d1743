#pragma once
// What a workspace holds after its first start: the demo company, or just enough to log in and run a statement.

#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "local/program/options.h"
#include "local/state/store.h"

namespace lakecode::local {

struct Identity {
  std::string workspace_id;
  std::string metastore_id;
};

/// Fills `store` when it was never filled, and says who the workspace is. All or nothing: a filling that was cut off is
/// done again by the next start.
Result<Identity> fill_on_first_use(Store& store, const Options& options, WallTime now);

}  // namespace lakecode::local

#pragma once
// What a workspace holds after its first start: the demo company, or just enough to log in and run a statement.

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "local/engine/table_engine.h"
#include "local/program/options.h"
#include "local/state/store.h"

namespace lakecode::local {

struct Identity {
  std::string workspace_id;
  std::string metastore_id;
  std::uint64_t seed = 0;
  bool filled = false;  ///< the first start has ended well
};

/// Who this workspace is: as stored, or from the seed of the options when it was never filled.
Result<Identity> settle_identity(const Store& store, const Options& options);

struct FillOrder {
  Filling filling = Filling::Empty;
  WallTime now;
  std::filesystem::path truth_file;  ///< where the demo company's truth goes; an empty workspace has none
  std::filesystem::path files;       ///< the folder of bytes
  std::int64_t scale = 0;            ///< see add_scale
};

/// Fills a fresh store and a fresh engine. All or nothing: a filling that was cut off is done again by the next start.
Result<void> fill(Store& store, TableEngine& engine, const Identity& identity, const FillOrder& order);

}  // namespace lakecode::local

#pragma once
// A whole workspace as one file and back: fixtures for CI, rehearsals that start from the same place.
// The file is a tar archive under zstd: the files of the data folder, then manifest.json
//   {"format":"lakecode.local_snapshot/1","created_at","files":[{"name","size","sha256"}]}
// The token, the lock and server.json stay behind. Both need the folder to themselves: no server may be running on it.

#include "base/result.h"
#include "local/program/options.h"

namespace lakecode::local {

/// Writes `options.file`; AlreadyExists when something has that name. Whole or not at all.
Result<void> take_snapshot(const Options& options);

/// Puts the workspace of `options.file` in place of the one in `options.data`. The file is read and checked whole
/// before anything is replaced. CorruptData: damaged, cut off, or no snapshot of ours.
Result<void> restore_snapshot(const Options& options);

}  // namespace lakecode::local

#pragma once
// Files of volumes as relations: for read_files, csv.`/Volumes/...`, COPY INTO and LIST. Statements reach files of
// volumes alone: the workspace's engine opens no files, a second one, in memory, reads them. Only for local/engine.

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "local/dialect/rewriter.h"
#include "local/engine/duck.h"

namespace lakecode::local {

struct VolumeFile {
  std::filesystem::path file;  ///< on this machine
  std::string path;            ///< /Volumes/catalog/schema/volume/...
  std::string identity;        ///< path, size and time: the same file with other bytes is another one
  std::uint64_t size = 0;
  std::int64_t modified_ms = 0;
};

/// The files at source.path (a file, a folder, a pattern with * ? and {a,b}) in name order, those whose name begins
/// with _ or . left out. [PATH_NOT_FOUND] when there is none; refusals for other places than volumes.
Result<std::vector<VolumeFile>> find_files(const std::filesystem::path& data, const dialect::FileSource& source);

/// What lies directly in the folder `path` of a volume, or the file there, in name order; folders end with /.
/// [PATH_NOT_FOUND] when there is neither.
Result<std::vector<VolumeFile>> list_folder(const std::filesystem::path& data, const std::string& path);

/// Their rows in a new table in memory; its engine name. [CANNOT_READ_FILE...] when they are not what they are said
/// to be.
Result<std::string> stage_files(duck::Connection& connection, const std::vector<VolumeFile>& files,
                                const dialect::FileSource& source);

}  // namespace lakecode::local

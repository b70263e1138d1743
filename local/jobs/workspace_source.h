#pragma once
// The code that tasks name by path or id, read from the workspace: notebooks, files, files on volumes, saved queries.
// Reads the store and the folder of bytes. Errors are NotFound, or InvalidArgument for a path that is not served; their
// reason is the whole message.

#include <filesystem>
#include <string>

#include "base/result.h"
#include "local/jobs/notebook_cells.h"
#include "local/state/store.h"

namespace lakecode::local {

struct SourceText {
  std::string text;
  std::string language;  ///< of a notebook: "SQL", "PYTHON"; "" of a file
};

/// `files` is the folder of bytes; `path` as tasks write it: /Users/..., /Workspace/..., /Volumes/...,
/// dbfs:/Volumes/...
Result<SourceText> read_source(const Store& store, const std::filesystem::path& files, const std::string& path);

struct SavedQuery {
  std::string sql;
  std::string warehouse_id;
  std::string catalog;
  std::string schema;
  TextValues parameters;  ///< its own values
};
Result<SavedQuery> read_saved_query(const Store& store, const std::string& id);

}  // namespace lakecode::local

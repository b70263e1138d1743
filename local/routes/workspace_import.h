#pragma once
// What an uploaded content becomes in the workspace (API reference 3.8): a notebook or a file, and under which path.
// Pure.

#include <string>
#include <string_view>

#include "base/result.h"
#include "local/routes/workspace_tree.h"

namespace lakecode::local {

struct ImportOrder {
  std::string path;  ///< as workspace_path gives it
  std::string format = "SOURCE";
  std::string language;
  std::string bytes;
  std::size_t most_bytes = 10U << 20U;  ///< content over that is refused
};

struct Import {
  std::string path;  ///< a notebook by AUTO has lost its extension
  NodeContent content;
};
/// A refusal for unknown formats and languages, for content over most_bytes, and for formats this workspace does not
/// read.
Result<Import> prepare_import(ImportOrder order);

}  // namespace lakecode::local

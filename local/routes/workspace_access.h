#pragma once
// What somebody may do with a folder, notebook or file of the workspace's tree (API reference 3.8, 3.10): by levels
// that are set on it or on a folder above it, in the home that is theirs, in /Shared. Reads the store.

#include <string>

#include "base/result.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// Each holds what stands before it. New objects and deletions need Manage on the folder.
enum class NodeRight { None, Read, Run, Edit, Manage };

/// The rights of one caller, drawn from the store once for each request.
class NodeAccess {
 public:
  NodeAccess(const Workspace& workspace, const Caller& caller);

  [[nodiscard]] NodeRight right_on(const std::string& path) const;
  /// 403 PERMISSION_DENIED for a node that is there and that the caller may not use so; what is not there passes.
  [[nodiscard]] Result<void> check(const std::string& path, NodeRight needed) const;
  /// To make or change what `path` names: Edit on what is there, else Manage on the nearest folder above it.
  [[nodiscard]] Result<void> check_change(const std::string& path) const;

 private:
  [[nodiscard]] NodeRight set_on(const std::string& path) const;

  const Workspace& workspace_;
  std::string user_;
  std::vector<std::string> groups_;
  bool unbounded_ = true;
};

}  // namespace lakecode::local

#pragma once
// The workspace's folders, notebooks and files. Stored: workspace_object (id its path): ObjectInfo; the bytes are in
// the folder files/workspace/OBJECT_ID. "/", "/Users", "/Shared", "/Repos" and the homes of the users are there without
// being stored. Changes go under the workspace's lock.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/notebook_source.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// One spelling for each node: "/Workspace/Users/x/" is "/Users/x". A refusal for what is no absolute path, has empty,
/// "." or ".." parts, or control characters.
Result<std::string> workspace_path(std::string_view given);
std::string parent_path(std::string_view path);  ///< "/" for "/a" and "/"
std::string base_name(std::string_view path);

/// ObjectInfo; nullopt when there is nothing.
std::optional<JsonObject> find_node(const Workspace& workspace, const std::string& path);
/// By object_id.
std::optional<JsonObject> find_node_by_id(const Workspace& workspace, std::int64_t object_id);
/// What lies directly in a folder, by path.
Result<std::vector<JsonObject>> children_of(const Workspace& workspace, const std::string& path);
bool is_folder(const JsonObject& node);
Error missing_node(std::string_view path);

/// Creates the folder and its parents. A refusal when something that is no folder is in the way.
Result<void> make_folders(Workspace& workspace, const std::string& path);

struct NodeContent {
  std::string type;                            ///< NOTEBOOK, FILE or DASHBOARD
  const NotebookLanguage* language = nullptr;  ///< of a notebook
  std::string bytes;
  bool jupyter = false;  ///< it came as a Jupyter document, and is exported as one in bundles
};
/// Stores `content` at `path`, whose parent must be there. Refuses an existing object unless `overwrite`, and one of
/// another type always. Returns its ObjectInfo.
Result<JsonObject> put_node(Workspace& workspace, const std::string& path, const NodeContent& content, bool overwrite);
/// The bytes of a notebook or file.
Result<std::string> read_node(const Workspace& workspace, const JsonObject& node);
/// Removes a node that has nothing under it; what it shows stays.
Result<void> forget_node(Workspace& workspace, const std::string& path);
/// Removes the node and, with `recursive`, what lies under it; a dashboard among it is trashed.
Result<void> remove_node(Workspace& workspace, const std::string& path, bool recursive);

}  // namespace lakecode::local

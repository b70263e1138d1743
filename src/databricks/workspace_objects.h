#pragma once
// Workspace API 2.0: notebooks, files and folders by path: status, export, import, delete.
// Source: Databricks REST reference, Workspace. Contents are bytes here, base64 on the wire.

#include <string>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/change.h"
#include "databricks/client.h"

namespace lakecode::databricks {

struct ObjectStatus {
  std::string path;
  std::string object_type;  ///< NOTEBOOK, FILE, DIRECTORY, REPO, LIBRARY, DASHBOARD
  std::string language;     ///< of a notebook: PYTHON, SQL, SCALA, R; else ""
  std::int64_t object_id = 0;
};

/// GET workspace/get-status. Errors: NotFound, PermissionDenied, …
Result<ObjectStatus> fetch_object_status(Client& client, const std::string& path, const CallContext& ctx);

/// GET workspace/export, decoded. `format`: SOURCE, JUPYTER, DBC, HTML, AUTO. The platform's limit is 10 MB.
Result<std::string> fetch_export(Client& client, const std::string& path, const std::string& format,
                                 const CallContext& ctx);

struct ObjectContent {
  std::string path;
  std::string format = "SOURCE";
  std::string language;  ///< needed with SOURCE of a notebook
  std::string bytes;
  bool overwrite = false;
};
/// POST workspace/import. The parent folder must exist.
Change make_import_object(const ObjectContent& content);

/// POST workspace/mkdirs: the folder and its missing parents; nothing happens when it is there.
Change make_folder(const std::string& path);

enum class Depth { One, Recursive };
/// POST workspace/delete. Without Recursive a folder that holds something is refused by the platform.
Change make_delete_object(const std::string& path, Depth depth);

}  // namespace lakecode::databricks

#pragma once
// What the older SQL API, /api/2.0/preview/sql, says in its own way of queries, alerts and dashboards: who made a
// thing, the data source it runs on, lists by page numbers.

#include <functional>
#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// {"id", "name", "email"} of the one with that user name; without an id when nobody has it.
JsonObject legacy_user(const Workspace& workspace, const std::string& user_name);

/// A list as the older API pages it: {"count", "page", "page_size", "results"}, of the objects of `kind` that were not
/// thrown away. Reads page, page_size (at most 250), q (a part of the name) and order (name, created_at, -name,
/// -created_at; else the newest first).
Result<net::ServerResponse> legacy_page(const Workspace& workspace, const Call& call, std::string_view kind,
                                        const std::function<JsonObject(JsonObject)>& shown);

/// Whether the object is in the trash.
bool is_trashed(const JsonObject& object);
/// Puts it into the trash, or takes it out again.
void set_trashed(const Workspace& workspace, JsonObject& object, bool trashed);

}  // namespace lakecode::local

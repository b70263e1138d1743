#pragma once
// What the older SQL API, /api/2.0/preview/sql, says in its own way of queries, alerts and dashboards: who made a
// thing, the data source it runs on, lists by page numbers.

#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/answer.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// {"id", "name", "email"} of the one with that user name; without an id when nobody has it.
JsonObject legacy_user(const Workspace& workspace, const std::string& user_name);

/// What queries and dashboards have of their own: reading, changing and the trash are the same for both.
struct LegacyNoun {
  std::string_view kind;
  std::string_view words;  ///< for messages
  JsonObject (*shown)(const Workspace&, const JsonObject& object);
  /// Takes the members of a request that changes an object.
  Result<void> (*take)(const Workspace&, const Call&, const JsonValue& body, JsonObject& object);
};

/// A stored object; 404 when there is none.
Result<JsonObject> legacy_object(const Workspace& workspace, const LegacyNoun& of, const std::string& id);
/// The objects of `kind` below `parent`, as answers show them.
JsonArray legacy_parts(const Workspace& workspace, std::string_view kind, const std::string& parent);

Result<net::ServerResponse> show_legacy(Workspace& workspace, const Call& call, const LegacyNoun& of);
/// A list as the older API pages it: {"count", "page", "page_size", "results"}, of the objects that were not thrown
/// away. Reads page, page_size (at most 250), q (a part of the name) and order (name, created_at, -name, -created_at;
/// else the newest first).
Result<net::ServerResponse> list_legacy(Workspace& workspace, const Call& call, const LegacyNoun& of);
Result<net::ServerResponse> update_legacy(Workspace& workspace, const Call& call, const LegacyNoun& of);
Result<net::ServerResponse> trash_legacy(Workspace& workspace, const Call& call, const LegacyNoun& of);
Result<net::ServerResponse> restore_legacy(Workspace& workspace, const Call& call, const LegacyNoun& of);

using LegacyVerb = Result<net::ServerResponse> (*)(Workspace&, const Call&, const LegacyNoun&);
template <LegacyVerb Do, const LegacyNoun& Of>
Result<net::ServerResponse> on_legacy(Workspace& workspace, const Call& call) {
  return Do(workspace, call, Of);
}

/// The rows for `many` (GET), `trash` (POST: out of the trash) and `one` (GET, POST, DELETE: into the trash).
template <const LegacyNoun& Of>
std::vector<Route> legacy_rows(std::string_view many, std::string_view trash, std::string_view one) {
  return {{"GET", many, answered<on_legacy<list_legacy, Of>>},
          {"POST", trash, answered<on_legacy<restore_legacy, Of>>},
          {"GET", one, answered<on_legacy<show_legacy, Of>>},
          {"POST", one, answered<on_legacy<update_legacy, Of>>},
          {"DELETE", one, answered<on_legacy<trash_legacy, Of>>}};
}

/// Whether the object is in the trash.
bool is_trashed(const JsonObject& object);

}  // namespace lakecode::local

#pragma once
// Collections whose objects are kept as they come and shown again: one description each, and the verbs they share.
// Stored: the kind of each collection, id the captured parts of its path joined with "/".

#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/answer.h"
#include "local/routes/route.h"

namespace lakecode::local {

enum class KeptTimes { Millis, Rfc3339, None };

struct Collection {
  std::string_view kind;
  std::string_view words;          ///< for messages
  std::string_view id;             ///< the member that holds the id
  std::string_view array;          ///< of the list's answer
  std::string_view required = "";  ///< members that a new one needs, blanks between
  std::string_view given = "";     ///< the member of a request that wraps the object; "" for the body itself
  std::string_view shown = "";     ///< the member of an answer that wraps the object; "" for none
  KeptTimes times = KeptTimes::Rfc3339;
  bool answers_id_alone = false;  ///< of a new one
  std::string_view hidden = "";   ///< a member that lists do not show
  std::string_view key = "";      ///< members whose values, joined with "/", are the id; "": a new one gets a UUID
  bool trashes = false;           ///< a deleted one can still be read, as DELETED
  /// Fills what the platform adds; run after every change, `fresh` for a new one. May be null.
  void (*complete)(Workspace&, const Call&, JsonObject& object, bool fresh) = nullptr;
  /// Refuses what must not be stored; run before every change. May be null.
  Result<void> (*check)(const Workspace&, const Call&, const JsonObject& object) = nullptr;
};

Result<net::ServerResponse> create_kept(Workspace& workspace, const Call& call, const Collection& of);
Result<net::ServerResponse> show_kept(Workspace& workspace, const Call& call, const Collection& of);
Result<net::ServerResponse> list_kept(Workspace& workspace, const Call& call, const Collection& of);
/// With the query's update_mask only the members it names, and those that the request leaves out go.
Result<net::ServerResponse> change_kept(Workspace& workspace, const Call& call, const Collection& of);
Result<net::ServerResponse> remove_kept(Workspace& workspace, const Call& call, const Collection& of);

using KeptVerb = Result<net::ServerResponse> (*)(Workspace&, const Call&, const Collection&);
template <KeptVerb Do, const Collection& Of>
Result<net::ServerResponse> on_kept(Workspace& workspace, const Call& call) {
  return Do(workspace, call, Of);
}

/// The rows for `many` (GET, POST) and `one` (GET, PATCH, PUT, DELETE).
template <const Collection& Of>
void add_kept_rows(std::vector<Route>& routes, std::string_view many, std::string_view one) {
  const std::vector<Route> rows{
      {"GET", many, answered<on_kept<list_kept, Of>>},  {"POST", many, answered<on_kept<create_kept, Of>>},
      {"GET", one, answered<on_kept<show_kept, Of>>},   {"PATCH", one, answered<on_kept<change_kept, Of>>},
      {"PUT", one, answered<on_kept<change_kept, Of>>}, {"DELETE", one, answered<on_kept<remove_kept, Of>>}};
  routes.insert(routes.end(), rows.begin(), rows.end());
}

}  // namespace lakecode::local

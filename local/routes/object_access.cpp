#include "local/routes/object_access.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "local/engine/privilege_check.h"
#include "local/routes/me.h"
#include "local/routes/memberships.h"
#include "local/routes/records.h"

namespace lakecode::local {

ObjectAccess::ObjectAccess(const Workspace& workspace, const Caller& caller, const LeveledKind& kind)
    : workspace_(workspace), kind_(kind) {
  if (caller.id.empty()) return;  // the owner of the workspace's token
  user_ = me_of(workspace.store, caller).user_name;
  unbounded_ = Rights(workspace.store, user_).unbounded();
  if (!unbounded_) groups_ = Memberships(workspace.store).names_of(caller.id);
}

std::vector<std::string> ObjectAccess::levels_on(const std::string& id, const JsonObject& object) const {
  std::vector<std::string> levels;
  const auto set = find_body(workspace_.store, "permissions", fmt::format("{}/{}", kind_.type, id));
  if (!set && json::string_at(object, "creator_user_name") == user_) levels.emplace_back(kind_.highest);
  if (!set) return levels;
  for (const JsonValue& entry : json::array_at(*set, "access_control_list")) {
    const std::string group = json::string_at(entry, "group_name");
    const bool mine =
        json::string_at(entry, "user_name") == user_ || json::string_at(entry, "service_principal_name") == user_ ||
        (!group.empty() && (group == "users" || std::find(groups_.begin(), groups_.end(), group) != groups_.end()));
    if (mine) levels.push_back(json::string_at(entry, "permission_level"));
  }
  return levels;
}

bool ObjectAccess::holds(const std::string& id, const JsonObject& object,
                         std::initializer_list<std::string_view> levels) const {
  if (unbounded_) return true;
  const std::vector<std::string> held = levels_on(id, object);
  return std::any_of(held.begin(), held.end(), [&](const std::string& level) {
    return std::find(levels.begin(), levels.end(), level) != levels.end();
  });
}

bool ObjectAccess::sees(const std::string& id, const JsonObject& object) const {
  return unbounded_ || !levels_on(id, object).empty();
}

std::optional<ObjectIds> ObjectAccess::visible() const {
  if (unbounded_) return std::nullopt;
  ObjectIds ids;
  ListQuery query;
  query.kind = kind_.kind;
  query.limit = SIZE_MAX;
  const auto page = workspace_.store.list(query);
  if (!page) return ids;
  for (const RecordPointer& record : page->records) {
    if (sees(record->id, body_of(*record))) ids.insert(record->id);
  }
  return ids;
}

}  // namespace lakecode::local

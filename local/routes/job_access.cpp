#include "local/routes/job_access.h"

#include <algorithm>

#include "base/json.h"
#include "local/engine/privilege_check.h"
#include "local/routes/me.h"
#include "local/routes/memberships.h"
#include "local/routes/records.h"

namespace lakecode::local {

JobAccess::JobAccess(const Workspace& workspace, const Caller& caller) : workspace_(workspace) {
  if (caller.id.empty()) return;  // the owner of the workspace's token
  user_ = me_of(workspace.store, caller).user_name;
  unbounded_ = Rights(workspace.store, user_).unbounded();
  if (!unbounded_) groups_ = Memberships(workspace.store).names_of(caller.id);
}

std::vector<std::string> JobAccess::levels_on(const std::string& job_id, const JsonObject& job) const {
  std::vector<std::string> levels;
  const auto set = find_body(workspace_.store, "permissions", "job/" + job_id);
  if (!set && json::string_at(job, "creator_user_name") == user_) levels.emplace_back("IS_OWNER");
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

bool JobAccess::holds(const std::string& job_id, const JsonObject& job,
                      std::initializer_list<std::string_view> levels) const {
  if (unbounded_) return true;
  const std::vector<std::string> held = levels_on(job_id, job);
  return std::any_of(held.begin(), held.end(), [&](const std::string& level) {
    return std::find(levels.begin(), levels.end(), level) != levels.end();
  });
}

JobAccess::Visible JobAccess::visible() const {
  Visible out;
  out.user = user_;
  ListQuery query;
  query.kind = "job";
  query.limit = SIZE_MAX;
  const auto page = workspace_.store.list(query);
  if (!page) return out;
  for (const RecordPointer& record : page->records) {
    const bool seen = unbounded_ || !levels_on(record->id, body_of(*record)).empty();
    (seen ? out.jobs : out.hidden).insert(record->id);
  }
  return out;
}

bool JobAccess::Visible::shows_run(const Record& run) const {
  if (jobs.contains(run.parent)) return true;
  return !hidden.contains(run.parent) && json::string_at(body_of(run), "creator_user_name") == user;
}

}  // namespace lakecode::local

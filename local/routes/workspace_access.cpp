#include "local/routes/workspace_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/privilege_check.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/memberships.h"
#include "local/routes/records.h"
#include "local/routes/workspace_tree.h"

namespace lakecode::local {
namespace {

struct RightWord {
  std::string_view level;
  NodeRight right;
  std::string_view words;
};
constexpr std::array<RightWord, 4> kRightWords{{{"CAN_READ", NodeRight::Read, "Read"},
                                                {"CAN_RUN", NodeRight::Run, "Run"},
                                                {"CAN_EDIT", NodeRight::Edit, "Edit"},
                                                {"CAN_MANAGE", NodeRight::Manage, "Manage"}}};

NodeRight right_of(std::string_view level) {
  for (const RightWord& word : kRightWords) {
    if (word.level == level) return word.right;
  }
  return NodeRight::None;
}

bool lies_in(std::string_view path, std::string_view folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

}  // namespace

NodeAccess::NodeAccess(const Workspace& workspace, const Caller& caller) : workspace_(workspace) {
  if (caller.id.empty()) return;  // the owner of the workspace's token
  user_ = me_of(workspace.store, caller).user_name;
  unbounded_ = Rights(workspace.store, user_).unbounded();
  if (!unbounded_) groups_ = Memberships(workspace.store).names_of(caller.id);
}

NodeRight NodeAccess::set_on(const std::string& path) const {
  const auto node = find_node(workspace_, path);
  if (!node) return NodeRight::None;
  const std::string key = fmt::format("{}/{}", text::to_lower(json::string_at(*node, "object_type")),
                                      json::int_at(*node, "object_id").value_or(0));
  const auto set = find_body(workspace_.store, "permissions", key);
  if (!set) return NodeRight::None;
  NodeRight best = NodeRight::None;
  for (const JsonValue& entry : json::array_at(*set, "access_control_list")) {
    const std::string group = json::string_at(entry, "group_name");
    const bool mine =
        json::string_at(entry, "user_name") == user_ || json::string_at(entry, "service_principal_name") == user_ ||
        (!group.empty() && (group == "users" || std::find(groups_.begin(), groups_.end(), group) != groups_.end()));
    if (mine) best = std::max(best, right_of(json::string_at(entry, "permission_level")));
  }
  return best;
}

NodeRight NodeAccess::right_on(const std::string& path) const {
  if (unbounded_ || lies_in(path, "/Users/" + user_) || lies_in(path, "/Repos/" + user_) || lies_in(path, "/Shared"))
    return NodeRight::Manage;
  NodeRight best = path == "/" || path == "/Users" || path == "/Repos" ? NodeRight::Read : NodeRight::None;
  for (std::string at = path; at != "/"; at = parent_path(at)) best = std::max(best, set_on(at));
  return best;
}

Result<void> NodeAccess::check(const std::string& path, NodeRight needed) const {
  if (unbounded_ || right_on(path) >= needed || !find_node(workspace_, path)) return {};
  const auto* const word = std::find_if(kRightWords.begin(), kRightWords.end(),
                                        [&](const RightWord& candidate) { return candidate.right == needed; });
  return refusal(ErrorCode::PermissionDenied,
                 fmt::format("{} does not have {} permissions on {}. Please contact the owner or an administrator for "
                             "access.",
                             user_, word->words, path));
}

Result<void> NodeAccess::check_change(const std::string& path) const {
  if (unbounded_) return {};
  if (const auto node = find_node(workspace_, path)) return check(path, NodeRight::Edit);
  std::string folder = parent_path(path);
  while (folder != "/" && !find_node(workspace_, folder)) folder = parent_path(folder);
  return check(folder, NodeRight::Manage);
}

}  // namespace lakecode::local

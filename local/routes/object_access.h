#pragma once
// Who may do what with objects that carry permission levels (API reference 3.10): levels set on an object, or held as
// who made it. Reads the store.

#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// A kind of object whose levels are enforced.
struct LeveledKind {
  std::string_view kind;     ///< of the stored object
  std::string_view type;     ///< as its permissions are stored: "type/id"
  std::string_view highest;  ///< the level of who made it, while none were set
};
inline constexpr LeveledKind kLeveledJobs{"job", "job", "IS_OWNER"};
inline constexpr LeveledKind kLeveledPipelines{"pipeline", "pipelines", "IS_OWNER"};
inline constexpr LeveledKind kLeveledClusters{"cluster", "cluster", "CAN_MANAGE"};

using ObjectIds = std::set<std::string, std::less<>>;

/// The rights of one caller on objects of one kind, drawn from the store once for each request.
class ObjectAccess {
 public:
  ObjectAccess(const Workspace& workspace, const Caller& caller, const LeveledKind& kind);

  /// True for the owner of the workspace's token and for admins, who may do everything.
  [[nodiscard]] bool unbounded() const { return unbounded_; }
  [[nodiscard]] const std::string& user() const { return user_; }
  [[nodiscard]] bool holds(const std::string& id, const JsonObject& object,
                           std::initializer_list<std::string_view> levels) const;
  /// Any level at all.
  [[nodiscard]] bool sees(const std::string& id, const JsonObject& object) const;
  /// The objects that the caller may see, looked up at once: filters of lists must not ask the store. nullopt: all.
  [[nodiscard]] std::optional<ObjectIds> visible() const;

 private:
  [[nodiscard]] std::vector<std::string> levels_on(const std::string& id, const JsonObject& object) const;

  const Workspace& workspace_;
  LeveledKind kind_;
  std::string user_;
  std::vector<std::string> groups_;
  bool unbounded_ = true;
};

}  // namespace lakecode::local

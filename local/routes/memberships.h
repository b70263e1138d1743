#pragma once
// Who is in which group, directly and through nested groups. Drawn from the stored groups once for each use.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/state/store.h"

namespace lakecode::local {

class Memberships {
 public:
  explicit Memberships(const Store& store);

  /// The SCIM `groups` list of a user, service principal or group: direct ones first.
  [[nodiscard]] JsonArray groups_of(const std::string& id) const;
  /// Display names of all groups that hold `id`, at any depth.
  [[nodiscard]] std::vector<std::string> names_of(const std::string& id) const;
  /// True when `inner` is `outer` or lies in it at any depth.
  [[nodiscard]] bool contains(const std::string& outer, const std::string& inner) const;
  [[nodiscard]] bool knows_group(const std::string& id) const { return names_.contains(id); }

 private:
  [[nodiscard]] std::set<std::string> all_of(const std::string& id) const;
  std::map<std::string, std::string> names_;              ///< group id to display name
  std::map<std::string, std::set<std::string>> parents_;  ///< member id to the groups that list it
};

/// Adds to `change` every group that lists the principal `id`, without it; to go with the erasing of that principal.
Result<void> leave_groups(const Store& store, const std::string& id, Store::Change& change);

}  // namespace lakecode::local

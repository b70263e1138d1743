#pragma once
// Who may do what in Unity Catalog (API reference 3.7, rules for explain_access). Members of the group `admins` and the
// owner of the workspace's token may do everything; so may names that are no principal of this workspace. Everybody may
// use the catalog `main` and make things in `main.default`, as in a new workspace. Reads the store; the groups are
// drawn once for each object of this class.

#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "local/dialect/translate.h"
#include "local/state/store.h"

namespace lakecode::local {

class Rights {
 public:
  /// `user`: a user name or the application id of a service principal.
  Rights(const Store& store, std::string_view user);

  [[nodiscard]] bool unbounded() const { return unbounded_; }
  /// Types as in REST paths, privileges as REST spells them.
  [[nodiscard]] bool holds(const std::string& type, const std::string& full_name, std::string_view privilege) const;

  // "[INSUFFICIENT_PERMISSIONS] ... SQLSTATE: 42501" as the reason of what is not allowed.
  /// `privilege` on an object of type table, volume or function, and the use of its schema and catalog.
  Result<void> check(const std::string& type, const std::string& full_name, std::string_view privilege) const;
  /// Owner of the object, or MANAGE on it, or owner of what it lies in.
  Result<void> check_manages(const std::string& type, const std::string& full_name) const;
  /// To make an object: `privilege` on its parent, and the use of that and of what it lies in.
  Result<void> check_creates(std::string_view privilege, const std::string& parent) const;

 private:
  [[nodiscard]] bool owns(const std::string& type, const std::string& full_name) const;
  Result<void> check_use(const std::string& full_name) const;

  const Store& store_;
  std::string user_;
  std::set<std::string> names_;  ///< of the principal and its groups, lower case
  bool unbounded_ = false;
};

/// Whether `user` may run the statement.
Result<void> check_rights(const Store& store, const std::string& user, const dialect::Translation& translation);

}  // namespace lakecode::local

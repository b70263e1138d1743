#pragma once
// Who may do what: access lists of workspace objects (Permissions API 2.0) and direct grants of Unity Catalog (2.1).
// Source: Databricks REST reference, Permissions and Grants.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/change.h"
#include "databricks/client.h"

namespace lakecode::databricks {

enum class PrincipalKind { User, Group, ServicePrincipal };

struct AccessEntry {
  PrincipalKind kind = PrincipalKind::User;
  std::string principal;
  std::string permission_level;  ///< "CAN_MANAGE", "IS_OWNER", …
  bool inherited = false;        ///< comes from a parent; cannot be set here
};

/// An object of the Permissions API: "jobs" and its id, "sql/warehouses" and its id, …
struct AccessObject {
  std::string type;
  std::string id;
};

/// GET permissions/{type}/{id}: direct and inherited entries in the platform's order.
Result<std::vector<AccessEntry>> fetch_access(Client& client, const AccessObject& object, const CallContext& ctx);
/// The same for many, in parallel within the client's bound; results in order.
std::vector<Result<std::vector<AccessEntry>>> fetch_accesses(Client& client, const std::vector<AccessObject>& objects,
                                                             const CallContext& ctx);
/// PATCH: adds or raises the given entries. Inherited ones are left out.
Change make_add_access(const AccessObject& object, const std::vector<AccessEntry>& entries);
/// PUT: the given entries become the whole direct list. Inherited ones are left out.
Change make_replace_access(const AccessObject& object, const std::vector<AccessEntry>& entries);

struct Grant {
  std::string principal;
  std::vector<std::string> privileges;  ///< "SELECT", "USE_SCHEMA", …
};

/// A securable of Unity Catalog: "table" and its full name.
struct Securable {
  std::string type;  ///< catalog, schema, table, volume, function, …
  std::string full_name;
};

/// GET unity-catalog/permissions/{type}/{name}: direct grants only, every page.
Result<std::vector<Grant>> fetch_grants(Client& client, const Securable& securable, const CallContext& ctx);

struct GrantChange {
  std::string principal;
  std::vector<std::string> add;
  std::vector<std::string> remove;
};
/// PATCH unity-catalog/permissions/{type}/{name}. The answer holds the grants as they are then.
Change make_change_grants(const Securable& securable, const std::vector<GrantChange>& changes);

/// DELETE unity-catalog/tables/{full name}: UNDROP brings a managed table back for a time.
Change make_delete_table(const std::string& full_name);

}  // namespace lakecode::databricks

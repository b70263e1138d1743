#pragma once
// SCIM 2.0: everybody the workspace knows. Source: SCIM API reference, Users and ServicePrincipals.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

struct Principal {
  std::string name;  ///< a user's name, or a service principal's application id
  std::string display_name;
  bool active = true;
};

/// GET preview/scim/v2/Users, every page, names and activity only. Errors: PermissionDenied, …
Result<std::vector<Principal>> fetch_users(Client& client, const CallContext& ctx);
/// GET preview/scim/v2/ServicePrincipals, every page.
Result<std::vector<Principal>> fetch_service_principals(Client& client, const CallContext& ctx);

}  // namespace lakecode::databricks

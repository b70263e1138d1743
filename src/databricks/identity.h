#pragma once
// Who the workspace takes us for. Source: SCIM API reference, Me.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/ids.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

struct Identity {
  std::string id;
  std::string user_name;  ///< a person's e-mail address, or a service principal's application id
  std::string display_name;
  bool active = true;
  std::vector<std::string> groups;  ///< display names, as sent
  WorkspaceId workspace;            ///< from the X-Databricks-Org-Id header; "" when it was not sent
};

/// GET preview/scim/v2/Me. Errors: Unauthenticated, PermissionDenied, Unavailable, CorruptData, …
Result<Identity> fetch_me(Client& client, const CallContext& ctx);

}  // namespace lakecode::databricks

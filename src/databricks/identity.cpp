#include "databricks/identity.h"

#include "base/json.h"
#include "databricks/wire.h"

namespace lakecode::databricks {

Result<Identity> fetch_me(Client& client, const CallContext& ctx) {
  const Naming naming{.action = "read identity", .subject = "at " + client.host()};
  TRY_ASSIGN(const Answer answer,
             Wire(client).fetch(Call{.naming = naming, .path = "/api/2.0/preview/scim/v2/Me"}, ctx));
  const JsonValue& body = *answer.body;
  Identity me;
  me.id = json::string_at(body, "id");
  me.user_name = json::string_at(body, "userName");
  me.display_name = json::string_at(body, "displayName");
  me.active = json::bool_at(body, "active").value_or(true);
  for (const JsonValue& group : json::array_at(body, "groups")) me.groups.push_back(json::string_at(group, "display"));
  me.workspace = WorkspaceId(answer.headers.find("X-Databricks-Org-Id").value_or(""));
  if (me.user_name.empty() && me.id.empty()) {
    return Error{.code = ErrorCode::CorruptData,
                 .action = naming.action,
                 .subject = naming.subject,
                 .reason = "the answer names no user",
                 .advice = "check that the host is a Databricks workspace"};
  }
  return me;
}

}  // namespace lakecode::databricks

#include "databricks/principals.h"

#include "base/json.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

constexpr std::size_t kPage = 500;
constexpr std::size_t kMaxPages = 1'000;  // half a million principals

struct Kind {
  const char* path;
  const char* action;
  const char* name;        ///< the member that names one
  const char* attributes;  ///< what is asked for
};

/// Ends at the total the server tells, or at a page that brings nothing: past the end it sends no Resources.
Result<std::vector<Principal>> fetch(Client& client, const Kind& kind, const CallContext& ctx) {
  std::vector<Principal> principals;
  for (std::size_t page = 0; page < kMaxPages; ++page) {
    const Call call{.naming = {.action = kind.action, .subject = "at " + client.host()},
                    .path = kind.path,
                    .query = {{"attributes", kind.attributes},
                              {"startIndex", std::to_string(principals.size() + 1)},
                              {"count", std::to_string(kPage)}}};
    TRY_ASSIGN(const Answer answer, Wire(client).fetch(call, ctx));
    const JsonArray& resources = json::array_at(*answer.body, "Resources");
    for (const JsonValue& each : resources) {
      principals.push_back({.name = json::string_at(each, kind.name),
                            .display_name = json::string_at(each, "displayName"),
                            .active = json::bool_at(each, "active").value_or(true)});
    }
    const auto total = json::int_at(*answer.body, "totalResults").value_or(0);
    if (resources.empty() || principals.size() >= static_cast<std::size_t>(total)) return principals;
  }
  return Error{.code = ErrorCode::CorruptData,
               .action = kind.action,
               .subject = "at " + client.host(),
               .reason = "the list does not end"};
}

}  // namespace

Result<std::vector<Principal>> fetch_users(Client& client, const CallContext& ctx) {
  return fetch(client, {"/api/2.0/preview/scim/v2/Users", "list users", "userName", "userName,displayName,active"},
               ctx);
}

Result<std::vector<Principal>> fetch_service_principals(Client& client, const CallContext& ctx) {
  return fetch(client,
               {"/api/2.0/preview/scim/v2/ServicePrincipals", "list service principals", "applicationId",
                "applicationId,displayName,active"},
               ctx);
}

}  // namespace lakecode::databricks

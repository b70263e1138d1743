// Tag policies, access policies of securables, tags of workspace objects, external metadata: kept, not enforced.

#include "base/json.h"
#include "local/routes/kept_collection.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

void complete_with_id(Workspace& workspace, const Call& /*call*/, JsonObject& object, bool fresh) {
  if (fresh) object["id"] = new_uuid(workspace);
}

void complete_policy(Workspace& workspace, const Call& call, JsonObject& policy, bool fresh) {
  const std::string me = me_of(workspace.store, call.identity).user_name;
  if (fresh) policy["id"] = new_uuid(workspace);
  if (fresh) policy["created_by"] = me;
  policy["updated_by"] = me;
}

constexpr Collection kTagPolicies{.kind = "tag_policy",
                                  .words = "Tag policy",
                                  .id = "tag_key",
                                  .array = "tag_policies",
                                  .required = "tag_key",
                                  .key = "tag_key",
                                  .complete = complete_with_id};
constexpr Collection kPolicies{.kind = "access_policy",
                               .words = "Policy",
                               .id = "name",
                               .array = "policies",
                               .required = "name on_securable_type on_securable_fullname policy_type to_principals",
                               .times = KeptTimes::Millis,
                               .key = "on_securable_type on_securable_fullname name",
                               .complete = complete_policy};
constexpr Collection kTags{.kind = "workspace_tag",
                           .words = "Tag assignment",
                           .id = "tag_key",
                           .array = "tag_assignments",
                           .required = "entity_type entity_id tag_key",
                           .times = KeptTimes::None,
                           .key = "entity_type entity_id tag_key"};
constexpr Collection kMetadata{.kind = "external_metadata",
                               .words = "External metadata",
                               .id = "name",
                               .array = "external_metadata",
                               .required = "name system_type entity_type",
                               .key = "name",
                               .complete = complete_policy};

template <const Collection& Of>
void add_rows_by_path(std::vector<Route>& routes, std::string_view all, std::string_view many, std::string_view one) {
  const std::vector<Route> rows{{"POST", all, answered<on_kept<create_kept, Of>>},
                                {"GET", many, answered<on_kept<list_kept, Of>>},
                                {"GET", one, answered<on_kept<show_kept, Of>>},
                                {"PATCH", one, answered<on_kept<change_kept, Of>>},
                                {"DELETE", one, answered<on_kept<remove_kept, Of>>}};
  routes.insert(routes.end(), rows.begin(), rows.end());
}

}  // namespace

std::vector<Route> governance_routes() {
  std::vector<Route> routes;
  add_kept_rows<kTagPolicies>(routes, "/api/2.*/tag-policies", "/api/2.*/tag-policies/{}");
  add_kept_rows<kMetadata>(routes, "/api/2.*/lineage-tracking/external-metadata",
                           "/api/2.*/lineage-tracking/external-metadata/{}");
  add_rows_by_path<kPolicies>(routes, "/api/2.*/unity-catalog/policies", "/api/2.*/unity-catalog/policies/{}/{}",
                              "/api/2.*/unity-catalog/policies/{}/{}/{}");
  add_rows_by_path<kTags>(routes, "/api/2.*/entity-tag-assignments", "/api/2.*/entity-tag-assignments/{}/{}/tags",
                          "/api/2.*/entity-tag-assignments/{}/{}/tags/{}");
  return routes;
}

}  // namespace lakecode::local

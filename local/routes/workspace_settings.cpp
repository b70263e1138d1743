// Settings of the workspace, instance profiles, policy families, artifact allowlists: kept, and but for
// enableVerboseAuditLogs (statements in system.access.audit) not followed.
// Stored: workspace_conf (self): the settings by key; workspace_setting (type): the setting; instance_profile (ARN);
// artifact_allowlist (type).

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/administration_groups.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

Result<net::ServerResponse> show_conf(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string keys, need_query(call, "keys"));
  const JsonObject known = find_body(workspace.store, "workspace_conf", "self").value_or(JsonObject());
  JsonObject answer;
  for (const std::string_view key : text::split(keys, ',')) {
    const std::string_view name = text::trim(key);
    const JsonValue* value = json::find(known, name);
    // On from the start, other than on the platform: what is here is here to be looked at.
    const JsonValue unset = name == "enableVerboseAuditLogs" ? JsonValue("true") : JsonValue();
    answer[name] = value == nullptr ? unset : *value;
  }
  return json_answer(answer);
}

Result<net::ServerResponse> set_conf(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  JsonObject known = find_body(workspace.store, "workspace_conf", "self").value_or(JsonObject());
  for (const auto& member : body->as_object()) {
    if (!member.value().is_string())
      return refusal(ErrorCode::InvalidArgument, fmt::format("The value of {} must be a string", member.key()));
    known[member.key()] = member.value();
  }
  TRY_VOID(put_body(workspace, "workspace_conf", "self", std::move(known)));
  net::ServerResponse none = json_answer(JsonObject{});
  none.status = 204;
  none.body.clear();
  return none;
}

JsonObject setting_at(const Workspace& workspace, const std::string& type) {
  JsonObject known = find_body(workspace.store, "workspace_setting", type).value_or(JsonObject());
  if (!known.contains("etag")) known["etag"] = "0";
  known["setting_name"] = "default";
  return known;
}

Result<net::ServerResponse> show_setting(Workspace& workspace, const Call& call) {
  return json_answer(setting_at(workspace, call.captures[0]));
}

Result<net::ServerResponse> set_setting(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  const JsonObject given = json::object_at(*body, "setting");
  if (given.empty()) return refusal(ErrorCode::InvalidArgument, "Missing required field: setting");
  JsonObject setting = setting_at(workspace, call.captures[0]);
  const std::string etag = json::string_at(given, "etag");
  if (!etag.empty() && etag != json::string_at(setting, "etag"))
    return refusal(ErrorCode::AlreadyExists, "RESOURCE_CONFLICT", "The setting was changed since this etag was read");
  lay_over(setting, given);
  setting["etag"] = std::to_string(text::parse_int(json::string_at(setting, "etag")).value_or(0) + 1);
  TRY_VOID(put_body(workspace, "workspace_setting", call.captures[0], setting));
  return json_answer(setting);
}

Result<net::ServerResponse> forget_setting(Workspace& workspace, const Call& call) {
  TRY_VOID(erase_body(workspace, "workspace_setting", call.captures[0]));
  return json_answer(JsonObject{{"etag", "0"}});
}

Result<net::ServerResponse> show_public_setting(Workspace& workspace, const Call& call) {
  JsonObject known = find_body(workspace.store, "workspace_setting", "v2/" + call.captures[0]).value_or(JsonObject());
  known["name"] = call.captures[0];
  return json_answer(known);
}

Result<net::ServerResponse> set_public_setting(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  JsonObject known = find_body(workspace.store, "workspace_setting", "v2/" + call.captures[0]).value_or(JsonObject());
  lay_over(known, body->as_object());
  known["name"] = call.captures[0];
  TRY_VOID(put_body(workspace, "workspace_setting", "v2/" + call.captures[0], known));
  return json_answer(known);
}

Result<net::ServerResponse> put_profile(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string arn, need_text(*body, "instance_profile_arn"));
  const bool named = arn.starts_with("arn:aws") && arn.find(":instance-profile/") != std::string::npos;
  if (!named) return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid instance profile ARN: {}", arn));
  const bool adds = call.request.path.ends_with("/add");
  const bool known = workspace.store.find("instance_profile", arn) != nullptr;
  if (adds && known)
    return refusal(ErrorCode::AlreadyExists, fmt::format("The instance profile {} is already registered.", arn));
  if (!adds && !known) return refusal(ErrorCode::NotFound, fmt::format("Instance profile {} does not exist.", arn));
  JsonObject profile;
  copy_members(profile, *body, {"instance_profile_arn", "iam_role_arn", "is_meta_instance_profile"});
  TRY_VOID(put_body(workspace, "instance_profile", arn, std::move(profile)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> list_profiles(Workspace& workspace, const Call& /*call*/) {
  ListQuery query;
  query.kind = "instance_profile";
  query.limit = SIZE_MAX;
  return page_answer(workspace, query, "instance_profiles");
}

Result<net::ServerResponse> remove_profile(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string arn, need_text(*body, "instance_profile_arn"));
  if (workspace.store.find("instance_profile", arn) == nullptr)
    return refusal(ErrorCode::NotFound, fmt::format("Instance profile {} does not exist.", arn));
  TRY_VOID(erase_body(workspace, "instance_profile", arn));
  return json_answer(JsonObject{});
}

struct Family {
  std::string_view id, name, description;
};
constexpr Family kFamilies[] = {
    {"personal-vm", "Personal Compute", "A single-node cluster of one person"},
    {"shared-compute", "Shared Compute", "A cluster that a team shares"},
    {"power-user", "Power User Compute", "A cluster with several workers of one person"},
    {"job-cluster", "Job Compute", "Clusters of jobs"},
};

JsonObject family_json(const Family& family) {
  return {{"policy_family_id", family.id},
          {"name", family.name},
          {"description", family.description},
          {"definition", "{}"}};
}

Result<net::ServerResponse> list_families(Workspace& /*workspace*/, const Call& /*call*/) {
  JsonArray families;
  for (const Family& family : kFamilies) families.push_back(family_json(family));
  return json_answer(JsonObject{{"policy_families", std::move(families)}});
}

Result<net::ServerResponse> show_family(Workspace& /*workspace*/, const Call& call) {
  for (const Family& family : kFamilies) {
    if (family.id == call.captures[0]) return json_answer(family_json(family));
  }
  return refusal(ErrorCode::NotFound, fmt::format("Policy family {} does not exist.", call.captures[0]));
}

Result<net::ServerResponse> show_allowlist(Workspace& workspace, const Call& call) {
  JsonObject known = find_body(workspace.store, "artifact_allowlist", call.captures[0]).value_or(JsonObject());
  known["metastore_id"] = workspace.metastore_id;
  return json_answer(known);
}

Result<net::ServerResponse> set_allowlist(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  JsonObject list{{"artifact_matchers", json::array_at(*body, "artifact_matchers")},
                  {"created_at", now_ms(workspace)},
                  {"created_by", me_of(workspace.store, call.identity).user_name},
                  {"metastore_id", workspace.metastore_id}};
  TRY_VOID(put_body(workspace, "artifact_allowlist", call.captures[0], list));
  return json_answer(list);
}

}  // namespace

std::vector<Route> workspace_settings_routes() {
  constexpr std::string_view kSetting = "/api/2.*/settings/types/{}/names/default";
  return {{"GET", "/api/2.*/workspace-conf", answered<show_conf>},
          {"PATCH", "/api/2.*/workspace-conf", answered<set_conf>},
          {"GET", kSetting, answered<show_setting>},
          {"PATCH", kSetting, answered<set_setting>},
          {"DELETE", kSetting, answered<forget_setting>},
          {"GET", "/api/2.*/settings/{}", answered<show_public_setting>},
          {"PATCH", "/api/2.*/settings/{}", answered<set_public_setting>},
          {"POST", "/api/2.*/instance-profiles/add", answered<put_profile>},
          {"POST", "/api/2.*/instance-profiles/edit", answered<put_profile>},
          {"GET", "/api/2.*/instance-profiles/list", answered<list_profiles>},
          {"POST", "/api/2.*/instance-profiles/remove", answered<remove_profile>},
          {"GET", "/api/2.*/policy-families", answered<list_families>},
          {"GET", "/api/2.*/policy-families/{}", answered<show_family>},
          {"GET", "/api/2.*/unity-catalog/artifact-allowlists/{}", answered<show_allowlist>},
          {"PUT", "/api/2.*/unity-catalog/artifact-allowlists/{}", answered<set_allowlist>}};
}

}  // namespace lakecode::local

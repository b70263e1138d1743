// Grants of Unity Catalog (API reference 3.7): direct ones, and effective ones with what comes from the schema and the
// catalog. Groups are not expanded, as on the platform. GRANT and REVOKE of SQL write the same documents.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/principals.h"
#include "local/routes/privileges.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kMostPage = 1000;
constexpr std::int64_t kLeastPage = 150;  ///< of max_results; page_size, the newer one, may be anything

/// Principal to privileges, both in the order in which they were granted.
using Assignments = std::vector<std::pair<std::string, std::vector<std::string>>>;

Assignments direct_grants(const Store& store, const Securable& securable) {
  Assignments out;
  const auto body = find_body(store, "grants", securable_key(securable));
  if (!body) return out;
  for (const JsonValue& entry : json::array_at(*body, "privilege_assignments")) {
    std::vector<std::string> privileges;
    for (const JsonValue& privilege : json::array_at(entry, "privileges"))
      privileges.push_back(fold_privilege(json::as_string(privilege).value_or("")));
    out.emplace_back(json::string_at(entry, "principal"), std::move(privileges));
  }
  return out;
}

JsonArray to_json(const Assignments& assignments) {
  JsonArray list;
  for (const auto& assignment : assignments) {
    JsonArray privileges;
    for (const std::string& privilege : assignment.second) privileges.emplace_back(privilege);
    list.push_back(JsonObject{{"principal", assignment.first}, {"privileges", std::move(privileges)}});
  }
  return list;
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// {privilege_assignments, next_page_token} of the part that the call asks for.
Result<net::ServerResponse> page_of(const Call& call, JsonArray all) {
  const std::string wanted = call.text_query("principal");
  if (!wanted.empty()) {
    JsonArray own;
    for (JsonValue& entry : all) {
      if (text::equals_ignore_case(json::string_at(entry, "principal"), wanted)) own.push_back(std::move(entry));
    }
    all = std::move(own);
  }
  TRY_ASSIGN(const auto max_results, call.int_query("max_results"));
  TRY_ASSIGN(const auto page_size, call.int_query("page_size"));
  const std::int64_t asked = max_results.value_or(page_size.value_or(0));
  if (asked < 0) return refusal(ErrorCode::InvalidArgument, "max_results must not be negative");
  if (max_results && *max_results > 0 && *max_results < kLeastPage) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("max_results must be 0 or at least {}, got {}", kLeastPage, *max_results));
  }
  const auto size = static_cast<std::size_t>(asked == 0 ? kMostPage : std::min(asked, kMostPage));
  std::size_t begin = 0;
  if (const std::string token = call.text_query("page_token"); !token.empty()) {
    const auto plain = crypto::base64url_decode(token);
    const auto number = plain ? text::parse_int(*plain) : std::nullopt;
    if (!number || *number < 0)
      return refusal(ErrorCode::InvalidArgument, "Invalid page_token: start again without it");
    begin = std::min(static_cast<std::size_t>(*number), all.size());
  }
  const std::size_t end = std::min(begin + size, all.size());
  JsonObject answer;
  if (begin < end)
    answer["privilege_assignments"] =
        JsonArray(all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end));
  if (end < all.size()) answer["next_page_token"] = crypto::base64url_encode(std::to_string(end));
  return json_answer(answer);
}

Result<net::ServerResponse> show_grants(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable securable, find_securable(workspace, call.captures[0], call.captures[1]));
  return page_of(call, to_json(direct_grants(workspace.store, securable)));
}

/// Adds what `securable` grants; `inherited` when it is an ancestor of the one that was asked for.
void add_effective(const Store& store, const Securable& securable, bool inherited, std::vector<std::string>& order,
                   std::map<std::string, JsonArray>& by_principal) {
  for (const auto& assignment : direct_grants(store, securable)) {
    if (!by_principal.contains(assignment.first)) order.push_back(assignment.first);
    JsonArray& list = by_principal[assignment.first];
    for (const std::string& privilege : assignment.second) {
      JsonObject entry{{"privilege", privilege}};
      if (inherited) {
        entry["inherited_from_type"] = securable.type->wire;
        entry["inherited_from_name"] = securable.name;
      }
      list.push_back(std::move(entry));
    }
  }
}

Result<net::ServerResponse> show_effective(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable securable, find_securable(workspace, call.captures[0], call.captures[1]));
  std::vector<std::string> order;
  std::map<std::string, JsonArray> by_principal;
  add_effective(workspace.store, securable, false, order, by_principal);
  for (const Securable& above : ancestors(securable)) add_effective(workspace.store, above, true, order, by_principal);
  JsonArray all;
  for (const std::string& principal : order)
    all.push_back(JsonObject{{"principal", principal}, {"privileges", std::move(by_principal[principal])}});
  return page_of(call, std::move(all));
}

Result<std::vector<std::string>> read_privileges(const JsonValue& change, std::string_view member,
                                                 const Securable& securable) {
  std::vector<std::string> out;
  const JsonValue* list = json::find(change, member);
  if (list != nullptr && !list->is_null() && !list->is_array())
    return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid value for field '{}': expected a list", member));
  for (const JsonValue& entry : json::array_at(change, member)) {
    const std::string privilege = fold_privilege(json::as_string(entry).value_or(""));
    if (!is_privilege(privilege))
      return refusal(ErrorCode::InvalidArgument, fmt::format("Unknown privilege '{}'", privilege));
    if (member == "add" && !is_grantable(securable.type->type, privilege)) {
      return refusal(ErrorCode::InvalidArgument,
                     fmt::format("Privilege {} is not applicable to this entity [{}:{}/{}]", privilege, securable.name,
                                 securable.type->wire, securable.type->wire));
    }
    if (!contains(out, privilege)) out.push_back(privilege);
  }
  return out;
}

Result<void> apply_change(const Securable& securable, const JsonValue& change, Assignments& assignments) {
  TRY_ASSIGN(const std::string principal, need_text(change, "principal"));
  TRY_ASSIGN(const std::vector<std::string> add, read_privileges(change, "add", securable));
  TRY_ASSIGN(const std::vector<std::string> remove, read_privileges(change, "remove", securable));
  for (const std::string& privilege : add) {
    if (contains(remove, privilege)) {
      return refusal(ErrorCode::InvalidArgument,
                     fmt::format("Duplicate privileges to add and delete for principal {}.", principal));
    }
  }
  auto found = std::find_if(assignments.begin(), assignments.end(),
                            [&](const auto& entry) { return text::equals_ignore_case(entry.first, principal); });
  if (found == assignments.end()) found = assignments.insert(assignments.end(), {principal, {}});
  std::vector<std::string>& held = found->second;
  if (contains(remove, "ALL_PRIVILEGES")) held.clear();
  std::erase_if(held, [&](const std::string& privilege) { return contains(remove, privilege); });
  for (const std::string& privilege : add) {
    if (!contains(held, privilege)) held.push_back(privilege);
  }
  return {};
}

Result<net::ServerResponse> update_grants(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable securable, find_securable(workspace, call.captures[0], call.captures[1]));
  TRY_ASSIGN(const JsonBox body, call.body());
  Assignments assignments = direct_grants(workspace.store, securable);
  for (const JsonValue& change : json::array_at(*body, "changes"))
    TRY_VOID(apply_change(securable, change, assignments));
  std::erase_if(assignments, [](const auto& entry) { return entry.second.empty(); });
  JsonObject stored{{"privilege_assignments", to_json(assignments)}};
  TRY_VOID(put_body(workspace, "grants", securable_key(securable), stored));
  return json_answer(stored);
}

}  // namespace

std::vector<Route> grants_routes() {
  return {{"GET", "/api/2.*/unity-catalog/permissions/{}/{}", answered<show_grants>},
          {"PATCH", "/api/2.*/unity-catalog/permissions/{}/{}", answered<update_grants>},
          {"GET", "/api/2.*/unity-catalog/effective-permissions/{}/{}", answered<show_effective>},
          {"GET", "/api/2.*/unity-catalog/privilege-assignments/{}/{}", answered<show_grants>},
          {"GET", "/api/2.*/unity-catalog/effective-privilege-assignments/{}/{}", answered<show_effective>}};
}

}  // namespace lakecode::local

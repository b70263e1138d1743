// Securables of the metastore that have a plain name (API reference 3.7): external locations, storage credentials,
// service credentials and connections. Secrets in what a client sends are dropped: they are of no use here.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

struct Named {
  std::string_view type;      ///< as securable_type knows it
  std::string_view array;     ///< of a list's answer
  std::string_view required;  ///< members that a new one needs, separated by blanks
  std::string_view id;        ///< the member for its UUID; "" for none
};
constexpr Named kLocations{"external_location", "external_locations", "url credential_name", ""};
constexpr Named kStorage{"storage_credential", "storage_credentials", "", "id"};
constexpr Named kCredentials{"credential", "credentials", "", "id"};
constexpr Named kConnections{"connection", "connections", "connection_type options", "connection_id"};

bool is_secret_member(std::string_view name) {
  constexpr std::string_view kWords[] = {"secret", "password",   "private_key",
                                         "token",  "access_key", "credentials_json"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](std::string_view word) { return text::contains_ignore_case(name, word); });
}

JsonValue without_secrets(const JsonValue& value) {
  if (!value.is_object()) return value;
  JsonObject out;
  for (const auto& member : value.as_object()) {
    if (!is_secret_member(member.key())) out[member.key()] = without_secrets(member.value());
  }
  return out;
}

Result<net::ServerResponse> list(Workspace& workspace, const Call& call, const Named& named) {
  TRY_ASSIGN(const ListQuery query, page_query(call, named.type, {"", "max_results", 100, 1000}));
  return page_answer(workspace, query, named.array);
}

Result<net::ServerResponse> show(Workspace& workspace, const Call& call, const Named& named) {
  TRY_ASSIGN(const Securable found, find_securable(workspace, named.type, call.captures[0]));
  return json_answer(public_part(*find_body(workspace.store, named.type, found.name)));
}

/// True when one of the two is the other, or lies in it.
bool overlap(std::string_view a, std::string_view b) {
  while (a.ends_with('/')) a.remove_suffix(1);
  while (b.ends_with('/')) b.remove_suffix(1);
  if (a.size() > b.size()) std::swap(a, b);
  return b.starts_with(a) && (a.size() == b.size() || b[a.size()] == '/');
}

/// Stores of the clouds.
constexpr std::string_view kSchemes[] = {"s3", "s3a", "abfss", "abfs", "wasbs", "gs", "r2"};

/// Kinds of connections that lead to a host, and so need one among their options.
constexpr std::string_view kHosted[] = {"MYSQL",  "POSTGRESQL", "SQLSERVER", "REDSHIFT", "SNOWFLAKE",
                                        "ORACLE", "TERADATA",   "SQLDW",     "HTTP"};

Result<void> check_options(const JsonObject& connection) {
  const std::string type = text::to_upper(json::string_at(connection, "connection_type"));
  const bool hosted = std::find(std::begin(kHosted), std::end(kHosted), type) != std::end(kHosted);
  if (!hosted || !json::string_at(json::object_at(connection, "options"), "host").empty()) return {};
  return refusal(ErrorCode::InvalidArgument,
                 fmt::format("Connection type {} requires option 'host', which is missing.", type));
}

/// A location's URL names a store of the cloud, and no other location has a part of it.
Result<void> check_url(const Workspace& workspace, const JsonObject& info, const std::string& known_as) {
  const std::string url = json::string_at(info, "url");
  const std::size_t scheme = url.find("://");
  const bool cloud = scheme != std::string::npos && scheme + 3 != url.size() &&
                     std::find(std::begin(kSchemes), std::end(kSchemes), url.substr(0, scheme)) != std::end(kSchemes);
  if (!cloud)
    return refusal(ErrorCode::InvalidArgument, fmt::format("The url '{}' of an external location is not valid", url));
  ListQuery others;
  others.kind = kLocations.type;
  others.limit = 1;
  others.filter = [&](const Record& record) {
    return record.id != known_as && overlap(json::string_at(body_of(record), "url"), url);
  };
  TRY_ASSIGN(const RecordPage page, workspace.store.list(others));
  if (page.records.empty()) return {};
  return refusal(
      ErrorCode::InvalidArgument, "LOCATION_OVERLAP",
      fmt::format("Input path url '{}' overlaps with the external location '{}'", url, page.records.front()->id));
}

/// What a location refers to must be there. `known_as`: its name so far, "" for a new one.
Result<void> check_reference(const Workspace& workspace, const Named& named, const JsonObject& info,
                             const std::string& known_as) {
  if (named.type == kConnections.type) return check_options(info);
  if (named.type != kLocations.type) return {};
  const std::string credential = text::to_lower(json::string_at(info, "credential_name"));
  const bool known = workspace.store.find("storage_credential", credential) != nullptr ||
                     workspace.store.find("credential", credential) != nullptr;
  if (!known) return missing_securable(*securable_type("storage_credential"), credential);
  return check_url(workspace, info, known_as);
}

/// What the platform adds: to a location the id of its credential, to a role of AWS what its owner needs to trust it.
void add_platform_parts(Workspace& workspace, JsonObject& info) {
  if (const std::string name = text::to_lower(json::string_at(info, "credential_name")); !name.empty()) {
    auto credential = find_body(workspace.store, "storage_credential", name);
    if (!credential) credential = find_body(workspace.store, "credential", name);
    const std::string id = credential ? json::string_at(*credential, "id") : "";
    if (!id.empty()) info["credential_id"] = id;
  }
  JsonValue* role = info.if_contains("aws_iam_role");
  if (role == nullptr || !role->is_object()) return;
  JsonObject& parts = role->as_object();
  if (!parts.contains("external_id")) parts["external_id"] = new_uuid(workspace);
  parts["unity_catalog_iam_arn"] = "arn:aws:iam::123456789012:role/lakecode-local";
}

Result<net::ServerResponse> create(Workspace& workspace, const Call& call, const Named& named) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, uc_name(*body, "name"));
  for (const std::string_view member : text::split(named.required, ' ')) {
    const JsonValue* value = member.empty() ? nullptr : json::find(*body, member);
    if (!member.empty() && (value == nullptr || value->is_null()))
      return refusal(ErrorCode::InvalidArgument, fmt::format("Missing required field: {}", member));
  }
  if (workspace.store.find(named.type, name) != nullptr) return existing_securable(*securable_type(named.type), name);
  JsonObject info;
  lay_over(info, without_secrets(*body).as_object());
  info.stable_erase("skip_validation");
  info["name"] = name;
  if (named.type == kConnections.type) info["full_name"] = name;
  if (!named.id.empty()) info[named.id] = new_uuid(workspace);
  TRY_VOID(check_reference(workspace, named, info, ""));
  add_platform_parts(workspace, info);
  stamp_created(workspace, call, info);
  TRY_VOID(put_body(workspace, named.type, name, info));
  return json_answer(info);
}

Result<net::ServerResponse> update(Workspace& workspace, const Call& call, const Named& named) {
  TRY_ASSIGN(const Securable found, find_securable(workspace, named.type, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  JsonObject info = *find_body(workspace.store, named.type, found.name);
  lay_over(info, without_secrets(*body).as_object());
  std::string name = found.name;
  if (info.contains("new_name")) {
    TRY_ASSIGN(name, uc_name(*body, "new_name"));
    if (name != found.name && workspace.store.find(named.type, name) != nullptr)
      return existing_securable(*found.type, name);
  }
  for (const char* order_only : {"new_name", "skip_validation", "force"}) info.stable_erase(order_only);
  info["name"] = name;
  TRY_VOID(check_reference(workspace, named, info, found.name));
  add_platform_parts(workspace, info);
  stamp_updated(workspace, call, info);
  Store::Change change;
  if (name != found.name) change.erases.push_back({std::string(named.type), found.name});
  change.puts.push_back({std::string(named.type), name, JsonBox(info)});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(public_part(std::move(info)));
}

/// Refuses to let go of a location that external tables or volumes lie in.
Result<void> check_unused(const Workspace& workspace, const Securable& location) {
  const auto info = find_body(workspace.store, kLocations.type, location.name);
  const std::string url = info ? json::string_at(*info, "url") : "";
  for (const char* kind : {"table", "volume"}) {
    ListQuery query;
    query.kind = kind;
    query.limit = 1;
    query.filter = [&](const Record& record) {
      const std::string place = json::string_at(body_of(record), "storage_location");
      return place.starts_with(url) && overlap(place, url);
    };
    TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
    if (page.records.empty()) continue;
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("External location '{}' still has the {} '{}'; use force to delete it", location.name,
                               kind, page.records.front()->id));
  }
  return {};
}

Result<net::ServerResponse> remove(Workspace& workspace, const Call& call, const Named& named) {
  TRY_ASSIGN(const Securable found, find_securable(workspace, named.type, call.captures[0]));
  if (named.type == kLocations.type && !call.flag_query("force")) TRY_VOID(check_unused(workspace, found));
  if (named.type == kStorage.type && !call.flag_query("force")) {
    ListQuery users;
    users.kind = kLocations.type;
    users.limit = 1;
    users.filter = [&](const Record& record) {
      return text::equals_ignore_case(json::string_at(body_of(record), "credential_name"), found.name);
    };
    TRY_ASSIGN(const RecordPage page, workspace.store.list(users));
    if (!page.records.empty()) {
      return refusal(ErrorCode::InvalidArgument,
                     fmt::format("Storage credential '{}' is used by external location '{}'; use force to delete it",
                                 found.name, page.records.front()->id));
    }
  }
  TRY_VOID(erase_body(workspace, named.type, found.name));
  TRY_VOID(forget_securable(workspace, found));
  return json_answer(JsonObject{});
}

using Verb = Result<net::ServerResponse> (*)(Workspace&, const Call&, const Named&);
template <Verb Do, const Named& Of>
Result<net::ServerResponse> on(Workspace& workspace, const Call& call) {
  return Do(workspace, call, Of);
}

template <const Named& Of>
void add_rows(std::vector<Route>& routes, std::string_view many, std::string_view one) {
  const std::vector<Route> rows{{"GET", many, answered<on<list, Of>>},
                                {"POST", many, answered<on<create, Of>>},
                                {"GET", one, answered<on<show, Of>>},
                                {"PATCH", one, answered<on<update, Of>>},
                                {"DELETE", one, answered<on<remove, Of>>}};
  routes.insert(routes.end(), rows.begin(), rows.end());
}

}  // namespace

std::vector<Route> named_securables_routes() {
  std::vector<Route> routes;
  add_rows<kLocations>(routes, "/api/2.*/unity-catalog/external-locations",
                       "/api/2.*/unity-catalog/external-locations/{}");
  add_rows<kStorage>(routes, "/api/2.*/unity-catalog/storage-credentials",
                     "/api/2.*/unity-catalog/storage-credentials/{}");
  add_rows<kCredentials>(routes, "/api/2.*/unity-catalog/credentials", "/api/2.*/unity-catalog/credentials/{}");
  add_rows<kConnections>(routes, "/api/2.*/unity-catalog/connections", "/api/2.*/unity-catalog/connections/{}");
  return routes;
}

}  // namespace lakecode::local

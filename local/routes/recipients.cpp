// Recipients and providers of Delta Sharing. Activation links lead nowhere; the profile of a provider is thrown away,
// as it has a token. Stored: recipient (name): RecipientInfo; provider (name): ProviderInfo.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

struct Party {
  std::string_view kind;
  std::string_view words;
  std::string_view code;  ///< of refusals: RECIPIENT_DOES_NOT_EXIST
  std::string_view array;
};
constexpr Party kRecipients{"recipient", "Recipient", "RECIPIENT", "recipients"};
constexpr Party kProviders{"provider", "Provider", "PROVIDER", "providers"};

Result<JsonObject> party_at(const Workspace& workspace, const Party& party, const std::string& name) {
  auto body = find_body(workspace.store, party.kind, text::to_lower(name));
  if (body) return std::move(*body);
  return refusal(ErrorCode::NotFound, fmt::format("{}_DOES_NOT_EXIST", party.code),
                 fmt::format("{} '{}' does not exist.", party.words, name));
}

Error party_exists(const Party& party, const std::string& name) {
  return refusal(ErrorCode::AlreadyExists, fmt::format("{}_ALREADY_EXISTS", party.code),
                 fmt::format("{} '{}' already exists.", party.words, name));
}

JsonObject make_token(Workspace& workspace, const Call& call) {
  const std::int64_t now = now_ms(workspace);
  const std::string me = me_of(workspace.store, call.identity).user_name;
  const std::string id = new_uuid(workspace);
  return {{"id", id},
          {"activation_url", fmt::format("{}/delta_sharing/retrieve_config.html?{}", workspace.origin, id)},
          {"created_at", now},
          {"created_by", me},
          {"updated_at", now},
          {"updated_by", me}};
}

Result<std::string> authentication_type(const JsonValue& body) {
  TRY_ASSIGN(std::string given, text_member(body, "authentication_type"));
  return given.empty() ? "TOKEN" : std::move(given);
}

/// Of the profile that a provider was made from: all but the bearer token, which is kept nowhere.
Result<void> lay_profile(JsonObject& provider, const JsonValue& body) {
  TRY_ASSIGN(const std::string given, text_member(body, "recipient_profile_str"));
  if (given.empty()) return {};
  const auto profile = json::parse(given, "recipient_profile_str");
  if (!profile || !profile->is_object())
    return refusal(ErrorCode::InvalidArgument, "recipient_profile_str is not valid JSON");
  JsonObject kept;
  if (const JsonValue* version = json::find(*profile, "shareCredentialsVersion"))
    kept["share_credentials_version"] = *version;
  kept["endpoint"] = json::string_at(*profile, "endpoint");
  provider["recipient_profile"] = std::move(kept);
  return {};
}

Result<net::ServerResponse> create_recipient(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, uc_name(*body, "name"));
  TRY_ASSIGN(const std::string type, authentication_type(*body));
  if (workspace.store.find("recipient", name) != nullptr) return party_exists(kRecipients, name);
  JsonObject recipient{{"name", name}, {"authentication_type", type}};
  copy_members(recipient, *body,
               {"comment", "owner", "ip_access_list", "properties_kvpairs", "expiration_time",
                "data_recipient_global_metastore_id"});
  if (type == "DATABRICKS") TRY_VOID(need_text(*body, "data_recipient_global_metastore_id"));
  recipient["id"] = new_uuid(workspace);
  recipient["activated"] = type == "DATABRICKS";
  if (type == "TOKEN") recipient["tokens"] = JsonArray{make_token(workspace, call)};
  stamp_created(workspace, call, recipient);
  TRY_VOID(put_body(workspace, "recipient", name, recipient));
  return json_answer(recipient);
}

Result<net::ServerResponse> create_provider(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, uc_name(*body, "name"));
  TRY_ASSIGN(const std::string type, authentication_type(*body));
  if (workspace.store.find("provider", name) != nullptr) return party_exists(kProviders, name);
  JsonObject provider{{"name", name}, {"authentication_type", type}};
  copy_members(provider, *body, {"comment"});
  TRY_VOID(lay_profile(provider, *body));
  stamp_created(workspace, call, provider);
  TRY_VOID(put_body(workspace, "provider", name, provider));
  return json_answer(provider);
}

template <const Party& Of>
Result<net::ServerResponse> show_party(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject body, party_at(workspace, Of, call.captures[0]));
  return json_answer(public_part(std::move(body)));
}

template <const Party& Of>
Result<net::ServerResponse> list_parties(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const ListQuery query, page_query(call, Of.kind, {"", "max_results", 100, 1000}));
  return page_answer(workspace, query, Of.array);
}

template <const Party& Of>
Result<net::ServerResponse> update_party(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject object, party_at(workspace, Of, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  const std::string old = json::string_at(object, "name");
  copy_members(object, *body, {"comment", "owner", "ip_access_list", "properties_kvpairs", "expiration_time"});
  stamp_updated(workspace, call, object);
  Store::Change change;
  if (json::find(*body, "new_name") != nullptr) {
    TRY_ASSIGN(const std::string name, uc_name(*body, "new_name"));
    if (name != old && workspace.store.find(Of.kind, name) != nullptr) return party_exists(Of, name);
    if (name != old) change.erases.push_back({std::string(Of.kind), old});
    object["name"] = name;
  }
  change.puts.push_back({std::string(Of.kind), json::string_at(object, "name"), JsonBox(object)});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(object);
}

template <const Party& Of>
Result<net::ServerResponse> delete_party(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject object, party_at(workspace, Of, call.captures[0]));
  TRY_VOID(erase_body(workspace, Of.kind, json::string_at(object, "name")));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> rotate_token(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject recipient, party_at(workspace, kRecipients, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const auto left, int_member(*body, "existing_token_expire_in_seconds"));
  if (!recipient.contains("tokens")) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("Recipient '{}' does not sign in with tokens.", call.captures[0]));
  }
  JsonArray tokens{make_token(workspace, call)};
  if (left.value_or(0) > 0 && !json::array_at(recipient, "tokens").empty()) {
    JsonObject old = json::array_at(recipient, "tokens").front().as_object();
    old["expiration_time"] = now_ms(workspace) + *left * 1000;
    tokens.push_back(std::move(old));
  }
  recipient["tokens"] = std::move(tokens);
  stamp_updated(workspace, call, recipient);
  TRY_VOID(put_body(workspace, "recipient", json::string_at(recipient, "name"), recipient));
  return json_answer(recipient);
}

Result<net::ServerResponse> show_shares_of(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject recipient, party_at(workspace, kRecipients, call.captures[0]));
  const std::string name = json::string_at(recipient, "name");
  ListQuery query;
  query.kind = "share";
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage shares, workspace.store.list(query));
  JsonArray out;
  for (const RecordPointer& share : shares.records) {
    const auto grants = find_body(workspace.store, "grants", "share " + share->id);
    if (!grants) continue;
    JsonArray mine;
    for (const JsonValue& entry : json::array_at(*grants, "privilege_assignments")) {
      if (text::equals_ignore_case(json::string_at(entry, "principal"), name)) mine.push_back(entry);
    }
    if (!mine.empty()) out.push_back(JsonObject{{"share_name", share->id}, {"privilege_assignments", std::move(mine)}});
  }
  return json_answer(JsonObject{{"permissions_out", std::move(out)}});
}

/// The recipient one of whose tokens is behind this activation link (of which it is the end), and that token's place.
struct Link {
  JsonObject recipient;
  std::size_t token = 0;
};
Result<Link> find_link(const Workspace& workspace, const std::string& link) {
  ListQuery query;
  query.kind = "recipient";
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage recipients, workspace.store.list(query));
  for (const RecordPointer& record : recipients.records) {
    JsonObject recipient = body_of(*record);
    const JsonArray& tokens = json::array_at(recipient, "tokens");
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (json::string_at(tokens[i], "id") != link) continue;
      if (json::string_at(tokens[i], "activation_url").empty())
        return refusal(ErrorCode::InvalidArgument,
                       "The activation link was used already; rotate the token for another one.");
      return Link{std::move(recipient), i};
    }
  }
  return refusal(ErrorCode::NotFound, "RECIPIENT_DOES_NOT_EXIST", "There is no recipient with this activation link.");
}

/// Whether the link is one that can still be used.
Result<net::ServerResponse> show_link(Workspace& workspace, const Call& call) {
  TRY_VOID(find_link(workspace, call.captures[0]));
  return json_answer(JsonObject{});
}

/// The profile behind an activation link, once: its bearer token opens nothing here and is not kept.
Result<net::ServerResponse> activate(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(Link link, find_link(workspace, call.captures[0]));
  link.recipient["activated"] = true;
  link.recipient["tokens"].as_array()[link.token].as_object()["activation_url"] = "";
  TRY_VOID(put_body(workspace, "recipient", json::string_at(link.recipient, "name"), link.recipient));
  return json_answer(JsonObject{
      {"shareCredentialsVersion", 1},
      {"bearerToken", workspace.random.hex(32)},
      {"endpoint", fmt::format("{}/api/2.0/delta-sharing/metastores/{}", workspace.origin, workspace.metastore_id)}});
}

/// What a provider shares cannot be asked for: no one is connected to.
Result<net::ServerResponse> list_provider_shares(Workspace& workspace, const Call& call) {
  TRY_VOID(party_at(workspace, kProviders, call.captures[0]));
  return json_answer(JsonObject{{"shares", JsonArray()}});
}

}  // namespace

std::vector<Route> recipients_routes() {
  return {{"GET", "/api/2.*/unity-catalog/recipients", answered<list_parties<kRecipients>>},
          {"POST", "/api/2.*/unity-catalog/recipients", answered<create_recipient>},
          {"GET", "/api/2.*/unity-catalog/recipients/{}", answered<show_party<kRecipients>>},
          {"PATCH", "/api/2.*/unity-catalog/recipients/{}", answered<update_party<kRecipients>>},
          {"DELETE", "/api/2.*/unity-catalog/recipients/{}", answered<delete_party<kRecipients>>},
          {"POST", "/api/2.*/unity-catalog/recipients/{}/rotate-token", answered<rotate_token>},
          {"GET", "/api/2.*/unity-catalog/recipients/{}/share-permissions", answered<show_shares_of>},
          {"GET", "/api/2.*/unity-catalog/public/data_sharing_activation_info/{}", answered<show_link>},
          {"GET", "/api/2.*/unity-catalog/public/data_sharing_activation/{}", answered<activate>},
          {"GET", "/api/2.*/unity-catalog/providers", answered<list_parties<kProviders>>},
          {"POST", "/api/2.*/unity-catalog/providers", answered<create_provider>},
          {"GET", "/api/2.*/unity-catalog/providers/{}", answered<show_party<kProviders>>},
          {"PATCH", "/api/2.*/unity-catalog/providers/{}", answered<update_party<kProviders>>},
          {"DELETE", "/api/2.*/unity-catalog/providers/{}", answered<delete_party<kProviders>>},
          {"GET", "/api/2.*/unity-catalog/providers/{}/shares", answered<list_provider_shares>}};
}

}  // namespace lakecode::local

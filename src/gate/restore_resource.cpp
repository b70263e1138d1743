#include "gate/restore_resource.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "net/url.h"

namespace lakecode::gate {
namespace {

/// Entries of lists tell of themselves what no request may set.
void drop_told(JsonValue& value) {
  JsonArray* list = value.if_array();
  if (list == nullptr) return;
  for (JsonValue& entry : *list) {
    JsonObject* object = entry.if_object();
    if (object == nullptr) continue;
    for (const std::string_view key : {"state", "creator", "creation_timestamp", "foundation_model"})
      object->erase(key);
  }
}

/// The member "a.b" of `source`; nullptr when there is none.
const JsonValue* inner_member(const JsonObject& source, std::string_view path) {
  const std::size_t dot = path.find('.');
  const JsonValue* value = source.if_contains(path.substr(0, dot));
  if (dot == std::string_view::npos || value == nullptr) return value;
  const JsonObject* inner = value->if_object();
  return inner == nullptr ? nullptr : inner->if_contains(path.substr(dot + 1));
}

void set_member(JsonObject& out, std::string_view path, const JsonValue& value) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) {
    drop_told(out[path] = value);
    return;
  }
  JsonValue& inner = out[path.substr(0, dot)];
  if (!inner.is_object()) inner = JsonObject();
  drop_told(inner.get_object()[path.substr(dot + 1)] = value);
}

/// An endpoint tells what it serves under two names and takes only one of them.
void drop_repeated(JsonObject& config) {
  if (config.contains("served_entities")) config.stable_erase("served_models");
}

/// The members of `source` that `members` names, as in ResourceRestore.
JsonObject members_of(const JsonObject& source, std::string_view members) {
  if (members.empty()) return source;
  JsonObject out;
  if (members.front() == '-') {
    out = source;
    out.stable_erase(members.substr(1));
    return out;
  }
  for (const std::string_view key : text::split(members, ' ')) {
    if (const JsonValue* value = inner_member(source, key)) set_member(out, key, *value);
  }
  drop_repeated(out);
  if (JsonValue* config = out.if_contains("config"); config != nullptr && config->is_object())
    drop_repeated(config->get_object());
  return out;
}

/// What the act itself sets, as it was before; what was not there before is set to nothing.
JsonObject former_of(const JsonObject& source, const safety::RestEffect& request) {
  JsonObject out;
  const auto body = json::parse(request.body.empty() ? "{}" : request.body, "body");
  const JsonObject* set = body ? body->if_object() : nullptr;
  if (set == nullptr) return out;
  for (const auto& member : *set) {
    if (member.key() == "etag") continue;  // of the state before the act: it would refuse its own undo
    const JsonValue* before = source.if_contains(member.key());
    out[member.key()] = before == nullptr ? JsonValue("") : *before;
  }
  return out;
}

/// "a.b.v" renamed to "w" is "a.b.w".
std::string name_after_rename(const std::string& name, std::string_view last) {
  const std::size_t dot = name.rfind('.');
  return (dot == std::string::npos ? std::string() : name.substr(0, dot + 1)).append(last);
}

bool names_word(std::string_view list, std::string_view word) {
  const auto words = text::split(list, ' ');
  return !word.empty() && std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Result<WayBack> read_way_back(const ResourceRestore& restore, const std::string& name,
                              const safety::RestEffect& request, databricks::Client& client, const CallContext& ctx) {
  WayBack way{.request = {.method = std::string(restore.undo_method),
                          .path = with_name(restore.undo_path, net::encode_component(name)),
                          .query = "",
                          .body = ""},
              .before = "what it was set to"};
  const ResourceKind* const kind = find_resource_kind(restore.type);
  JsonObject body;
  if (restore.body == ResourceRestore::Body::None) {
    TRY_ASSIGN(const JsonBox read, databricks::fetch_resource(client, place_of(*kind, name), ctx));
    const std::string state = json::string_at(*read, "state");
    way.before = state.empty() ? "its state is not told" : state;
    way.is_needed = !names_word(restore.idle, state);
  } else {
    TRY_ASSIGN(const JsonBox read, databricks::fetch_resource(client, place_of(*kind, name), ctx));
    const JsonObject empty;
    const JsonObject* whole = read->if_object();
    const JsonObject& source = !restore.source.empty() ? json::object_at(*read, restore.source)
                               : whole == nullptr      ? empty
                                                       : *whole;
    body = restore.body == ResourceRestore::Body::Changed ? former_of(source, request)
                                                          : members_of(source, restore.members);
    if (body.empty()) {
      return Error{.code = ErrorCode::FailedPrecondition,
                   .action = "read the settings of",
                   .subject = std::string(restore.type) + " " + name,
                   .reason = "the answer holds none of them",
                   .advice = "save them by hand before the change"};
    }
    if (restore.body == ResourceRestore::Body::Changed && body.contains("new_name")) {
      // It stands under the new name then, and gets the old one back.
      const auto act = json::parse(request.body, "body");
      const std::string now = name_after_rename(name, act ? json::string_at(*act, "new_name") : "");
      way.request.path = with_name(restore.undo_path, net::encode_component(now));
      body["new_name"] = name.substr(name.rfind('.') + 1);
    }
    way.before = std::to_string(body.size()) + " settings of " + name;
  }
  if (!restore.id_key.empty()) body[restore.id_key] = name;
  way.request.body = json::serialize(body);
  return way;
}

}  // namespace lakecode::gate

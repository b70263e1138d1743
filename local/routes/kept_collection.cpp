#include "local/routes/kept_collection.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

std::string joined(const std::vector<std::string>& captures) {
  std::string out;
  for (const std::string& part : captures) out += (out.empty() ? "" : "/") + part;
  return out;
}

Result<JsonObject> kept_at(const Workspace& workspace, const Call& call, const Collection& of) {
  auto body = find_body(workspace.store, of.kind, joined(call.captures));
  if (!body)
    return refusal(ErrorCode::NotFound, fmt::format("{} with ID {} does not exist.", of.words, call.captures.back()));
  return std::move(*body);
}

/// What the request says of the object.
Result<JsonObject> given_in(const Call& call, const Collection& of) {
  TRY_ASSIGN(const JsonBox body, call.body());
  if (of.given.empty()) return body->as_object();
  return JsonObject(json::object_at(*body, of.given));
}

JsonObject shown(const Collection& of, JsonObject object) {
  object = public_part(std::move(object));
  if (of.shown.empty()) return object;
  return {{of.shown, std::move(object)}};
}

void stamp(Workspace& workspace, const Call& call, const Collection& of, JsonObject& object, bool fresh) {
  if (of.times == KeptTimes::Millis) {
    if (fresh) object["created_at"] = now_ms(workspace);
    object["updated_at"] = now_ms(workspace);
  } else if (of.times == KeptTimes::Rfc3339) {
    const std::string now = format_rfc3339(workspace.clock.now());
    if (fresh) object["create_time"] = now;
    object["update_time"] = now;
  }
  if (of.complete != nullptr) of.complete(workspace, call, object, fresh);
}

struct Place {
  std::string parent;
  std::string id;  ///< of the document
};

/// Where a new object goes: below what the path names, under its own name or a new UUID.
Result<Place> place_of(Workspace& workspace, const Call& call, const Collection& of, JsonObject& object) {
  Place place{joined(call.captures), ""};
  if (of.key.empty()) {
    const std::string id = new_uuid(workspace);
    object[of.id] = id;
    place.id = place.parent.empty() ? id : place.parent + "/" + id;
    return place;
  }
  std::vector<std::string> parts;
  for (const std::string_view member : text::split(of.key, ' ')) {
    TRY_ASSIGN(std::string part, need_text(JsonValue(object), member));
    parts.push_back(std::move(part));
  }
  place.id = joined(parts);
  parts.pop_back();
  place.parent = joined(parts);
  if (workspace.store.find(of.kind, place.id) == nullptr) return place;
  return refusal(ErrorCode::AlreadyExists, fmt::format("{} '{}' already exists.", of.words, place.id));
}

}  // namespace

Result<net::ServerResponse> create_kept(Workspace& workspace, const Call& call, const Collection& of) {
  TRY_ASSIGN(const JsonObject given, given_in(call, of));
  for (const std::string_view member : text::split(of.required, ' ')) {
    const JsonValue* value = member.empty() ? nullptr : json::find(given, member);
    if (!member.empty() && (value == nullptr || value->is_null()))
      return refusal(ErrorCode::InvalidArgument, fmt::format("Missing required field: {}", member));
  }
  JsonObject object;
  if (of.key.empty()) object[of.id] = "";  // stands first in the answer
  lay_over(object, given);
  if (of.check != nullptr) TRY_VOID(of.check(workspace, call, object));
  TRY_ASSIGN(const Place place, place_of(workspace, call, of, object));
  stamp(workspace, call, of, object, true);
  object["lakecode_parent"] = place.parent;
  TRY_VOID(put_body(workspace, of.kind, place.id, object));
  if (of.answers_id_alone) return json_answer(JsonObject{{of.id, json::string_at(object, of.id)}});
  return json_answer(shown(of, std::move(object)));
}

Result<net::ServerResponse> show_kept(Workspace& workspace, const Call& call, const Collection& of) {
  TRY_ASSIGN(JsonObject object, kept_at(workspace, call, of));
  return json_answer(shown(of, std::move(object)));
}

Result<net::ServerResponse> list_kept(Workspace& workspace, const Call& call, const Collection& of) {
  TRY_ASSIGN(ListQuery query, page_query(call, of.kind, {"", "page_size", 100, 1000}));
  const bool whole = call.captures.empty() && of.key.find(' ') != std::string_view::npos;
  if (!whole) query.parent = joined(call.captures);
  query.filter = [](const Record& record) {
    return record.text.find("\"lifecycle_state\":\"DELETED\"") == std::string::npos;
  };
  return page_answer(workspace, query, of.array, [&of](JsonObject object) {
    object = public_part(std::move(object));
    if (!of.hidden.empty()) object.stable_erase(of.hidden);
    return object;
  });
}

Result<net::ServerResponse> change_kept(Workspace& workspace, const Call& call, const Collection& of) {
  TRY_ASSIGN(JsonObject object, kept_at(workspace, call, of));
  TRY_ASSIGN(JsonObject given, given_in(call, of));
  const std::string mask = call.text_query("update_mask");
  for (const std::string_view fixed :
       {of.id, std::string_view("created_at"), std::string_view("create_time"), std::string_view("update_mask")})
    given.stable_erase(fixed);
  if (mask.empty() || mask == "*") {
    lay_over(object, given);
  } else {
    for (const std::string_view path : text::split(mask, ',')) {
      const std::string_view member = text::trim(path.substr(0, path.find('.')));
      if (member == of.id) continue;
      if (const JsonValue* value = json::find(given, member))
        object[member] = *value;
      else
        object.stable_erase(member);
    }
  }
  if (of.check != nullptr) TRY_VOID(of.check(workspace, call, object));
  stamp(workspace, call, of, object, false);
  TRY_VOID(put_body(workspace, of.kind, joined(call.captures), object));
  if (of.answers_id_alone) return json_answer(JsonObject{});
  return json_answer(shown(of, std::move(object)));
}

Result<net::ServerResponse> remove_kept(Workspace& workspace, const Call& call, const Collection& of) {
  TRY_ASSIGN(JsonObject object, kept_at(workspace, call, of));
  if (of.trashes && !call.flag_query("purge")) {
    object["lifecycle_state"] = "DELETED";
    TRY_VOID(put_body(workspace, of.kind, joined(call.captures), std::move(object)));
  } else {
    TRY_VOID(erase_body(workspace, of.kind, joined(call.captures)));
  }
  return json_answer(JsonObject{});
}

}  // namespace lakecode::local

#include "local/routes/memberships.h"

#include <utility>

#include "base/json.h"
#include "local/routes/records.h"

namespace lakecode::local {

Memberships::Memberships(const Store& store) {
  ListQuery query;
  query.kind = "group";
  query.limit = SIZE_MAX;
  const auto page = store.list(query);
  if (!page) return;
  for (const RecordPointer& record : page->records) {
    const JsonObject group = body_of(*record);
    names_[record->id] = json::string_at(group, "displayName");
    for (const JsonValue& member : json::array_at(group, "members"))
      parents_[json::string_at(member, "value")].insert(record->id);
  }
}

std::set<std::string> Memberships::all_of(const std::string& id) const {
  std::set<std::string> found;
  std::vector<std::string> open{id};
  while (!open.empty()) {
    const auto parents = parents_.find(open.back());
    open.pop_back();
    if (parents == parents_.end()) continue;
    for (const std::string& group : parents->second) {
      if (found.insert(group).second) open.push_back(group);
    }
  }
  return found;
}

JsonArray Memberships::groups_of(const std::string& id) const {
  static const std::set<std::string> kNone;
  const auto found = parents_.find(id);
  const std::set<std::string>& direct = found == parents_.end() ? kNone : found->second;
  JsonArray groups;
  const auto add = [&](const std::string& group, const char* type) {
    groups.push_back(
        JsonObject{{"display", names_.at(group)}, {"type", type}, {"value", group}, {"$ref", "Groups/" + group}});
  };
  for (const std::string& group : direct) add(group, "direct");
  for (const std::string& group : all_of(id)) {
    if (!direct.contains(group)) add(group, "indirect");
  }
  return groups;
}

std::vector<std::string> Memberships::names_of(const std::string& id) const {
  std::vector<std::string> names;
  for (const std::string& group : all_of(id)) names.push_back(names_.at(group));
  return names;
}

bool Memberships::contains(const std::string& outer, const std::string& inner) const {
  return outer == inner || all_of(inner).contains(outer);
}

Result<void> leave_groups(const Store& store, const std::string& id, Store::Change& change) {
  ListQuery query;
  query.kind = "group";
  query.limit = SIZE_MAX;
  TRY_ASSIGN(const RecordPage groups, store.list(query));
  for (const RecordPointer& record : groups.records) {
    JsonObject group = body_of(*record);
    JsonArray kept;
    for (const JsonValue& member : json::array_at(group, "members")) {
      if (json::string_at(member, "value") != id) kept.push_back(member);
    }
    if (record->id == id || kept.size() == json::array_at(group, "members").size()) continue;
    group["members"] = std::move(kept);
    change.puts.push_back({"group", record->id, JsonBox(std::move(group))});
  }
  return {};
}

}  // namespace lakecode::local

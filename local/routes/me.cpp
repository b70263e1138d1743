#include "local/routes/me.h"

#include "base/json.h"

namespace lakecode::local {

RecordPointer find_me(const Store& store) {
  ListQuery query;
  query.kind = "user";
  query.limit = 1;
  query.filter = [](const Record& record) { return record.text.find("\"lakecode_me\":true") != std::string::npos; };
  auto page = store.list(query);
  if (page && page->records.empty()) {
    query.filter = nullptr;
    page = store.list(query);
  }
  return page && !page->records.empty() ? page->records.front() : nullptr;
}

Me me_of(const Store& store) {
  const RecordPointer record = find_me(store);
  if (record == nullptr) return {};
  const auto body = json::parse(record->text, "stored user");
  if (!body) return {};
  return {json::string_at(*body, "userName"), json::int_at(*body, "id").value_or(0)};
}

Me me_of(const Store& store, const Caller& identity) {
  const RecordPointer record = identity.id.empty() ? nullptr : store.find(identity.kind, identity.id);
  if (record == nullptr) return me_of(store);
  const auto body = json::parse(record->text, "stored identity");
  if (!body) return {};
  const bool robot = identity.kind == "service_principal";
  return {json::string_at(*body, robot ? "applicationId" : "userName"), json::int_at(*body, "id").value_or(0)};
}

std::string_view member_of_user(std::string_view user_name) {
  const bool uuid = user_name.size() == 36 && user_name[8] == '-' && user_name.find('@') == std::string_view::npos;
  return uuid ? "service_principal_name" : "user_name";
}

std::string default_catalog(const Store& store) {
  if (store.find("catalog", "main") != nullptr) return "main";
  ListQuery query;
  query.kind = "catalog";
  query.limit = 1;
  query.filter = [](const Record& record) { return record.id != "system"; };
  const auto page = store.list(query);
  return page && !page->records.empty() ? page->records.front()->id : "main";
}

}  // namespace lakecode::local

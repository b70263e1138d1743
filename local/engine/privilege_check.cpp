#include "local/engine/privilege_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/engine/relations.h"
#include "local/engine/securables.h"

namespace lakecode::local {
namespace {

/// The stored object whose member `name` is `value`; null when there is none.
JsonValue find_by(const Store& store, std::string_view kind, std::string_view name, std::string_view value) {
  for (const RecordPointer& record : all_records(store, kind)) {
    if (text::find_ignore_case(record->text, value) == std::string::npos) continue;
    auto body = json::parse(record->text, "stored principal");
    if (body && text::equals_ignore_case(json::string_at(*body, name), value)) return std::move(*body);
  }
  return {};
}

/// Names of the groups that hold `id` at any depth, lower case.
std::set<std::string> groups_of(const Store& store, const std::string& id) {
  std::map<std::string, std::set<std::string>> parents;
  std::map<std::string, std::string> names;
  for (const RecordPointer& record : all_records(store, "group")) {
    const auto group = json::parse(record->text, "stored group");
    if (!group) continue;
    names[record->id] = text::to_lower(json::string_at(*group, "displayName"));
    for (const JsonValue& member : json::array_at(*group, "members"))
      parents[json::string_at(member, "value")].insert(record->id);
  }
  std::set<std::string> found;
  std::vector<std::string> open{id};
  std::set<std::string> seen{id};
  while (!open.empty()) {
    const std::string at = open.back();
    open.pop_back();
    for (const std::string& parent : parents[at]) {
      if (!seen.insert(parent).second) continue;
      found.insert(names[parent]);
      open.push_back(parent);
    }
  }
  return found;
}

std::string parent_of(const std::string& full_name) {
  const std::size_t dot = full_name.rfind('.');
  return dot == std::string::npos ? "" : full_name.substr(0, dot);
}

std::string_view words_of(std::string_view type) {
  if (type == "table") return "Table";
  if (type == "schema") return "Schema";
  if (type == "catalog") return "Catalog";
  if (type == "volume") return "Volume";
  if (type == "function") return "Function";
  return "Metastore";
}

Error lacks(std::string_view privilege, std::string_view type, const std::string& name) {
  return dialect::sql_error(
      "INSUFFICIENT_PERMISSIONS",
      fmt::format("Insufficient privileges: User does not have {} on {}{}.", text::replace_all(privilege, "_", " "),
                  words_of(type), name.empty() ? "" : fmt::format(" '{}'", name)),
      "42501");
}

bool is_open(const dialect::TableName& name) {
  return name.catalog.empty() || name.schema == "information_schema";
}

Result<void> check_definition(const Rights& rights, const dialect::Definition& definition) {
  using Kind = dialect::DefinitionKind;
  const dialect::TableName& name = definition.name;
  switch (definition.kind) {
    case Kind::None:
    case Kind::TemporaryView:
    case Kind::Comment:
      return {};
    case Kind::CreateCatalog:
      return rights.check_creates("CREATE_CATALOG", "");
    case Kind::DropCatalog:
      return rights.check_manages("catalog", name.catalog);
    case Kind::CreateSchema:
      return rights.check_creates("CREATE_SCHEMA", name.catalog);
    case Kind::DropSchema:
      return rights.check_manages("schema", name.schema_full());
    case Kind::CreateTable:
    case Kind::CreateView:
      return rights.check_creates("CREATE_TABLE", name.schema_full());
    case Kind::CreateFunction:
      return rights.check_creates("CREATE_FUNCTION", name.schema_full());
    case Kind::CreateVolume:
      return rights.check_creates("CREATE_VOLUME", name.schema_full());
    case Kind::DropVolume:
      return rights.check_manages("volume", name.full());
    case Kind::DropFunction:
      return rights.check_manages("function", name.full());
    case Kind::DropTable:
    case Kind::DropView:
    case Kind::AlterTable:
      return rights.check_manages("table", name.full());
  }
  return {};
}

Result<void> check_task(const Rights& rights, const dialect::TableTask& task) {
  if (task.kind == dialect::TaskKind::List) {
    // /Volumes/catalog/schema/volume/...
    const auto parts = text::split(task.path, '/');
    if (parts.size() < 5) return {};
    return rights.check("volume", text::to_lower(fmt::format("{}.{}.{}", parts[2], parts[3], parts[4])), "READ_VOLUME");
  }
  if (task.name.table.empty()) return {};
  const bool reads = task.kind == dialect::TaskKind::ShowPartitions;
  return rights.check("table", task.name.full(), reads ? "SELECT" : "MODIFY");
}

}  // namespace

Rights::Rights(const Store& store, std::string_view user) : store_(store), user_(user) {
  JsonValue principal = find_by(store, "user", "userName", user);
  if (principal.is_null()) principal = find_by(store, "service_principal", "applicationId", user);
  if (user.empty() || principal.is_null() || json::bool_at(principal, "lakecode_me") == true) {
    unbounded_ = true;
    return;
  }
  names_ = groups_of(store, json::string_at(principal, "id"));
  unbounded_ = names_.contains("admins");
  names_.insert({text::to_lower(user), "account users", "users"});
}

bool Rights::owns(const std::string& type, const std::string& full_name) const {
  const RecordPointer record = store_.find(type, full_name);
  if (record == nullptr) return false;
  const auto body = json::parse(record->text, "stored securable");
  return body && names_.contains(text::to_lower(json::string_at(*body, "owner")));
}

bool Rights::holds(const std::string& type, const std::string& full_name, std::string_view privilege) const {
  if (unbounded_) return true;
  if (type != "metastore" && owns(type, full_name)) return true;
  const bool everybody = (type == "catalog" && full_name == "main" && privilege == "USE_CATALOG") ||
                         (type == "schema" && full_name == "main.default" &&
                          (privilege == "USE_SCHEMA" || privilege.starts_with("CREATE_")));
  if (everybody) return true;
  const bool apart = privilege == "MANAGE" || privilege.starts_with("EXTERNAL_USE");
  const std::vector<GrantRow> grants = effective_grants(store_, type, full_name);
  return std::any_of(grants.begin(), grants.end(), [&](const GrantRow& grant) {
    return names_.contains(text::to_lower(grant.principal)) &&
           (grant.privilege == privilege || (!apart && grant.privilege == "ALL_PRIVILEGES"));
  });
}

/// `full_name` of a schema or catalog: it and what it lies in may be used.
Result<void> Rights::check_use(const std::string& full_name) const {
  const std::string catalog = parent_of(full_name).empty() ? full_name : parent_of(full_name);
  if (!holds("catalog", catalog, "USE_CATALOG")) return lacks("USE_CATALOG", "catalog", catalog);
  if (catalog != full_name && !holds("schema", full_name, "USE_SCHEMA"))
    return lacks("USE_SCHEMA", "schema", full_name);
  return {};
}

Result<void> Rights::check(const std::string& type, const std::string& full_name, std::string_view privilege) const {
  if (unbounded_) return {};
  TRY_VOID(check_use(parent_of(full_name)));
  const bool there = store_.find(type, full_name) != nullptr;  // what is not there is told by others
  if (there && !holds(type, full_name, privilege)) return lacks(privilege, type, full_name);
  return {};
}

Result<void> Rights::check_manages(const std::string& type, const std::string& full_name) const {
  if (unbounded_ || holds(type, full_name, "MANAGE")) return {};
  if (type == "table" && store_.find(type, full_name) == nullptr) return check_use(parent_of(full_name));
  for (std::string above = parent_of(full_name); !above.empty(); above = parent_of(above)) {
    if (owns(above.find('.') == std::string::npos ? "catalog" : "schema", above)) return {};
  }
  return lacks("MANAGE", type, full_name);
}

Result<void> Rights::check_creates(std::string_view privilege, const std::string& parent) const {
  if (unbounded_) return {};
  if (parent.empty()) return lacks(privilege, "metastore", "");
  TRY_VOID(check_use(parent));
  const std::string type = parent.find('.') == std::string::npos ? "catalog" : "schema";
  if (!holds(type, parent, privilege)) return lacks(privilege, type, parent);
  return {};
}

Result<void> check_rights(const Store& store, const std::string& user, const dialect::Translation& translation) {
  using Kind = dialect::Translation::Kind;
  const bool touches = !translation.reads.empty() || translation.kind == Kind::Change ||
                       translation.kind == Kind::Definition || translation.kind == Kind::Grant ||
                       translation.kind == Kind::Securing || translation.kind == Kind::Task;
  if (!touches) return {};
  const Rights rights(store, user);
  if (rights.unbounded()) return {};
  for (const dialect::TableName& table : translation.reads) {
    const bool written = translation.kind == Kind::Change && table == translation.target && translation.appends;
    if (!is_open(table) && !written) TRY_VOID(rights.check("table", table.full(), "SELECT"));
  }
  if (translation.kind == Kind::Change) TRY_VOID(rights.check("table", translation.target.full(), "MODIFY"));
  if (translation.kind == Kind::Task) TRY_VOID(check_task(rights, translation.task));
  if (translation.kind == Kind::Definition) TRY_VOID(check_definition(rights, translation.definition));
  const bool grants = translation.kind == Kind::Grant && translation.grant.kind != dialect::GrantKind::Show;
  if (grants) TRY_VOID(rights.check_manages(translation.grant.target.type, translation.grant.target.full_name));
  if (translation.kind == Kind::Securing)
    TRY_VOID(rights.check_manages(translation.securing.target.type, translation.securing.target.full_name));
  return {};
}

}  // namespace lakecode::local

#include "local/engine/securables.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/state/stored_body.h"

namespace lakecode::local {
namespace {

using dialect::Securable;
using dialect::sql_error;

/// Privileges that may be granted on a type of securable (API reference 3.7), children's included where they inherit.
struct TypePrivileges {
  std::string_view type;
  std::string_view privileges;  ///< words with a blank on both sides
};
constexpr std::array<TypePrivileges, 11> kPrivileges{
    {{"metastore",
      " CREATE_CATALOG CREATE_CLEAN_ROOM CREATE_CONNECTION CREATE_EXTERNAL_LOCATION CREATE_EXTERNAL_METADATA "
      "CREATE_PROVIDER CREATE_RECIPIENT CREATE_SHARE CREATE_SERVICE_CREDENTIAL CREATE_STORAGE_CREDENTIAL "
      "MANAGE_ALLOWLIST SET_SHARE_PERMISSION USE_MARKETPLACE_ASSETS USE_PROVIDER USE_RECIPIENT USE_SHARE "},
     {"catalog",
      " ALL_PRIVILEGES APPLY_TAG BROWSE CREATE_SCHEMA USE_CATALOG CREATE_FUNCTION CREATE_TABLE "
      "CREATE_MATERIALIZED_VIEW CREATE_MODEL CREATE_VOLUME EXTERNAL_USE_SCHEMA READ_VOLUME REFRESH WRITE_VOLUME "
      "EXECUTE MANAGE MODIFY SELECT USE_SCHEMA CREATE_MODEL_VERSION "},
     {"schema",
      " ALL_PRIVILEGES APPLY_TAG CREATE_FUNCTION CREATE_TABLE CREATE_MODEL CREATE_VOLUME CREATE_MATERIALIZED_VIEW "
      "MANAGE EXTERNAL_USE_SCHEMA USE_SCHEMA EXECUTE MODIFY READ_VOLUME REFRESH SELECT WRITE_VOLUME "
      "CREATE_MODEL_VERSION "},
     {"table", " ALL_PRIVILEGES APPLY_TAG MANAGE MODIFY SELECT REFRESH "},
     {"volume", " ALL_PRIVILEGES APPLY_TAG MANAGE READ_VOLUME WRITE_VOLUME "},
     {"function", " ALL_PRIVILEGES APPLY_TAG EXECUTE MANAGE CREATE_MODEL_VERSION "},
     {"external_location",
      " ALL_PRIVILEGES BROWSE CREATE_EXTERNAL_TABLE CREATE_EXTERNAL_VOLUME CREATE_FOREIGN_SECURABLE "
      "CREATE_MANAGED_STORAGE EXTERNAL_USE_LOCATION MANAGE READ_FILES WRITE_FILES "},
     {"storage_credential",
      " ALL_PRIVILEGES CREATE_EXTERNAL_LOCATION CREATE_EXTERNAL_TABLE MANAGE READ_FILES WRITE_FILES "},
     {"credential", " ALL_PRIVILEGES ACCESS CREATE_CONNECTION MANAGE CREATE_EXTERNAL_LOCATION "},
     {"connection", " ALL_PRIVILEGES CREATE_FOREIGN_CATALOG MANAGE USE_CONNECTION "},
     {"share", " SELECT "}}};

bool applies(std::string_view type, const std::string& privilege) {
  for (const TypePrivileges& known : kPrivileges) {
    if (known.type == type) return known.privileges.find(" " + privilege + " ") != std::string_view::npos;
  }
  return false;
}

Error no_such(std::string_view condition, std::string_view what, const std::string& name, std::string_view state) {
  return sql_error(condition, fmt::format("The {} {} cannot be found.", what, dialect::in_backticks(name)), state);
}

/// An object that grants and tags can hang on must be there.
Result<void> check_exists(const Store& store, const Securable& target) {
  const std::string& name = target.full_name;
  if (target.type == "catalog" && store.find("catalog", name) == nullptr)
    return sql_error("NO_SUCH_CATALOG_EXCEPTION", fmt::format("Catalog {} was not found.", dialect::in_backticks(name)),
                     "42704");
  if (target.type == "schema" && store.find("schema", name) == nullptr) return dialect::schema_not_found(name);
  if (target.type == "table" && store.find("table", name) == nullptr)
    return dialect::table_not_found(dialect::in_backticks(name));
  if (target.type == "volume" && store.find("volume", name) == nullptr)
    return no_such("UC_VOLUME_NOT_FOUND", "volume", name, "42704");
  if (target.type == "function" && store.find("function", name) == nullptr && store.find("model", name) == nullptr &&
      store.find("registered_model", name) == nullptr)
    return no_such("ROUTINE_NOT_FOUND", "routine", name, "42883");
  return {};
}

/// Principal to its privileges, in the order in which they were granted.
using Assignments = std::map<std::string, std::vector<std::string>>;

Assignments read_assignments(const JsonValue& body) {
  Assignments assignments;
  for (const JsonValue& entry : json::array_at(body, "privilege_assignments")) {
    std::vector<std::string>& privileges = assignments[json::string_at(entry, "principal")];
    for (const JsonValue& privilege : json::array_at(entry, "privileges"))
      privileges.push_back(json::as_string(privilege).value_or(""));
  }
  return assignments;
}

JsonObject make_body(const Assignments& assignments) {
  JsonArray list;
  for (const auto& entry : assignments) {
    if (entry.second.empty()) continue;
    JsonArray privileges;
    for (const std::string& privilege : entry.second) privileges.emplace_back(privilege);
    list.push_back(JsonObject{{"principal", entry.first}, {"privileges", std::move(privileges)}});
  }
  return JsonObject{{"privilege_assignments", std::move(list)}};
}

Result<ResultTable> show_grants(const Store& store, const dialect::Grant& grant, const std::string& full_name) {
  ResultTable table;
  for (const char* column : {"Principal", "ActionType", "ObjectType", "ObjectKey"}) table.add_text_column(column);
  for (const GrantRow& row : effective_grants(store, grant.target.type, full_name)) {
    if (!grant.principal.empty() && row.principal != grant.principal) continue;
    table.add_row(
        {row.principal, text::replace_all(row.privilege, "_", " "), text::to_upper(row.from_type), row.from_name});
  }
  return table;
}

void change_privileges(const dialect::Grant& grant, std::vector<std::string>& held) {
  const auto has = [&held](const std::string& privilege) {
    return std::find(held.begin(), held.end(), privilege) != held.end();
  };
  for (const std::string& privilege : grant.privileges) {
    if (grant.kind == dialect::GrantKind::Give) {
      if (!has(privilege)) held.push_back(privilege);
    } else if (privilege == "ALL_PRIVILEGES") {
      held.clear();
    } else {
      std::erase(held, privilege);
    }
  }
}

/// The securables above `full_name`, nearest first, itself included.
std::vector<std::pair<std::string, std::string>> with_parents(const std::string& type, const std::string& full_name) {
  std::vector<std::pair<std::string, std::string>> chain{{type, full_name}};
  if (type == "table" || type == "volume" || type == "function" || type == "schema") {
    std::string name = full_name;
    for (const char* parent : {"schema", "catalog"}) {
      if (type == parent) continue;
      const std::size_t dot = name.rfind('.');
      if (dot == std::string::npos) break;
      name.resize(dot);
      chain.emplace_back(parent, name);
    }
  }
  return chain;
}

}  // namespace

std::vector<GrantRow> effective_grants(const Store& store, const std::string& type, const std::string& full_name) {
  std::vector<GrantRow> rows;
  for (const auto& securable : with_parents(type, full_name)) {
    const auto body = stored_body(store, "grants", securable.first + " " + securable.second);
    if (!body) continue;
    for (const auto& entry : read_assignments(*body)) {
      for (const std::string& privilege : entry.second) {
        // Parents also hold what is about themselves alone: CREATE SCHEMA of a catalog says nothing of a table.
        const bool own = securable.first == type;
        if (own || applies(type, privilege))
          rows.push_back({entry.first, privilege, securable.first, securable.second, ""});
      }
    }
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [](const GrantRow& a, const GrantRow& b) { return a.principal < b.principal; });
  return rows;
}

Result<ResultTable> answer_grant(Store& store, const dialect::Grant& grant, const std::string& metastore_id) {
  TRY_VOID(check_exists(store, grant.target));
  const std::string& type = grant.target.type;
  const std::string full_name = type == "metastore" ? metastore_id : grant.target.full_name;
  if (grant.kind == dialect::GrantKind::Show) return show_grants(store, grant, full_name);
  for (const std::string& privilege : grant.privileges) {
    if (applies(type, privilege)) continue;
    return sql_error("INVALID_PARAMETER_VALUE.PRIVILEGE",
                     fmt::format("Privilege {} is not applicable to this entity [{}:{}].", privilege, full_name,
                                 text::to_upper(type)),
                     "22023");
  }
  TRY_ASSIGN(const JsonValue body, stored_body(store, "grants", type + " " + full_name));
  Assignments assignments = read_assignments(body);
  change_privileges(grant, assignments[grant.principal]);
  TRY_VOID(store.put({"grants", type + " " + full_name, JsonBox(make_body(assignments))}));
  return ResultTable{};
}

namespace {

Result<void> set_owner(const Store& store, Store::Change& change, const dialect::Securing& securing) {
  const std::string& type = securing.target.type;
  TRY_ASSIGN(JsonValue body, stored_body(store, type, securing.target.full_name));
  if (!body.is_object()) return dialect::unsupported("a new owner of a " + type);
  body.as_object()["owner"] = securing.owner;
  change.puts.push_back({type, securing.target.full_name, JsonBox(std::move(body))});
  return {};
}

Result<void> check_column(const Store& store, const dialect::Securing& securing) {
  if (securing.column.empty()) return {};
  TRY_ASSIGN(const JsonValue body, stored_body(store, "table", securing.target.full_name));
  for (const JsonValue& column : json::array_at(body, "columns")) {
    if (text::equals_ignore_case(json::string_at(column, "name"), securing.column)) return {};
  }
  return sql_error("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION",
                   fmt::format("A column, variable, or function parameter with name {} cannot be resolved.",
                               dialect::in_backticks(securing.column)),
                   "42703");
}

}  // namespace

Result<ResultTable> apply_securing(Store& store, const dialect::Securing& securing) {
  TRY_VOID(check_exists(store, securing.target));
  TRY_VOID(check_column(store, securing));
  Store::Change change;
  if (!securing.owner.empty()) TRY_VOID(set_owner(store, change, securing));
  if (!securing.tags.empty() || !securing.removed_tags.empty()) {
    const bool column = !securing.column.empty();
    const std::string id = column ? "column " + securing.target.full_name + "." + text::to_lower(securing.column)
                                  : securing.target.type + " " + securing.target.full_name;
    TRY_ASSIGN(const JsonValue body, stored_body(store, "tags", id));
    JsonObject tags = json::object_at(body, "tags");
    for (const auto& tag : securing.tags) tags[tag.first] = tag.second;
    for (const std::string& tag : securing.removed_tags) tags.erase(tag);
    change.puts.push_back({"tags", id, JsonBox(JsonObject{{"tags", std::move(tags)}})});
  }
  TRY_VOID(store.commit(change));
  return ResultTable{};
}

}  // namespace lakecode::local

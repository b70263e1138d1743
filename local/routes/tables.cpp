// Tables of Unity Catalog (API reference 3.7), their constraints and summaries. The rows and columns are the engine's.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/privilege_check.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/records.h"
#include "local/routes/securables.h"

namespace lakecode::local {
namespace {

constexpr PageShape kPages{"", "max_results", 100, 1000};
constexpr PageShape kSummaryPages{"", "max_results", 100, 10'000};

const SecurableType& table_type() {
  return *securable_type("table");
}

/// TableInfo as this call wants it.
JsonObject table_info(const Call& call, JsonObject stored) {
  JsonObject info = public_part(std::move(stored));
  if (call.flag_query("omit_columns")) info.stable_erase("columns");
  if (call.flag_query("omit_properties")) info.stable_erase("properties");
  if (call.flag_query("omit_username")) {
    for (const char* name : {"owner", "created_by", "updated_by"}) info.stable_erase(name);
  }
  return info;
}

Result<net::ServerResponse> list_tables(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string catalog, need_query(call, "catalog_name"));
  TRY_ASSIGN(const std::string schema, need_query(call, "schema_name"));
  TRY_VOID(find_securable(workspace, "catalog", catalog));
  TRY_ASSIGN(const Securable parent, find_securable(workspace, "schema", catalog + "." + schema));
  TRY_ASSIGN(ListQuery query, page_query(call, "table", kPages));
  query.parent = parent.name;
  return page_answer(workspace, query, "tables",
                     [&call](JsonObject stored) { return table_info(call, std::move(stored)); });
}

/// The tables and views that the text of a view reads, each once; nothing where the text cannot be read.
void add_dependencies(JsonObject& info) {
  const std::string text = json::string_at(info, "view_definition");
  if (text.empty()) return;
  const auto read = dialect::translate(
      text,
      {json::string_at(info, "catalog_name"), json::string_at(info, "schema_name"), json::string_at(info, "owner")},
      {});
  if (!read) return;
  JsonArray dependencies;
  std::set<std::string> seen;
  for (const dialect::TableName& name : read->reads) {
    if (seen.insert(name.full()).second)
      dependencies.push_back(JsonObject{{"table", JsonObject{{"table_full_name", name.full()}}}});
  }
  info["view_dependencies"] = JsonObject{{"dependencies", std::move(dependencies)}};
}

Result<net::ServerResponse> show_table(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  JsonObject info = table_info(call, *find_body(workspace.store, "table", table.name));
  add_dependencies(info);
  return json_answer(info);
}

Result<net::ServerResponse> tell_existence(Workspace& workspace, const Call& call) {
  const bool exists = workspace.store.find("table", text::to_lower(call.captures[0])) != nullptr;
  return json_answer(JsonObject{{"table_exists", exists}});
}

/// A type as columns spell it, such as "decimal(10,2)" or "array<struct<a:int>>": it goes into a statement, so nothing
/// but the characters of types may be in it.
Result<std::string> column_type(const JsonValue& column) {
  TRY_ASSIGN(std::string type, text_member(column, "type_text"));
  if (type.empty()) {
    TRY_ASSIGN(type, need_text(column, "type_name"));
  }
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_(),<>: ";
  if (type.find_first_not_of(kAllowed) != std::string::npos)
    return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid column type '{}'", type));
  return type;
}

Result<std::string> column_list(const JsonValue& body) {
  std::string list;
  for (const JsonValue& column : json::array_at(body, "columns")) {
    TRY_ASSIGN(const std::string name, need_text(column, "name"));
    TRY_ASSIGN(const std::string type, column_type(column));
    TRY_ASSIGN(const bool nullable, flag_member(column, "nullable", true));
    list += fmt::format("{}`{}` {}{}", list.empty() ? "" : ", ", text::replace_all(name, "`", "``"), type,
                        nullable ? "" : " NOT NULL");
  }
  if (list.empty()) return refusal(ErrorCode::InvalidArgument, "Missing required field: columns");
  return list;
}

/// What the client says of columns beyond name and type.
void lay_columns(JsonObject& info, const JsonValue& body) {
  const auto known = info.find("columns");
  if (known == info.end() || !known->value().is_array()) return;
  for (JsonValue& column : known->value().as_array()) {
    for (const JsonValue& given : json::array_at(body, "columns")) {
      if (text::equals_ignore_case(json::string_at(given, "name"), json::string_at(column, "name")))
        copy_members(column.as_object(), given, {"comment", "partition_index", "mask"});
    }
  }
}

Result<net::ServerResponse> create_table(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string catalog, need_text(*body, "catalog_name"));
  TRY_ASSIGN(const std::string schema, need_text(*body, "schema_name"));
  TRY_ASSIGN(const std::string name, uc_name(*body, "name"));
  TRY_VOID(find_securable(workspace, "catalog", catalog));
  TRY_ASSIGN(const Securable parent, find_securable(workspace, "schema", catalog + "." + schema));
  TRY_ASSIGN(const std::string type, need_text(*body, "table_type"));
  if (type != "MANAGED" && type != "EXTERNAL")
    return refusal(ErrorCode::InvalidArgument, fmt::format("table_type must be MANAGED or EXTERNAL, got {}", type));
  TRY_ASSIGN(const std::string location, text_member(*body, "storage_location"));
  if (type == "EXTERNAL" && location.empty())
    return refusal(ErrorCode::InvalidArgument, "Missing required field: storage_location");
  const std::string full = parent.name + "." + name;
  if (workspace.store.find("table", full) != nullptr) return existing_securable(table_type(), full);
  TRY_ASSIGN(const std::string columns, column_list(*body));
  TRY_VOID(run_definition(workspace, call, fmt::format("CREATE TABLE {} ({})", quote_names(full), columns)));
  auto info = find_body(workspace.store, "table", full);
  if (!info) return missing_securable(table_type(), full);
  copy_members(*info, *body, {"table_type", "data_source_format", "storage_location", "properties", "comment"});
  lay_columns(*info, *body);
  TRY_VOID(put_body(workspace, "table", full, *info));
  return json_answer(public_part(std::move(*info)));
}

Result<net::ServerResponse> update_table(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  auto info = find_body(workspace.store, "table", table.name);
  copy_members(*info, *body, {"owner", "comment", "properties"});
  stamp_updated(workspace, call, *info);
  TRY_VOID(put_body(workspace, "table", table.name, *info));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_table(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  const auto info = find_body(workspace.store, "table", table.name);
  const bool view = json::string_at(*info, "table_type") == "VIEW";
  TRY_VOID(
      run_definition(workspace, call, fmt::format("DROP {} {}", view ? "VIEW" : "TABLE", quote_names(table.name))));
  TRY_VOID(forget_securable(workspace, table));
  return json_answer(JsonObject{});
}

/// The name inside {"primary_key_constraint": {"name"}} and its like.
std::string constraint_name(const JsonValue& constraint) {
  for (const char* form : {"primary_key_constraint", "foreign_key_constraint", "named_table_constraint"}) {
    if (std::string name = json::string_at_path(constraint, {form, "name"}); !name.empty()) return name;
  }
  return "";
}

bool has_column(const JsonObject& table, const std::string& name) {
  const JsonArray& columns = json::array_at(table, "columns");
  return std::any_of(columns.begin(), columns.end(), [&](const JsonValue& column) {
    return text::equals_ignore_case(json::string_at(column, "name"), name);
  });
}

/// The columns named in `list` of a constraint are columns of `table`.
Result<void> check_columns(const JsonValue& constraint, std::string_view list, const JsonObject& table) {
  for (const JsonValue& name : json::array_at(constraint, list)) {
    const std::string column = json::as_string(name).value_or("");
    if (!has_column(table, column)) {
      return refusal(ErrorCode::InvalidArgument, fmt::format("Column '{}' does not exist in table '{}'", column,
                                                             json::string_at(table, "full_name")));
    }
  }
  return {};
}

/// A new key has columns that are there; a table has one primary key; a foreign key has a parent.
Result<void> check_constraint(const Workspace& workspace, const JsonValue& constraint, const JsonObject& table) {
  if (const JsonValue* key = json::find(constraint, "primary_key_constraint")) {
    for (const JsonValue& known : json::array_at(table, "table_constraints")) {
      if (json::find(known, "primary_key_constraint") != nullptr)
        return refusal(ErrorCode::AlreadyExists,
                       fmt::format("Table '{}' already has a primary key", json::string_at(table, "full_name")));
    }
    return check_columns(*key, "child_columns", table);
  }
  const JsonValue* key = json::find(constraint, "foreign_key_constraint");
  if (key == nullptr) return {};
  TRY_VOID(check_columns(*key, "child_columns", table));
  TRY_ASSIGN(const std::string parent_name, need_text(*key, "parent_table"));
  TRY_ASSIGN(const Securable parent, find_securable(workspace, "table", parent_name));
  return check_columns(*key, "parent_columns", *find_body(workspace.store, "table", parent.name));
}

Result<net::ServerResponse> add_constraint(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string full, need_text(*body, "full_name_arg"));
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", full));
  const JsonValue* constraint = json::find(*body, "constraint");
  if (constraint == nullptr || constraint_name(*constraint).empty())
    return refusal(ErrorCode::InvalidArgument, "Missing required field: constraint (one form of it with a name)");
  auto info = find_body(workspace.store, "table", table.name);
  JsonArray constraints = json::array_at(*info, "table_constraints");
  for (const JsonValue& known : constraints) {
    if (constraint_name(known) == constraint_name(*constraint)) {
      return refusal(ErrorCode::AlreadyExists,
                     fmt::format("Constraint '{}' already exists", constraint_name(*constraint)));
    }
  }
  TRY_VOID(check_constraint(workspace, *constraint, *info));
  constraints.push_back(*constraint);
  (*info)["table_constraints"] = std::move(constraints);
  TRY_VOID(put_body(workspace, "table", table.name, std::move(*info)));
  return json_answer(*constraint);
}

/// Tables with a foreign key to `parent`.
Result<std::vector<RecordPointer>> tables_that_refer_to(const Workspace& workspace, const std::string& parent) {
  ListQuery query;
  query.kind = "table";
  query.limit = SIZE_MAX;
  query.filter = [&](const Record& record) {
    if (record.text.find("foreign_key_constraint") == std::string::npos) return false;
    const JsonObject table = body_of(record);
    const JsonArray& constraints = json::array_at(table, "table_constraints");
    return std::any_of(constraints.begin(), constraints.end(), [&](const JsonValue& known) {
      return text::equals_ignore_case(json::string_at_path(known, {"foreign_key_constraint", "parent_table"}), parent);
    });
  };
  TRY_ASSIGN(RecordPage page, workspace.store.list(query));
  return std::move(page.records);
}

/// What hangs on a primary key goes with it, or forbids that it goes.
Result<void> release_primary_key(Workspace& workspace, const Call& call, const std::string& table) {
  TRY_ASSIGN(const auto children, tables_that_refer_to(workspace, table));
  if (!children.empty() && !call.flag_query("cascade")) {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("The primary key of '{}' is referred to by '{}'; use cascade to delete both", table,
                               children.front()->id));
  }
  for (const RecordPointer& record : children) {
    JsonObject child = body_of(*record);
    JsonArray kept;
    for (const JsonValue& known : json::array_at(child, "table_constraints")) {
      const std::string parent = json::string_at_path(known, {"foreign_key_constraint", "parent_table"});
      if (!text::equals_ignore_case(parent, table)) kept.push_back(known);
    }
    child["table_constraints"] = std::move(kept);
    TRY_VOID(put_body(workspace, "table", record->id, std::move(child)));
  }
  return {};
}

Result<net::ServerResponse> delete_constraint(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Securable table, find_securable(workspace, "table", call.captures[0]));
  TRY_ASSIGN(const std::string name, need_query(call, "constraint_name"));
  auto info = find_body(workspace.store, "table", table.name);
  JsonArray kept;
  for (const JsonValue& known : json::array_at(*info, "table_constraints")) {
    if (constraint_name(known) != name) {
      kept.push_back(known);
    } else if (json::find(known, "primary_key_constraint") != nullptr) {
      TRY_VOID(release_primary_key(workspace, call, table.name));
    }
  }
  if (kept.size() == json::array_at(*info, "table_constraints").size())
    return refusal(ErrorCode::NotFound, fmt::format("Constraint '{}' does not exist", name));
  (*info)["table_constraints"] = std::move(kept);
  TRY_VOID(put_body(workspace, "table", table.name, std::move(*info)));
  return json_answer(JsonObject{});
}

/// SQL LIKE: % any text, _ one character; case is ignored. Linear but for the places of %, which names keep few.
bool is_like(std::string_view name, std::string_view pattern) {
  std::size_t n = 0;
  std::size_t p = 0;
  std::size_t star = std::string_view::npos;
  std::size_t mark = 0;
  const std::string lower_name = text::to_lower(name);
  const std::string lower_pattern = text::to_lower(pattern);
  while (n < lower_name.size()) {
    if (p < lower_pattern.size() && lower_pattern[p] == '%') {
      star = p++;
      mark = n;
    } else if (p < lower_pattern.size() && (lower_pattern[p] == '_' || lower_pattern[p] == lower_name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  return lower_pattern.find_first_not_of('%', p) == std::string::npos;
}

Result<net::ServerResponse> list_summaries(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string given, need_query(call, "catalog_name"));
  TRY_ASSIGN(const Securable found, find_securable(workspace, "catalog", given));
  TRY_ASSIGN(ListQuery query, page_query(call, "table", kSummaryPages));
  const std::string catalog = found.name;
  const std::string schema_pattern = call.text_query("schema_name_pattern");
  const std::string table_pattern = call.text_query("table_name_pattern");
  query.filter = [catalog, schema_pattern, table_pattern](const Record& record) {
    if (!record.id.starts_with(catalog + ".")) return false;
    const std::string_view schema = std::string_view(record.parent).substr(catalog.size() + 1);
    const std::string_view table = std::string_view(record.id).substr(record.parent.size() + 1);
    return (schema_pattern.empty() || is_like(schema, schema_pattern)) &&
           (table_pattern.empty() || is_like(table, table_pattern));
  };
  return page_answer(workspace, query, "tables", [](const JsonObject& stored) {
    return JsonObject{{"full_name", json::string_at(stored, "full_name")},
                      {"table_type", json::string_at(stored, "table_type")}};
  });
}

}  // namespace

std::vector<Route> tables_routes() {
  return {{"GET", "/api/2.*/unity-catalog/tables", answered<list_tables>},
          {"POST", "/api/2.*/unity-catalog/tables", answered<create_table>},
          {"GET", "/api/2.*/unity-catalog/tables/{}", answered<show_table>},
          {"PATCH", "/api/2.*/unity-catalog/tables/{}", answered<update_table>},
          {"DELETE", "/api/2.*/unity-catalog/tables/{}", answered<delete_table>},
          {"GET", "/api/2.*/unity-catalog/tables/{}/exists", answered<tell_existence>},
          {"GET", "/api/2.*/unity-catalog/table-summaries", answered<list_summaries>},
          {"POST", "/api/2.*/unity-catalog/constraints", answered<add_constraint>},
          {"DELETE", "/api/2.*/unity-catalog/constraints/{}", answered<delete_constraint>}};
}

}  // namespace lakecode::local

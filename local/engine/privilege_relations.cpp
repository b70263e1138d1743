// The privilege views of information_schema, with what each object inherits from its parents (API reference 3.7.1).

#include <algorithm>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/relation_rows.h"
#include "local/engine/securables.h"

namespace lakecode::local {
namespace {

struct PrivilegeView {
  std::string_view name;
  std::string_view type;  ///< of the securable, as in REST paths
  std::string_view kind;  ///< of the stored objects; "" when only grants tell of them
  std::vector<std::string_view> columns;
};

const std::vector<PrivilegeView>& views() {
  static const std::vector<PrivilegeView> kViews{
      {"catalog_privileges", "catalog", "catalog", {"catalog_name"}},
      {"schema_privileges", "schema", "schema", {"catalog_name", "schema_name"}},
      {"table_privileges", "table", "table", {"table_catalog", "table_schema", "table_name"}},
      {"volume_privileges", "volume", "volume", {"volume_catalog", "volume_schema", "volume_name"}},
      {"routine_privileges",
       "function",
       "function",
       {"specific_catalog", "specific_schema", "specific_name", "routine_catalog", "routine_schema", "routine_name"}},
      {"metastore_privileges", "metastore", "", {"metastore_id"}},
      {"connection_privileges", "connection", "", {"connection_name"}},
      {"external_location_privileges", "external_location", "", {"external_location_name"}},
      {"storage_credential_privileges", "storage_credential", "", {"storage_credential_name"}},
      {"credential_privileges", "credential", "", {"credential_name"}}};
  return kViews;
}

std::vector<std::string> name_parts(const std::string& full_name, std::size_t columns) {
  std::vector<std::string> parts;
  for (const std::string_view part : text::split(full_name, '.')) parts.emplace_back(part);
  if (columns > parts.size() && parts.size() == 3) parts.insert(parts.end(), parts.begin(), parts.begin() + 3);
  parts.resize(columns);
  return parts;
}

void add_rows(const Store& store, const PrivilegeView& view, const std::string& full_name, ResultTable& table) {
  for (const GrantRow& grant : effective_grants(store, std::string(view.type), full_name)) {
    std::vector<Cell> row{Cell(grant.grantor.empty() ? "System user" : grant.grantor), grant.principal};
    for (std::string& part : name_parts(full_name, view.columns.size())) row.emplace_back(std::move(part));
    row.emplace_back(text::replace_all(grant.privilege, "_", " "));
    row.emplace_back("NO");
    row.emplace_back(grant.from_type == view.type ? "NONE" : text::to_upper(grant.from_type));
    table.add_row(std::move(row));
  }
}

}  // namespace

std::optional<ResultTable> make_privilege_relation(const Store& store, std::string_view catalog,
                                                   std::string_view name) {
  const auto view =
      std::find_if(views().begin(), views().end(), [name](const PrivilegeView& known) { return known.name == name; });
  if (view == views().end()) return std::nullopt;
  ResultTable table;
  add_columns(table, {{"grantor"}, {"grantee"}});
  for (const std::string_view column : view->columns) table.add_text_column(std::string(column));
  add_columns(table, {{"privilege_type"}, {"is_grantable"}, {"inherited_from"}});
  if (!view->kind.empty()) {
    for (const RecordPointer& record : all_records(store, view->kind)) {
      if (is_in_catalog(record->id, catalog)) add_rows(store, *view, record->id, table);
    }
    return table;
  }
  const std::string prefix = std::string(view->type) + " ";
  for (const RecordPointer& record : all_records(store, "grants")) {
    if (record->id.starts_with(prefix)) add_rows(store, *view, record->id.substr(prefix.size()), table);
  }
  return table;
}

}  // namespace lakecode::local

// Unity Catalog (API reference 3.7): catalogs, schemas and tables, listed and shown. All from the store; no SQL runs.

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kPage = 100;  // what max_results 0 or none means here
constexpr std::int64_t kMaxPage = 1000;
constexpr std::int64_t kMaxSummaries = 10'000;

net::ServerResponse missing_catalog(const std::string& name) {
  return error_answer(404, "CATALOG_DOES_NOT_EXIST", fmt::format("Catalog '{}' does not exist.", name));
}
net::ServerResponse missing_schema(const std::string& name) {
  return error_answer(404, "SCHEMA_DOES_NOT_EXIST", fmt::format("Schema '{}' does not exist.", name));
}
net::ServerResponse missing_table(const std::string& name) {
  return error_answer(404, "TABLE_DOES_NOT_EXIST", fmt::format("Table '{}' does not exist.", name));
}

Result<ListQuery> page_query(const Call& call, std::string_view kind, std::int64_t most) {
  TRY_ASSIGN(const auto wanted, call.int_query("max_results"));
  ListQuery query;
  query.kind = kind;
  const std::int64_t size = wanted.value_or(0);
  query.limit = static_cast<std::size_t>(size <= 0 ? kPage : std::min(size, most));
  query.page_token = call.text_query("page_token");
  return query;
}

/// {"NAME":[...], "next_page_token"} of records whose texts are answers already.
net::ServerResponse page_answer(std::string_view name, const RecordPage& page) {
  std::string body = fmt::format(R"({{"{}":[)", name);
  for (const RecordPointer& record : page.records) body += (body.back() == '[' ? "" : ",") + record->text;
  body += "]";
  if (!page.next_page_token.empty()) body += fmt::format(R"(,"next_page_token":"{}")", page.next_page_token);
  return text_answer(body + "}");
}

net::ServerResponse list_catalogs(Workspace& workspace, const Call& call) {
  const auto query = page_query(call, "catalog", kMaxPage);
  if (!query) return error_answer(query.error());
  const auto page = workspace.store.list(*query);
  return page ? page_answer("catalogs", *page) : error_answer(page.error());
}

net::ServerResponse show_catalog(Workspace& workspace, const Call& call) {
  const RecordPointer record = workspace.store.find("catalog", text::to_lower(call.captures[0]));
  return record == nullptr ? missing_catalog(call.captures[0]) : text_answer(record->text);
}

net::ServerResponse list_schemas(Workspace& workspace, const Call& call) {
  const std::string catalog = text::to_lower(call.text_query("catalog_name"));
  if (catalog.empty()) return bad_parameter("Missing required field: catalog_name");
  if (workspace.store.find("catalog", catalog) == nullptr) return missing_catalog(catalog);
  auto query = page_query(call, "schema", kMaxPage);
  if (!query) return error_answer(query.error());
  query->parent = catalog;
  const auto page = workspace.store.list(*query);
  return page ? page_answer("schemas", *page) : error_answer(page.error());
}

net::ServerResponse show_schema(Workspace& workspace, const Call& call) {
  const RecordPointer record = workspace.store.find("schema", text::to_lower(call.captures[0]));
  return record == nullptr ? missing_schema(call.captures[0]) : text_answer(record->text);
}

/// TableInfo as this call wants it; fields of ours are left out.
Result<JsonValue> table_info(const Call& call, const Record& record) {
  TRY_ASSIGN(JsonValue body, json::parse(record.text, "stored table"));
  JsonObject& info = body.as_object();
  info.stable_erase("lakecode_clustering_columns");
  if (call.flag_query("omit_columns")) info.stable_erase("columns");
  if (call.flag_query("omit_properties")) info.stable_erase("properties");
  if (call.flag_query("omit_username")) {
    for (const char* name : {"owner", "created_by", "updated_by"}) info.stable_erase(name);
  }
  return body;
}

net::ServerResponse list_tables(Workspace& workspace, const Call& call) {
  const std::string catalog = text::to_lower(call.text_query("catalog_name"));
  const std::string schema = text::to_lower(call.text_query("schema_name"));
  if (catalog.empty() || schema.empty())
    return bad_parameter("Missing required field: catalog_name and schema_name are both needed");
  if (workspace.store.find("catalog", catalog) == nullptr) return missing_catalog(catalog);
  if (workspace.store.find("schema", catalog + "." + schema) == nullptr) return missing_schema(catalog + "." + schema);
  auto query = page_query(call, "table", kMaxPage);
  if (!query) return error_answer(query.error());
  query->parent = catalog + "." + schema;
  const auto page = workspace.store.list(*query);
  if (!page) return error_answer(page.error());
  JsonArray tables;
  for (const RecordPointer& record : page->records) {
    auto info = table_info(call, *record);
    if (!info) return error_answer(info.error());
    tables.push_back(std::move(*info));
  }
  JsonObject answer{{"tables", std::move(tables)}};
  if (!page->next_page_token.empty()) answer["next_page_token"] = page->next_page_token;
  return json_answer(answer);
}

net::ServerResponse show_table(Workspace& workspace, const Call& call) {
  const RecordPointer record = workspace.store.find("table", text::to_lower(call.captures[0]));
  if (record == nullptr) return missing_table(call.captures[0]);
  const auto info = table_info(call, *record);
  return info ? json_answer(*info) : error_answer(info.error());
}

net::ServerResponse tell_existence(Workspace& workspace, const Call& call) {
  const bool exists = workspace.store.find("table", text::to_lower(call.captures[0])) != nullptr;
  return json_answer(JsonObject{{"table_exists", exists}});
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

net::ServerResponse list_summaries(Workspace& workspace, const Call& call) {
  const std::string catalog = text::to_lower(call.text_query("catalog_name"));
  if (catalog.empty()) return bad_parameter("Missing required field: catalog_name");
  if (workspace.store.find("catalog", catalog) == nullptr) return missing_catalog(catalog);
  auto query = page_query(call, "table", kMaxSummaries);
  if (!query) return error_answer(query.error());
  const std::string schema_pattern = call.text_query("schema_name_pattern");
  const std::string table_pattern = call.text_query("table_name_pattern");
  query->filter = [catalog, schema_pattern, table_pattern](const Record& record) {
    if (!record.id.starts_with(catalog + ".")) return false;
    const std::string_view schema = std::string_view(record.parent).substr(catalog.size() + 1);
    const std::string_view table = std::string_view(record.id).substr(record.parent.size() + 1);
    return (schema_pattern.empty() || is_like(schema, schema_pattern)) &&
           (table_pattern.empty() || is_like(table, table_pattern));
  };
  const auto page = workspace.store.list(*query);
  if (!page) return error_answer(page.error());
  JsonArray tables;
  for (const RecordPointer& record : page->records)
    tables.push_back(JsonObject{{"full_name", record->id}, {"table_type", record->label}});
  JsonObject answer{{"tables", std::move(tables)}};
  if (!page->next_page_token.empty()) answer["next_page_token"] = page->next_page_token;
  return json_answer(answer);
}

net::ServerResponse show_assignment(Workspace& workspace, const Call& /*call*/) {
  return json_answer(JsonObject{{"metastore_id", workspace.metastore_id},
                                {"workspace_id", text::parse_int(workspace.workspace_id).value_or(0)},
                                {"default_catalog_name", default_catalog(workspace.store)}});
}

net::ServerResponse show_metastore(Workspace& workspace, const Call& /*call*/) {
  return json_answer(JsonObject{{"metastore_id", workspace.metastore_id},
                                {"name", "local-metastore"},
                                {"cloud", "aws"},
                                {"region", "eu-west-1"},
                                {"global_metastore_id", "aws:eu-west-1:" + workspace.metastore_id},
                                {"owner", me_of(workspace.store).user_name},
                                {"privilege_model_version", "1.0"}});
}

}  // namespace

std::vector<Route> unity_catalog_routes() {
  return {{"GET", "/api/2.*/unity-catalog/catalogs", list_catalogs},
          {"GET", "/api/2.*/unity-catalog/catalogs/{}", show_catalog},
          {"GET", "/api/2.*/unity-catalog/schemas", list_schemas},
          {"GET", "/api/2.*/unity-catalog/schemas/{}", show_schema},
          {"GET", "/api/2.*/unity-catalog/tables", list_tables},
          {"GET", "/api/2.*/unity-catalog/tables/{}", show_table},
          {"GET", "/api/2.*/unity-catalog/tables/{}/exists", tell_existence},
          {"GET", "/api/2.*/unity-catalog/table-summaries", list_summaries},
          {"GET", "/api/2.*/unity-catalog/current-metastore-assignment", show_assignment},
          {"GET", "/api/2.*/unity-catalog/metastore_summary", show_metastore}};
}

}  // namespace lakecode::local

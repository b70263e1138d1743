// Indexes of vector search. Rows that a client puts into a direct access index are kept and found by the distance of
// their vectors; a delta sync index is described, holds no rows, and answers a query with none.
// Stored: vector_index (full name): VectorIndex; vector_row (index/key): the row.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/me.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kUsualResults = 10;
constexpr std::int64_t kMostResults = 10'000;

Result<JsonObject> index_at(const Workspace& workspace, const std::string& name) {
  auto index = find_body(workspace.store, "vector_index", text::to_lower(name));
  if (!index) return refusal(ErrorCode::NotFound, fmt::format("Vector search index '{}' does not exist.", name));
  return std::move(*index);
}

Result<JsonObject> direct_index_at(const Workspace& workspace, const std::string& name) {
  TRY_ASSIGN(JsonObject index, index_at(workspace, name));
  if (json::string_at(index, "index_type") == "DIRECT_ACCESS") return index;
  return refusal(ErrorCode::InvalidArgument,
                 fmt::format("Index '{}' is no direct access index: its rows come from its source table.", name));
}

Result<std::vector<RecordPointer>> rows_of(const Workspace& workspace, const std::string& index) {
  ListQuery query;
  query.kind = "vector_row";
  query.parent = index;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(RecordPage page, workspace.store.list(query));
  return std::move(page.records);
}

JsonObject with_status(const Workspace& workspace, JsonObject index) {
  const std::string name = json::string_at(index, "name");
  const auto rows = rows_of(workspace, name);
  index["status"] =
      JsonObject{{"ready", true},
                 {"message", "Index is ready."},
                 {"indexed_row_count", rows ? rows->size() : 0},
                 {"index_url", fmt::format("{}/api/2.0/vector-search/indexes/{}", workspace.origin, name)}};
  return public_part(std::move(index));
}

Result<std::string> index_name(const JsonValue& body) {
  TRY_ASSIGN(const std::string given, need_text(body, "name"));
  const auto parts = text::split(given, '.');
  const bool plain = parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
                       return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
                       });
                     });
  if (plain) return text::to_lower(given);
  return refusal(
      ErrorCode::InvalidArgument,
      fmt::format("Invalid index name '{}': it must be catalog.schema.table, of letters, digits and _", given));
}

Result<net::ServerResponse> create_index(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string name, index_name(*body));
  TRY_ASSIGN(const std::string endpoint, need_text(*body, "endpoint_name"));
  TRY_ASSIGN(const std::string type, need_text(*body, "index_type"));
  TRY_VOID(need_text(*body, "primary_key"));
  const std::string spec = type == "DIRECT_ACCESS" ? "direct_access_index_spec" : "delta_sync_index_spec";
  if (type != "DIRECT_ACCESS" && type != "DELTA_SYNC")
    return refusal(ErrorCode::InvalidArgument, fmt::format("Unknown index_type '{}'", type));
  if (json::object_at(*body, spec).empty())
    return refusal(ErrorCode::InvalidArgument, fmt::format("Missing required field: {}", spec));
  const auto host = find_body(workspace.store, "vector_endpoint", endpoint);
  if (!host)
    return refusal(ErrorCode::NotFound, fmt::format("Vector search endpoint with name '{}' does not exist.", endpoint));
  if (workspace.store.find("vector_index", name) != nullptr)
    return refusal(ErrorCode::AlreadyExists, fmt::format("Vector search index '{}' already exists.", name));
  JsonObject index{{"name", name},
                   {"endpoint_name", endpoint},
                   {"endpoint_id", json::string_at(*host, "id")},
                   {"creator", me_of(workspace.store, call.identity).user_name}};
  copy_members(index, *body, {"primary_key", "index_type", spec, "index_subtype"});
  index["lakecode_parent"] = endpoint;
  TRY_VOID(put_body(workspace, "vector_index", name, index));
  return json_answer(with_status(workspace, std::move(index)));
}

Result<net::ServerResponse> show_index(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject index, index_at(workspace, call.captures[0]));
  return json_answer(with_status(workspace, std::move(index)));
}

Result<net::ServerResponse> list_indexes(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string endpoint, need_query(call, "endpoint_name"));
  TRY_ASSIGN(ListQuery query, page_query(call, "vector_index", {"", "page_size", 100, 1000}));
  query.parent = endpoint;
  return page_answer(workspace, query, "vector_indexes", [](const JsonObject& index) {
    JsonObject shown;
    copy_members(shown, JsonValue(index),
                 {"name", "endpoint_name", "primary_key", "index_type", "creator", "index_subtype"});
    return shown;
  });
}

Result<net::ServerResponse> delete_index(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject index, index_at(workspace, call.captures[0]));
  const std::string name = json::string_at(index, "name");
  Store::Change change;
  change.erases.push_back({"vector_index", name});
  TRY_ASSIGN(const std::vector<RecordPointer> rows, rows_of(workspace, name));
  for (const RecordPointer& row : rows) change.erases.push_back({"vector_row", row->id});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> sync_index(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject index, index_at(workspace, call.captures[0]));
  if (json::string_at(index, "index_type") == "DELTA_SYNC") return json_answer(JsonObject{});
  return refusal(ErrorCode::InvalidArgument, fmt::format("Index '{}' is no delta sync index.", call.captures[0]));
}

std::string key_text(const JsonValue& key) {
  return json::as_string(key).value_or(json::serialize(key));
}

Result<net::ServerResponse> upsert_rows(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject index, direct_index_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string inputs, need_text(*body, "inputs_json"));
  const auto rows = json::parse(inputs, "inputs_json");
  if (!rows || !rows->is_array())
    return refusal(ErrorCode::InvalidArgument, "inputs_json must be a JSON array of rows");
  const std::string name = json::string_at(index, "name");
  const std::string key = json::string_at(index, "primary_key");
  Store::Change change;
  for (const JsonValue& row : rows->as_array()) {
    const JsonValue* value = json::find(row, key);
    if (value == nullptr || value->is_null())
      return refusal(ErrorCode::InvalidArgument, fmt::format("A row of inputs_json has no primary key '{}'", key));
    change.puts.push_back(
        {"vector_row", name + "/" + key_text(*value), JsonBox(JsonObject{{"row", row}, {"lakecode_parent", name}})});
  }
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{
      {"status", "SUCCESS"},
      {"result", JsonObject{{"success_row_count", change.puts.size()}, {"failed_primary_keys", JsonArray()}}}});
}

Result<net::ServerResponse> delete_rows(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject index, direct_index_at(workspace, call.captures[0]));
  const std::string name = json::string_at(index, "name");
  Store::Change change;
  for (const std::string& key : call.all_query("primary_keys"))
    change.erases.push_back({"vector_row", name + "/" + key});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(JsonObject{
      {"status", "SUCCESS"},
      {"result", JsonObject{{"success_row_count", change.erases.size()}, {"failed_primary_keys", JsonArray()}}}});
}

/// 1 for the same vector, towards 0 the further they are apart; nullopt when they cannot be compared.
std::optional<double> similarity(const JsonArray& wanted, const JsonArray& vector) {
  if (wanted.empty() || wanted.size() != vector.size()) return std::nullopt;
  double squares = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (!wanted[i].is_number() || !vector[i].is_number()) return std::nullopt;
    const double apart = wanted[i].to_number<double>() - vector[i].to_number<double>();
    squares += apart * apart;
  }
  return 1.0 / (1.0 + squares);
}

struct Hit {
  double score = 0;
  JsonArray row;
};

/// The column that has the vectors.
std::string vector_column(const JsonObject& index) {
  const JsonArray& columns =
      json::array_at(json::object_at(index, "direct_access_index_spec"), "embedding_vector_columns");
  return columns.empty() ? "" : json::string_at(columns.front(), "name");
}

Result<std::vector<Hit>> find_hits(const Workspace& workspace, const JsonObject& index, const JsonValue& order) {
  const std::string column = vector_column(index);
  const JsonArray& wanted = json::array_at(order, "query_vector");
  TRY_ASSIGN(const std::vector<RecordPointer> rows, rows_of(workspace, json::string_at(index, "name")));
  std::vector<Hit> hits;
  for (const RecordPointer& record : rows) {
    const JsonObject row = json::object_at(body_of(*record), "row");
    const auto score = similarity(wanted, json::array_at(row, column));
    if (!score) continue;
    Hit hit{*score, {}};
    for (const JsonValue& name : json::array_at(order, "columns")) {
      const JsonValue* value = json::find(row, json::as_string(name).value_or(""));
      hit.row.push_back(value != nullptr ? *value : JsonValue());
    }
    hit.row.emplace_back(*score);
    hits.push_back(std::move(hit));
  }
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
  return hits;
}

Result<net::ServerResponse> query_index(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject index, index_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  if (json::array_at(*body, "columns").empty())
    return refusal(ErrorCode::InvalidArgument, "Missing required field: columns");
  TRY_ASSIGN(const std::string text, text_member(*body, "query_text"));
  if (text.empty() && json::array_at(*body, "query_vector").empty())
    return refusal(ErrorCode::InvalidArgument, "One of query_text and query_vector is needed");
  if (!text.empty() && json::string_at(index, "index_type") == "DIRECT_ACCESS") {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("Index '{}' has no embedding model: query_vector is needed", call.captures[0]));
  }
  TRY_ASSIGN(const auto wanted, int_member(*body, "num_results"));
  const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(wanted.value_or(kUsualResults), 1, kMostResults));
  TRY_ASSIGN(std::vector<Hit> hits, find_hits(workspace, index, *body));
  JsonArray columns;
  for (const JsonValue& name : json::array_at(*body, "columns")) columns.push_back(JsonObject{{"name", name}});
  columns.push_back(JsonObject{{"name", "score"}});
  JsonArray data;
  for (Hit& hit : hits) {
    if (data.size() < most) data.push_back(std::move(hit.row));
  }
  const std::size_t rows = data.size();
  return json_answer(
      JsonObject{{"manifest", JsonObject{{"column_count", columns.size()}, {"columns", std::move(columns)}}},
                 {"result", JsonObject{{"row_count", rows}, {"data_array", std::move(data)}}}});
}

/// A cell as the platform wraps it.
JsonValue wrapped(const JsonValue& value) {
  if (value.is_bool()) return JsonObject{{"bool_value", value}};
  if (value.is_number()) return JsonObject{{"number_value", value}};
  if (value.is_string()) return JsonObject{{"string_value", value}};
  if (value.is_array()) {
    JsonArray values;
    for (const JsonValue& element : value.as_array()) values.push_back(wrapped(element));
    return JsonObject{{"list_value", JsonObject{{"values", std::move(values)}}}};
  }
  return JsonObject{};
}

Result<net::ServerResponse> scan_index(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject index, index_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string after, text_member(*body, "last_primary_key"));
  TRY_ASSIGN(const auto wanted, int_member(*body, "num_results"));
  const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(wanted.value_or(kUsualResults), 1, kMostResults));
  TRY_ASSIGN(const std::vector<RecordPointer> rows, rows_of(workspace, json::string_at(index, "name")));
  JsonArray data;
  std::string last;
  for (const RecordPointer& record : rows) {
    const std::string key = record->id.substr(record->id.find('/') + 1);
    if ((!after.empty() && key <= after) || data.size() >= most) continue;
    JsonArray fields;
    const JsonObject row = json::object_at(body_of(*record), "row");
    for (const auto& member : row)
      fields.push_back(JsonObject{{"key", member.key()}, {"value", wrapped(member.value())}});
    data.push_back(JsonObject{{"fields", std::move(fields)}});
    last = key;
  }
  return json_answer(JsonObject{{"data", std::move(data)}, {"last_primary_key", last}});
}

}  // namespace

std::vector<Route> vector_indexes_routes() {
  return {{"GET", "/api/2.*/vector-search/indexes", answered<list_indexes>},
          {"POST", "/api/2.*/vector-search/indexes", answered<create_index>},
          {"GET", "/api/2.*/vector-search/indexes/{}", answered<show_index>},
          {"DELETE", "/api/2.*/vector-search/indexes/{}", answered<delete_index>},
          {"POST", "/api/2.*/vector-search/indexes/{}/sync", answered<sync_index>},
          {"POST", "/api/2.*/vector-search/indexes/{}/upsert-data", answered<upsert_rows>},
          {"DELETE", "/api/2.*/vector-search/indexes/{}/delete-data", answered<delete_rows>},
          {"POST", "/api/2.*/vector-search/indexes/{}/query", answered<query_index>},
          {"POST", "/api/2.*/vector-search/indexes/{}/scan", answered<scan_index>}};
}

}  // namespace lakecode::local

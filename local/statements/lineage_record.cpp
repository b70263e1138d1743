#include "local/statements/lineage_record.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::local {
namespace {

struct Table {
  std::string name;
  std::string type;
  std::vector<std::string> columns;  ///< lower case
};

bool is_known_relation(const dialect::TableName& name) {
  return !name.catalog.empty() && name.schema != "information_schema" && name.catalog != "system";
}

Table look_up(const Store& store, const dialect::TableName& name) {
  Table table{name.full(), "TABLE", {}};
  const RecordPointer record = store.find("table", table.name);
  if (record == nullptr) return table;
  const auto body = json::parse(record->text, "stored table");
  if (!body) return table;
  const std::string type = json::string_at(*body, "table_type");
  if (type == "VIEW" || type == "MATERIALIZED_VIEW" || type == "STREAMING_TABLE") table.type = type;
  for (const JsonValue& column : json::array_at(*body, "columns"))
    table.columns.push_back(text::to_lower(json::string_at(column, "name")));
  return table;
}

/// Pairs of columns of `source` that only it can have given to `target`.
JsonArray shared_columns(const Table& source, const Table& target, const std::vector<Table>& sources) {
  JsonArray pairs;
  for (const std::string& column : target.columns) {
    std::size_t holders = 0;
    bool own = false;
    for (const Table& one : sources) {
      for (const std::string& other : one.columns) {
        if (other != column) continue;
        ++holders;
        own = own || one.name == source.name;
      }
    }
    if (own && holders == 1) pairs.push_back(JsonObject{{"source", column}, {"target", column}});
  }
  return pairs;
}

/// Pairs by what the statement says: the column of `source` that stands in the expression of a column.
JsonArray told_columns(const Table& source, const Table& target, const std::vector<Table>& sources,
                       const std::vector<dialect::ColumnOrigin>& origins) {
  JsonArray pairs;
  const auto has = [](const Table& table, const std::string& column) {
    return std::find(table.columns.begin(), table.columns.end(), column) != table.columns.end();
  };
  for (std::size_t i = 0; i < origins.size() && i < target.columns.size(); ++i) {
    const std::string& column = origins[i].column.empty() ? target.columns[i] : origins[i].column;
    for (const std::string& name : origins[i].sources) {
      const auto holders =
          std::count_if(sources.begin(), sources.end(), [&](const Table& one) { return has(one, name); });
      if (holders == 1 && has(source, name)) pairs.push_back(JsonObject{{"source", name}, {"target", column}});
    }
  }
  return pairs;
}

JsonObject entity_of(const QueryRecord& record) {
  const JsonValue& source = *record.submission->source;
  const std::string job = json::string_at_path(source, {"job_info", "job_id"});
  if (job.empty()) return {};
  const std::string run = json::string_at_path(source, {"job_info", "job_run_id"});
  return {{"entity_type", "JOB"},
          {"entity_id", job},
          {"entity_run_id", run},
          {"entity_metadata", JsonObject{{"job_info", JsonObject{{"job_id", job}, {"job_run_id", run}}}}}};
}

}  // namespace

std::optional<Document> make_lineage_document(const Store& store, const QueryRecord& record) {
  if (record.outcome == nullptr) return std::nullopt;
  const dialect::TableName& written = record.outcome->target;
  const bool writes = is_known_relation(written);
  std::vector<Table> sources;
  std::set<std::string> seen;
  for (const dialect::TableName& read : record.outcome->reads) {
    const bool itself = writes && read == written;
    if (is_known_relation(read) && !itself && seen.insert(read.full()).second) sources.push_back(look_up(store, read));
  }
  if (sources.empty() && !writes) return std::nullopt;
  JsonObject body = entity_of(record);
  body["statement_id"] = record.id;
  body["event_id"] = record.id;
  body["event_time"] = to_epoch_ms(record.ended);
  body["created_by"] = record.submission->user_name;
  const Table target = writes ? look_up(store, written) : Table();
  JsonArray list;
  for (const Table& source : sources) {
    JsonObject entry{{"name", source.name}, {"type", source.type}};
    const auto& origins = record.outcome->origins;
    if (writes)
      entry["columns"] =
          origins.empty() ? shared_columns(source, target, sources) : told_columns(source, target, sources, origins);
    list.push_back(std::move(entry));
  }
  body["sources"] = std::move(list);
  if (writes) body["target"] = JsonObject{{"name", target.name}, {"type", target.type}};
  return Document{"lineage", record.id, JsonBox(std::move(body))};
}

}  // namespace lakecode::local

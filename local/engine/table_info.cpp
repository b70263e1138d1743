#include "local/engine/table_info.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/dialect/types.h"

namespace lakecode::local {
namespace {

/// A stable id from a name: the same securable has the same id after every change.
std::string uuid_of(std::string_view what) {
  std::string hex = crypto::sha256_hex(what).substr(0, 32);
  hex[12] = '5';
  hex[16] = 'a';
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                     hex.substr(20));
}

/// The fields of `known` on top of `info`.
void overlay(JsonObject& info, const JsonValue& known) {
  if (!known.is_object()) return;
  for (const auto& member : known.as_object()) {
    if (!info.contains(member.key())) info[member.key()] = member.value();
  }
}

template <typename Value>
void set_default(JsonObject& info, std::string_view name, const Value& value) {
  if (!info.contains(name)) info[name] = JsonValue(value);
}

void stamp_creation(JsonObject& info, const Stamp& stamp) {
  set_default(info, "owner", stamp.user);
  set_default(info, "created_at", stamp.now_ms);
  set_default(info, "created_by", JsonValue(info["owner"]));
  set_default(info, "updated_at", JsonValue(info["created_at"]));
  set_default(info, "updated_by", JsonValue(info["created_by"]));
  info["metastore_id"] = stamp.metastore_id;
}

const JsonValue* known_column(const JsonValue& known, std::string_view name) {
  for (const JsonValue& column : json::array_at(known, "columns")) {
    if (text::equals_ignore_case(json::string_at(column, "name"), name)) return &column;
  }
  return nullptr;
}

const dialect::DefinedColumn* defined_column(const dialect::Definition* definition, std::string_view name) {
  if (definition == nullptr) return nullptr;
  for (const dialect::DefinedColumn& column : definition->columns) {
    if (text::equals_ignore_case(column.name, name)) return &column;
  }
  return nullptr;
}

std::string type_text(const EngineColumn& column, const JsonValue* known, const dialect::DefinedColumn* defined,
                      const dialect::Definition* definition) {
  const bool retyped =
      definition != nullptr && definition->column_type && text::equals_ignore_case(definition->column, column.name);
  if (retyped) return *definition->column_type;
  if (defined != nullptr && !defined->type_text.empty()) return defined->type_text;
  const dialect::TypeFacts engine = dialect::facts_of_engine_type(column.type);
  const std::string before = known == nullptr ? "" : json::string_at(*known, "type_text");
  // The engine has one type for timestamp and timestamp_ntz, one for all texts, and none for void: what was said before
  // says more.
  const bool finer = (engine.text == "timestamp" && before == "timestamp_ntz") ||
                     (engine.text == "int" && before == "void") ||
                     (engine.text == "string" && (before.starts_with("varchar") || before.starts_with("char")));
  return finer ? before : engine.text;
}

/// The metadata of a column's type_json: what was known, what a definition says.
JsonObject column_metadata(const std::string& name, const JsonValue* known, const dialect::DefinedColumn* defined,
                           const dialect::Definition* definition) {
  JsonObject metadata;
  if (known != nullptr) {
    if (const auto type = json::parse(json::string_at(*known, "type_json"), "type_json"))
      metadata = json::object_at(*type, "metadata");
  }
  if (defined != nullptr) {
    for (const auto& entry : defined->metadata) metadata[entry.first] = entry.second;
  }
  if (definition != nullptr && definition->column_default && text::equals_ignore_case(definition->column, name)) {
    metadata.erase("CURRENT_DEFAULT");
    if (*definition->column_default) metadata["CURRENT_DEFAULT"] = **definition->column_default;
  }
  return metadata;
}

JsonArray to_json(const std::vector<std::string>& list) {
  JsonArray array;
  for (const std::string& element : list) array.emplace_back(element);
  return array;
}

JsonObject shield_info(const dialect::Shield& shield, std::string_view columns) {
  return {{"function_name", shield.function}, {columns, to_json(shield.columns)}};
}

/// The mask that was there, that the column is made with, or that `altered` (null for others' columns) sets or drops.
void lay_mask(JsonObject& info, const JsonValue* known, const dialect::DefinedColumn* defined,
              const dialect::Definition* altered) {
  if (known != nullptr && json::find(*known, "mask") != nullptr) info["mask"] = *json::find(*known, "mask");
  if (defined != nullptr && defined->mask) info["mask"] = shield_info(*defined->mask, "using_column_names");
  if (altered == nullptr || !altered->column_mask) return;
  info.erase("mask");
  if (*altered->column_mask) info["mask"] = shield_info(**altered->column_mask, "using_column_names");
}

JsonObject column_info(const EngineColumn& column, std::size_t position, const JsonValue& known_table,
                       const dialect::Definition* definition) {
  const JsonValue* known = known_column(known_table, column.name);
  const dialect::DefinedColumn* defined = defined_column(definition, column.name);
  const dialect::TypeFacts type = dialect::facts_of_text(type_text(column, known, defined, definition));
  bool nullable = column.nullable;
  if (known != nullptr) nullable = nullable && json::bool_at(*known, "nullable").value_or(true);
  const bool altered = definition != nullptr && text::equals_ignore_case(definition->column, column.name);
  if (altered && definition->column_nullable) nullable = *definition->column_nullable;
  JsonObject info{{"name", column.name}, {"type_text", type.text}};
  const std::string spark = dialect::spark_json_type(type.text);
  const JsonValue name(column.name);
  info["type_json"] =
      fmt::format(R"({{"name":{},"type":{},"nullable":{},"metadata":{}}})", json::serialize(name), spark, nullable,
                  json::serialize(column_metadata(column.name, known, defined, definition)));
  info["type_name"] = type.name;
  if (type.precision) info["type_precision"] = *type.precision;
  if (type.scale) info["type_scale"] = *type.scale;
  info["position"] = position;
  std::string comment = known == nullptr ? "" : json::string_at(*known, "comment");
  if (defined != nullptr && !defined->comment.empty()) comment = defined->comment;
  if (definition != nullptr && definition->comment && text::equals_ignore_case(definition->column, column.name))
    comment = *definition->comment;
  if (!comment.empty()) info["comment"] = comment;
  info["nullable"] = nullable;
  auto partition = known == nullptr ? std::optional<std::int64_t>() : json::int_at(*known, "partition_index");
  if (definition != nullptr) {
    const auto& partitions = definition->partition_columns;
    const auto found = std::find_if(partitions.begin(), partitions.end(),
                                    [&](const std::string& p) { return text::equals_ignore_case(p, column.name); });
    if (found != partitions.end()) partition = found - partitions.begin();
  }
  if (partition) info["partition_index"] = *partition;
  lay_mask(info, known, defined, altered ? definition : nullptr);
  return info;
}

std::string name_of_constraint(const JsonValue& entry, bool& primary) {
  primary = json::find(entry, "primary_key_constraint") != nullptr;
  return json::string_at_path(entry, {primary ? "primary_key_constraint" : "foreign_key_constraint", "name"});
}

JsonArray remaining_keys(const JsonValue& known, const dialect::Definition& definition) {
  JsonArray out;
  for (const JsonValue& entry : json::array_at(known, "table_constraints")) {
    bool primary = false;
    const std::string name = name_of_constraint(entry, primary);
    const bool dropped = std::any_of(
        definition.dropped_constraints.begin(), definition.dropped_constraints.end(), [&](const std::string& gone) {
          return text::equals_ignore_case(gone, name) || (primary && gone == "PRIMARY KEY");
        });
    if (!dropped) out.push_back(entry);
  }
  return out;
}

void add_keys(JsonObject& info, const JsonValue& known, const dialect::Definition& definition,
              const dialect::TableName& name) {
  if (definition.keys.empty() && definition.dropped_constraints.empty()) return;
  JsonArray constraints;
  if (definition.kind == dialect::DefinitionKind::AlterTable) constraints = remaining_keys(known, definition);
  for (const dialect::DefinedKey& key : definition.keys) {
    const std::string fallback =
        fmt::format("{}_{}{}", name.table, text::join(key.columns, "_"), key.primary ? "_pk" : "_fk");
    JsonObject body{{"name", key.name.empty() ? fallback : key.name}, {"child_columns", to_json(key.columns)}};
    if (key.primary) {
      constraints.push_back(JsonObject{{"primary_key_constraint", std::move(body)}});
    } else {
      body["parent_table"] = key.parent_table;
      body["parent_columns"] = to_json(key.parent_columns.empty() ? key.columns : key.parent_columns);
      constraints.push_back(JsonObject{{"foreign_key_constraint", std::move(body)}});
    }
  }
  info["table_constraints"] = std::move(constraints);
}

void add_definition(JsonObject& info, const JsonValue& known, const dialect::Definition& definition,
                    const dialect::TableName& name) {
  if (definition.comment && definition.column.empty()) info["comment"] = *definition.comment;
  JsonObject properties = json::object_at(known, "properties");
  for (const auto& entry : definition.properties) properties[entry.first] = entry.second;
  for (const auto& entry : definition.checks) properties["delta.constraints." + entry.first] = entry.second;
  for (const std::string& key : definition.removed_properties) properties.erase(key);
  for (const std::string& gone : definition.dropped_constraints)
    properties.erase("delta.constraints." + text::to_lower(gone));
  if (!properties.empty() || known.is_object()) info["properties"] = std::move(properties);
  if (!definition.clustering_columns.empty() || definition.clusters)
    info["lakecode_clustering_columns"] = to_json(definition.clustering_columns);
  if (!definition.view_text.empty()) info["view_definition"] = definition.view_text;
  add_keys(info, known, definition, name);
}

std::string_view catalog_type(std::string_view catalog) {
  return catalog == "system" ? "SYSTEM_CATALOG" : "MANAGED_CATALOG";
}

/// What catalogs and schemas say beside who they are; predictive optimization does nothing here.
void add_container_facts(JsonObject& info, std::string_view catalog) {
  set_default(info, "catalog_type", catalog_type(catalog));
  set_default(info, "browse_only", false);
  set_default(info, "enable_predictive_optimization", "INHERIT");
  set_default(
      info, "effective_predictive_optimization_flag",
      JsonObject{{"value", "DISABLE"}, {"inherited_from_type", "METASTORE"}, {"inherited_from_name", kMetastoreName}});
}

}  // namespace

JsonObject make_catalog_info(const std::string& name, const JsonValue& known, const Stamp& stamp) {
  JsonObject info{{"name", name}};
  overlay(info, known);
  stamp_creation(info, stamp);
  add_container_facts(info, name);
  set_default(info, "isolation_mode", "OPEN");
  set_default(info, "securable_type", "CATALOG");
  info["full_name"] = name;
  return info;
}

JsonObject make_schema_info(const std::string& catalog, const std::string& schema, const JsonValue& known,
                            const Stamp& stamp) {
  JsonObject info{{"name", schema}, {"catalog_name", catalog}};
  overlay(info, known);
  stamp_creation(info, stamp);
  add_container_facts(info, catalog);
  info["full_name"] = catalog + "." + schema;
  set_default(info, "schema_id", uuid_of("schema " + catalog + "." + schema));
  return info;
}

JsonObject make_table_info(const EngineTable& table, const JsonValue& known, const dialect::Definition* definition,
                           const Stamp& stamp) {
  const bool view = table.view && table.name.catalog != "system";  // system tables are views of the engine alone
  JsonObject info{{"name", table.name.table},
                  {"catalog_name", table.name.catalog},
                  {"schema_name", table.name.schema},
                  {"table_type", view ? "VIEW" : "MANAGED"}};
  if (!view) info["data_source_format"] = table.view ? "DELTASHARING" : "DELTA";
  const bool materialized = definition != nullptr ? definition->materialized : false;
  const bool was = definition == nullptr || definition->kind != dialect::DefinitionKind::CreateTable;
  if (materialized || (was && json::string_at(known, "table_type") == "MATERIALIZED_VIEW"))
    info["table_type"] = "MATERIALIZED_VIEW";
  JsonArray columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    columns.push_back(column_info(table.columns[i], i, known, definition));
  info["columns"] = std::move(columns);
  if (definition != nullptr) {
    add_definition(info, known, *definition, table.name);
    info["updated_at"] = stamp.now_ms;
    info["updated_by"] = stamp.user;
  }
  overlay(info, known);
  if (definition != nullptr && definition->row_filter) {
    info.erase("row_filter");
    if (*definition->row_filter) info["row_filter"] = shield_info(**definition->row_filter, "input_column_names");
  }
  stamp_creation(info, stamp);
  info["full_name"] = table.name.full();
  // A table that is made again under an old name is another table.
  const bool fresh = definition != nullptr && definition->kind == dialect::DefinitionKind::CreateTable;
  set_default(info, "table_id", uuid_of("table " + table.name.full() + (fresh ? std::to_string(stamp.now_ms) : "")));
  if (!table.view) {
    set_default(info, "storage_location",
                fmt::format("s3://lakecode-local/metastore/{}/tables/{}", stamp.metastore_id,
                            json::as_string(info["table_id"]).value_or("")));
  }
  return info;
}

}  // namespace lakecode::local

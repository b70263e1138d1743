// SQL functions of users: macros of the engine, described by FunctionInfo documents.

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"
#include "local/engine/table_engine_state.h"
#include "local/engine/typed_calls.h"

namespace lakecode::local {
namespace {

using dialect::DefinedColumn;
using dialect::Definition;
using dialect::DefinitionKind;
using dialect::sql_error;

JsonObject parameter_list(const std::vector<DefinedColumn>& columns) {
  JsonArray list;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const dialect::TypeFacts type = dialect::facts_of_text(columns[i].type_text);
    JsonObject entry{{"name", columns[i].name},
                     {"type_text", type.text},
                     {"type_name", type.name},
                     {"type_json", dialect::spark_json_type(type.text)},
                     {"position", i},
                     {"parameter_mode", "IN"},
                     {"parameter_type", "PARAM"}};
    if (!columns[i].comment.empty()) entry["comment"] = columns[i].comment;
    const auto value = columns[i].metadata.find("CURRENT_DEFAULT");
    if (value != columns[i].metadata.end()) entry["parameter_default"] = value->second;
    list.push_back(std::move(entry));
  }
  return JsonObject{{"parameters", std::move(list)}};
}

JsonObject function_info(const Definition& definition, const Stamp& stamp) {
  const dialect::DefinedFunction& function = definition.function;
  const dialect::TypeFacts type = dialect::facts_of_text(function.returns.empty() ? "string" : function.returns);
  const std::string id = crypto::sha256_hex("function " + definition.name.full() + std::to_string(stamp.now_ms));
  JsonObject info{{"name", definition.name.table},
                  {"catalog_name", definition.name.catalog},
                  {"schema_name", definition.name.schema},
                  {"full_name", definition.name.full()},
                  {"input_params", parameter_list(function.parameters)},
                  {"data_type", function.table ? "TABLE_TYPE" : type.name},
                  {"full_data_type", function.table ? "TABLE" : dialect::sql_type_text(type.text)},
                  {"routine_body", "SQL"},
                  {"routine_definition", function.body},
                  {"parameter_style", "S"},
                  {"is_deterministic", true},
                  {"sql_data_access", function.table ? "READS_SQL_DATA" : "CONTAINS_SQL"},
                  {"is_null_call", false},
                  {"security_type", "DEFINER"},
                  {"specific_name", definition.name.table},
                  {"owner", stamp.user},
                  {"created_at", stamp.now_ms},
                  {"created_by", stamp.user},
                  {"updated_at", stamp.now_ms},
                  {"updated_by", stamp.user},
                  {"metastore_id", stamp.metastore_id},
                  {"function_id", fmt::format("{}-{}-4{}-a{}-{}", id.substr(0, 8), id.substr(8, 4), id.substr(12, 3),
                                              id.substr(15, 3), id.substr(18, 12))}};
  if (function.table) info["return_params"] = parameter_list(function.columns);
  if (definition.comment) info["comment"] = *definition.comment;
  return info;
}

Error not_found(const Definition& definition) {
  return sql_error("ROUTINE_NOT_FOUND",
                   fmt::format("The routine {} cannot be found. Verify the spelling and correctness of the schema and "
                               "catalog.",
                               dialect::in_backticks(definition.name.full())),
                   "42883");
}

}  // namespace

Result<ResultTable> TableEngine::State::define_function(duck::Connection& connection,
                                                        const dialect::Translation& translation,
                                                        const std::string& user) {
  const Definition& definition = translation.definition;
  if (store.find("schema", definition.name.schema_full()) == nullptr)
    return dialect::schema_not_found(definition.name.schema_full());
  const std::string id = definition.name.full();
  const RecordPointer known = store.find("function", id);
  Store::Change change;
  if (definition.kind == DefinitionKind::DropFunction) {
    if (known == nullptr) {
      if (definition.if_exists) return ResultTable{};
      return not_found(definition);
    }
    TRY_ASSIGN(const JsonValue info, json::parse(known->text, "stored function"));
    const bool table = json::string_at(info, "data_type") == "TABLE_TYPE";
    auto dropped =
        connection.execute(fmt::format("DROP MACRO {}IF EXISTS {}", table ? "TABLE " : "", definition.name.engine()));
    if (!dropped) return platform_error(dropped.error());
    change.erases.push_back({"function", id});
    change.erases.push_back({"grants", "function " + id});
    TRY_VOID(store.commit(change));
    return ResultTable{};
  }
  if (known != nullptr && !definition.or_replace) {
    if (definition.if_exists) return ResultTable{};
    return sql_error("ROUTINE_ALREADY_EXISTS",
                     fmt::format("Cannot create the routine {} because a routine of that name already exists.",
                                 dialect::in_backticks(id)),
                     "42723");
  }
  auto made = connection.execute(with_open_calls(translation.steps.front()));
  if (!made) return platform_error(made.error());
  change.puts.push_back({"function", id, JsonBox(function_info(definition, stamp(user)))});
  TRY_VOID(store.commit(change));
  return ResultTable{};
}

}  // namespace lakecode::local

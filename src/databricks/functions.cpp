#include "databricks/functions.h"

#include "base/json.h"
#include "base/text.h"
#include "databricks/wire.h"
#include "sql/literals.h"

namespace lakecode::databricks {
namespace {

std::vector<FunctionParameter> parse_parameters(const JsonValue& value, std::string_view member) {
  std::vector<FunctionParameter> parameters;
  const JsonValue* holder = json::find(value, member);
  if (holder == nullptr) return parameters;
  for (const JsonValue& given : json::array_at(*holder, "parameters")) {
    parameters.push_back({.name = json::string_at(given, "name"),
                          .type_text = json::string_at(given, "type_text"),
                          .default_text = json::string_at(given, "parameter_default"),
                          .comment = json::string_at(given, "comment")});
  }
  return parameters;
}

std::string list_of(const std::vector<FunctionParameter>& parameters) {
  std::string list;
  for (const FunctionParameter& parameter : parameters) {
    list += (list.empty() ? "" : ", ") + sql::quote_identifier(parameter.name) + " " + parameter.type_text;
    if (!parameter.default_text.empty()) list += " DEFAULT " + parameter.default_text;
    if (!parameter.comment.empty()) list += " COMMENT " + sql::quote_string(parameter.comment);
  }
  return list;
}

FunctionInfo parse_function(const JsonValue& body) {
  return FunctionInfo{.full_name = json::string_at(body, "full_name"),
                      .parameters = parse_parameters(body, "input_params"),
                      .data_type = json::string_at(body, "full_data_type"),
                      .columns = parse_parameters(body, "return_params"),
                      .body_kind = json::string_at(body, "routine_body"),
                      .language = json::string_at(body, "external_language"),
                      .definition = json::string_at(body, "routine_definition"),
                      .comment = json::string_at(body, "comment"),
                      .deterministic = json::bool_at(body, "is_deterministic").value_or(false)};
}

}  // namespace

Result<std::vector<FunctionInfo>> fetch_functions(Client& client, const SchemaName& schema, const CallContext& ctx) {
  std::vector<FunctionInfo> functions;
  const Call call{
      .naming = {.action = "list functions", .subject = "of schema " + schema.catalog + "." + schema.schema},
      .path = "/api/2.1/unity-catalog/functions",
      .query = {{"catalog_name", schema.catalog}, {"schema_name", schema.schema}, {"max_results", "0"}},
      .body = ""};
  const auto on_page = [&](const JsonValue& page) {
    for (const JsonValue& item : json::array_at(page, "functions")) functions.push_back(parse_function(item));
    return true;
  };
  TRY_VOID(Wire(client).fetch_pages(call, on_page, ctx));
  return functions;
}

Result<FunctionInfo> fetch_function(Client& client, const std::string& full_name, const CallContext& ctx) {
  const Call call{.naming = {.action = "read function", .subject = full_name},
                  .path = "/api/2.1/unity-catalog/functions/" + net::encode_component(full_name),
                  .query = {},
                  .body = ""};
  TRY_ASSIGN(const Answer answer, Wire(client).fetch(call, ctx));
  return parse_function(*answer.body);
}

std::string make_function_definition(const FunctionInfo& info, const std::string& quoted_name) {
  if (info.definition.empty() || (info.columns.empty() && info.data_type.empty())) return "";
  const bool external = text::equals_ignore_case(info.body_kind, "EXTERNAL");
  if (external && (info.language.empty() || info.definition.find("$$") != std::string::npos)) return "";
  for (const FunctionParameter& parameter : info.parameters) {
    if (parameter.type_text.empty()) return "";
  }
  std::string definition = "CREATE OR REPLACE FUNCTION " + quoted_name + "(" + list_of(info.parameters) +
                           ")\nRETURNS " +
                           (info.columns.empty() ? info.data_type : "TABLE (" + list_of(info.columns) + ")");
  if (external) definition += "\nLANGUAGE " + text::to_upper(info.language);
  if (info.deterministic && external) definition += "\nDETERMINISTIC";
  if (!info.comment.empty()) definition += "\nCOMMENT " + sql::quote_string(info.comment);
  return definition + (external ? "\nAS $$" + info.definition + "$$" : "\nRETURN " + info.definition);
}

}  // namespace lakecode::databricks

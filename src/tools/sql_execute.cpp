#include "base/json.h"
#include "safety/classify.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/records.h"
#include "tools/result_store.h"
#include "tools/statement_run.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"sql", ParameterType::String, true, "one SQL statement, without a ; at its end"},
    {"name", ParameterType::String, false, "name to keep the result under, such as orders; then it is $orders"},
    {"limit", ParameterType::Integer, false, "rows to fetch at most, 1 to 10000 (1000)"},
    {"catalog", ParameterType::String, false, "catalog for names without one"},
    {"schema", ParameterType::String, false, "schema for names without one"},
    {"parameters", ParameterType::Object, false, "values for :name markers in the statement"},
    {"warehouse_id", ParameterType::String, false, "SQL warehouse to use; normally left out"},
    {"timeout_seconds", ParameterType::Integer, false, "cancel the statement after so long, 1 to 3600 (300)"},
};

/// Values of JSON as parameters of the statement: numbers and truth values keep their type, all else is text.
std::vector<databricks::StatementParameter> parameters_of(const JsonObject& given) {
  std::vector<databricks::StatementParameter> parameters;
  for (const auto& member : given) {
    databricks::StatementParameter parameter{.name = std::string(member.key()), .value = std::nullopt};
    const JsonValue& value = member.value();
    if (value.is_string()) {
      parameter.value = json::as_string(value);
    } else if (!value.is_null()) {
      parameter.value = json::serialize(value);
      if (value.is_int64() || value.is_uint64()) parameter.type = "BIGINT";
      if (value.is_double()) parameter.type = "DOUBLE";
      if (value.is_bool()) parameter.type = "BOOLEAN";
    }
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  const Arguments arguments(input);
  const std::string name = arguments.text("name");
  if (!name.empty() && !is_result_name(name)) {
    return Output{.text = "NOT SENT: `name` takes letters, digits and _, and begins with a letter", .is_error = true};
  }
  StatementCall call{.tool = "sql_execute",
                     .statement = arguments.text("sql"),
                     .catalog = arguments.text("catalog"),
                     .schema = arguments.text("schema"),
                     .warehouse_id = arguments.text("warehouse_id"),
                     .result_name = name,
                     .parameters = parameters_of(arguments.object("parameters"))};
  call.row_limit = arguments.count("limit", call.row_limit, 1, 10'000);
  call.timeout = std::chrono::seconds(arguments.count("timeout_seconds", 300, 1, 3'600));
  TRY_ASSIGN(StatementEnd end, run_statement(call, services, ctx));
  return output_of(std::move(end));
}

safety::EffectClass effect_of(const JsonObject& input) {
  return safety::classify(safety::SqlEffect{.text = Arguments(input).text("sql")}).effect_class;
}

}  // namespace

const ToolRecord kSqlExecuteTool{
    "sql_execute", "Run SQL", descriptions::kSqlExecute, kParameters, safety::EffectClass::Destructive, run, effect_of};

}  // namespace lakecode::tools

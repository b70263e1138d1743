#pragma once
// The ten functions as records: name, what it answers, the arguments it takes, and the computation. Pure; the same
// facts and arguments give the same answer, byte for byte. Money is list price; where bills tell only an endpoint's
// total, its money is spread over its tokens, and the result says so.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/genai/facts.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "result/finding.h"

namespace lakecode::genai {

struct Arguments {
  std::string endpoint;  ///< only this one; "" for all, as the next two
  std::string model;
  std::string user;
  std::int64_t limit = 20;
  std::string other_model;                      ///< what_if_model: the model to price with
  std::optional<double> input_usd_per_million;  ///< its prices; else what this account paid per token
  std::optional<double> output_usd_per_million;
};

struct Answer {
  std::string headline;  ///< one sentence with the number that matters
  JsonBox result;        ///< object
  std::vector<result::Finding> findings;
};

struct Parameter {
  std::string_view name;
  std::string_view type;  ///< JSON schema type: "string", "integer", "number"
  std::string_view help;
};

struct Function {
  std::string_view name;
  std::string_view help;
  std::span<const Parameter> parameters;
  Answer (*compute)(const Facts& facts, const Arguments& arguments);
  std::string_view words;  ///< of a question that this one answers, blanks between
};

/// All ten, in the order of the report.
std::span<const Function> functions();
const Function* find_function(std::string_view name);

/// Arguments from a JSON object, checked against the function's parameters. InvalidArgument names what is wrong.
Result<Arguments> parse_arguments(const Function& function, const JsonValue& value);
/// The JSON schema of its arguments, for a model's tool list.
JsonBox schema_of(const Function& function);

/// The functions whose words occur in `question`, best first; empty when none does.
std::vector<const Function*> functions_for(std::string_view question);

/// The model that a question asks to change to ("what if we moved from gpt-4o to haiku"), as it is typed there; "" when
/// it asks for no change or names none.
std::string model_asked_for(std::string_view question);

// One group a file; functions.cpp joins them.
Answer cost_by_endpoint(const Facts& facts, const Arguments& arguments);
Answer cost_by_model(const Facts& facts, const Arguments& arguments);
Answer cost_by_user(const Facts& facts, const Arguments& arguments);
Answer cost_by_day(const Facts& facts, const Arguments& arguments);
Answer projected_month(const Facts& facts, const Arguments& arguments);
Answer cost_by_token_type(const Facts& facts, const Arguments& arguments);
Answer cost_by_request_size(const Facts& facts, const Arguments& arguments);
Answer error_and_retry_waste(const Facts& facts, const Arguments& arguments);
Answer cache_use(const Facts& facts, const Arguments& arguments);
Answer what_if_model(const Facts& facts, const Arguments& arguments);

}  // namespace lakecode::genai

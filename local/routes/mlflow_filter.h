#pragma once
// The filter and the order of MLflow's searches: "metrics.loss < 0.5 AND tags.team = 'x'", "attributes.start_time
// DESC". Pure.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::local {

/// The value of `scope` ("attribute", "metric", "param", "tag") under `key` of the object searched; null when absent.
using MlflowLookup = std::function<JsonValue(std::string_view scope, std::string_view key)>;

struct MlflowClause {
  std::string scope;
  std::string key;
  std::string op;  ///< = != > >= < <= LIKE ILIKE
  std::string value;
};

/// Clauses that must all hold; none for an empty text. A refusal for what cannot be read.
Result<std::vector<MlflowClause>> parse_mlflow_filter(std::string_view text);
bool holds(const std::vector<MlflowClause>& clauses, const MlflowLookup& lookup);

struct MlflowOrder {
  std::string scope;
  std::string key;
  bool descending = false;
};
Result<MlflowOrder> parse_mlflow_order(std::string_view text);

/// {"key": K, "value": V} lists as MLflow keeps tags and parameters: the value of `key`, null when absent.
JsonValue listed_value(const JsonArray& list, std::string_view key);
/// Sets or adds.
void set_listed_value(JsonArray& list, std::string_view key, std::string_view value);
/// False when it was not there.
bool erase_listed_value(JsonArray& list, std::string_view key);

}  // namespace lakecode::local

#pragma once
// A contract: what a person promises about a table, written in prove.yml and checked in the scans of prove_table.
// Plain values made from a document; pure. docs/prove_table.md tells the format.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "result/finding.h"

namespace lakecode::contract {

/// A value of YAML as it was written; whether it becomes a number or a text in SQL depends on the column's type.
struct Value {
  std::string text;
  bool is_number = false;
};

struct ColumnPromise {
  std::string name;
  std::string type;      ///< "DECIMAL(10,2)"; empty: any
  bool required = true;  ///< the column must be there
  bool not_null = false;
  std::optional<double> max_null_ratio;
  bool unique = false;
  std::optional<Value> min;  ///< both ends allowed
  std::optional<Value> max;
  std::vector<Value> allowed;
  std::string pattern;              ///< RLIKE: matches somewhere unless anchored
  std::vector<std::string> accept;  ///< kinds of anomaly that are meant here
};

struct Freshness {
  std::string column;
  std::chrono::minutes max_age{0};
};

struct ReferencePromise {
  std::string column;
  std::vector<std::string> parent;  ///< three name parts
  std::string key;
};

/// A predicate of the person's own; a row passes when it is true or NULL, as with CHECK constraints.
struct CustomCheck {
  std::string name;
  std::string sql;
  result::Severity severity = result::Severity::High;
};

struct Contract {
  std::string source;  ///< file name, or "input"
  std::string table;   ///< empty: any
  std::optional<std::int64_t> min_rows;
  std::optional<std::int64_t> max_rows;
  std::optional<Freshness> freshness;
  std::vector<std::vector<std::string>> unique;  ///< sets of columns
  bool only_listed = false;                      ///< other columns are breaches
  std::vector<ColumnPromise> columns;
  std::vector<ReferencePromise> references;
  std::vector<CustomCheck> checks;
  std::vector<std::string> accept;  ///< kinds of anomaly of the table that are meant
};

/// More would not fit into the one statement that answers them.
inline constexpr std::size_t kMostChecks = 40;

/// Reads a prove.yml. All mistakes are told at once, one a line with its place: InvalidArgument with subject `name` and
/// reason "LINE:COLUMN: KEY: what is allowed".
Result<Contract> parse_contract(std::string_view yaml, std::string_view name);
/// The same from a JSON object (the input `contract` given in place); places are JSON pointers.
Result<Contract> contract_from_json(const JsonValue& document, std::string_view name);

/// "90m", "36h", "2d", "1w"; nullopt for anything else or not above zero.
std::optional<std::chrono::minutes> parse_age(std::string_view text);
std::string render_age(std::chrono::minutes age);

}  // namespace lakecode::contract

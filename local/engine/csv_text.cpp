// from_csv and schema_of_csv: a line of CSV into the text of a JSON object, which the engine reads with its types.

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/time_text.h"
#include "local/engine/scalar_rule.h"

namespace lakecode::local {
namespace {

/// The fields of a line; a quoted one may hold commas, and "" for a quote.
std::vector<std::optional<std::string>> csv_fields(std::string_view line) {
  std::vector<std::optional<std::string>> out(1);
  std::string value;
  bool quoted = false;
  bool was_quoted = false;
  const auto finish = [&] {
    const std::string_view trimmed = was_quoted ? std::string_view(value) : text::trim(value);
    if (was_quoted || !trimmed.empty()) out.back() = std::string(trimmed);
    value.clear();
    was_quoted = false;
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      value.push_back(line[++i]);
    } else if (c == '"' && (quoted || text::trim(value).empty())) {
      quoted = !quoted;
      was_quoted = true;
      if (quoted) value.clear();
    } else if (c == ',' && !quoted) {
      finish();
      out.emplace_back();
    } else {
      value.push_back(c);
    }
  }
  finish();
  return out;
}

/// lc_csv_json(line, "a,b"): {"a":"1","b":"x"}
Value csv_json(const Row& row) {
  const auto fields = csv_fields(row.text(0));
  JsonObject object;
  std::size_t index = 0;
  for (const std::string_view name : text::split(row.text(1), ',')) {
    if (index < fields.size() && fields[index]) object[name] = *fields[index];
    ++index;
  }
  Value out;
  out.text = json::serialize(JsonValue(std::move(object)));
  return out;
}

std::string_view type_of_field(const std::optional<std::string>& field) {
  if (!field) return "STRING";
  if (const auto whole = dialect::parse_whole(*field)) return *whole == static_cast<int>(*whole) ? "INT" : "BIGINT";
  if (dialect::parse_real(*field)) return "DOUBLE";
  if (text::equals_ignore_case(*field, "true") || text::equals_ignore_case(*field, "false")) return "BOOLEAN";
  if (field->size() == 10 && dialect::parse_date(*field)) return "DATE";
  if (field->size() > 10 && dialect::parse_timestamp(*field)) return "TIMESTAMP";
  return "STRING";
}

Value csv_schema(const Row& row) {
  std::string columns;
  std::size_t index = 0;
  for (const auto& field : csv_fields(row.text(0)))
    columns += fmt::format("{}_c{}: {}", index == 0 ? "" : ", ", index, type_of_field(field)), ++index;
  Value out;
  out.text = "STRUCT<" + columns + ">";
  return out;
}

constexpr duckdb_type kEnd = DUCKDB_TYPE_INVALID;
constexpr duckdb_type kChars = DUCKDB_TYPE_VARCHAR;

constexpr ScalarRule kCsvRules[] = {
    {"lc_csv_json", {kChars, kChars, kEnd}, kChars, csv_json},
    {"lc_csv_schema", {kChars, kEnd}, kChars, csv_schema},
};

}  // namespace

std::span<const ScalarRule> csv_rules() {
  return kCsvRules;
}

}  // namespace lakecode::local

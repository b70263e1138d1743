#include "local/engine/type_widening.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/text.h"
#include "local/dialect/sql_error.h"
#include "local/dialect/types.h"

namespace lakecode::local {
namespace {

using dialect::facts_of_text;
using dialect::sql_type_text;

enum class Change {
  None,      ///< the same values, in files as they are
  Widening,  ///< to a type that Delta widens to
  Upcast,    ///< safe, but not in files as they are
  Unsafe,
};

/// Digits of a whole number's type as a DECIMAL, 0 for others.
int whole_digits(std::string_view type) {
  constexpr std::array<std::pair<std::string_view, int>, 4> kWholes{
      {{"tinyint", 3}, {"smallint", 5}, {"int", 10}, {"bigint", 20}}};
  for (const auto& [name, digits] : kWholes) {
    if (name == type) return digits;
  }
  return 0;
}

/// The place of a number's type among those that hold each other; -1 for others.
int width_of(std::string_view type) {
  constexpr std::array<std::string_view, 6> kWidths{"tinyint", "smallint", "int", "bigint", "float", "double"};
  for (std::size_t i = 0; i < kWidths.size(); ++i) {
    if (kWidths[i] == type) return static_cast<int>(i);
  }
  return -1;
}

/// The most characters of a VARCHAR(n), a CHAR(n) or a STRING; nullopt for other types.
std::optional<long long> length_of(std::string_view type) {
  constexpr long long kUnlimited = 1LL << 40;
  if (type == "string") return kUnlimited;
  const std::size_t open = type.find('(');
  if (open == std::string_view::npos || (!type.starts_with("varchar") && !type.starts_with("char")))
    return std::nullopt;
  return text::parse_int(type.substr(open + 1, type.size() - open - 2));
}

Change change_to_decimal(std::string_view from, std::string_view to) {
  const dialect::TypeFacts target = facts_of_text(to);
  const int precision = target.precision.value_or(10);
  const int scale = target.scale.value_or(0);
  if (const int digits = whole_digits(from); digits > 0) {
    const int least = digits < 10 ? 10 : digits;  // of a narrower one too, Delta asks for ten digits
    if (precision - scale >= least) return Change::Widening;
    return precision - scale >= digits ? Change::Upcast : Change::Unsafe;
  }
  if (!from.starts_with("decimal")) return Change::Unsafe;
  const dialect::TypeFacts source = facts_of_text(from);
  const int more = scale - source.scale.value_or(0);
  const bool wider = more >= 0 && precision - source.precision.value_or(10) >= more;
  return wider ? Change::Widening : Change::Unsafe;
}

Change change_between(std::string_view from, std::string_view to) {
  if (from == to) return Change::None;
  const auto from_length = length_of(from);
  const auto to_length = length_of(to);
  if (from_length && to_length)
    return *to_length >= *from_length && !to.starts_with("char") ? Change::None : Change::Unsafe;
  if (to.starts_with("decimal")) return change_to_decimal(from, to);
  const bool scalar = from.find('<') == std::string_view::npos && from != "variant";
  if (to == "string") return scalar ? Change::Upcast : Change::Unsafe;
  if (from == "date")
    return to == "timestamp_ntz" ? Change::Widening : to == "timestamp" ? Change::Upcast : Change::Unsafe;
  const int before = width_of(from);
  const int after = width_of(to);
  if (before < 0 || after <= before) return Change::Unsafe;
  const bool exact = to == "double" ? from != "bigint" : to != "float";  // every INT has its DOUBLE, not every BIGINT
  return exact ? Change::Widening : Change::Upcast;
}

std::string type_of_column(const JsonValue& info, std::string_view name) {
  for (const JsonValue& column : json::array_at(info, "columns")) {
    if (text::equals_ignore_case(json::string_at(column, "name"), name)) return json::string_at(column, "type_text");
  }
  return "";
}

bool widens_types(const JsonValue& info) {
  const JsonValue* properties = json::find(info, "properties");
  return properties != nullptr && json::string_at(*properties, "delta.enableTypeWidening") == "true";
}

}  // namespace

Result<void> check_type_change(const JsonValue& info, const dialect::Definition& definition) {
  if (!definition.column_type) return {};
  const std::string from = type_of_column(info, definition.column);
  const std::string& to = *definition.column_type;
  if (from.empty()) return {};
  const Change change = change_between(from, to);
  if (change == Change::None || (change == Change::Widening && widens_types(info))) return {};
  const std::string column = dialect::in_backticks(definition.column);
  if (change == Change::Unsafe) {
    return dialect::sql_error(
        "NOT_SUPPORTED_CHANGE_COLUMN",
        fmt::format("ALTER TABLE ALTER/CHANGE COLUMN is not supported for changing {}'s column {} with type \"{}\" to "
                    "{} with type \"{}\".",
                    dialect::in_backticks(definition.name.full()), column, sql_type_text(from), column,
                    sql_type_text(to)),
        "0A000");
  }
  return dialect::sql_error(
      "DELTA_UNSUPPORTED_ALTER_TABLE_CHANGE_COL_OP",
      fmt::format("ALTER TABLE CHANGE COLUMN is not supported for changing column {} from {} to {}{}", column,
                  sql_type_text(from), sql_type_text(to),
                  change == Change::Widening ? "; the table property delta.enableTypeWidening allows it." : "."),
      "0AKDC");
}

}  // namespace lakecode::local

// Number literals with the types of Spark: 1BD, 1.5BD, 10L, 0.5; and their ranges.

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

constexpr int kWidest = 38;

/// Digits of a DECIMAL literal: precision and scale; nullopt when it has more than a DECIMAL holds.
std::optional<std::pair<int, int>> decimal_shape(std::string_view digits) {
  int power = 0;
  if (const std::size_t e = digits.find('E'); e != std::string_view::npos) {
    const std::size_t sign = digits[e + 1] == '+' ? e + 2 : e + 1;
    power = static_cast<int>(std::clamp<long long>(text::parse_int(digits.substr(sign)).value_or(0), -100, 100));
    digits = digits.substr(0, e);
  }
  const std::size_t point = std::min(digits.find('.'), digits.size());
  int scale = point == digits.size() ? 0 : static_cast<int>(digits.size() - point - 1);
  int count = 0;
  for (const char c : digits) count += c >= '0' && c <= '9' && (count > 0 || c != '0') ? 1 : 0;
  scale -= power;
  if (scale < 0) {
    count -= scale;
    scale = 0;
  }
  const int precision = std::max({count, scale, 1});
  if (precision > kWidest) return std::nullopt;
  return std::pair{precision, scale};
}

Error too_wide(std::string_view literal) {
  return sql_error("DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
                   fmt::format("Decimal precision of {} exceeds max precision {}.", literal, kWidest), "22003");
}

struct WholeSuffix {
  std::string_view suffix;
  std::string_view engine;
  std::string_view name;
  std::string_view largest;  ///< of the negative numbers
};
constexpr std::array<WholeSuffix, 3> kWhole{{{"L", "BIGINT", "bigint", "9223372036854775808"},
                                             {"S", "SMALLINT", "smallint", "32768"},
                                             {"Y", "TINYINT", "tinyint", "128"}}};

bool is_above(std::string_view digits, std::string_view most) {
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  return digits.size() != most.size() ? digits.size() > most.size() : digits > most;
}

/// The most that a literal without a minus may be.
std::string largest_positive(const WholeSuffix& suffix) {
  std::string most(suffix.largest);
  most.back() = static_cast<char>(most.back() - 1);
  return most;
}

bool is_plain(std::string_view digits) {
  return digits.find_first_not_of("0123456789") == std::string_view::npos;
}

Result<std::string> decimal_literal(std::string_view digits) {
  const auto shape = decimal_shape(digits);
  if (!shape) return too_wide(digits);
  const bool quoted = is_plain(digits) || digits.find('E') != std::string_view::npos;
  const std::string_view quote = quoted ? "'" : "";
  return fmt::format("CAST({0}{1}{0} AS DECIMAL({2},{3}))", quote, digits, shape->first, shape->second);
}

/// A literal with a suffix; the minus of the smallest number, which has no positive, is taken back from `out`.
Result<void> append_whole(std::string_view digits, const WholeSuffix& entry, bool negative, std::string& out) {
  const std::string most = negative ? std::string(entry.largest) : largest_positive(entry);
  if (is_above(digits, most)) {
    return sql_error("INVALID_NUMERIC_LITERAL_RANGE",
                     fmt::format("Numeric literal {}{} is outside the valid range for {} with minimum value of -{} "
                                 "and maximum value of {}. Please adjust the value accordingly.",
                                 negative ? "-" : "", digits, entry.name, entry.largest, largest_positive(entry)),
                     "22003");
  }
  const bool smallest = digits == entry.largest;
  if (smallest) out.resize(out.rfind('-'));
  append_piece(out, smallest ? fmt::format("CAST('-{}' AS {})", digits, entry.engine)
                             : fmt::format("CAST({} AS {})", digits, entry.engine));
  return {};
}

/// A literal without a suffix whose type the engine would take for another: 0.5 has one digit, not two.
bool needs_decimal(std::string_view digits, bool negative) {
  if (digits.find('E') != std::string_view::npos) return false;
  if (is_plain(digits))
    return is_above(digits, negative ? std::string(kWhole[0].largest) : largest_positive(kWhole[0]));
  return digits.starts_with("0.") || digits.size() > 18 || digits.ends_with(".");
}

}  // namespace

bool Rewriter::meets_decimal(std::size_t at) const {
  const auto is_operator = [](const Token& now) {
    return now.is_symbol("+") || now.is_symbol("-") || now.is_symbol("*");
  };
  const auto is_decimal = [](const Token& now) {
    return now.kind == TokenKind::Number && now.value.find('.') != std::string::npos &&
           now.value.find_first_not_of("0123456789.") == std::string::npos;
  };
  // A column that the statement's tables have; what its path hangs on does not matter.
  const auto is_column = [this](std::size_t index) {
    return token(index).is_name() && !token(index + 1).is_symbol("(") &&
           column_type_of(quote_name(token(index).value)).starts_with("decimal");
  };
  if (is_operator(token(at + 1)) && (is_decimal(token(at + 2)) || is_column(at + 2))) return true;
  return at > 1 && is_operator(token(at - 1)) && (is_decimal(token(at - 2)) || is_column(at - 2));
}

Result<std::size_t> Rewriter::step_number(std::size_t at, std::string& out) {
  const std::string upper = text::to_upper(token(at).value);
  std::string_view digits = upper;
  const bool negative = at > 0 && token(at - 1).is_symbol("-") && begins_operand(at - 1);
  const bool decimal = digits.ends_with("BD");
  if (decimal) digits.remove_suffix(2);
  for (const WholeSuffix& entry : kWhole) {
    if (decimal || !digits.ends_with(entry.suffix)) continue;
    digits.remove_suffix(entry.suffix.size());
    if (!is_plain(digits)) return syntax_error(token(at).value);
    TRY_VOID(append_whole(digits, entry, negative, out));
    return at + 1;
  }
  for (const std::string_view type : {"DOUBLE", "FLOAT"}) {
    if (decimal || !digits.ends_with(type[0])) continue;
    digits.remove_suffix(1);
    append_piece(out, fmt::format("CAST({} AS {})", digits, type));
    return at + 1;
  }
  if (digits.find_first_not_of("0123456789.E+-") != std::string_view::npos) return syntax_error(token(at).value);
  if (decimal || (is_plain(digits) && meets_decimal(at)) || needs_decimal(digits, negative)) {
    TRY_ASSIGN(const std::string literal, decimal_literal(digits));
    append_piece(out, literal);
  } else {
    const bool real = digits.find('E') != std::string_view::npos;
    append_piece(out, real ? fmt::format("CAST({} AS DOUBLE)", digits) : upper);
  }
  return at + 1;
}

}  // namespace lakecode::local::dialect

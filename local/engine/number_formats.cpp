// Numbers by the formats of to_number and to_char ('99,999.9S') and of format_number (a count of places, '#,##0.00').

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "base/text.h"
#include "local/engine/scalar_rule.h"

namespace lakecode::local {
namespace {

enum class Sign { None, First, Last };

struct NumberFormat {
  std::vector<std::size_t> groups{0};  ///< digits between separators, from the left
  std::size_t fraction = 0;
  bool point = false;
  bool dollar = false;
  bool padded = false;    ///< leading 0: zeros instead of blanks
  bool brackets = false;  ///< PR: negative numbers in < >
  Sign sign = Sign::None;
  bool minus_only = false;  ///< MI: no plus
  [[nodiscard]] std::size_t whole() const {
    std::size_t sum = 0;
    for (const std::size_t digits : groups) sum += digits;
    return sum;
  }
};

NumberFormat read_format(std::string_view pattern) {
  NumberFormat out;
  const std::string upper = text::to_upper(pattern);
  for (std::size_t i = 0; i < upper.size(); ++i) {
    const char c = upper[i];
    const bool minus = upper.compare(i, 2, "MI") == 0;
    if (upper.compare(i, 2, "PR") == 0) out.brackets = true;
    if (c == 'S' || minus) {
      out.sign = i == 0 ? Sign::First : Sign::Last;
      out.minus_only = minus;
    }
    if (c == '$') out.dollar = true;
    if (c == '.' || c == 'D') out.point = true;
    if (c == ',' || c == 'G') out.groups.push_back(0);
    if (c != '0' && c != '9') continue;
    if (c == '0' && !out.point && out.whole() == 0) out.padded = true;
    ++(out.point ? out.fraction : out.groups.back());
  }
  return out;
}

/// Takes the sign off `text`; true when it is negative.
bool take_sign(const NumberFormat& format, std::string_view& text) {
  if (format.brackets && text.starts_with('<') && text.ends_with('>')) {
    text = text.substr(1, text.size() - 2);
    return true;
  }
  const bool first = format.sign == Sign::First;
  if (format.sign == Sign::None || text.empty()) return false;
  const char c = first ? text.front() : text.back();
  if (c != '-' && (c != '+' || format.minus_only)) return false;
  text = first ? text.substr(1) : text.substr(0, text.size() - 1);
  return c == '-';
}

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Whether the groups of `whole` are those of the format, the first of them perhaps shorter.
bool groups_fit(const NumberFormat& format, const std::vector<std::string_view>& whole) {
  if (whole.size() > format.groups.size()) return false;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const std::size_t wanted = format.groups[format.groups.size() - whole.size() + i];
    const bool fits = i == 0 ? whole[i].size() <= wanted : whole[i].size() == wanted;
    if (!fits || !all_digits(whole[i])) return false;
  }
  return whole.size() < 2 || !whole[0].empty();
}

/// A number as the engine reads it; nullopt when the text does not have the format.
std::optional<std::string> parse_number(std::string_view text, std::string_view pattern) {
  const NumberFormat format = read_format(pattern);
  text = text::trim(text);
  const bool negative = take_sign(format, text);
  if (format.dollar) {
    if (!text.starts_with('$')) return std::nullopt;
    text.remove_prefix(1);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  if (point < text.size() && !format.point) return std::nullopt;
  const std::string_view fraction = point < text.size() ? text.substr(point + 1) : std::string_view();
  if (fraction.size() > format.fraction || !all_digits(fraction)) return std::nullopt;
  const std::string_view whole = text.substr(0, point);
  if (whole.empty() && fraction.empty()) return std::nullopt;
  if (!groups_fit(format, text::split(whole, ','))) return std::nullopt;
  return fmt::format("{}{}.{}", negative ? "-" : "", "0" + text::replace_all(whole, ",", ""),
                     fraction.empty() ? "0" : fraction);
}

Value to_number(const Row& row) {
  Value out;
  out.text = parse_number(row.text(0), row.text(1));
  if (out.text) return out;
  return failed("INVALID_FORMAT.MISMATCH_INPUT",
                fmt::format("The format is invalid: '{}'. The input \"STRING\" '{}' does not match the format.",
                            row.text(1), row.text(0)),
                "42601");
}
Value try_to_number(const Row& row) {
  Value out;
  out.text = parse_number(row.text(0), row.text(1));
  return out;
}

/// Separators between groups of the given lengths, counted from the right.
std::string grouped(std::string digits, const std::vector<std::size_t>& groups) {
  std::size_t at = digits.size();
  for (std::size_t i = groups.size(); i-- > 1;) {
    if (groups[i] >= at) break;
    at -= groups[i];
    digits.insert(at, ",");
  }
  return digits;
}

std::string with_sign(const NumberFormat& format, const std::string& body, bool negative) {
  if (format.brackets) return negative ? "<" + body + ">" : body;
  const std::string mark = negative ? "-" : format.minus_only ? " " : "+";
  if (format.sign == Sign::First) return mark + body;
  if (format.sign == Sign::Last) return body + mark;
  return negative ? "-" + body : body;
}

Value number_to_text(const Row& row) {
  const double number = row.value<double>(0);
  const NumberFormat format = read_format(row.text(1));
  std::string digits = fmt::format("{:.{}f}", std::abs(number), format.fraction);
  std::string fraction;
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    fraction = digits.substr(point);
    digits.resize(point);
  }
  const std::size_t whole = format.whole();
  if (digits == "0" && whole > 0 && !format.padded && !fraction.empty()) digits.clear();
  if (digits.size() > whole) digits = std::string(whole, '#');
  if (format.padded) digits.insert(0, whole - digits.size(), '0');
  std::string out = (format.dollar ? "$" : "") + grouped(digits, format.groups) + fraction;
  const std::size_t width = whole + fraction.size() + (format.dollar ? 1 : 0) + format.groups.size() - 1;
  if (out.size() < width) out.insert(0, width - out.size(), ' ');
  Value result;
  result.text = with_sign(format, out, number < 0);
  return result;
}

/// Groups of three, as every locale of the platform's formats has it.
std::string in_thousands(std::string digits) {
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string fixed(double number, std::size_t places, bool thousands) {
  std::string digits = fmt::format("{:.{}f}", std::abs(number), places);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::string fraction = digits.substr(point);
  digits.resize(point);
  return (thousands ? in_thousands(std::move(digits)) : digits) + fraction;
}

Value number_with_places(const Row& row) {
  const std::int64_t places = row.value<std::int64_t>(1);
  if (places < 0) return {};
  const double number = row.value<double>(0);
  Value out;
  out.text =
      (number < 0 ? "-" : "") + fixed(number, static_cast<std::size_t>(std::min<std::int64_t>(places, 300)), true);
  return out;
}

/// '#,##0.00': # digits that are there, 0 digits that are always there.
Value number_by_pattern(const Row& row) {
  const std::string_view pattern = row.text(1);
  const std::size_t point = std::min(pattern.find('.'), pattern.size());
  const std::string_view tail = pattern.substr(point);
  const auto count = [](std::string_view part, std::string_view marks) {
    std::size_t found = 0;
    for (const char c : part) found += marks.find(c) != std::string_view::npos ? 1 : 0;
    return found;
  };
  const double number = row.value<double>(0);
  std::string text = fixed(number, count(tail, "#0"), pattern.substr(0, point).find(',') != std::string_view::npos);
  if (const std::size_t dot = text.find('.'); dot != std::string::npos) {
    while (text.size() > dot + 1 + count(tail, "0") && text.ends_with('0')) text.pop_back();
    if (text.ends_with('.')) text.pop_back();
  }
  const std::size_t least = count(pattern.substr(0, point), "0");
  const std::size_t whole = std::min(text.find('.'), text.size());
  if (whole < least) text.insert(0, least - whole, '0');
  if (least == 0 && text.starts_with("0.")) text.erase(0, 1);
  Value out;
  out.text = (number < 0 ? "-" : "") + text;
  return out;
}

constexpr duckdb_type kNone = DUCKDB_TYPE_INVALID;
constexpr duckdb_type kText = DUCKDB_TYPE_VARCHAR;
constexpr duckdb_type kLong = DUCKDB_TYPE_BIGINT;
constexpr duckdb_type kDouble = DUCKDB_TYPE_DOUBLE;

constexpr ScalarRule kRules[] = {
    {"lc_to_number", {kText, kText, kNone}, kText, to_number},
    {"lc_try_to_number", {kText, kText, kNone}, kText, try_to_number},
    {"lc_to_char", {kDouble, kText, kNone}, kText, number_to_text},
    {"lc_format_number", {kDouble, kLong, kNone}, kText, number_with_places},
    {"lc_format_number", {kDouble, kText, kNone}, kText, number_by_pattern},
};

}  // namespace

std::span<const ScalarRule> number_format_rules() {
  return kRules;
}

}  // namespace lakecode::local

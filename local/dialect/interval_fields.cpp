#include "local/dialect/interval_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/text.h"
#include "local/dialect/keywords.h"

namespace lakecode::local::dialect {
namespace {

constexpr std::array<std::string_view, 6> kFields{"year", "month", "day", "hour", "minute", "second"};
constexpr std::size_t kDay = 2;
constexpr std::size_t kSecond = 5;
/// What has all fields at once, as make_interval() gives it.
constexpr std::string_view kCalendar = "calendar";

/// The place of a unit in kFields; a WEEK counts days.
std::optional<std::size_t> field_of(const Token& word) {
  if (word.kind != TokenKind::Word) return std::nullopt;
  std::string lower = text::to_lower(word.value);
  if (lower.size() > 1 && lower.back() == 's') lower.pop_back();
  if (lower == "week") return kDay;
  if (lower == "millisecond" || lower == "microsecond") return kSecond;
  const auto found = std::find(kFields.begin(), kFields.end(), lower);
  if (found == kFields.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kFields.begin());
}

/// The first and the last field that were met.
struct Fields {
  std::size_t first = kFields.size();
  std::size_t last = 0;
  void add(std::size_t field) {
    first = std::min(first, field);
    last = std::max(last, field);
  }
  [[nodiscard]] std::string text() const {
    if (first > last || (first < kDay && last >= kDay)) return "";
    return first == last ? std::string(kFields[first]) : fmt::format("{} to {}", kFields[first], kFields[last]);
  }
};

/// Behind the literal that begins at `at`; nullopt for a unit that is none.
std::optional<std::size_t> read_literal(std::span<const Token> tokens, std::size_t at, Fields& fields) {
  std::size_t i = at + 1;
  bool any = false;
  while (i < tokens.size()) {
    if (tokens[i].is_symbol("-")) ++i;
    if (i + 1 >= tokens.size() || (tokens[i].kind != TokenKind::Text && tokens[i].kind != TokenKind::Number)) break;
    const auto field = field_of(tokens[i + 1]);
    if (!field) break;
    fields.add(*field);
    any = true;
    i += 2;
    if (i + 1 < tokens.size() && tokens[i].is_word("TO")) {
      const auto last = field_of(tokens[i + 1]);
      if (!last) return std::nullopt;
      fields.add(*last);
      i += 2;
    }
  }
  return any ? std::optional(i) : std::nullopt;
}

bool is_operator(const Token& token) {
  for (const std::string_view symbol : {"+", "-", "*", "/", "(", ")"}) {
    if (token.is_symbol(symbol)) return true;
  }
  return token.kind == TokenKind::Number;
}

bool keeps_fields(const Token& function) {
  return function.is_word("ABS") || function.is_word("NEGATIVE") || function.is_word("POSITIVE") ||
         function.is_word("TRY_DIVIDE") || function.is_word("TRY_MULTIPLY");
}

/// make_interval(...) and its kin, the whole expression.
std::string fields_of_maker(std::span<const Token> tokens) {
  if (tokens.size() < 3 || !tokens[1].is_symbol("(") || !tokens.back().is_symbol(")")) return "";
  int depth = 0;
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    depth += tokens[i].is_symbol("(") ? 1 : tokens[i].is_symbol(")") ? -1 : 0;
    if (depth == 0) return "";
  }
  if (tokens[0].is_word("MAKE_YM_INTERVAL")) return "year to month";
  if (tokens[0].is_word("MAKE_INTERVAL")) return std::string(kCalendar);
  return tokens[0].is_word("MAKE_DT_INTERVAL") ? "day to second" : "";
}

/// CAST(x AS INTERVAL HOUR TO MINUTE), the whole expression.
std::string fields_of_cast(std::span<const Token> tokens) {
  const bool cast = tokens.size() > 4 && (tokens[0].is_word("CAST") || tokens[0].is_word("TRY_CAST")) &&
                    tokens[1].is_symbol("(") && tokens.back().is_symbol(")");
  if (!cast) return "";
  Fields fields;
  for (std::size_t i = 2; i + 2 < tokens.size(); ++i) {
    if (!tokens[i].is_word("AS") || !tokens[i + 1].is_word("INTERVAL")) continue;
    for (std::size_t k = i + 2; k + 1 < tokens.size(); ++k) {
      const auto field = field_of(tokens[k]);
      if (field) fields.add(*field);
      if (!field && !tokens[k].is_word("TO")) return "";
    }
  }
  return fields.text();
}

/// An item of a select list without its alias.
std::span<const Token> without_alias(std::span<const Token> item) {
  if (item.size() > 2 && item[item.size() - 2].is_word("AS")) return item.first(item.size() - 2);
  const bool alias = item.size() > 1 && item.back().is_name() && !field_of(item.back());
  return alias ? item.first(item.size() - 1) : item;
}

}  // namespace

std::string interval_fields(std::span<const Token> expression) {
  if (std::string cast = fields_of_cast(expression); !cast.empty()) return cast;
  if (std::string made = fields_of_maker(expression); !made.empty()) return made;
  Fields fields;
  for (std::size_t i = 0; i < expression.size();) {
    if (expression[i].is_word("INTERVAL")) {
      const auto after = read_literal(expression, i, fields);
      if (!after) return "";
      i = *after;
    } else if (is_operator(expression[i]) || keeps_fields(expression[i]) || expression[i].is_symbol(",")) {
      ++i;
    } else {
      return "";
    }
  }
  return fields.text();
}

std::vector<std::string> interval_columns(std::span<const Token> statement) {
  std::vector<std::string> out;
  if (statement.empty() || !statement.front().is_word("SELECT")) return out;
  std::size_t from = 1;
  int depth = 0;
  bool any = false;
  for (std::size_t i = 1; i < statement.size(); ++i) {
    const Token& token = statement[i];
    depth += token.is_symbol("(") ? 1 : token.is_symbol(")") ? -1 : 0;
    const bool ends = token.kind == TokenKind::End ||
                      (depth == 0 && (token.is_word("FROM") || ends_from(token.value)) && !token.is_symbol(","));
    if (!ends && (depth != 0 || !token.is_symbol(","))) continue;
    const std::span<const Token> item = statement.subspan(from, i - from);
    if (item.empty() || item.back().is_symbol("*")) break;  // columns behind a star cannot be counted
    out.push_back(interval_fields(without_alias(item)));
    any |= !out.back().empty();
    from = i + 1;
    if (ends) break;
  }
  return any ? out : std::vector<std::string>();
}

namespace {

long long number_in(std::string_view digits) {
  return text::parse_int(digits).value_or(0);
}

/// 'y-m' of INTERVAL '-y-m' YEAR TO MONTH as the one field; "" where that is how it stands already.
std::string month_value(std::string_view value, std::string_view fields) {
  const std::size_t dash = value.find('-');
  const long long years = number_in(value.substr(0, dash));
  const long long months = number_in(value.substr(dash + 1));
  if (fields == "year") return std::to_string(years);
  return fields == "month" ? std::to_string(years * 12 + months) : std::string();
}

/// 'd hh:mm:ss.f', or days alone, from the first to the last of `fields`; "" when it is none, or they are no such
/// fields.
std::string clock_value(std::string_view value, std::string_view fields) {
  const std::size_t blank = std::min(value.find(' '), value.size());
  const std::string_view clock = blank == value.size() ? std::string_view("00:00:00") : value.substr(blank + 1);
  if (clock.size() < 8) return {};
  const std::array<long long, 4> parts{number_in(value.substr(0, blank)), number_in(clock.substr(0, 2)),
                                       number_in(clock.substr(3, 2)), number_in(clock.substr(6, 2))};
  constexpr std::array<long long, 4> kWithin{0, 24, 60, 60};
  const std::size_t to = fields.find(" to ");
  const auto place = [](std::string_view name) {
    return static_cast<std::size_t>(std::find(kFields.begin() + kDay, kFields.end(), name) - kFields.begin()) - kDay;
  };
  const std::size_t first = place(fields.substr(0, to));
  const std::size_t last = to == std::string_view::npos ? first : place(fields.substr(to + 4));
  if (first > 3 || last > 3) return {};
  long long leading = parts[0];
  for (std::size_t i = 1; i <= first; ++i) leading = leading * kWithin[i] + parts[i];
  std::string out = first == 0 ? std::to_string(leading) : fmt::format("{:02}", leading);
  for (std::size_t i = first + 1; i <= last; ++i) out += fmt::format("{}{:02}", i == 1 ? " " : ":", parts[i]);
  if (last == 3) out += clock.substr(8);
  return out;
}

/// "1 years 2 months", "3 days 4 hours 5.5 seconds" of the value between the quotes; "0 seconds" of nothing.
std::string calendar_value(std::string_view value, bool months, std::string_view sign) {
  std::string out;
  const auto add = [&out, sign](std::string_view number, std::string_view unit) {
    const std::size_t digit = number.find_first_not_of('0');
    if (digit == std::string_view::npos) return;
    number.remove_prefix(number[digit] == '.' ? digit - 1 : digit);
    out += fmt::format("{}{}{} {}", out.empty() ? "" : " ", sign, number, unit);
  };
  if (months) {
    const std::size_t dash = value.find('-');
    add(value.substr(0, dash), "years");
    add(value.substr(dash + 1), "months");
  } else {
    const std::size_t blank = std::min(value.find(' '), value.size());
    add(value.substr(0, blank), "days");
    if (value.size() >= blank + 9) {
      add(value.substr(blank + 1, 2), "hours");
      add(value.substr(blank + 4, 2), "minutes");
      add(value.substr(blank + 7), "seconds");
    }
  }
  return out.empty() ? "0 seconds" : out;
}

}  // namespace

std::string interval_type(std::string_view fields) {
  return fields == kCalendar ? "interval" : "interval " + std::string(fields);
}

std::string with_fields(std::string_view interval_text, std::string_view fields) {
  const std::size_t open = interval_text.find('\'');
  const std::size_t close = interval_text.rfind('\'');
  if (!interval_text.starts_with("INTERVAL '") || close <= open) return std::string(interval_text);
  std::string_view value = interval_text.substr(open + 1, close - open - 1);
  const std::string upper = text::to_upper(fields);
  const std::string sign = value.starts_with('-') ? "-" : "";
  if (!sign.empty()) value.remove_prefix(1);
  if (fields == kCalendar) return calendar_value(value, interval_text.ends_with("YEAR TO MONTH"), sign);
  if (interval_text.find("YEAR") == std::string_view::npos && (fields.starts_with("year") || fields == "month")) {
    return fmt::format("INTERVAL '{}' {}", fields == "year to month" ? "0-0" : "0", upper);  // nothing has no fields
  }
  const std::string out =
      interval_text.ends_with("YEAR TO MONTH") ? month_value(value, fields) : clock_value(value, fields);
  if (out.empty()) return std::string(interval_text);
  return fmt::format("INTERVAL '{}{}' {}", sign, out, upper);
}

}  // namespace lakecode::local::dialect

// Calls whose translation depends on how their arguments are written: words between them, formats.

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

/// An integer type name of an interval's parts, in the order of make_interval's arguments.
constexpr std::array<std::string_view, 7> kIntervalParts{"year", "month", "week", "day", "hour", "minute", "second"};

}  // namespace

namespace {

using Range = std::pair<std::size_t, std::size_t>;

/// What stands between the words of an argument: "HEAD", "FROM", "FOR", "PLACING" and, in position(), "IN".
std::map<std::string, Range, std::less<>> parts_by_word(std::span<const Token> tokens, std::string_view form,
                                                        Range argument) {
  std::map<std::string, Range, std::less<>> parts;
  std::string part = "HEAD";
  std::size_t from = argument.first;
  int depth = 0;
  for (std::size_t i = argument.first; i < argument.second; ++i) {
    const Token& now = tokens[i];
    if (now.is_symbol("(")) ++depth;
    if (now.is_symbol(")")) --depth;
    const bool word = now.is_word("FROM") || now.is_word("FOR") || now.is_word("PLACING") ||
                      (now.is_word("IN") && form == "position");
    if (depth != 0 || !word) continue;
    parts[part] = {from, i};
    part = text::to_upper(now.value);
    from = i + 1;
  }
  parts[part] = {from, argument.second};
  return parts;
}

}  // namespace

Result<std::string> Rewriter::trim_argument(Range head, Range text) {
  std::string_view function = "trim";
  if (token(head.first).is_word("LEADING")) function = "ltrim";
  if (token(head.first).is_word("TRAILING")) function = "rtrim";
  if (function != "trim" || token(head.first).is_word("BOTH")) ++head.first;
  TRY_ASSIGN(const std::string value, one(text));
  TRY_ASSIGN(const std::string characters, one(head));
  return fmt::format("{}({}, {})", function, value, characters.empty() ? "' '" : characters);
}

Result<std::string> Rewriter::keyword_arguments(std::string_view form, Range argument) {
  // TRIM(BOTH x FROM s), SUBSTRING(s FROM a FOR b), POSITION(a IN b), OVERLAY(s PLACING r FROM a FOR b)
  auto parts = parts_by_word(tokens_, form, argument);
  if (form == "trim") return trim_argument(parts["HEAD"], parts["FROM"]);
  const auto text = [&](std::string_view name) -> Result<std::string> {
    const auto found = parts.find(name);
    return found == parts.end() ? Result<std::string>(std::string()) : one(found->second);
  };
  TRY_ASSIGN(const std::string head, text("HEAD"));
  TRY_ASSIGN(const std::string start, text("FROM"));
  TRY_ASSIGN(const std::string length, text("FOR"));
  if (form == "position") {
    TRY_ASSIGN(const std::string in, text("IN"));
    return fmt::format("lc_locate({}, {}, 1)", head, in);
  }
  if (form == "overlay") {
    TRY_ASSIGN(const std::string placing, text("PLACING"));
    return fmt::format("lc_overlay({}, {}, {}, {})", head, placing, start, length.empty() ? "-1" : length);
  }
  return fmt::format("lc_substring({}, {}{})", head, start, length.empty() ? "" : ", " + length);
}

namespace {

bool has_word(std::span<const Token> tokens, std::pair<std::size_t, std::size_t> range, std::string_view word) {
  int depth = 0;
  for (std::size_t i = range.first; i < range.second; ++i) {
    if (tokens[i].is_symbol("(")) ++depth;
    if (tokens[i].is_symbol(")")) --depth;
    if (depth == 0 && tokens[i].is_word(word)) return true;
  }
  return false;
}

/// DECIMAL(p,s) that a number format like '99,999.99' describes.
std::string decimal_of_format(std::string_view format) {
  int whole = 0;
  int fraction = 0;
  bool behind = false;
  for (const char c : format) {
    if (c == '.' || c == 'D' || c == 'd') behind = true;
    if (c == '9' || c == '0') ++(behind ? fraction : whole);
  }
  return fmt::format("DECIMAL({},{})", std::clamp(whole + fraction, 1, 38), std::min(fraction, 38));
}

}  // namespace

Result<std::string> Rewriter::collation_form(const Call& call) {
  const Range& value = call.arguments[0];
  TRY_ASSIGN(const std::string text, one(value));
  if (call.name == "collate") {
    TRY_ASSIGN(const std::string name, constant_text(call.arguments[1].first, call.arguments[1].second));
    TRY_ASSIGN(const std::string collation, engine_collation(name));
    return fmt::format("(({}){})", text, collation);
  }
  std::string name = "UTF8_BINARY";
  const std::size_t last = value.second - 1;
  if (last > value.first && token(last - 1).is_word("COLLATE")) name = text::to_upper(token(last).value);
  for (const TableName& table : known_tables_) {
    if (!lookups_.column_type || !token(last).is_name()) break;
    const auto type = lookups_.column_type(table, token(last).value);
    const std::size_t mark = type ? type->find(" collate ") : std::string::npos;
    if (mark != std::string::npos) name = text::to_upper(std::string_view(*type).substr(mark + 9));
  }
  // The argument is bound for its errors' sake.
  return fmt::format("CASE WHEN true THEN {} ELSE lc_text({}) END", quote_text(name), text);
}

Result<std::string> Rewriter::worded_form(const Call& call) {
  const std::uint32_t texts = std::exchange(text_arguments_, 0);
  const std::string_view between = call.form == "position" ? "IN" : call.form == "overlay" ? "PLACING" : "FROM";
  if (call.arguments.size() == 1 && call.form != "trim" && !has_word(tokens_, call.arguments[0], between)) {
    return sql_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                     fmt::format("The `{}` requires more parameters but the actual number is 1.", call.name), "42605");
  }
  if (call.arguments.size() == 1 && (call.form != "trim" || has_word(tokens_, call.arguments[0], "FROM")))
    return keyword_arguments(call.form, call.arguments[0]);
  TRY_ASSIGN(const std::string list, joined(call.arguments, ", ", texts));
  if (call.form == "substring") return fmt::format("lc_substring({})", list);
  if (call.form == "trim") return fmt::format("trim({}, ' ')", list);
  if (call.form == "position") return fmt::format("lc_locate({}{})", list, call.arguments.size() == 2 ? ", 1" : "");
  return fmt::format("lc_overlay({}{})", list, call.arguments.size() == 3 ? ", -1" : "");
}

Result<std::string> Rewriter::try_divide_form(const Call& call) {
  TRY_ASSIGN(const std::string value, one(call.arguments[0]));
  TRY_ASSIGN(const std::string divisor, one(call.arguments[1]));
  return typed_call("lc_quotient", call.arguments[0].first, fmt::format("{}, nullif({}, 0)", value, divisor));
}

namespace {

/// A whole number as it is written; nullopt for anything else.
std::optional<long long> whole_literal(std::span<const Token> tokens,
                                       const std::pair<std::size_t, std::size_t>& range) {
  const bool negative = tokens[range.first].is_symbol("-");
  if (range.second != range.first + (negative ? 2 : 1) || tokens[range.second - 1].kind != TokenKind::Number)
    return std::nullopt;
  const auto number = text::parse_int(tokens[range.second - 1].value);
  return number ? std::optional<long long>(negative ? -*number : *number) : std::nullopt;
}

/// uniform(low, high): a whole number when both are literals of whole numbers.
std::string uniform_text(std::string_view low, std::string_view high, std::optional<long long> from,
                         std::optional<long long> to) {
  const std::string number = fmt::format("({0}) + random() * (({1}) - ({0}))", low, high);
  if (!from || !to) return "(" + number + ")";
  const bool wide = std::max(std::abs(*from), std::abs(*to)) > 2'147'483'647;
  return fmt::format("CAST(trunc({}) AS {})", number, wide ? "BIGINT" : "INTEGER");
}

/// ceil(x, 2) and floor(x, 2): rounded, and one step further where that is on the wrong side.
std::string stepped_text(std::string_view value, bool up, bool negative, long long count) {
  const std::string zeros(static_cast<std::size_t>(std::max<long long>(count - (negative ? 0 : 1), 0)), '0');
  const std::string step = negative || count == 0 ? "1" + zeros : "0." + zeros + "1";
  const std::string number = fmt::format("CAST({} AS DECIMAL(38,{}))", value, 15);
  const std::string places = fmt::format("{}{}", negative ? "-" : "", count);
  const std::string rounded =
      fmt::format("CAST(lc.main.rounded_{0}({1}, round({1}, {2}), CAST({3} AS DECIMAL(38,15))) AS DECIMAL(38,{4}))",
                  up ? "up" : "down", number, places, step, negative ? 0 : count);
  return fmt::format("{}, {}, {}", rounded, value, places);
}

}  // namespace

Result<std::string> Rewriter::round_form(const Call& call) {
  if (call.name == "uniform") {
    TRY_ASSIGN(const std::string low, one(call.arguments[0]));
    TRY_ASSIGN(const std::string high, one(call.arguments[1]));
    return uniform_text(low, high, whole_literal(tokens_, call.arguments[0]),
                        whole_literal(tokens_, call.arguments[1]));
  }
  const bool up = call.name.starts_with("ceil");
  if (call.name != "round" && call.arguments.size() == 1) {
    TRY_ASSIGN(const std::string value, one(call.arguments[0]));
    return typed_call(up ? "lc_ceiling" : "lc_floor", call.open, value);
  }
  if (call.name != "round") {
    const Range& places = call.arguments[1];
    const bool negative = token(places.first).is_symbol("-");
    const auto count = text::parse_int(token(places.second - 1).value);
    if (!count || *count > 18) return unsupported(fmt::format("{} to places that are no literal", call.name));
    TRY_ASSIGN(const std::string value, one(call.arguments[0]));
    return typed_call("lc_scaled", call.open, stepped_text(value, up, negative, *count));
  }
  TRY_ASSIGN(const std::string list, joined(call.arguments, ", "));
  return typed_call("lc_rounded", call.arguments[0].first, list + (call.arguments.size() == 1 ? ", 0" : ""));
}

Result<std::string> Rewriter::mask_form(const Call& call) {
  constexpr std::array<std::string_view, 4> kDefaults{"'X'", "'x'", "'n'", "chr(1)"};
  TRY_ASSIGN(std::string out, one(call.arguments[0]));
  for (std::size_t i = 0; i < kDefaults.size(); ++i) {
    std::string value(kDefaults[i]);
    if (i + 1 < call.arguments.size()) {
      TRY_ASSIGN(const std::string given, one(call.arguments[i + 1]));
      value = "coalesce(" + given + ", chr(1))";
    }
    out += ", " + value;
  }
  return "lc_mask(" + out + ")";
}

Result<std::string> Rewriter::elt_form(const Call& call) {
  const std::vector<Range> values(call.arguments.begin() + 1, call.arguments.end());
  TRY_ASSIGN(const std::string texts, joined(values, ", "));
  TRY_ASSIGN(const std::string index, one(call.arguments[0]));
  return fmt::format("[{}][lc_index(({}) - 1, {})]", texts, index, values.size());
}

Result<std::string> Rewriter::to_number_form(const Call& call) {
  TRY_ASSIGN(const std::string value, one(call.arguments[0]));
  const Token& format = token(call.arguments[1].first);
  if (format.kind != TokenKind::Text) return unsupported("to_number with a format that is no literal");
  return fmt::format("CAST(lc_{}({}, {}) AS {})", call.name, value, quote_text(format.value),
                     decimal_of_format(format.value));
}

Result<std::string> Rewriter::to_binary_form(const Call& call) {
  const std::string kind = call.arguments.size() == 2 ? text::to_lower(token(call.arguments[1].first).value) : "hex";
  TRY_ASSIGN(const std::string value, one(call.arguments[0]));
  const std::string bytes = kind == "hex"      ? "unhex(" + value + ")"
                            : kind == "base64" ? "from_base64(" + value + ")"
                                               : "encode(" + value + ")";
  return call.name == "to_binary" ? bytes : "TRY(" + bytes + ")";
}

Result<std::string> Rewriter::str_to_map_form(const Call& call) {
  TRY_ASSIGN(const std::string value, one(call.arguments[0]));
  std::string pairs = "','";
  std::string keys = "':'";
  if (call.arguments.size() > 1) {
    TRY_ASSIGN(pairs, one(call.arguments[1]));
  }
  if (call.arguments.size() > 2) {
    TRY_ASSIGN(keys, one(call.arguments[2]));
  }
  return fmt::format(
      "map_from_entries(list_transform(string_split({}, {}), lambda lc_p: struct_pack(k := "
      "split_part(lc_p, {}, 1), v := CASE WHEN contains(lc_p, {}) THEN split_part(lc_p, {}, 2) END)))",
      value, pairs, keys, keys, keys);
}

Result<std::string> Rewriter::make_interval_form(const Call& call) {
  const std::size_t skip = call.name == "make_dt_interval" ? 3 : 0;
  std::string out;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    TRY_ASSIGN(const std::string value, one(call.arguments[i]));
    out += fmt::format("{}(({}) * INTERVAL '1 {}')", out.empty() ? "" : " + ", value, kIntervalParts[i + skip]);
  }
  return "(" + (out.empty() ? std::string("INTERVAL '0 days'") : out) + ")";
}

Result<std::size_t> Rewriter::user_function(std::size_t at, std::size_t open, std::string& out) {
  const auto function = resolve_name(chain_parts(at, open), names_);
  if (!function || lookups_.function(*function) != "SCALAR") return at;
  TRY_ASSIGN(const std::size_t close, matching(open));
  TRY_ASSIGN(const std::string list, rewrite_level(open + 1, close, Level{}));
  append_piece(out, fmt::format("{}({})", function->engine(), list));
  return close + 1;
}

}  // namespace lakecode::local::dialect

// Aggregates whose translation is more than a form: sums and averages with the types of Spark, counts of several
// columns, WITHIN GROUP, windows of time.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/keywords.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

bool groups(const Token& word) {
  return word.is_word("ROLLUP") || word.is_word("CUBE") || word.is_word("GROUPING") || word.is_word("SETS") ||
         word.is_word("BY") || word.is_word("WITH");
}

/// The GROUP of the query that the token at `at` stands in; the number of tokens when there is none.
std::size_t group_by_behind(std::span<const Token> tokens, std::size_t at) {
  int depth = 0;
  for (std::size_t i = at; i < tokens.size(); ++i) {
    depth += tokens[i].is_symbol("(") ? 1 : tokens[i].is_symbol(")") ? -1 : 0;
    if (depth < 0) break;
    if (depth == 0 && tokens[i].is_word("GROUP")) return i;
  }
  return tokens.size();
}

/// Groups that a pattern captures.
long long captured_groups(std::string_view pattern) {
  long long known = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') ++i;
    if (c == '[') in_class = true;
    if (c == ']') in_class = false;
    if (c != '(' || in_class) continue;
    const std::string_view rest = pattern.substr(i + 1);
    const bool named = rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!");
    if (named || !rest.starts_with('?')) ++known;
  }
  return known;
}

}  // namespace

Result<std::string> Rewriter::number_aggregate(const Call& call, const Suffix& suffix) {
  const std::string_view name = call.name;
  const Range& argument = call.arguments[0];
  const bool distinct = token(argument.first).is_word("DISTINCT");
  const bool told = distinct || token(argument.first).is_word("ALL");
  TRY_ASSIGN(const std::string value, rewrite_level(argument.first + (told ? 1 : 0), argument.second, Level{}));
  // The plus takes texts for the numbers they are.
  const std::string list = fmt::format("({}+({}))", distinct ? "DISTINCT " : "", value);
  if (name.ends_with("sum")) {
    const std::string sum = "sum" + list + suffix.text();
    if (name != "sum") return fmt::format("lc.main.try_long_sum({})", sum);
    // The sample costs nothing and has the type of what is summed.
    const std::string sample = fmt::format("any_value(+({})) FILTER (WHERE false){}", value, suffix.over);
    return typed_call("lc_sum", call.open, fmt::format("{}, {}", sum, sample));
  }
  // A quantile of no rows costs nothing and has the type that is wanted: DECIMAL for DECIMAL, else DOUBLE. The product
  // with a DECIMAL(4,4) is Spark's DECIMAL(p+4,s+4).
  return fmt::format(
      "cast_to_type(avg{}{}, quantile_cont(+({}), 0.5) FILTER (WHERE false){} * CAST(0 AS DECIMAL(4,4)))", list,
      suffix.text(), value, suffix.over);
}

Result<std::string> Rewriter::count_of_several(const std::vector<Range>& arguments, const Suffix& suffix) {
  std::vector<Range> columns = arguments;
  const bool distinct = token(columns[0].first).is_word("DISTINCT");
  if (distinct) columns[0].first += 1;
  TRY_ASSIGN(const std::string present, joined(columns, " IS NOT NULL AND "));
  if (!distinct) return fmt::format("count(CASE WHEN {} IS NOT NULL THEN 1 END){}", present, suffix.text());
  TRY_ASSIGN(const std::string list, joined(columns, ", "));
  return fmt::format("count(DISTINCT CASE WHEN {} IS NOT NULL THEN row({}) END){}", present, list, suffix.text());
}

Result<std::string> Rewriter::grouping_id(const Call& call) {
  const std::size_t group = group_by_behind(tokens_, call.open);
  if (group == tokens_.size()) {
    return sql_error("UNSUPPORTED_GROUPING_EXPRESSION",
                     "grouping_id() can only be used with GROUPING SETS, CUBE or ROLLUP.", "42K0E");
  }
  std::vector<std::string> columns;
  int depth = 0;
  for (std::size_t i = group + 2; i < tokens_.size(); ++i) {
    depth += token(i).is_symbol("(") ? 1 : token(i).is_symbol(")") ? -1 : 0;
    const bool grammar = token(i).kind == TokenKind::Word && is_grammar_word(token(i).value);
    if (depth < 0 || (depth == 0 && grammar && !groups(token(i)))) break;
    if (!token(i).is_name() || grammar) continue;
    const std::size_t after = chain_end(i);
    TRY_ASSIGN(const std::string column, rewrite_level(i, after, Level{}));
    if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
    i = after - 1;
  }
  return "grouping_id(" + text::join(columns, ", ") + ")";
}

Result<void> Rewriter::check_group_index(const std::vector<Range>& arguments) const {
  const Token& pattern = token(arguments[1].first);
  if (pattern.kind != TokenKind::Text || arguments[1].second != arguments[1].first + 1) return {};
  long long asked = 1;
  if (arguments.size() > 2) {
    const auto index = text::parse_int(token(arguments[2].first).value);
    if (!index || arguments[2].second != arguments[2].first + 1) return {};
    asked = *index;
  }
  const long long known = captured_groups(pattern.value);
  if (asked <= known) return {};
  return sql_error("INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
                   fmt::format("The value of parameter(s) `idx` in `regexp_extract` is invalid: Expects group index "
                               "between 0 and {}, but got {}.",
                               known, asked),
                   "22023");
}

Result<std::string> Rewriter::time_window(const Call& call) {
  const std::vector<Range>& arguments = call.arguments;
  TRY_ASSIGN(const std::string time, one(arguments[0]));
  std::array<std::string, 3> lengths{"", "", "0 seconds"};  // of the window, between starts, of the first start
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    TRY_ASSIGN(lengths[i - 1], constant_text(arguments[i].first, arguments[i].second));
    TRY_ASSIGN(const std::vector<Token> words, lex(lengths[i - 1]));
    if (words.size() < 3 || words[0].kind != TokenKind::Number || words[1].kind != TokenKind::Word)
      return sql_error("INVALID_INTERVAL_FORMAT.INPUT_IS_EMPTY",
                       fmt::format("Error parsing '{}' to interval.", lengths[i - 1]), "22006");
  }
  if (!lengths[1].empty() && lengths[1] != lengths[0])
    return unsupported("window with a slide; windows do not overlap");
  const std::string start =
      fmt::format("time_bucket(INTERVAL {0}, lc_to_timestamp({1}), TIMESTAMP '1970-01-01' + INTERVAL {2})",
                  quote_text(lengths[0]), time, quote_text(lengths[2]));
  return fmt::format("struct_pack(\"start\" := {0}, \"end\" := {0} + INTERVAL {1})", start, quote_text(lengths[0]));
}

Result<std::size_t> Rewriter::within_group(std::string_view name, const std::vector<Range>& arguments, std::size_t at,
                                           std::string& out) {
  if (!token(at + 1).is_word("GROUP") || !token(at + 2).is_symbol("(") || !token(at + 3).is_word("ORDER") ||
      !token(at + 4).is_word("BY"))
    return syntax_error(token(at + 1).value);
  TRY_ASSIGN(const std::size_t close, matching(at + 2));
  TRY_ASSIGN(const std::string order, rewrite_level(at + 5, close, Level{}));
  TRY_ASSIGN(const Suffix suffix, read_suffix(close + 1));
  TRY_ASSIGN(const std::string list, joined(arguments, ", "));
  if (name == "mode") {
    append_piece(out, fmt::format("mode({}){}", order, suffix.text()));
  } else if (name == "percentile_cont" || name == "percentile_disc") {
    const std::string found = fmt::format("{}({}) WITHIN GROUP (ORDER BY {}){}", name, list, order, suffix.text());
    const bool several = text::to_lower(list).find("list_value") != std::string::npos;
    append_piece(out, fmt::format("CAST({} AS DOUBLE{})", found, several ? "[]" : ""));
  } else if (name == "listagg" || name == "string_agg") {
    append_piece(out, fmt::format("string_agg({}{} ORDER BY {}){}", list, arguments.size() == 1 ? ", ''" : "", order,
                                  suffix.text()));
  } else {
    return unsupported(fmt::format("WITHIN GROUP of {}", name));
  }
  return suffix.next;
}

}  // namespace lakecode::local::dialect

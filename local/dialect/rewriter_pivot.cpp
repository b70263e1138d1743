// PIVOT and UNPIVOT. A PIVOT is two groupings, as Spark does it: by what is left of the columns together with the
// pivot's own, then without those; a value that no row has gives NULL, also for count.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/keywords.h"
#include "local/dialect/rewriter.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

std::string quoted_list(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + quote_name(name);
  return out;
}

std::string without(const std::vector<std::string>& columns) {
  return columns.empty() ? "*" : "* EXCLUDE (" + quoted_list(columns) + ")";
}

bool contains(const std::vector<std::string>& names, std::string_view wanted) {
  return std::any_of(names.begin(), names.end(),
                     [wanted](const std::string& name) { return text::equals_ignore_case(name, wanted); });
}

}  // namespace

/// The columns that [begin, end) names.
std::vector<std::string> Rewriter::named_columns(std::size_t begin, std::size_t end) const {
  std::vector<std::string> columns;
  for (std::size_t i = begin; i < end; ++i) {
    const bool grammar = token(i).kind == TokenKind::Word && is_grammar_word(token(i).value);
    if (!token(i).is_name() || grammar) continue;
    const std::size_t after = chain_end(i);
    const bool call = token(after).is_symbol("(");
    if (!call && !contains(columns, token(after - 1).value)) columns.push_back(token(after - 1).value);
    i = after - 1;
  }
  return columns;
}

Rewriter::Range Rewriter::split_alias(const Range& item, std::string& alias) const {
  const std::size_t last = item.second - 1;
  if (last <= item.first || !token(last).is_name()) return item;
  const bool told = token(last - 1).is_word("AS");
  const bool bare = token(last - 1).is_symbol(")") || token(last - 1).kind == TokenKind::Text ||
                    token(last - 1).kind == TokenKind::Number;
  if (!told && !bare) return item;
  alias = token(last).value;
  return {item.first, told ? last - 1 : last};
}

std::string Rewriter::source_of(const Range& range) const {
  return std::string(sql_.substr(token(range.first).begin, token(range.second - 1).end - token(range.first).begin));
}

Result<Rewriter::PivotValue> Rewriter::pivot_value(const Range& item, const std::vector<std::string>& columns) {
  PivotValue out;
  const Range value = split_alias(item, out.name);
  std::vector<Range> parts{value};
  if (columns.size() > 1) {
    if (!token(value.first).is_symbol("(")) return syntax_error(token(value.first).value);
    TRY_ASSIGN(parts, split_arguments(value.first, value.second - 1));
    if (parts.size() != columns.size()) return syntax_error(token(value.second - 1).value);
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    TRY_ASSIGN(const std::string text, one(parts[i]));
    out.condition += fmt::format("{}{} IS NOT DISTINCT FROM ({})", i == 0 ? "" : " AND ", quote_name(columns[i]), text);
    const Token& last = token(parts[i].second - 1);
    const bool literal = last.kind == TokenKind::Text && parts[i].second - parts[i].first <= 2;
    names.push_back(literal ? last.value : text::equals_ignore_case(text, "NULL") ? "null" : source_of(parts[i]));
  }
  if (out.name.empty()) out.name = names.size() == 1 ? names[0] : "{" + text::join(names, ", ") + "}";
  return out;
}

Result<Rewriter::PivotAggregates> Rewriter::pivot_aggregates(const std::vector<Range>& items,
                                                             const std::vector<std::string>& columns) {
  PivotAggregates out;
  for (const Range& item : items) {
    std::string alias;
    const Range call = split_alias(item, alias);
    for (const std::string& column : named_columns(call.first, call.second)) {
      if (!contains(columns, column) && !contains(out.read, column)) out.read.push_back(column);
    }
    TRY_ASSIGN(const std::string value, one(call));
    out.names.push_back(fmt::format("lc_aggregate{}", out.names.size()));
    out.list += fmt::format(", {} AS {}", value, out.names.back());
    out.endings.push_back(items.size() == 1 ? "" : "_" + (alias.empty() ? source_of(call) : alias));
  }
  return out;
}

Result<std::size_t> Rewriter::pivot(std::size_t at, const Level& level, std::string& out) {
  TRY_ASSIGN(const std::size_t close, matching(at + 1));
  std::size_t by = at + 2;
  for (int depth = 0; by < close; ++by) {
    depth += token(by).is_symbol("(") ? 1 : token(by).is_symbol(")") ? -1 : 0;
    if (depth == 0 && token(by).is_word("FOR")) break;
  }
  std::size_t in = by + 1;
  while (in < close && !token(in).is_word("IN")) ++in;
  if (in >= close || !token(in + 1).is_symbol("(")) return syntax_error(token(std::min(in, close)).value);
  const std::vector<std::string> columns = named_columns(by + 1, in);
  if (columns.empty()) return syntax_error(token(by + 1).value);
  TRY_ASSIGN(const std::vector<Range> calls, split_arguments(at + 1, by));
  TRY_ASSIGN(const PivotAggregates aggregates, pivot_aggregates(calls, columns));
  TRY_ASSIGN(const std::vector<Range> items, split_arguments(in + 1, close - 1));
  std::string list;
  for (const Range& item : items) {
    TRY_ASSIGN(const PivotValue value, pivot_value(item, columns));
    for (std::size_t i = 0; i < aggregates.names.size(); ++i)
      list += fmt::format(", first({}) FILTER (WHERE {}) AS {}", aggregates.names[i], value.condition,
                          quote_name(value.name + aggregates.endings[i]));
  }
  std::vector<std::string> inner = columns;
  inner.insert(inner.end(), aggregates.names.begin(), aggregates.names.end());
  const std::string source(text::trim(std::string_view(out).substr(level.from)));
  out.resize(level.from);
  append_piece(out, fmt::format("(SELECT {}{} FROM (SELECT {}{} FROM {} GROUP BY ALL) GROUP BY ALL)", without(inner),
                                list, without(aggregates.read), aggregates.list, source));
  return close + 1;
}

Result<std::string> Rewriter::unpivot_column(const Range& entry, std::size_t count) {
  std::size_t after = chain_end(entry.first);
  std::vector<std::string> names{token(after - 1).value};
  if (count > 1) {
    TRY_ASSIGN(after, matching(entry.first));
    names = named_columns(entry.first + 1, after++);
    if (names.size() != count) return syntax_error(token(entry.first).value);
  }
  const std::size_t alias = token(after).is_word("AS") ? after + 1 : after;
  const std::string name = alias < entry.second ? token(alias).value : text::join(names, "_");
  if (count > 1) return fmt::format("({}) AS {}", quoted_list(names), quote_text(name));
  return quote_name(names[0]) + (alias < entry.second ? " AS " + quote_text(name) : "");
}

Result<std::size_t> Rewriter::unpivot(std::size_t at, std::string& out) {
  std::size_t open = at + 1;
  std::string nulls;
  if (token(open + 1).is_word("NULLS") && (token(open).is_word("INCLUDE") || token(open).is_word("EXCLUDE"))) {
    nulls = text::to_upper(token(open).value) + " NULLS ";
    open += 2;
  }
  if (!token(open).is_symbol("(")) return syntax_error(token(open).value);
  TRY_ASSIGN(const std::size_t close, matching(open));
  std::size_t by = open + 2;
  if (token(open + 1).is_symbol("(")) {
    TRY_ASSIGN(by, matching(open + 1));
    ++by;
  }
  const std::vector<std::string> values = named_columns(open + 1, by);
  const bool shaped = !values.empty() && token(by).is_word("FOR") && token(by + 1).is_name() &&
                      token(by + 2).is_word("IN") && token(by + 3).is_symbol("(");
  if (!shaped) return syntax_error(token(by).value);
  std::string columns;
  TRY_ASSIGN(const std::vector<Range> list, split_arguments(by + 3, close - 1));
  for (const Range& entry : list) {
    TRY_ASSIGN(const std::string column, unpivot_column(entry, values.size()));
    columns += (columns.empty() ? "" : ", ") + column;
  }
  append_piece(out, fmt::format("UNPIVOT {}({} FOR {} IN ({}))", nulls,
                                values.size() > 1 ? "(" + quoted_list(values) + ")" : quote_name(values[0]),
                                quote_name(token(by + 1).value), columns));
  return close + 1;
}

}  // namespace lakecode::local::dialect

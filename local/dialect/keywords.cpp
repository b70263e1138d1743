#include "local/dialect/keywords.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace lakecode::local::dialect {
namespace {

// clang-format off
constexpr std::array kGrammar{
    "ALL", "AND", "ANTI", "AS", "ASC", "BETWEEN", "BY", "CASE", "COLLATE", "CROSS", "CUBE", "DEFAULT", "DELETE", "DESC",
    "DISTINCT", "ELSE", "END", "ESCAPE", "EXCEPT", "EXISTS", "FALSE", "FETCH", "FILTER", "FROM", "FULL", "GROUP", "GROUPING", "HAVING",
    "ILIKE", "IN", "INNER", "INSERT", "INTERSECT", "INTO", "IS", "JOIN", "LATERAL", "LEFT", "LIKE", "LIMIT", "MATCHED", "NATURAL",
    "NOT", "NULL", "NULLS", "OFFSET", "ON", "OR", "ORDER", "OUTER", "OVER", "PIVOT", "QUALIFY", "RECURSIVE", "REGEXP",
    "RIGHT", "RLIKE", "ROLLUP", "ROWS", "SELECT", "SEMI", "SET", "SETS", "SIMILAR", "SOURCE", "TARGET", "THEN", "TRUE", "UNION", "UNPIVOT", "UPDATE", "USING",
    "VALUES", "WHEN", "WHERE", "WINDOW", "WITH", "WITHIN", "PARTITION"};
constexpr std::array kWindow{"ROWS", "RANGE", "GROUPS", "UNBOUNDED", "PRECEDING", "FOLLOWING", "CURRENT", "ROW", "PARTITION", "EXCLUDE", "TIES", "NO", "OTHERS"};
constexpr std::array kOpens{
    "ALL", "AND", "ANTI", "AS", "BETWEEN", "BY", "CASE", "CUBE", "DISTINCT", "ELSE", "EXCEPT", "EXISTS", "FILTER", "FROM", "GROUP", "HAVING", "IN", "INTERSECT", "INTO",
    "IS", "JOIN", "LATERAL", "LIKE", "ILIKE", "LIMIT", "NOT", "OFFSET", "ON", "OR", "OVER", "PIVOT", "QUALIFY", "RLIKE", "REGEXP", "ROLLUP", "SELECT",
    "SET", "SETS", "THEN", "UNION", "UNPIVOT", "USING", "VALUES", "WHEN", "WHERE", "WITH", "WITHIN", "INSERT", "DIV", "MINUS", "ORDER", "PARTITION", "END", "ESCAPE", "NULLS"};
constexpr std::array kEndsFrom{"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "QUALIFY", "WINDOW", "UNION", "INTERSECT", "EXCEPT", "MINUS", "SELECT", "SET",
                               "WHEN", "VALUES", "SORT", "CLUSTER", "DISTRIBUTE", "FETCH"};
// clang-format on

template <typename List>
bool contains(const List& list, std::string_view word) {
  return std::any_of(list.begin(), list.end(),
                     [word](std::string_view known) { return text::equals_ignore_case(known, word); });
}

}  // namespace

bool is_grammar_word(std::string_view word) {
  return contains(kGrammar, word);
}
bool is_window_word(std::string_view word) {
  return contains(kWindow, word);
}
bool opens_bracket(std::string_view word) {
  return contains(kOpens, word);
}
bool ends_from(std::string_view word) {
  return contains(kEndsFrom, word);
}

}  // namespace lakecode::local::dialect

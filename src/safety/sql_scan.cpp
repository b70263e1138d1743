#include "safety/sql_scan.h"

// A call is a name directly followed by "(". Words of the grammar that take a bracket are listed; everything else is
// looked up by name, and a name with dots is a person's function unless it is builtin.f or system.builtin.f.
// In the engine's default mode nearly every keyword may be a name, so no position is trusted because of the keyword
// before it: INSERT, UPDATE, DELETE and MERGE are columns only after ".", "," or an operator.

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "safety/classify.h"
#include "safety/sql_function_rules.h"
#include "sql/literals.h"

namespace lakecode::safety {
namespace {

using sql::TokenKind;
using sql::TokenView;
using Words = std::string_view;

// Words of the grammar that may stand where an expression begins, or that the engine never reads as a name.
constexpr std::array<Words, 31> kOpeningWords = {
    "SELECT", "FROM",  "VALUES", "TABLE",    "LATERAL", "NOT",       "EXISTS",  "CASE", "WHEN", "DISTINCT", "ALL",
    "ANY",    "SOME",  "IF",     "INTERVAL", "AS",      "AND",       "OR",      "IN",   "ON",   "USING",    "JOIN",
    "CROSS",  "INNER", "UNION",  "EXCEPT",   "MINUS",   "INTERSECT", "BETWEEN", "LIKE", "RLIKE"};
// Words that mean something only behind a complete part; where an expression begins they are the name of a function.
constexpr std::array<Words, 25> kFollowingWords = {
    "WHERE", "BY",      "SETS", "OUTER",  "THEN",    "ELSE",   "END",       "HAVING",      "QUALIFY",
    "LIMIT", "OFFSET",  "OVER", "FILTER", "WITHIN",  "GROUP",  "PARTITION", "PARTITIONED", "TABLESAMPLE",
    "PIVOT", "UNPIVOT", "FOR",  "IS",     "OPTIONS", "WINDOW", "DEFAULT"};
constexpr std::array<Words, 17> kBeforeExpression = {"SELECT",   "WHERE",   "AND",     "OR",   "NOT",  "ON",
                                                     "HAVING",   "QUALIFY", "WHEN",    "THEN", "ELSE", "BY",
                                                     "DISTINCT", "CASE",    "BETWEEN", "LIKE", "IN"};
constexpr std::array<Words, 20> kPipeOperators = {
    "WHERE",  "SELECT", "EXTEND", "SET",       "DROP",  "AS",      "AGGREGATE",   "JOIN",   "ORDER", "LIMIT",
    "OFFSET", "UNION",  "EXCEPT", "INTERSECT", "PIVOT", "UNPIVOT", "TABLESAMPLE", "WINDOW", "MINUS", "CROSS"};
constexpr std::array<Words, 8> kPipeJoins = {"LEFT", "RIGHT", "FULL", "INNER", "SEMI", "ANTI", "NATURAL", "LATERAL"};
constexpr std::array<Words, 4> kChangeVerbs = {"INSERT", "UPDATE", "DELETE", "MERGE"};
constexpr std::array<Words, 11> kOtherVerbs = {"DROP",   "TRUNCATE", "ALTER", "CREATE", "GRANT",  "REVOKE",
                                               "VACUUM", "REFRESH",  "COPY",  "CALL",   "EXECUTE"};
constexpr std::array<Words, 18> kNouns = {
    "TABLE",     "VIEW",       "SCHEMA", "DATABASE",  "CATALOG",      "FUNCTION",  "VOLUME", "PROCEDURE", "SHARE",
    "RECIPIENT", "CONNECTION", "INTO",   "IMMEDIATE", "MATERIALIZED", "STREAMING", "POLICY", "EXTERNAL",  "GROUP"};

/// Names a WITH list gives, by token position: they may be followed by a column list.
std::vector<bool> find_with_names(const TokenView& view) {
  std::vector<bool> names(view.size(), false);
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (!view.is_word(i, "WITH") || (i > 0 && !view.is_operator(i - 1, "("))) continue;
    std::size_t at = i + 1;
    if (view.is_word(at, "RECURSIVE")) ++at;
    if (view.is_name(at) && view.is_operator(at + 1, "(")) names[at] = true;
  }
  return names;
}

/// First token of the dotted chain that ends at `last`.
std::size_t chain_start(const TokenView& view, std::size_t last) {
  while (last >= 2 && view.is_operator(last - 1, ".")) last -= 2;
  return last;
}

std::string chain_text(const TokenView& view, std::size_t first, std::size_t last) {
  std::string out;
  for (std::size_t i = first; i <= last; ++i) {
    out += view.is_operator(i, ".") ? std::string(".") : text::to_lower(sql::fold_upper(sql::name_value(view, i)));
  }
  return out;
}

// Arguments are only read in short calls and in the first few of a text: reading can but lower a class, and nested
// calls would otherwise be read again at every level.
constexpr std::size_t kMaxArgumentTokens = 2'048;
constexpr int kMaxReadCalls = 32;

/// The pieces between top-level commas.
std::vector<TokenView> split_arguments(const TokenView& arguments) {
  std::vector<TokenView> pieces;
  std::size_t depth = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments.is_operator(i, "(") || arguments.is_operator(i, "[")) ++depth;
    if ((arguments.is_operator(i, ")") || arguments.is_operator(i, "]")) && depth > 0) --depth;
    if (depth > 0 || !arguments.is_operator(i, ",")) continue;
    pieces.push_back(arguments.slice(first, i));
    first = i + 1;
  }
  pieces.push_back(arguments.from(first));
  return pieces;
}

/// `name => 'literal'`: the literal; nullopt for any other shape.
std::optional<std::string> named_literal(const TokenView& piece) {
  if (piece.size() != 3 || !piece.is_operator(1, "=>")) return std::nullopt;
  return sql::string_value(piece, 2);
}

std::string argument_name(const TokenView& piece) {
  return piece.is_operator(1, "=>") ? text::to_lower(sql::fold_upper(sql::name_value(piece, 0))) : std::string();
}

/// http_request is mild only when its one method argument is the plain literal GET.
bool asks_by_get(const TokenView& arguments) {
  int methods = 0;
  bool get = false;
  for (const TokenView& piece : split_arguments(arguments)) {
    if (argument_name(piece) != "method") continue;
    ++methods;
    const auto value = named_literal(piece);
    get = value && text::equals_ignore_case(*value, "GET");
  }
  return methods == 1 && get;
}

/// remote_query is mild when every argument is a literal we know, and it names a table or a text that reads.
bool asks_remote_read(const TokenView& arguments) {
  bool reads = false;
  for (const TokenView& piece : split_arguments(arguments)) {
    if (piece.size() == 1 && piece.is_string(0)) continue;  // the connection
    const std::string name = argument_name(piece);
    const auto value = named_literal(piece);
    if (!value) return false;
    const bool plain = value->find('(') == std::string::npos;
    if (name == "table" || name == "dbtable") {
      if (!plain) return false;
      reads = true;
    } else if (name == "query") {
      if (!plain || classify_sql(SqlEffect{.text = *value}).effect_class != EffectClass::ReadOnly) return false;
      reads = true;
    } else if (name != "connection" && name != "database") {
      return false;
    }
  }
  return reads;
}

/// True when an expression begins at `i`, judged by what stands before it.
bool begins_expression(const TokenView& view, std::size_t i) {
  if (i == 0) return true;
  if (!view.is_kind(i - 1, TokenKind::Operator)) return view.is_any_word(i - 1, kBeforeExpression);
  return !view.is_operator(i - 1, ")") && !view.is_operator(i - 1, "]") && !view.is_operator(i - 1, "|>");
}

class CallScanner {
 public:
  explicit CallScanner(const TokenView& view) : view_(view), with_names_(find_with_names(view)) {
    close_of_.assign(view.size(), view.size());
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < view.size(); ++i) {
      if (view.is_operator(i, "(")) open.push_back(i);
      if (!view.is_operator(i, ")") || open.empty()) continue;
      close_of_[open.back()] = i;
      open.pop_back();
    }
  }

  Scan run() {
    for (std::size_t i = 0; i < view_.size() && scan_.understood; ++i) {
      track_bracket(i);
      if (view_.is_operator(i, "/*+")) in_hint_ = true;
      if (view_.is_operator(i, "*/")) in_hint_ = false;
      if (!in_hint_ && view_.is_operator(i, "(") && i > 0) judge_open(i);
    }
    if (!open_.empty()) scan_.refuse("a bracket is not closed");
    return std::move(scan_);
  }

 private:
  void track_bracket(std::size_t i) {
    if (!view_.is_kind(i, TokenKind::Operator)) return;
    const std::string_view text = view_.text(i);
    if (text == "(" || text == "[") open_.push_back(text[0]);
    if (text != ")" && text != "]") return;
    if (open_.empty() || open_.back() != (text == ")" ? '(' : '[')) return scan_.refuse("brackets do not match");
    open_.pop_back();
    if (text == ")" && view_.is_operator(i + 1, "(")) scan_.refuse("a computed name is called");
  }

  void judge_open(std::size_t open) {
    const std::size_t name = open - 1;
    if (view_.is_string(name) && !view_.is_operator(open - 2, ","))
      return scan_.refuse("a string is called as a function");
    if (!view_.is_name(name) || with_names_[name]) return;
    const std::size_t first = chain_start(view_, name);
    if (first == name) {
      if (view_.is_any_word(name, kOpeningWords)) return;
      if (view_.is_any_word(name, kFollowingWords) && !begins_expression(view_, name)) return;
      if (first > 0 && names_columns_or_type(first)) return;
    }
    judge_call(chain_text(view_, first, name), open);
  }

  /// After AS, "::" or ")" a name with brackets is an alias with columns or a type with arguments, never a call.
  [[nodiscard]] bool names_columns_or_type(std::size_t first) const {
    return view_.is_word(first - 1, "AS") || view_.is_operator(first - 1, "::") || view_.is_operator(first - 1, ")");
  }

  void judge_call(std::string name, std::size_t open) {
    if (name == "identifier") {
      if (view_.is_operator(close_of_[open] + 1, "."))
        scan_.raise(EffectClass::WriteRemote, "C3", "a computed name is extended");
      return;
    }
    for (const std::string_view prefix : {"system.builtin.", "builtin."}) {
      if (name.starts_with(prefix)) name.erase(0, prefix.size());
    }
    FunctionRule rule = find_function_rule(name);
    if (name.find('.') != std::string::npos) rule = find_function_rule("");
    const TokenView arguments = view_.slice(open + 1, close_of_[open]);
    const bool computed = rule.rule == "F2" || rule.rule == "F3";
    if (computed && arguments.size() <= kMaxArgumentTokens && read_calls_++ < kMaxReadCalls) {
      const bool mild = rule.rule == "F2" ? asks_by_get(arguments) : asks_remote_read(arguments);
      if (mild) rule.effect_class = EffectClass::WriteRemote;
    }
    if (rule.effect_class != EffectClass::ReadOnly)
      scan_.raise(rule.effect_class, rule.rule, name + ": " + std::string(rule.reason));
  }

  TokenView view_;
  std::vector<bool> with_names_;
  std::vector<std::size_t> close_of_;  ///< for each "(", its ")"
  std::vector<char> open_;
  int read_calls_ = 0;
  bool in_hint_ = false;  ///< hints look like calls and are none
  Scan scan_;
};

/// True when a word at `i` stands where only an expression can: then it is a column whatever its spelling.
bool is_column_position(const TokenView& view, std::size_t i) {
  if (i == 0 || !view.is_kind(i - 1, TokenKind::Operator)) return false;
  const std::string_view before = view.text(i - 1);
  if (before == "(") return view.is_operator(i + 1, ")") || view.is_operator(i + 1, ",");
  return before != ")" && before != "]" && before != "*" && before != "*/" && before != "|>" && before != ";";
}

/// `SELECT update FROM t`, `x AS delete`, `WHERE merge IS NULL`: a name, since these verbs can only begin a statement
/// or follow a WITH list or a relation.
bool is_plain_name(const TokenView& view, std::size_t i) {
  if (i == 0 || !(view.is_word(i - 1, "AS") || view.is_any_word(i - 1, kBeforeExpression))) return false;
  if (!view.is_word(i, "INSERT")) return true;
  return i + 1 == view.size() || view.is_operator(i + 1, ",") || view.is_operator(i + 1, ")") ||
         view.is_word(i + 1, "FROM");
}

void check_query_word(const TokenView& view, std::size_t i, Scan& scan) {
  if (is_column_position(view, i)) return;
  if (view.is_any_word(i, kChangeVerbs) && !is_plain_name(view, i))
    return scan.refuse("a data change stands inside a query");
  if (view.is_word(i, "INTO") && !view.is_word(i - 1, "AS")) return scan.refuse("INTO stands inside a query");
  const bool piped = i > 0 && view.is_operator(i - 1, "|>");
  if (!piped && view.is_any_word(i, kOtherVerbs) && view.is_any_word(i + 1, kNouns))
    scan.refuse("a second statement follows");
  if (view.is_word(i, "USING") && !view.is_operator(i + 1, "(")) {
    scan.raise(EffectClass::Destructive, "C2", "USING names a program");
  }
}

}  // namespace

void Scan::raise(EffectClass to, std::string_view rule, std::string_view reason) {
  effect_class = std::max(effect_class, to);
  reasons.push_back(std::string(rule) + ": " + std::string(reason));
}

void Scan::refuse(std::string_view reason) {
  understood = false;
  raise(EffectClass::Destructive, "G2", reason);
}

std::size_t find_close(const TokenView& view, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < view.size(); ++i) {
    if (view.is_operator(i, "(")) ++depth;
    if (view.is_operator(i, ")") && --depth == 0) return i;
  }
  return view.size();
}

bool starts_query(const TokenView& view, std::size_t at) {
  static constexpr std::array<Words, 5> kHeads = {"SELECT", "VALUES", "TABLE", "FROM", "WITH"};
  return view.is_any_word(at, kHeads) || view.is_operator(at, "(");
}

std::size_t find_verb_after_with(const TokenView& view) {
  if (!view.is_word(0, "WITH")) return 0;
  std::size_t at = view.is_word(1, "RECURSIVE") ? 2 : 1;
  while (view.is_name(at)) {
    ++at;
    if (view.is_operator(at, "(") && view.is_word(find_close(view, at) + 1, "AS")) at = find_close(view, at) + 1;
    if (view.has_words(at, {"MAX", "RECURSION", "LEVEL"})) at += 4;
    if (view.is_word(at, "AS")) ++at;
    if (!view.is_operator(at, "(") || !starts_query(view, at + 1)) return view.size();
    at = find_close(view, at) + 1;
    if (!view.is_operator(at, ",")) return std::min(at, view.size());
    ++at;
  }
  return view.size();
}

Scan scan_calls(const TokenView& view) {
  return CallScanner(view).run();
}

Scan scan_query(const TokenView& view) {
  Scan scan = scan_calls(view);
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (view.is_kind(i, TokenKind::Word)) check_query_word(view, i, scan);
    if (view.is_operator(i, "|>") && !view.is_any_word(i + 1, kPipeOperators) && !view.is_any_word(i + 1, kPipeJoins)) {
      scan.refuse("an unknown pipe operator");
    }
    if (!scan.understood) break;
  }
  std::size_t head = find_verb_after_with(view);
  if (!starts_query(view, head) || view.is_word(head, "WITH")) scan.refuse("no query follows");
  while (scan.understood && view.is_operator(head, "(")) ++head;
  if (scan.understood && !starts_query(view, head)) scan.refuse("brackets hold no query");
  if (scan.understood && head + 1 >= view.size()) scan.refuse("the query is not complete");
  return scan;
}

}  // namespace lakecode::safety

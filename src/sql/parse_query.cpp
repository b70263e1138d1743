#include "sql/parser.h"

// Queries: WITH lists, SELECT, VALUES, TABLE, FROM-first forms, set operations and pipes.

namespace lakecode::sql {
namespace {

// Words that cannot be an alias without AS, since they go on with the query or the statement.
constexpr KeywordSet kNotAliases = {
    "FROM",  "WHERE",  "GROUP",     "HAVING", "ORDER",  "SORT",    "CLUSTER",   "DISTRIBUTE",  "LIMIT",    "OFFSET",
    "UNION", "EXCEPT", "INTERSECT", "MINUS",  "WINDOW", "QUALIFY", "LATERAL",   "JOIN",        "INNER",    "CROSS",
    "LEFT",  "RIGHT",  "FULL",      "SEMI",   "ANTI",   "NATURAL", "ON",        "USING",       "SELECT",   "WHEN",
    "THEN",  "ELSE",   "AS",        "AND",    "OR",     "IN",      "IS",        "BETWEEN",     "LIKE",     "ILIKE",
    "RLIKE", "REGEXP", "INTO",      "BY",     "SET",    "PIVOT",   "UNPIVOT",   "TABLESAMPLE", "NOT",      "COLLATE",
    "DIV",   "VALUES", "INSERT",    "DO",     "ESCAPE", "EXTEND",  "AGGREGATE", "ASOF",        "WATERMARK"};
constexpr KeywordSet kSetOperations = {"UNION", "EXCEPT", "INTERSECT", "MINUS"};
constexpr KeywordSet kDirections = {"ASC", "DESC"};

}  // namespace

bool Parser::starts_query() const {
  switch (word()) {
    case "SELECT"_kw:
      return op(1) != ',' && op(1) != '.' && op(1) != ')';
    case "VALUES"_kw:
      return op(1) == '(' || kind(1) != TokenKind::Operator;
    case "WITH"_kw:
      return is_name(1);
    case "FROM"_kw:
      return is_name(1) || op(1) == '(';
    case "TABLE"_kw:
      return is_name(1) && (op(2) == '.' || op(2) == ')' || at_ + 2 >= size_ || op(2) == ';' || op(2) == op::kPipe ||
                            kind(2) == TokenKind::Word);
    case "MAP"_kw:
    case "REDUCE"_kw:
      return starts_script_list();
    default:
      return false;
  }
}

/// MAP or REDUCE with the list that a script is given, rather than a name or a call.
bool Parser::starts_script_list() const {
  if (!is("MAP"_kw) && !is("REDUCE"_kw)) return false;
  if (kind(1) == TokenKind::Operator) return op(1) == '*';
  return word(1) == "DISTINCT"_kw || word(1) == "ALL"_kw || !kNotAliases.has(word(1));
}

bool Parser::query() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("queries are nested too deeply");
  const std::size_t scope = with_names_.size();
  const bool done = (!is("WITH"_kw) || with_list()) && query_body();
  with_names_.leave(scope);
  return done;
}

bool Parser::query_body() {
  return query_primary() && set_operations() && query_tail() && pipes();
}

bool Parser::with_list() {
  ++at_;
  take("RECURSIVE"_kw);
  do {
    const std::uint32_t name = at_;
    if (!simple_name()) return false;
    // The name is visible in its own body too, as recursion needs.
    if (with_names_.full()) return fail("there are too many WITH names");
    with_names_.add(view_.text(name));
    if (is_op('(') && !name_list()) return false;
    if (take({"MAX"_kw, "RECURSION"_kw, "LEVEL"_kw}) && !signed_number()) return false;
    take("AS"_kw);
    if (!expect_op('(') || !query() || !expect_op(')')) return false;
  } while (take_op(','));
  return true;
}

bool Parser::query_primary() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("queries are nested too deeply");
  if (is_op('(')) return ++at_, query() && expect_op(')');
  switch (word()) {
    case "SELECT"_kw:
      return select();
    case "VALUES"_kw:
      return values();
    case "FROM"_kw:
      return from_query();
    case "TABLE"_kw:
      ++at_;
      return table_name();
    case "MAP"_kw:
    case "REDUCE"_kw:
      ++at_;
      if (!take("DISTINCT"_kw)) take("ALL"_kw);
      return script_list() && (is("USING"_kw) || is("ROW"_kw) || fail("USING is missing")) && transform_tail() &&
             select_clauses();
    default:
      return fail("no query follows");
  }
}

bool Parser::set_operations() {
  while (take_any(kSetOperations)) {
    if (!take("ALL"_kw)) take("DISTINCT"_kw);
    if (take({"BY"_kw, "NAME"_kw})) {
      // columns are matched by name
    }
    if (!query_primary()) return false;
  }
  return true;
}

bool Parser::query_tail() {
  return clauses(&Parser::query_tail_clause);
}

bool Parser::query_tail_clause(bool& found) {
  found = true;
  if (take({"ORDER"_kw, "BY"_kw}) || take({"SORT"_kw, "BY"_kw})) {
    const bool all =
        is("ALL"_kw) && (at_ + 1 >= size_ || kind(1) != TokenKind::Operator || op(1) == ')' || op(1) == ';');
    if (!all) return order_list();
    ++at_;
    take_any(kDirections);
    if (take("NULLS"_kw)) ++at_;
    return true;
  }
  if (take({"CLUSTER"_kw, "BY"_kw}) || take({"DISTRIBUTE"_kw, "BY"_kw})) return expression_list();
  if (is("WINDOW"_kw) && is_name(1) && word(2) == "AS"_kw) return named_windows();
  if (take("LIMIT"_kw)) return take("ALL"_kw) || expression();
  if (take("OFFSET"_kw)) {
    if (!expression()) return false;
    if (is("ROW"_kw) || is("ROWS"_kw)) ++at_;
    return true;
  }
  found = false;
  return true;
}

bool Parser::order_list() {
  return listed(&Parser::order_item);
}

bool Parser::order_item() {
  if (!expression()) return false;
  take_any(kDirections);
  if (!take("NULLS"_kw)) return true;
  return take("FIRST"_kw) || expect("LAST"_kw);
}

bool Parser::named_windows() {
  ++at_;
  do {
    if (!simple_name() || !expect("AS"_kw)) return false;
    if (!(is_op('(') ? window_specification() : simple_name())) return false;
  } while (take_op(','));
  return true;
}

bool Parser::skip_hint() {
  while (take_op(op::kHintOpen)) {
    while (at_ < size_ && !is_op(op::kHintClose)) ++at_;
    if (!expect_op(op::kHintClose)) return false;
  }
  return true;
}

bool Parser::select() {
  ++at_;
  if (!skip_hint()) return false;
  if (!take("DISTINCT"_kw) && is("ALL"_kw) && op(1) != ',' && word(1) != "FROM"_kw) ++at_;
  if (is("TRANSFORM"_kw) && op(1) == '(') {
    // transform(array, lambda) is a function; with USING it runs a program.
    const std::uint32_t first = at_++;
    const auto slot = static_cast<std::ptrdiff_t>(facts().calls.size());
    if (!call(TokenRange{first, first + 1})) return false;
    if (is("USING"_kw) || is("ROW"_kw) || is("RECORDWRITER"_kw)) {
      facts().calls.erase(facts().calls.begin() + slot);
      return transform_tail() && select_clauses();
    }
    // It begins an ordinary list: read on from there, and step over the call, which is noted already.
    call_read_ = TokenRange{first, at_};
    at_ = first;
  }
  return select_items() && select_clauses();
}

/// Behind the list of SELECT TRANSFORM, MAP and REDUCE: formats, the program, the columns it gives.
bool Parser::transform_tail() {
  const std::uint32_t first = at_;
  if (!row_format()) return false;
  if (take("RECORDWRITER"_kw) && !string_literal()) return false;
  if (!expect("USING"_kw) || !string_literal()) return false;
  note(Trait::RunsProgram, first);
  if (take("AS"_kw)) {
    const bool bracket = take_op('(');
    do {
      if (!simple_name() || (type_follows() && !type())) return false;
    } while (take_op(','));
    if (bracket && !expect_op(')')) return false;
  }
  if (!row_format()) return false;
  return !take("RECORDREADER"_kw) || string_literal();
}

/// What a script is given; "*" stands for all columns.
bool Parser::script_list() {
  stars_ = true;
  const bool done = expression_list();
  stars_ = false;
  return done;
}

bool Parser::select_items() {
  do {
    if (!select_item()) return false;
  } while (take_op(',') && !is("FROM"_kw) && !at_end());
  // A comma before FROM or the end is not forgiven.
  return tokens_[at_ - 1].op != ',' || fail("an expression is missing");
}

bool Parser::select_item() {
  stars_ = true;
  const bool done = expression();
  stars_ = false;
  if (!done) return false;
  if (take("AS"_kw)) {
    if (is_op('(')) return name_list();
    return simple_name();
  }
  if (starts_alias()) ++at_;
  return true;
}

bool Parser::starts_alias() const {
  if (!is_name()) return false;
  if (kind() == TokenKind::QuotedName) return true;
  if (starts_script_list()) return false;
  if (is("VALUES"_kw))  // of rows, or a name with nothing behind it that could be one
    return at_ + 1 >= size_ || op(1) == ')' || op(1) == ',' || op(1) == ';' || kNotAliases.has(word(1));
  return !kNotAliases.has(word()) || (word() == "INSERT"_kw && word(1) != "INTO"_kw && word(1) != "OVERWRITE"_kw);
}

bool Parser::optional_name(Keyword stop) {
  if (take("AS"_kw)) return simple_name();
  return !starts_alias() || (stop != Keyword::NoKeyword && is(stop)) || simple_name();
}

bool Parser::select_clauses() {
  if (is("INTO"_kw)) return fail("SELECT INTO is not of this language");
  if (is("FROM"_kw) && !from_clause()) return false;
  return after_from();
}

bool Parser::after_from() {
  while (is("LATERAL"_kw, "VIEW"_kw)) {
    if (!lateral_view()) return false;
  }
  if (take("WHERE"_kw) && !expression()) return false;
  if (take({"GROUP"_kw, "BY"_kw}) && !group_by()) return false;
  if (take("HAVING"_kw) && !expression()) return false;
  if (take("QUALIFY"_kw) && !expression()) return false;
  if (is("WINDOW"_kw) && is_name(1) && word(2) == "AS"_kw && !named_windows()) return false;
  return !take("QUALIFY"_kw) || expression();
}

bool Parser::group_by() {
  if (is("ALL"_kw) && op(1) != ',' && op(1) != '.') return ++at_, true;
  if (!listed(&Parser::grouping_item)) return false;
  if (take({"WITH"_kw, "ROLLUP"_kw}) || take({"WITH"_kw, "CUBE"_kw})) return true;
  if (take({"GROUPING"_kw, "SETS"_kw})) {
    --at_;
    --at_;
    return grouping_item();
  }
  return true;
}

bool Parser::grouping_item() {
  Nest nest(*this);
  if (nest.too_deep()) return fail("grouping sets are nested too deeply");
  const bool sets = is("GROUPING"_kw, "SETS"_kw);
  const bool rolled = (is("ROLLUP"_kw) || is("CUBE"_kw)) && op(1) == '(';
  if (sets) ++at_;
  if (sets || rolled) {
    ++at_;
    if (!expect_op('(')) return false;
    return listed(&Parser::grouping_item) && expect_op(')');
  }
  if (is_op('(') && op(1) == ')') return at_ += 2, true;
  if (!expression()) return false;
  take_any(kDirections);
  return !(is("AS"_kw)) || (++at_, simple_name());
}

bool Parser::values() {
  ++at_;
  if (!expression_list()) return false;
  return !(is("AS"_kw) || starts_alias()) || alias();
}

/// FROM relations SELECT …; FROM relations |> …
bool Parser::from_query() {
  return from_query_head() && from_query_rest();
}

bool Parser::from_query_head() {
  if (!from_clause()) return false;
  while (is("LATERAL"_kw, "VIEW"_kw)) {
    if (!lateral_view()) return false;
  }
  return true;
}

bool Parser::from_query_rest() {
  if (is("SELECT"_kw)) {  // one FROM may feed several lists
    while (is("SELECT"_kw)) {
      if (!select()) return false;
    }
    return true;
  }
  if (is("MAP"_kw) || is("REDUCE"_kw)) return query_primary();
  return true;
}

bool Parser::pipes() {
  while (take_op(op::kPipe)) {
    if (!pipe_operator()) return false;
  }
  return true;
}

bool Parser::aliased_expressions() {
  do {
    if (!select_item()) return false;
    take_any(kDirections);
    if (take("NULLS"_kw) && !take("FIRST"_kw) && !expect("LAST"_kw)) return false;
  } while (take_op(','));
  return true;
}

bool Parser::pipe_set() {
  do {
    TokenRange name;
    if (!dotted_name(name) || !expect_op('=') || !expression()) return false;
  } while (take_op(','));
  return true;
}

bool Parser::pipe_operator() {
  switch (word()) {
    case "WHERE"_kw:
      return ++at_, expression();
    case "SELECT"_kw:
      ++at_;
      if (!skip_hint()) return false;
      take("DISTINCT"_kw);
      if (!select_items()) return false;
      while (is("WINDOW"_kw)) {
        if (!named_windows()) return false;
      }
      return true;
    case "EXTEND"_kw:
      return ++at_, aliased_expressions();
    case "SET"_kw:
      return ++at_, pipe_set();
    case "DROP"_kw:
      ++at_;
      return listed(&Parser::simple_name);
    case "AS"_kw:
      return ++at_, simple_name();
    case "AGGREGATE"_kw:
      ++at_;
      if (!is("GROUP"_kw, "BY"_kw) && !aliased_expressions()) return false;
      return !take({"GROUP"_kw, "BY"_kw}) || (is("GROUPING"_kw, "SETS"_kw) ? group_by() : aliased_expressions());
    case "ORDER"_kw:
    case "SORT"_kw:
    case "CLUSTER"_kw:
    case "DISTRIBUTE"_kw:
    case "LIMIT"_kw:
    case "OFFSET"_kw:
    case "WINDOW"_kw:
      return query_tail();
    case "UNION"_kw:
    case "EXCEPT"_kw:
    case "INTERSECT"_kw:
    case "MINUS"_kw:
      return set_operations();
    case "PIVOT"_kw:
      return pivot() && (!(is("AS"_kw) || starts_alias()) || alias());
    case "UNPIVOT"_kw:
      return unpivot() && (!(is("AS"_kw) || starts_alias()) || alias());
    case "TABLESAMPLE"_kw:
      return sample();
    case "LATERAL"_kw:
      if (word(1) == "VIEW"_kw) return lateral_view();
      break;
    default:
      break;
  }
  const std::uint32_t first = at_;
  return joins() && (at_ > first || fail("an unknown pipe operator"));
}

}  // namespace lakecode::sql

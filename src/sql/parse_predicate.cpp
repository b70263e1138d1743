#include <array>

#include "base/text.h"
#include "sql/literals.h"
#include "sql/parser.h"
#include "sql/predicate_terms.h"

// Whether a WHERE restricts anything, in three-valued logic over a flat run of tokens: OR of AND of NOT* terms. What a
// term alone and several of one chain hold for every row is in predicate_terms.h. A predicate that names no column is
// held to restrict nothing. What could hold for every row for another reason (algebra, branches, a subquery that
// nothing ties to the row) is called Loose.

namespace lakecode::sql {
namespace {

constexpr KeywordSet kNoColumns = {"TRUE", "FALSE",   "NULL",   "NOT",      "AND",  "OR",   "IS",  "IN",
                                   "LIKE", "BETWEEN", "CASE",   "WHEN",     "THEN", "ELSE", "END", "SELECT",
                                   "FROM", "WHERE",   "EXISTS", "DISTINCT", "ALL",  "ANY"};
/// Inside of a subquery these are no columns either.
constexpr KeywordSet kClauses = {"LIMIT", "OFFSET", "GROUP", "ORDER", "BY",    "HAVING", "JOIN",
                                 "ON",    "CROSS",  "INNER", "LEFT",  "RIGHT", "FULL",   "OUTER",
                                 "UNION", "EXCEPT", "USING", "WITH",  "AS",    "TABLE",  "VALUES"};

/// What was read of a predicate: whether it holds, and its one term when it is one.
struct Part {
  Truth truth = Truth::Unknown;
  Term term;
};

class Predicate {
 public:
  Predicate(const TokenView& view, TokenRange range, TokenRange target)
      : view_(view), reader_(view_, target), at_(range.first), last_(range.last) {}

  Where judge() {
    const Truth truth = either(0).truth;
    if (truth == Truth::False && at_ == last_) return Where::Restricts;  // to no row at all
    if (truth == Truth::True || at_ < last_ || !column_) return Where::Always;
    return loose_ || !tied_ ? Where::Loose : Where::Restricts;
  }

 private:
  [[nodiscard]] bool is_word(std::size_t i, Keyword keyword) const {
    return i < view_.size() && view_.tokens()[i].keyword == keyword;
  }
  [[nodiscard]] bool is_op(std::size_t i, std::uint8_t code) const {
    return i < view_.size() && view_.tokens()[i].op == code;
  }
  [[nodiscard]] bool at_word(Keyword keyword) const { return at_ < last_ && is_word(at_, keyword); }
  [[nodiscard]] bool at_op(std::uint8_t code) const { return at_ < last_ && is_op(at_, code); }

  [[nodiscard]] Term term_since(std::size_t first) const {
    Term term;
    term.range = {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(at_)};
    return term;
  }

  Part either(int depth) {
    const std::size_t first = at_;
    Part part = both(depth);
    if (!at_word("OR"_kw)) return part;
    TermChain chain(reader_);
    chain.add(part.term);
    while (at_word("OR"_kw)) {
      ++at_;
      had_or_ = true;
      const Part next = both(depth);
      if (next.truth == Truth::True || chain.add(next.term)) part.truth = Truth::True;
      if (next.truth == Truth::Unknown && part.truth == Truth::False) part.truth = next.truth;
    }
    if (chain.is_cut()) loose_ = true;
    part.term = term_since(first);
    return part;
  }

  Part both(int depth) {
    const std::size_t first = at_;
    Part part = term(depth);
    if (!at_word("AND"_kw)) return part;
    TermChain denials(reader_);
    denials.add(denied(part.term));
    while (at_word("AND"_kw)) {
      ++at_;
      const Part next = term(depth);
      if (next.truth == Truth::False || denials.add(denied(next.term))) part.truth = Truth::False;
      if (next.truth == Truth::Unknown && part.truth == Truth::True) part.truth = next.truth;
    }
    part.term = term_since(first);
    return part;
  }

  static Term denied(Term term) {
    term.is_negated = !term.is_negated;
    return term;
  }

  Part term(int depth) {
    bool negated = false;
    for (; at_word("NOT"_kw) || at_op('!'); ++at_) negated = !negated;
    if (negated) loose_ = true;
    Part part = atom(depth);
    if (!negated) return part;
    return {.truth = negate(part.truth), .term = denied(part.term)};
  }

  Part atom(int depth) {
    if (!at_op('(') || depth >= 50) return comparison();
    const std::size_t open = at_;
    const std::size_t close = find_close(open);
    const std::size_t tail = tail_length(close + 1);
    if (!ends_term(close + 1 + tail) || is_word(open + 1, "SELECT"_kw) || is_word(open + 1, "WITH"_kw))
      return comparison();
    const std::size_t last = last_;
    ++at_;
    last_ = close;
    Part part = either(depth + 1);
    const bool whole = at_ == close;
    last_ = last;
    at_ = close + 1 + tail;
    if (!whole) return {.truth = Truth::Unknown, .term = term_since(open)};
    return tail == 0 ? part : Part{.truth = with_tail(part.truth, close + 1, tail), .term = term_since(open)};
  }

  /// How many tokens of IS [NOT] TRUE, FALSE, NULL or UNKNOWN, or of = TRUE and the like, stand behind a group.
  [[nodiscard]] std::size_t tail_length(std::size_t i) const {
    if (is_word(i, "IS"_kw)) {
      const std::size_t value = is_word(i + 1, "NOT"_kw) ? i + 2 : i + 1;
      const bool known = is_truth(value) || is_word(value, "NULL"_kw) || view_.is_word(value, "UNKNOWN");
      return known ? value + 1 - i : 0;
    }
    const bool equals = is_op(i, '=') || is_op(i, op::kNullSafeEqual) || is_op(i, op::kNotEqual);
    return equals && is_truth(i + 1) ? 2 : 0;
  }
  [[nodiscard]] bool is_truth(std::size_t i) const { return is_word(i, "TRUE"_kw) || is_word(i, "FALSE"_kw); }

  Truth with_tail(Truth truth, std::size_t tail, std::size_t length) {
    if (truth == Truth::Unknown) return loose_ = true, truth;
    const std::size_t value = tail + length - 1;
    const bool denies = length == 3 || is_op(tail, op::kNotEqual);
    if (!is_truth(value)) return denies ? Truth::True : Truth::False;  // what is known is not NULL
    const Truth same = is_word(value, "TRUE"_kw) ? truth : negate(truth);
    return denies ? negate(same) : same;
  }

  /// How the token at the cursor changes the nesting; `cases` counts the CASEs that are open.
  int bracket_step(std::size_t& cases) {
    if (is_word(at_, "CASE"_kw)) return ++cases, 1;
    if (is_word(at_, "END"_kw)) {
      if (cases > 0) return --cases, -1;
      column_ = true;  // a column of that name
    }
    if (is_op(at_, '(') || is_op(at_, '[')) return 1;
    return is_op(at_, ')') || is_op(at_, ']') ? -1 : 0;
  }

  /// A term without brackets around it: read to the next AND or OR outside brackets, but the AND of BETWEEN.
  Part comparison() {
    const std::size_t first = at_;
    std::size_t operator_at = 0;
    std::size_t inner_not = 0;
    std::size_t between = 0;
    std::size_t cases = 0;
    int depth = 0;
    for (; at_ < last_; ++at_) {
      depth += bracket_step(cases);
      note_subquery(depth);
      note_column(first);
      if (may_hold_anyhow(first)) loose_ = true;
      if (depth != 0) continue;
      if (is_word(at_, "NOT"_kw) && inner_not == 0) inner_not = at_;
      if (is_word(at_, "BETWEEN"_kw)) ++between;
      if (is_word(at_, "OR"_kw) || (is_word(at_, "AND"_kw) && between == 0)) break;
      if (is_word(at_, "AND"_kw)) --between;
      if (operator_at == 0 && is_comparison(at_)) operator_at = at_;
    }
    if (names_itself(first) || matches_anything(first)) loose_ = true;
    Part part{.truth = Truth::Unknown, .term = term_since(first)};
    part.term.operator_at = static_cast<std::uint32_t>(operator_at);
    part.term.inner_not = static_cast<std::uint32_t>(inner_not);
    part.truth = reader_.judge(part.term);
    if (part.truth == Truth::Unknown) part.truth = truth_of(first, operator_at);
    part.term.is_negated = inner_not != 0;
    if (inner_not != 0) part.truth = negate(part.truth);
    return part;
  }

  /// A branch, or a NOT written as "!" that no term reads, stands at the cursor.
  [[nodiscard]] bool may_hold_anyhow(std::size_t first) const {
    const bool branches = is_word(at_, "CASE"_kw) || is_word(at_, "IF"_kw) || view_.is_word(at_, "IFF");
    return branches || (at_ > first && is_op(at_, '!'));
  }

  void note_column(std::size_t first) {
    if (!view_.is_name(at_) || is_op(at_ + 1, '(')) return;
    if (at_ > first && (is_op(at_ - 1, op::kCast) || is_word(at_ - 1, "AS"_kw))) return;
    if (view_.is_string(at_ + 1) || kNoColumns.has(view_.tokens()[at_].keyword)) return;
    if (subquery_ != 0 && (kClauses.has(view_.tokens()[at_].keyword) || is_of_table_name())) return;
    column_ = true;
    if (subquery_ == 0) {
      tied_ = true;
    } else if (is_op(at_ + 1, '.') && !is_op(at_ - 1, '.') && !is_word(at_ - 1, "FROM"_kw) &&
               !is_word(at_ - 1, "JOIN"_kw)) {
      note_qualifier(view_.text(at_));
    }
  }

  /// The name at the cursor is a part of a table's name behind FROM or JOIN, or the alias behind it.
  bool is_of_table_name() {
    const bool begins = is_word(at_ - 1, "FROM"_kw) || is_word(at_ - 1, "JOIN"_kw);
    const bool goes_on = is_op(at_ - 1, '.') && table_end_ == at_ - 2;
    const bool is_alias =
        table_end_ != 0 && (table_end_ == at_ - 1 || (is_word(at_ - 1, "AS"_kw) && table_end_ == at_ - 2));
    if (begins || goes_on) table_end_ = at_;
    return begins || goes_on || is_alias;
  }

  void note_subquery(int depth) {
    const auto begins = [&](Keyword keyword) { return is_word(at_ + 1, keyword); };
    const bool opens = is_op(at_, '(') && (begins("SELECT"_kw) || begins("WITH"_kw) || begins("FROM"_kw) ||
                                           begins("VALUES"_kw) || begins("TABLE"_kw));
    if (opens && subquery_ == 0) subquery_ = depth;
    if (is_op(at_, ')') && depth < subquery_) subquery_ = 0;
  }

  /// Columns of two tables in one subquery: it asks about the row.
  void note_qualifier(std::string_view qualifier) {
    if (!qualifier_.empty() && !text::equals_ignore_case(qualifier_, qualifier)) tied_ = true;
    qualifier_ = qualifier;
  }

  [[nodiscard]] bool is_comparison(std::size_t i) const {
    for (const std::uint8_t code : {std::uint8_t{'='}, std::uint8_t{'<'}, std::uint8_t{'>'}, op::kNullSafeEqual,
                                    op::kLessEqual, op::kGreaterEqual, op::kNotEqual}) {
      if (is_op(i, code)) return true;
    }
    return is_word(i, "LIKE"_kw) || is_word(i, "IS"_kw);
  }

  Truth truth_of(std::size_t first, std::size_t operator_at) {
    if (operator_at == 0) {
      if (falls_back_to_true(first)) loose_ = true;
      return constant(first, at_);
    }
    const bool wide = !is_op(operator_at, '=') && !is_op(operator_at, op::kNullSafeEqual);
    if (wide) ranges_ = true;
    if (had_or_ && ranges_) loose_ = true;
    if (one_column(first, operator_at)) loose_ = true;
    const TokenRange left = range_of(first, operator_at);
    const TokenRange right = range_of(operator_at + 1, at_);
    if (!reader_.is_literal(left) || !reader_.is_literal(right)) return Truth::Unknown;
    const Truth truth = reader_.compare_literals(left, right, view_.tokens()[operator_at].op);
    if (truth == Truth::Unknown) loose_ = true;
    return truth;
  }

  static TokenRange range_of(std::size_t first, std::size_t last) {
    return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)};
  }

  /// Both sides are one column, which one of them gives with its table or in brackets: t.id = id, (id) = id.
  [[nodiscard]] bool one_column(std::size_t first, std::size_t operator_at) const {
    std::size_t left = operator_at;
    std::size_t right = at_;
    while (left > first && is_op(left - 1, ')')) --left;
    while (right > operator_at + 1 && is_op(right - 1, ')')) --right;
    const auto is_dotted_name = [&](std::size_t from, std::size_t end) {
      for (std::size_t i = from; i < end; ++i) {
        if (!view_.is_name(i) && !is_op(i, '.') && !is_op(i, '(')) return false;
      }
      return end > from && view_.is_name(end - 1);
    };
    if (!is_dotted_name(first, left) || !is_dotted_name(operator_at + 1, right)) return false;
    if (!reader_.same_word(left - 1, right - 1)) return false;
    const bool both_dotted = left - first > 2 && is_op(left - 2, '.') && is_op(right - 2, '.');
    return !both_dotted || reader_.same_word(left - 3, right - 3);  // else two fields of one name
  }

  /// A column that is compared with itself among others: id IN (id, 5), id BETWEEN id AND 9. Calls make another value.
  [[nodiscard]] bool names_itself(std::size_t first) const {
    if (!view_.is_name(first) || is_op(first + 1, '.') || is_op(first + 1, '(')) return false;
    for (std::size_t i = first + 1; i < at_; ++i) {
      const bool whole = view_.is_name(i) && !is_op(i - 1, '.') && !is_op(i + 1, '.');
      if (is_op(i, '(') && (selects_from(i) || (view_.is_name(i - 1) && !is_word(i - 1, "IN"_kw)))) {
        i = find_close(i);
      } else if (whole && !is_op(i + 1, '(') && reader_.same_word(first, i)) {
        return true;
      }
    }
    return false;
  }

  /// A subquery over a table; one without gives the row's own values.
  [[nodiscard]] bool selects_from(std::size_t open) const {
    if (!is_word(open + 1, "SELECT"_kw)) return false;
    const std::size_t close = find_close(open);
    for (std::size_t i = open; i < close; ++i) {
      if (is_word(i, "FROM"_kw)) return true;
    }
    return false;
  }

  /// A pattern made of wildcards alone: LIKE '%', RLIKE '.*'.
  [[nodiscard]] bool matches_anything(std::size_t first) const {
    static constexpr std::array<std::string_view, 6> kMatches = {"LIKE",   "ILIKE",   "RLIKE",
                                                                 "REGEXP", "SIMILAR", "REGEXP_LIKE"};
    bool matches = false;
    for (std::size_t i = first; i < at_; ++i) {
      if (view_.is_any_word(i, kMatches)) matches = true;
      if (!matches || !view_.is_string(i)) continue;
      if (string_value(view_, i)->find_first_not_of("%_.*+?^$()[]") == std::string::npos) return true;
    }
    return false;
  }

  /// A call that gives TRUE when its other arguments have nothing to say: coalesce(true, id > 1).
  [[nodiscard]] bool falls_back_to_true(std::size_t first) const {
    static constexpr std::array<std::string_view, 5> kFallbacks = {"COALESCE", "IFNULL", "NVL", "NVL2", "DECODE"};
    if (!view_.is_any_word(first, kFallbacks)) return false;
    for (std::size_t i = first + 1; i < at_; ++i) {
      if (is_word(i, "TRUE"_kw)) return true;
    }
    return false;
  }

  /// A number or a text alone is what the engine makes of it: held to be no FALSE.
  Truth constant(std::size_t first, std::size_t last) {
    if (last != first + 1) return Truth::Unknown;
    if (is_word(first, "TRUE"_kw)) return Truth::True;
    if (is_word(first, "FALSE"_kw) || is_word(first, "NULL"_kw)) return Truth::False;
    if (view_.is_string(first) || view_.is_kind(first, TokenKind::Number)) loose_ = true;
    return Truth::Unknown;
  }

  [[nodiscard]] std::size_t find_close(std::size_t open) const {
    int depth = 0;
    for (std::size_t i = open; i < last_; ++i) {
      if (is_op(i, '(')) ++depth;
      if (is_op(i, ')') && --depth == 0) return i;
    }
    return last_;
  }
  [[nodiscard]] bool ends_term(std::size_t i) const {
    return i >= last_ || is_word(i, "AND"_kw) || is_word(i, "OR"_kw);
  }

  TokenView view_;
  TermReader reader_;
  std::size_t at_;
  std::size_t last_;
  bool column_ = false;
  bool tied_ = false;           ///< something of the row itself is asked for
  int subquery_ = 0;            ///< how deep the open subquery stands; 0: none is open
  std::size_t table_end_ = 0;   ///< last token of the table's name in a subquery that was read last
  std::string_view qualifier_;  ///< of a column in a subquery, the last one
  bool loose_ = false;
  bool had_or_ = false;
  bool ranges_ = false;
};

}  // namespace

Where Parser::judge_predicate(TokenRange range, TokenRange target) const {
  return Predicate(view_, range, target).judge();
}

}  // namespace lakecode::sql

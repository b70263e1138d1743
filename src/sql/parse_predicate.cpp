#include <array>

#include "base/text.h"
#include "sql/literals.h"
#include "sql/parser.h"

// Whether a WHERE restricts anything, in three-valued logic over a flat run of tokens: OR of AND of NOT* terms. A term
// is true or false when it is a constant or compares two equal spellings; else unknown. A predicate that names no
// column is held to restrict nothing. Tautologies that need algebra (x < 5 OR x >= 5) are called Loose, not found; so
// is a subquery that nothing ties to the row, which is the same for every row.

namespace lakecode::sql {
namespace {

enum class Truth : std::uint8_t { False, True, Unknown };

Truth negate(Truth truth) {
  if (truth == Truth::Unknown) return truth;
  return truth == Truth::True ? Truth::False : Truth::True;
}

constexpr KeywordSet kNoColumns = {"TRUE", "FALSE",   "NULL",   "NOT",      "AND",  "OR",   "IS",  "IN",
                                   "LIKE", "BETWEEN", "CASE",   "WHEN",     "THEN", "ELSE", "END", "SELECT",
                                   "FROM", "WHERE",   "EXISTS", "DISTINCT", "ALL",  "ANY"};

class Predicate {
 public:
  Predicate(const TokenView& view, TokenRange range) : view_(view), at_(range.first), last_(range.last) {}

  Where judge() {
    const Truth truth = either(0);
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

  Truth either(int depth) {
    Truth truth = both(depth);
    while (at_word("OR"_kw)) {
      ++at_;
      had_or_ = true;
      const Truth next = both(depth);
      if (next == Truth::True) truth = Truth::True;
      if (next == Truth::Unknown && truth == Truth::False) truth = next;
    }
    return truth;
  }

  Truth both(int depth) {
    Truth truth = term(depth);
    while (at_word("AND"_kw)) {
      ++at_;
      const Truth next = term(depth);
      if (next == Truth::False) truth = Truth::False;
      if (next == Truth::Unknown && truth == Truth::True) truth = next;
    }
    return truth;
  }

  Truth term(int depth) {
    bool negated = false;
    for (; at_word("NOT"_kw) || at_op('!'); ++at_) negated = !negated;
    if (negated) loose_ = true;
    const Truth truth = atom(depth);
    return negated ? negate(truth) : truth;
  }

  Truth atom(int depth) {
    if (at_op('(') && depth < 50) {
      const std::size_t open = at_;
      const std::size_t close = find_close(open);
      if (ends_term(close + 1) && !is_word(open + 1, "SELECT"_kw) && !is_word(open + 1, "WITH"_kw)) {
        const std::size_t last = last_;
        ++at_;
        last_ = close;
        const Truth truth = either(depth + 1);
        const bool whole = at_ == close;
        last_ = last;
        at_ = close + 1;
        return whole ? truth : Truth::Unknown;
      }
    }
    return comparison();
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
  Truth comparison() {
    const std::size_t first = at_;
    std::size_t operator_at = 0;
    std::size_t between = 0;
    std::size_t cases = 0;
    int depth = 0;
    for (; at_ < last_; ++at_) {
      depth += bracket_step(cases);
      note_subquery(depth);
      note_column(first);
      if (is_word(at_, "CASE"_kw) || is_word(at_, "IF"_kw) || view_.is_word(at_, "IFF")) loose_ = true;
      if (depth != 0) continue;
      if (is_word(at_, "BETWEEN"_kw)) ++between;
      if (is_word(at_, "OR"_kw) || (is_word(at_, "AND"_kw) && between == 0)) break;
      if (is_word(at_, "AND"_kw)) --between;
      if (operator_at == 0 && is_comparison(at_)) operator_at = at_;
    }
    if (names_itself(first) || matches_anything(first)) loose_ = true;
    return truth_of(first, operator_at);
  }

  void note_column(std::size_t first) {
    if (!view_.is_name(at_) || is_op(at_ + 1, '(')) return;
    if (at_ > first && (is_op(at_ - 1, op::kCast) || is_word(at_ - 1, "AS"_kw))) return;
    if (view_.is_string(at_ + 1) || kNoColumns.has(view_.tokens()[at_].keyword)) return;
    column_ = true;
    if (subquery_ == 0) {
      tied_ = true;
    } else if (is_op(at_ + 1, '.') && !is_op(at_ - 1, '.') && !is_word(at_ - 1, "FROM"_kw) &&
               !is_word(at_ - 1, "JOIN"_kw)) {
      note_qualifier(view_.text(at_));
    }
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
    const std::string_view left = joined(first, operator_at);
    const std::string_view right = joined(operator_at + 1, at_);
    const bool holds_for_equals =
        view_.text(operator_at).find('=') != std::string_view::npos && !is_op(operator_at, op::kNotEqual);
    if (same_tokens(first, operator_at, at_)) return holds_for_equals ? Truth::True : Truth::Unknown;
    if (one_column(first, operator_at)) loose_ = true;
    if (is_word(operator_at, "LIKE"_kw) && right.size() > 2 && right.find_first_not_of('%', 1) == right.size() - 1)
      return Truth::True;
    if (is_literal(first, operator_at) && is_literal(operator_at + 1, at_))
      return compare(left, right, is_op(operator_at, '='));
    return Truth::Unknown;
  }

  /// Two literals of different spelling: only plain strings in the same quotes are known to differ. The rest is held to
  /// be equal, which is the strict side.
  static Truth compare(std::string_view left, std::string_view right, bool equals) {
    const bool plain = left.front() == '\'' && right.front() == '\'' && left.find('\\') == std::string_view::npos &&
                       right.find('\\') == std::string_view::npos;
    return plain && equals ? Truth::False : Truth::True;
  }

  /// The tokens before the operator are those behind it, whatever stands between them.
  [[nodiscard]] bool same_tokens(std::size_t first, std::size_t operator_at, std::size_t last) const {
    const std::size_t count = operator_at - first;
    if (last - operator_at - 1 != count) return false;
    for (std::size_t i = 0; i < count; ++i) {
      if (!same_word(first + i, operator_at + 1 + i)) return false;
    }
    return true;
  }

  /// Back-ticks make no other name.
  [[nodiscard]] bool same_word(std::size_t a, std::size_t b) const {
    if (view_.is_name(a) && view_.is_name(b))
      return text::equals_ignore_case(name_value(view_, a), name_value(view_, b));
    return text::equals_ignore_case(view_.text(a), view_.text(b));
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
    if (!same_word(left - 1, right - 1)) return false;
    const bool both_dotted = left - first > 2 && is_op(left - 2, '.') && is_op(right - 2, '.');
    return !both_dotted || same_word(left - 3, right - 3);  // else two fields of one name
  }

  /// A column that is compared with itself among others: id IN (id, 5), id BETWEEN id AND 9. Calls make another value.
  [[nodiscard]] bool names_itself(std::size_t first) const {
    if (!view_.is_name(first) || is_op(first + 1, '.') || is_op(first + 1, '(')) return false;
    for (std::size_t i = first + 1; i < at_; ++i) {
      const bool whole = view_.is_name(i) && !is_op(i - 1, '.') && !is_op(i + 1, '.');
      if (is_op(i, '(') && (is_word(i + 1, "SELECT"_kw) || (view_.is_name(i - 1) && !is_word(i - 1, "IN"_kw)))) {
        i = find_close(i);
      } else if (whole && !is_op(i + 1, '(') && same_word(first, i)) {
        return true;
      }
    }
    return false;
  }

  /// A pattern made of wildcards alone: LIKE '%', RLIKE '.*'.
  [[nodiscard]] bool matches_anything(std::size_t first) const {
    static constexpr std::array<std::string_view, 5> kMatches = {"LIKE", "ILIKE", "RLIKE", "REGEXP", "SIMILAR"};
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

  [[nodiscard]] bool is_literal(std::size_t first, std::size_t last) const {
    if (last != first + 1) return false;
    return view_.is_string(first) || view_.is_kind(first, TokenKind::Number) || is_word(first, "TRUE"_kw) ||
           is_word(first, "FALSE"_kw);
  }

  [[nodiscard]] Truth constant(std::size_t first, std::size_t last) const {
    if (last != first + 1) return Truth::Unknown;
    if (is_word(first, "TRUE"_kw)) return Truth::True;
    if (is_word(first, "FALSE"_kw) || is_word(first, "NULL"_kw)) return Truth::False;
    return view_.is_string(first) || view_.is_kind(first, TokenKind::Number) ? Truth::True : Truth::Unknown;
  }

  [[nodiscard]] std::string_view joined(std::size_t first, std::size_t last) const {
    return view_.slice(first, last).span_text();
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
  std::size_t at_;
  std::size_t last_;
  bool column_ = false;
  bool tied_ = false;           ///< something of the row itself is asked for
  int subquery_ = 0;            ///< how deep the open subquery stands; 0: none is open
  std::string_view qualifier_;  ///< of a column in a subquery, the last one
  bool loose_ = false;
  bool had_or_ = false;
  bool ranges_ = false;
};

}  // namespace

Where Parser::judge_predicate(TokenRange range) const {
  return Predicate(view_, range).judge();
}

}  // namespace lakecode::sql

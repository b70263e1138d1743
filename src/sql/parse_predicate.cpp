#include <array>

#include "base/text.h"
#include "sql/parser.h"

// Whether a WHERE restricts anything, in three-valued logic over a flat run of tokens: OR of AND of NOT* terms. A term
// is true or false when it is a constant or compares two equal spellings; else unknown. A predicate that names no
// column is held to restrict nothing. Tautologies that need algebra (x < 5 OR x >= 5) are called Loose, not found.

namespace lakecode::sql {
namespace {

enum class Truth : std::uint8_t { False, True, Unknown };

Truth negate(Truth truth) {
  if (truth == Truth::Unknown) return truth;
  return truth == Truth::True ? Truth::False : Truth::True;
}

class Predicate {
 public:
  Predicate(const TokenView& view, TokenRange range) : view_(view), at_(range.first), last_(range.last) {}

  Where judge() {
    const Truth truth = either(0);
    if (truth == Truth::True || at_ < last_ || !column_) return Where::Always;
    return loose_ ? Where::Loose : Where::Restricts;
  }

 private:
  [[nodiscard]] bool is_word(std::string_view upper) const { return at_ < last_ && view_.is_word(at_, upper); }
  [[nodiscard]] bool is_op(std::string_view text) const { return at_ < last_ && view_.is_operator(at_, text); }

  Truth either(int depth) {
    Truth truth = both(depth);
    while (is_word("OR")) {
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
    while (is_word("AND")) {
      ++at_;
      const Truth next = term(depth);
      if (next == Truth::False) truth = Truth::False;
      if (next == Truth::Unknown && truth == Truth::True) truth = next;
    }
    return truth;
  }

  Truth term(int depth) {
    bool negated = false;
    for (; is_word("NOT") || is_op("!"); ++at_) negated = !negated;
    if (negated) loose_ = true;
    const Truth truth = atom(depth);
    return negated ? negate(truth) : truth;
  }

  Truth atom(int depth) {
    if (is_op("(") && depth < 50) {
      const std::size_t open = at_;
      const std::size_t close = find_close(open);
      if (ends_term(close + 1) && !view_.is_word(open + 1, "SELECT") && !view_.is_word(open + 1, "WITH")) {
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
    if (view_.is_word(at_, "CASE")) return ++cases, 1;
    if (view_.is_word(at_, "END")) {
      if (cases > 0) return --cases, -1;
      column_ = true;  // a column of that name
    }
    if (view_.is_operator(at_, "(") || view_.is_operator(at_, "[")) return 1;
    return view_.is_operator(at_, ")") || view_.is_operator(at_, "]") ? -1 : 0;
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
      note_column(first);
      if (view_.is_word(at_, "CASE") || view_.is_word(at_, "IF") || view_.is_word(at_, "IFF")) loose_ = true;
      if (depth != 0) continue;
      if (view_.is_word(at_, "BETWEEN")) ++between;
      if (view_.is_word(at_, "OR") || (view_.is_word(at_, "AND") && between == 0)) break;
      if (view_.is_word(at_, "AND")) --between;
      if (operator_at == 0 && is_comparison(at_)) operator_at = at_;
    }
    return truth_of(first, operator_at);
  }

  void note_column(std::size_t first) {
    static constexpr std::array<std::string_view, 22> kNoColumns = {
        "TRUE", "FALSE", "NULL", "NOT", "AND",    "OR",   "IS",    "IN",     "LIKE",     "BETWEEN", "CASE",
        "WHEN", "THEN",  "ELSE", "END", "SELECT", "FROM", "WHERE", "EXISTS", "DISTINCT", "ALL",     "ANY"};
    if (!view_.is_name(at_) || view_.is_operator(at_ + 1, "(")) return;
    if (at_ > first && (view_.is_operator(at_ - 1, "::") || view_.is_word(at_ - 1, "AS"))) return;
    if (view_.is_string(at_ + 1) || view_.is_any_word(at_, kNoColumns)) return;
    column_ = true;
  }

  [[nodiscard]] bool is_comparison(std::size_t i) const {
    for (const std::string_view text : {"=", "==", "<=>", "<", ">", "<=", ">=", "<>", "!="}) {
      if (view_.is_operator(i, text)) return true;
    }
    return view_.is_word(i, "LIKE") || view_.is_word(i, "IS");
  }

  Truth truth_of(std::size_t first, std::size_t operator_at) {
    if (operator_at == 0) return constant(first, at_);
    const bool wide = !view_.is_operator(operator_at, "=") && !view_.is_operator(operator_at, "==") &&
                      !view_.is_operator(operator_at, "<=>");
    if (wide) ranges_ = true;
    if (had_or_ && ranges_) loose_ = true;
    const std::string_view left = joined(first, operator_at);
    const std::string_view right = joined(operator_at + 1, at_);
    const bool holds_for_equals =
        view_.text(operator_at).find('=') != std::string_view::npos && !view_.is_operator(operator_at, "!=");
    if (same_tokens(first, operator_at, at_)) return holds_for_equals ? Truth::True : Truth::Unknown;
    if (view_.is_word(operator_at, "LIKE") && right.size() == 3 && right[1] == '%') return Truth::True;
    if (is_literal(first, operator_at) && is_literal(operator_at + 1, at_))
      return compare(left, right, view_.is_operator(operator_at, "="));
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
      if (!text::equals_ignore_case(view_.text(first + i), view_.text(operator_at + 1 + i))) return false;
    }
    return true;
  }

  [[nodiscard]] bool is_literal(std::size_t first, std::size_t last) const {
    if (last != first + 1) return false;
    return view_.is_string(first) || view_.is_kind(first, TokenKind::Number) || view_.is_word(first, "TRUE") ||
           view_.is_word(first, "FALSE");
  }

  [[nodiscard]] Truth constant(std::size_t first, std::size_t last) const {
    if (last != first + 1) return Truth::Unknown;
    if (view_.is_word(first, "TRUE")) return Truth::True;
    if (view_.is_word(first, "FALSE") || view_.is_word(first, "NULL")) return Truth::False;
    return view_.is_string(first) || view_.is_kind(first, TokenKind::Number) ? Truth::True : Truth::Unknown;
  }

  [[nodiscard]] std::string_view joined(std::size_t first, std::size_t last) const {
    return view_.slice(first, last).span_text();
  }
  [[nodiscard]] std::size_t find_close(std::size_t open) const {
    int depth = 0;
    for (std::size_t i = open; i < last_; ++i) {
      if (view_.is_operator(i, "(")) ++depth;
      if (view_.is_operator(i, ")") && --depth == 0) return i;
    }
    return last_;
  }
  [[nodiscard]] bool ends_term(std::size_t i) const {
    return i >= last_ || view_.is_word(i, "AND") || view_.is_word(i, "OR");
  }

  TokenView view_;
  std::size_t at_;
  std::size_t last_;
  bool column_ = false;
  bool loose_ = false;
  bool had_or_ = false;
  bool ranges_ = false;
};

}  // namespace

Where Parser::judge_predicate(TokenRange range) const {
  return Predicate(view_, range).judge();
}

}  // namespace lakecode::sql

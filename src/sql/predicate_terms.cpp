#include "sql/predicate_terms.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sql/literals.h"

namespace lakecode::sql {
namespace {

constexpr std::uint8_t kLess = 1;
constexpr std::uint8_t kEqual = 2;
constexpr std::uint8_t kGreater = 4;
constexpr std::uint8_t kAll = kLess | kEqual | kGreater;

/// 0 for an operator that compares nothing.
std::uint8_t mask_of(std::uint8_t code) {
  switch (code) {
    case '=':
    case op::kNullSafeEqual:
      return kEqual;
    case '<':
      return kLess;
    case '>':
      return kGreater;
    case op::kLessEqual:
      return kLess | kEqual;
    case op::kGreaterEqual:
      return kGreater | kEqual;
    case op::kNotEqual:
      return kLess | kGreater;
    default:
      return 0;
  }
}

/// The comparison with its sides exchanged.
std::uint8_t mirrored(std::uint8_t mask) {
  const bool less = (mask & kLess) != 0;
  const bool greater = (mask & kGreater) != 0;
  return static_cast<std::uint8_t>((mask & kEqual) | (less ? kGreater : 0) | (greater ? kLess : 0));
}

/// Whether every value is below, at, between, at or above the two literals, the first of which is the smaller.
bool covers(std::uint8_t low, std::uint8_t high) {
  const auto either = [&](std::uint8_t first, std::uint8_t second) {
    return (low & first) != 0 || (high & second) != 0;
  };
  return either(kLess, kLess) && either(kEqual, kLess) && either(kGreater, kLess) && either(kGreater, kEqual) &&
         either(kGreater, kGreater);
}

TokenRange range_of(std::size_t first, std::size_t last) {
  return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)};
}

}  // namespace

Truth negate(Truth truth) {
  if (truth == Truth::Unknown) return truth;
  return truth == Truth::True ? Truth::False : Truth::True;
}

bool TermReader::is_word(std::size_t i, Keyword keyword) const {
  return i < view_.size() && view_.tokens()[i].keyword == keyword;
}

bool TermReader::is_op(std::size_t i, std::uint8_t code) const {
  return i < view_.size() && view_.tokens()[i].op == code;
}

bool TermReader::same_word(std::size_t a, std::size_t b) const {
  if (view_.is_kind(a, TokenKind::Word) && view_.is_kind(b, TokenKind::Word))
    return text::equals_ignore_case(view_.text(a), view_.text(b));
  if (view_.is_name(a) && view_.is_name(b)) return text::equals_ignore_case(name_value(view_, a), name_value(view_, b));
  if (view_.is_string(a) != view_.is_string(b)) return false;
  return view_.is_string(a) ? view_.text(a) == view_.text(b) : text::equals_ignore_case(view_.text(a), view_.text(b));
}

bool TermReader::is_same(TokenRange a, TokenRange b) const {
  if (a.last - a.first != b.last - b.first || a.empty()) return false;
  for (std::uint32_t i = 0; i < a.last - a.first; ++i) {
    if (!same_word(a.first + i, b.first + i)) return false;
  }
  return true;
}

bool TermReader::is_same(const Term& a, const Term& b) const {
  const auto length = [](const Term& term) {
    return term.range.last - term.range.first - (term.inner_not != 0 ? 1U : 0U);
  };
  if (length(a) != length(b)) return false;
  std::uint32_t left = a.range.first;
  std::uint32_t right = b.range.first;
  for (; left < a.range.last && right < b.range.last; ++left, ++right) {
    if (a.inner_not != 0 && left == a.inner_not) ++left;
    if (b.inner_not != 0 && right == b.inner_not) ++right;
    if (!same_word(left, right)) return false;
  }
  return true;
}

bool TermReader::is_null_pair(const Term& a, const Term& b) const {
  const std::uint32_t i = a.range.first;
  const std::uint32_t j = b.range.first;
  const bool is_pair = (view_.is_word(i, "ISNULL") && view_.is_word(j, "ISNOTNULL")) ||
                       (view_.is_word(i, "ISNOTNULL") && view_.is_word(j, "ISNULL"));
  return is_pair && is_same(range_of(i + 1, a.range.last), range_of(j + 1, b.range.last));
}

bool TermReader::is_literal(TokenRange range) const {
  std::uint32_t first = range.first;
  if (is_op(first, '-') && first + 1 < range.last) ++first;
  if (range.last - first == 2 && view_.is_kind(first, TokenKind::Word)) ++first;  // DATE '2024-01-01'
  if (range.last != first + 1) return false;
  return view_.is_string(first) || view_.is_kind(first, TokenKind::Number) || is_word(first, "TRUE"_kw) ||
         is_word(first, "FALSE"_kw);
}

std::optional<double> TermReader::number_of(TokenRange range) const {
  const bool negative = is_op(range.first, '-');
  if (negative) ++range.first;
  if (range.last != range.first + 1 || !view_.is_kind(range.first, TokenKind::Number)) return std::nullopt;
  const std::string_view digits = view_.text(range.first);
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return negative ? -value : value;
}

std::optional<int> TermReader::order_of(const Comparison& a, const Comparison& b) const {
  if (a.number && b.number) return *a.number < *b.number ? -1 : *a.number > *b.number ? 1 : 0;
  const TokenRange left = a.other;
  const TokenRange right = b.other;
  if (a.number || b.number || left.last - left.first != right.last - right.first) return std::nullopt;
  if (!is_literal(left) || !is_literal(right)) return std::nullopt;
  if (left.last - left.first == 2 && !same_word(left.first, right.first)) return std::nullopt;
  const auto before = string_value(view_, left.last - 1);
  const auto behind = string_value(view_, right.last - 1);
  if (!before || !behind) return std::nullopt;
  const int order = before->compare(*behind);
  if (order != 0 && text::equals_ignore_case(*before, *behind)) return std::nullopt;  // a collation may hold them equal
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

Truth TermReader::compare_literals(TokenRange a, TokenRange b, std::uint8_t operator_code) const {
  const std::uint8_t mask = mask_of(operator_code);
  const auto known = [&](TokenRange range) {
    if (is_word(range.first, "TRUE"_kw)) return std::optional<double>(1);
    if (is_word(range.first, "FALSE"_kw)) return std::optional<double>(0);
    return number_of(range);
  };
  const auto order = order_of(Comparison{.subject = {}, .other = a, .mask = mask, .number = known(a)},
                              Comparison{.subject = {}, .other = b, .mask = mask, .number = known(b)});
  if (mask == 0 || !order) return Truth::Unknown;
  const std::uint8_t found = *order < 0 ? kLess : *order == 0 ? kEqual : kGreater;
  return (mask & found) != 0 ? Truth::True : Truth::False;
}

std::uint64_t TermReader::sketch_of(TokenRange range, std::uint32_t skipped) const {
  std::uint64_t sketch = 1'469'598'103'934'665'603U;
  for (std::uint32_t i = range.first; i < range.last; ++i) {
    if (skipped != 0 && i == skipped) continue;
    std::string_view word = view_.text(i);
    if (view_.is_kind(i, TokenKind::QuotedName) && word.size() > 1) word = word.substr(1, word.size() - 2);
    for (const char c : word) {
      const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      sketch = (sketch ^ static_cast<unsigned char>(lower)) * 1'099'511'628'211U;
    }
    sketch = (sketch ^ 0x1FU) * 1'099'511'628'211U;
  }
  return sketch;
}

bool TermReader::asks_for_null(const Term& term) const {
  return view_.is_word(term.range.first, "ISNULL") || view_.is_word(term.range.first, "ISNOTNULL");
}

/// a IN (x) is a = x.
std::optional<Comparison> TermReader::comparison_in(const Term& term) const {
  std::uint32_t in = term.range.first;
  while (in < term.range.last && !is_word(in, "IN"_kw)) ++in;
  const std::uint32_t open = in + 1;
  if (in + 3 > term.range.last || !is_op(open, '(') || close_of(open, term.range.last) != term.range.last - 1)
    return std::nullopt;
  const TokenRange other{open + 1, term.range.last - 1};
  if (!is_literal(other) && other.last - other.first != 1) return std::nullopt;
  const std::uint8_t mask = term.is_negated ? kAll - kEqual : kEqual;
  return Comparison{.subject = {term.range.first, term.inner_not != 0 ? in - 1 : in},
                    .other = other,
                    .mask = mask,
                    .number = number_of(other)};
}

/// a BETWEEN 9 AND 2 holds for no row.
bool TermReader::is_empty_range(const Term& term) const {
  std::uint32_t between = term.range.first;
  while (between < term.range.last && !is_word(between, "BETWEEN"_kw)) ++between;
  std::uint32_t middle = between;
  while (middle < term.range.last && !is_word(middle, "AND"_kw)) ++middle;
  if (middle >= term.range.last) return false;
  return compare_literals(range_of(between + 1, middle), range_of(middle + 1, term.range.last), '>') == Truth::True;
}

std::optional<Comparison> TermReader::comparison_of(const Term& term) const {
  if (term.operator_at == 0) return comparison_in(term);
  std::uint8_t mask = mask_of(view_.tokens()[term.operator_at].op);
  if (mask == 0) return std::nullopt;
  if (term.is_negated) mask = kAll - mask;
  Comparison out{
      .subject = {term.range.first, term.operator_at}, .other = {term.operator_at + 1, term.range.last}, .mask = mask};
  if (is_literal(out.subject) && !is_literal(out.other)) {
    std::swap(out.subject, out.other);
    out.mask = mirrored(mask);
  }
  out.number = number_of(out.other);
  return out;
}

std::uint32_t TermReader::close_of(std::uint32_t open, std::uint32_t last) const {
  int depth = 0;
  for (std::uint32_t i = open; i < last; ++i) {
    if (is_op(i, '(')) ++depth;
    if (is_op(i, ')') && --depth == 0) return i;
  }
  return last;
}

bool TermReader::is_call(TokenRange range) const {
  return range.last - range.first > 2 && view_.is_name(range.first) && is_op(range.first + 1, '(') &&
         close_of(range.first + 1, range.last) == range.last - 1;
}

bool TermReader::is_never_negative(TokenRange range) const {
  static constexpr std::array<std::string_view, 18> kCounts = {
      "LENGTH",      "LEN",   "CHAR_LENGTH", "CHARACTER_LENGTH", "OCTET_LENGTH", "BIT_LENGTH",  "ABS",        "SIZE",
      "CARDINALITY", "INSTR", "LOCATE",      "POSITION",         "CHARINDEX",    "LEVENSHTEIN", "ARRAY_SIZE", "CRC32",
      "RAND",        "SQRT"};
  return is_call(range) && view_.is_any_word(range.first, kCounts);
}

/// `whole` is `plain` with the table's name or alias before it.
bool TermReader::is_column_of_target(TokenRange whole, TokenRange plain) const {
  if (plain.last - plain.first != 1 || !view_.is_name(plain.first) || whole.last - whole.first < 3) return false;
  if (!is_op(whole.last - 2, '.') || !same_word(whole.last - 1, plain.first)) return false;
  return is_target(range_of(whole.first, whole.last - 2)) ||
         (whole.last - whole.first == 3 && target_.last > target_.first && same_word(whole.first, target_.last - 1));
}

/// `name` and the name of the target are the same as far as both are told.
bool TermReader::is_target(TokenRange name) const {
  std::uint32_t end = target_.first;
  while (end < target_.last && view_.is_name(end) && is_op(end + 1, '.')) end += 2;
  if (end >= target_.last || name.empty()) return false;
  std::uint32_t mine = end;
  std::uint32_t its = name.last - 1;
  for (;; mine -= 2, its -= 2) {
    if (!view_.is_name(its) || !same_word(mine, its)) return false;
    if (mine < target_.first + 2 || its < name.first + 2) return true;
  }
}

bool TermReader::holds_as_comparison(const Term& term) const {
  Term positive = term;
  positive.is_negated = false;
  const auto comparison = comparison_of(positive);
  if (!comparison) return false;
  const TokenRange subject = comparison->subject;
  const TokenRange other = comparison->other;
  const bool equal = (comparison->mask & kEqual) != 0;
  if (equal && (is_same(subject, other) || is_column_of_target(subject, other) || is_column_of_target(other, subject)))
    return true;
  if (!comparison->number || !is_never_negative(subject)) return false;
  const bool greater = (comparison->mask & kGreater) != 0;
  return *comparison->number < 0 ? greater : *comparison->number == 0 && equal && greater;
}

/// LIKE '%', RLIKE '.*', and the same as calls.
bool TermReader::holds_as_pattern(TokenRange range) const {
  static constexpr std::array<std::string_view, 2> kWildcards = {"LIKE", "ILIKE"};
  static constexpr std::array<std::string_view, 4> kPatterns = {"RLIKE", "REGEXP", "REGEXP_LIKE", "SIMILAR"};
  static constexpr std::array<std::string_view, 9> kMatchAll = {"",    ".*",  "^",    "$",  "^.*$",
                                                                "^.*", ".*$", "(.*)", ".*?"};
  const bool call = is_call(range);
  const std::uint32_t pattern_at = call ? range.last - 2 : range.last - 1;
  if (range.last - range.first < 3 || !view_.is_string(pattern_at)) return false;
  const std::uint32_t word_at = call ? range.first : range.last - 2;
  if (call && !is_op(pattern_at - 1, ',')) return false;
  const auto pattern = string_value(view_, pattern_at);
  if (!pattern) return false;
  if (view_.is_any_word(word_at, kWildcards))
    return !pattern->empty() && pattern->find_first_not_of('%') == std::string::npos;
  return view_.is_any_word(word_at, kPatterns) &&
         std::find(kMatchAll.begin(), kMatchAll.end(), *pattern) != kMatchAll.end();
}

/// Calls that give TRUE whatever they are about.
bool TermReader::holds_as_call(TokenRange range) const {
  static constexpr std::array<std::string_view, 3> kFirst = {"COALESCE", "IFNULL", "NVL"};
  static constexpr std::array<std::string_view, 3> kBranches = {"IF", "IFF", "NVL2"};
  static constexpr std::array<std::string_view, 3> kParts = {"STARTSWITH", "ENDSWITH", "CONTAINS"};
  if (!is_call(range)) return false;
  const std::uint32_t first = range.first + 2;
  const std::uint32_t close = range.last - 1;
  if (view_.is_any_word(range.first, kFirst)) return is_word(first, "TRUE"_kw) && first + 1 < close;
  if (view_.is_any_word(range.first, kBranches)) {
    return close - first > 4 && is_word(close - 1, "TRUE"_kw) && is_op(close - 2, ',') &&
           is_word(close - 3, "TRUE"_kw) && is_op(close - 4, ',');
  }
  if (view_.is_any_word(range.first, kParts)) {
    const auto part = close - first > 2 ? string_value(view_, close - 1) : std::nullopt;
    return part && part->empty() && is_op(close - 2, ',');
  }
  if (!view_.is_word(range.first, "EQUAL_NULL") || (close - first) % 2 == 0) return false;
  const std::uint32_t middle = first + (close - first) / 2;
  return is_op(middle, ',') && is_same(range_of(first, middle), range_of(middle + 1, close));
}

/// CASE … whose every branch gives TRUE, with an ELSE.
bool TermReader::holds_as_case(TokenRange range) const {
  if (!is_word(range.first, "CASE"_kw) || !is_word(range.last - 1, "END"_kw)) return false;
  bool has_else = false;
  int depth = 0;
  for (std::uint32_t i = range.first; i + 1 < range.last; ++i) {
    if (is_op(i, '(') || (i > range.first && is_word(i, "CASE"_kw))) ++depth;
    if (is_op(i, ')') || is_word(i, "END"_kw)) --depth;
    const bool is_else = is_word(i, "ELSE"_kw);
    if (depth != 0 || !(is_else || is_word(i, "THEN"_kw))) continue;
    const bool ends = is_word(i + 2, "WHEN"_kw) || is_word(i + 2, "ELSE"_kw) || i + 2 == range.last - 1;
    if (!is_word(i + 1, "TRUE"_kw) || !ends) return false;
    has_else = has_else || is_else;
  }
  return has_else;
}

/// ( SELECT [DISTINCT] column FROM target [alias] ), whose column is the one named.
bool TermReader::selects_itself(TokenRange name, std::uint32_t open, std::uint32_t close) const {
  std::uint32_t at = open + 1;
  if (!is_word(at++, "SELECT"_kw)) return false;
  if (is_word(at, "DISTINCT"_kw) || is_word(at, "ALL"_kw)) ++at;
  while (view_.is_name(at) && is_op(at + 1, '.')) at += 2;
  if (!view_.is_name(at) || !same_word(at, name.last - 1) || !is_word(at + 1, "FROM"_kw)) return false;
  const std::uint32_t table = at + 2;
  for (at = table; view_.is_name(at) && is_op(at + 1, '.');) at += 2;
  if (!is_target(range_of(table, at + 1))) return false;
  ++at;
  if (is_word(at, "AS"_kw)) ++at;
  if (at < close && view_.is_name(at)) ++at;
  return at == close;
}

/// a IN (…, a, …), a IN (SELECT a FROM the table itself), a BETWEEN a AND a.
bool TermReader::holds_as_list(const Term& term) const {
  std::uint32_t word = term.range.first;
  while (word < term.range.last && (view_.is_kind(word, TokenKind::Number) || view_.is_string(word) ||
                                    ((view_.is_name(word) || is_op(word, '.')) && !is_word(word, "IN"_kw) &&
                                     !is_word(word, "BETWEEN"_kw) && word != term.inner_not)))
    ++word;
  const TokenRange left{term.range.first, word};
  if (term.inner_not == word) ++word;
  if (left.empty() || word >= term.range.last) return false;
  if (is_word(word, "BETWEEN"_kw)) {
    const std::uint32_t length = left.last - left.first;
    const std::uint32_t low = word + 1;
    const std::uint32_t high = low + length + 1;
    return is_word(low + length, "AND"_kw) && high + length == term.range.last &&
           is_same(left, range_of(low, low + length)) && is_same(left, range_of(high, high + length));
  }
  const std::uint32_t open = word + 1;
  if (!is_word(word, "IN"_kw) || !is_op(open, '(') || close_of(open, term.range.last) != term.range.last - 1)
    return false;
  const std::uint32_t close = term.range.last - 1;
  if (selects_itself(left, open, close)) return true;
  int depth = 0;
  std::uint32_t first = open + 1;
  for (std::uint32_t i = open + 1; i <= close; ++i) {
    const bool ends = depth == 0 && (i == close || is_op(i, ','));
    if (ends && is_same(left, range_of(first, i))) return true;
    if (ends) first = i + 1;
    if (is_op(i, '(')) ++depth;
    if (is_op(i, ')')) --depth;
  }
  return false;
}

/// a IS DISTINCT FROM a holds for no row.
Truth TermReader::judge_distinct(const Term& term) const {
  const std::uint32_t at = term.inner_not != 0 ? term.operator_at + 2 : term.operator_at + 1;
  if (!is_word(term.operator_at, "IS"_kw) || !is_word(at, "DISTINCT"_kw) || !is_word(at + 1, "FROM"_kw))
    return Truth::Unknown;
  const bool same = is_same(range_of(term.range.first, term.operator_at), range_of(at + 2, term.range.last));
  return same ? Truth::False : Truth::Unknown;
}

Truth TermReader::judge(const Term& term) const {
  if (term.range.empty()) return Truth::Unknown;
  const bool compares = term.operator_at != 0 && mask_of(view_.tokens()[term.operator_at].op) != 0;
  if (compares) return holds_as_comparison(term) ? Truth::True : Truth::Unknown;
  if (term.operator_at != 0 && judge_distinct(term) == Truth::False) return Truth::False;
  if (term.operator_at == 0 && is_empty_range(term)) return Truth::False;
  const bool holds =
      holds_as_pattern(term.range) || holds_as_call(term.range) || holds_as_case(term.range) || holds_as_list(term);
  return holds ? Truth::True : Truth::Unknown;
}

TermChain::Entry TermChain::entry_of(const Term& term) const {
  Entry entry{.term = term,
              .comparison = reader_.comparison_of(term),
              .whole = reader_.sketch_of(term.range, term.inner_not),
              .asks_for_null = reader_.asks_for_null(term)};
  if (entry.comparison) {
    entry.subject = reader_.sketch_of(entry.comparison->subject);
    entry.other = reader_.sketch_of(entry.comparison->other);
  }
  return entry;
}

bool TermChain::completes(Entry& known, Entry added, bool& is_merged) const {
  const bool opposite = known.term.is_negated != added.term.is_negated;
  if (opposite && known.whole == added.whole && reader_.is_same(known.term, added.term)) return true;
  if (!opposite && known.asks_for_null && added.asks_for_null && reader_.is_null_pair(known.term, added.term))
    return true;
  if (!known.comparison || !added.comparison) return false;
  Comparison& a = *known.comparison;
  Comparison& b = *added.comparison;
  if (a.mask == kEqual && b.mask == kEqual) return false;
  if (known.subject == added.other && known.other == added.subject) {
    std::swap(b.subject, b.other);
    std::swap(added.subject, added.other);
    b.mask = mirrored(b.mask);
  }
  if (known.subject != added.subject || !reader_.is_same(a.subject, b.subject)) return false;
  if (known.other == added.other && reader_.is_same(a.other, b.other)) {
    a.mask |= b.mask;
    is_merged = true;
    return a.mask == kAll;
  }
  const auto order = reader_.order_of(a, b);
  if (!order) return false;
  if (*order == 0) return (a.mask | b.mask) == kAll;
  return *order < 0 ? covers(a.mask, b.mask) : covers(b.mask, a.mask);
}

bool TermChain::add(const Term& term) {
  const Entry added = entry_of(term);
  bool is_merged = false;
  for (std::size_t i = 0; i < count_; ++i) {
    if (completes(entries_[i], added, is_merged)) return true;
  }
  if (is_merged) return false;
  if (count_ < kMost) {
    entries_[count_++] = added;
  } else if (term.is_negated || added.asks_for_null) {
    is_cut_ = true;
  }
  return false;
}

}  // namespace lakecode::sql

#pragma once
// What single terms of a WHERE, and several of them together, hold whatever the row is. For src/sql only. In
// three-valued logic, where NULL counts as if it were not there: `a = a` is true. Pure; linear in the tokens.

#include <array>
#include <cstdint>
#include <optional>

#include "sql/statement.h"

namespace lakecode::sql {

enum class Truth : std::uint8_t { False, True, Unknown };

Truth negate(Truth truth);

/// What stands between AND and OR, or a group without the brackets around it.
struct Term {
  TokenRange range;
  std::uint32_t operator_at = 0;  ///< of the comparison at its top; 0: there is none
  std::uint32_t inner_not = 0;    ///< the NOT of IS NOT, NOT IN, NOT LIKE; 0: there is none
  bool is_negated = false;        ///< by that NOT and those before it, together
};

/// Which of "less", "equal", "greater" (1, 2, 4) make a comparison true, and what it compares.
struct Comparison {
  TokenRange subject;
  TokenRange other;  ///< the literal, where one side is one
  std::uint8_t mask = 0;
  std::optional<double> number;  ///< that `other` is
};

/// Reads terms of one text. `target` are the tokens that name the table whose rows are changed, with its alias.
class TermReader {
 public:
  TermReader(const TokenView& view, TokenRange target) : view_(view), target_(target) {}

  /// Whether `term`, its negation left out, holds for every row, or for none.
  [[nodiscard]] Truth judge(const Term& term) const;
  /// With the negation in it; nullopt when the term is no plain comparison.
  [[nodiscard]] std::optional<Comparison> comparison_of(const Term& term) const;
  /// The same tokens, but for the NOT inside each. Back-ticks and case make no other name.
  [[nodiscard]] bool is_same(const Term& a, const Term& b) const;
  [[nodiscard]] bool is_same(TokenRange a, TokenRange b) const;
  /// One is isnull(x) and the other isnotnull(x).
  [[nodiscard]] bool is_null_pair(const Term& a, const Term& b) const;
  /// -1, 0 or 1 as what `a` compares with is less than, equal to or greater than that of `b`; nullopt when these are no
  /// literals of one kind.
  [[nodiscard]] std::optional<int> order_of(const Comparison& a, const Comparison& b) const;
  /// Whether two literals compare so; Unknown when it takes the engine to tell.
  [[nodiscard]] Truth compare_literals(TokenRange a, TokenRange b, std::uint8_t operator_code) const;
  /// Equal for ranges that are the same; the token `skipped` left out.
  [[nodiscard]] std::uint64_t sketch_of(TokenRange range, std::uint32_t skipped = 0) const;
  [[nodiscard]] bool asks_for_null(const Term& term) const;  ///< isnull(x) or isnotnull(x)
  [[nodiscard]] bool same_word(std::size_t a, std::size_t b) const;
  [[nodiscard]] bool is_literal(TokenRange range) const;

 private:
  [[nodiscard]] bool is_word(std::size_t i, Keyword keyword) const;
  [[nodiscard]] bool is_op(std::size_t i, std::uint8_t code) const;
  [[nodiscard]] std::optional<double> number_of(TokenRange range) const;
  [[nodiscard]] std::uint32_t close_of(std::uint32_t open, std::uint32_t last) const;
  [[nodiscard]] bool is_call(TokenRange range) const;
  [[nodiscard]] bool is_never_negative(TokenRange range) const;
  [[nodiscard]] bool is_column_of_target(TokenRange whole, TokenRange plain) const;
  [[nodiscard]] bool is_target(TokenRange name) const;
  [[nodiscard]] bool holds_as_comparison(const Term& term) const;
  [[nodiscard]] bool holds_as_pattern(TokenRange range) const;
  [[nodiscard]] bool holds_as_call(TokenRange range) const;
  [[nodiscard]] bool holds_as_case(TokenRange range) const;
  [[nodiscard]] bool holds_as_list(const Term& term) const;
  [[nodiscard]] bool selects_itself(TokenRange name, std::uint32_t open, std::uint32_t close) const;
  [[nodiscard]] Truth judge_distinct(const Term& term) const;
  [[nodiscard]] bool is_empty_range(const Term& term) const;
  [[nodiscard]] std::optional<Comparison> comparison_in(const Term& term) const;

  const TokenView& view_;
  TokenRange target_;
};

/// The terms of one chain of ORs: whether some of them complete each other, as `x OR NOT x` and `a < 5 OR a > 3` do. A
/// chain of ANDs is one of ORs of what it denies.
class TermChain {
 public:
  explicit TermChain(const TermReader& reader) : reader_(reader) {}
  /// True when the chain holds for every row with `term`. Beyond kMost terms only `is_cut` is kept.
  bool add(const Term& term);
  /// A term that could have completed another was left out.
  [[nodiscard]] bool is_cut() const { return is_cut_; }

 private:
  struct Entry {
    Term term;
    std::optional<Comparison> comparison;
    std::uint64_t whole = 0;  ///< sketches: most terms differ in them, and are not compared word by word
    std::uint64_t subject = 0;
    std::uint64_t other = 0;
    bool asks_for_null = false;
  };
  [[nodiscard]] Entry entry_of(const Term& term) const;
  bool completes(Entry& known, Entry added, bool& is_merged) const;

  static constexpr std::size_t kMost = 16;
  const TermReader& reader_;
  std::array<Entry, kMost> entries_;
  std::size_t count_ = 0;
  bool is_cut_ = false;
};

}  // namespace lakecode::sql

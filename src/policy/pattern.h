#pragma once
// Patterns over statement texts (PCRE2, look-ahead and all), each match with a budget. A pattern is immutable and may
// be shared between threads; a MatchBudget belongs to one decision on one thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::policy {

/// What matching may cost. The steps are those PCRE2 counts as its match limit.
struct PatternLimits {
  std::uint32_t steps_each = 2'000;        ///< every pattern has these
  std::uint32_t steps_shared = 2'000'000;  ///< and all patterns of a decision share these; measured: about 10 ms
  std::uint32_t depth = 10'000;            ///< of backtracking, without JIT
  std::uint32_t heap_kibibytes = 8U << 10U;
};

/// Working memory for matching, and what is left to spend. Reset before each decision.
class MatchBudget {
 public:
  explicit MatchBudget(const PatternLimits& limits = {});
  MatchBudget(MatchBudget&&) noexcept;
  MatchBudget& operator=(MatchBudget&&) noexcept;
  ~MatchBudget();
  void reset();

 private:
  friend class Pattern;
  struct State;
  std::unique_ptr<State> state_;
};

class Pattern {
 public:
  /// Errors: InvalidArgument; the reason names the place inside the pattern.
  static Result<Pattern> compile(std::string_view text);

  enum class Outcome { No, Yes, Fault };
  /// Searches `subject` without case; "^" is its beginning, "." takes line ends too. Fault when the budget is used up,
  /// or the subject is no UTF-8: then nothing is known, and `why_fault` says which.
  Outcome search(std::string_view subject, MatchBudget& budget) const;

  [[nodiscard]] const std::string& text() const { return text_; }
  /// Lower-case texts that stand in whatever this pattern matches; empty when none is known for sure.
  [[nodiscard]] const std::vector<std::string>& required() const { return required_; }

 private:
  struct Code;
  Pattern(std::string text, std::shared_ptr<const Code> code);
  std::string text_;
  std::vector<std::string> required_;
  std::shared_ptr<const Code> code_;
};

}  // namespace lakecode::policy

#pragma once
// An act taken apart for the rules: one part a statement, or one for a command line or request, each with its facts and
// the texts that patterns see. Views into the act's effect and verdict: valid as long as they are.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "policy/carriers.h"
#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::policy {

/// One act and where it happens. Borrowed views; "" where there is no such thing.
struct Act {
  const safety::Effect& effect;
  const safety::Verdict& verdict;
  std::string_view tool;
  std::string_view profile;
  std::string_view target;
  std::string_view host;
  std::string_view principal;
  std::string_view workflow;
  bool is_principal_known = true;    ///< false: it could not be read, so that a rule on it cannot be ruled out
  std::optional<std::int64_t> rows;  ///< rows changed or lost; unknown when empty
  std::optional<WallTime> time;
};

struct Part {
  safety::EffectClass effect_class = safety::EffectClass::Destructive;
  std::string_view kind;
  bool parsed = false;
  const std::vector<safety::TouchedObject>* objects = nullptr;  ///< null: none
  bool has_computed_names = false;  ///< an object's name is put together when it runs: it may be any
  std::optional<bool> has_where;
  bool leaves_workspace = false;
  Carriers carriers = 0;
  /// The first is the text that a person would write; the others are the same act spelled so that quoting, blanks and
  /// flags hide nothing. A rule that tightens sees all of them, an allow the first.
  std::vector<std::string_view> texts;
  bool speaks_without_rule = true;  ///< false for an envelope whose content is judged by itself
};

class Parts {
 public:
  explicit Parts(const Act& act);
  [[nodiscard]] const std::vector<Part>& all() const { return parts_; }

 private:
  void add_statement(const safety::StatementVerdict& statement, Carriers envelope);
  void add_unread_sql(std::string_view text, const safety::Verdict& verdict, Carriers envelope);
  void add_command(const safety::ArgvEffect& argv, const safety::Verdict& verdict);
  void add_request(const safety::RestEffect& request, const safety::Verdict& verdict);
  void add_text(Part& part, std::string text);

  std::vector<Part> parts_;
  std::deque<std::string> owned_;  ///< texts made here; a deque keeps them where they are
};

}  // namespace lakecode::policy

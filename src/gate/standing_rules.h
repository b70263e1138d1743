#pragma once
// What "always" means: a generalised rule of one session. It covers acts of the same kind on the same objects, through
// any door, at the same host and profile; never DESTRUCTIVE, never what was not understood. Not thread-safe: the
// gate's.

#include <optional>
#include <string>
#include <vector>

#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::gate {

struct Action;

struct StandingRule {
  std::string kind;
  std::vector<std::string> objects;  ///< "write table main.a.b", sorted; what the act may touch
  std::string path;                  ///< command, or "METHOD path" and body, of acts that are no SQL
  std::string host;
  std::string profile;
  /// "INSERT that touches only write table main.a.b, at HOST with profile P, until this session ends"
  [[nodiscard]] std::string scope() const;
};

/// The rule that "always" would keep; nullopt when the act cannot be generalised safely: more than one statement, no
/// objects, not understood, DESTRUCTIVE.
std::optional<StandingRule> generalise(const Action& action, const safety::Verdict& verdict);

class StandingRules {
 public:
  void add(StandingRule rule) { rules_.push_back(std::move(rule)); }
  /// The rule that covers the act, or null.
  [[nodiscard]] const StandingRule* find(const Action& action, const safety::Verdict& verdict) const;
  [[nodiscard]] const std::vector<StandingRule>& all() const { return rules_; }
  bool remove(std::size_t at);

 private:
  std::vector<StandingRule> rules_;
};

}  // namespace lakecode::gate

#pragma once
// Finds the rules whose pattern holds on one normalised line. All literals of all rules are searched at once by an
// Aho-Corasick automaton, so a line costs its length and not the number of rules.
// Immutable after construction; safe to share between threads. The tables given must outlive the matcher.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/failures/rules.h"

namespace lakecode::analysis {

class RuleMatcher {
 public:
  explicit RuleMatcher(const std::vector<std::span<const Rule>>& tables);

  /// Scratch memory of one caller; reuse it for speed.
  struct Scratch {
    std::vector<std::uint32_t> literal_stamp;
    std::vector<std::uint32_t> rule_stamp;
    std::vector<std::uint32_t> found;
    std::uint32_t stamp = 0;
  };

  /// Appends every rule whose pattern holds on `line` to `out`, in no particular order, each once.
  void match(std::string_view line, bool is_code, Scratch& scratch, std::vector<const Rule*>& out) const;

 private:
  static constexpr std::size_t kAlphabet = 64;
  struct Literal {
    std::string text;
    bool left_boundary = false;
    bool right_boundary = false;
    std::vector<std::uint32_t> anchored_rules;
  };
  struct Term {
    bool negated = false;
    std::vector<std::uint32_t> literals;
  };
  struct CompiledRule {
    const Rule* rule = nullptr;
    std::vector<Term> terms;
  };
  struct Node {
    std::array<std::uint32_t, kAlphabet> next{};
    std::uint32_t fail = 0;
    std::uint32_t report = 0;  ///< nearest node on the fail path with literals; 0 for none
    std::vector<std::uint32_t> literals;
  };

  void compile(const Rule& rule);
  std::uint32_t intern(std::string_view spelled);
  void build_automaton();
  void find_literals(std::string_view line, Scratch& scratch) const;
  [[nodiscard]] bool holds(const CompiledRule& rule, const Scratch& scratch) const;

  std::vector<Literal> literals_;
  std::unordered_map<std::string, std::uint32_t> literal_ids_;
  std::vector<CompiledRule> rules_;
  std::vector<Node> nodes_;
};

/// Looks up codes in upper snake case; case is ignored.
class CodeTable {
 public:
  explicit CodeTable(const std::vector<std::span<const CodeRule>>& tables);
  /// The rule for `token` ("DELTA_X.Y"): the exact name, else the longest wildcard, else the name before the dot.
  [[nodiscard]] const CodeRule* find(std::string_view token) const;
  /// Appends the rule of every code that stands on `line` (raw text).
  void match(std::string_view line, std::vector<const CodeRule*>& out) const;

 private:
  [[nodiscard]] const CodeRule* find_lower(std::string_view token) const;
  std::unordered_map<std::string_view, const CodeRule*> exact_;
  std::vector<const CodeRule*> wildcards_;
};

}  // namespace lakecode::analysis

#pragma once
// Rules about acts, as they are held in memory. A policy is put together from files and lists, and does not change
// after that: safe to share between threads. Reading files is the callers' part (policy/read_file.h reads texts).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/yaml.h"
#include "policy/carriers.h"
#include "policy/glob.h"
#include "policy/pattern.h"
#include "policy/text_sketch.h"
#include "policy/time_window.h"
#include "safety/effect.h"
#include "safety/verdict.h"

namespace lakecode::policy {

/// Ordered: later is stricter, and the strictest wins.
enum class Ruling : std::uint8_t { Allow, Confirm, ConfirmTyped, TwoPerson, Deny };
std::string_view name_of(Ruling ruling);  ///< "allow", "confirm", "confirm_typed", "two_person", "deny"
/// The word of the machine-readable decision: "allow", "confirm" or "deny".
std::string_view plain_name_of(Ruling ruling);

/// Who wrote a rule. A project can only tighten; lists are the safety.* keys; session rules are answers of "always".
enum class Layer : std::uint8_t { Managed, Global, Project, Lists, Session };
std::string_view name_of(Layer layer);

struct Source {
  std::string name;  ///< path of the file, or where the list was set
  std::string sha256;
  Layer layer = Layer::Global;
};

/// "prod.sales.*", or "job:12*" with a type before it.
struct ObjectGlob {
  std::string type;  ///< "" for any
  Glob name;
};

/// What an act must be for a rule to be about it. An empty list asks nothing; entries of one list are alternatives.
struct Match {
  std::vector<Glob> tools;
  Carriers carriers = 0;            ///< what `tools` carry
  std::vector<Pattern> statements;  ///< searched in the texts
  std::vector<Glob> texts;          ///< whole texts, for lists
  std::uint8_t classes = 7;         ///< bit per safety::EffectClass
  bool names_class = false;
  std::vector<Glob> kinds;
  std::vector<ObjectGlob> objects;
  std::optional<bool> has_where;
  std::optional<bool> leaves_workspace;
  std::optional<std::int64_t> rows_over;
  std::vector<Glob> profiles;
  std::vector<Glob> targets;
  std::vector<Glob> hosts;
  std::vector<Glob> principals;
  std::vector<Glob> workflows;
  std::vector<TimeWindow> times;

  /// Nothing is asked: every act matches.
  [[nodiscard]] bool is_everything() const;
};

/// An example of a rule, or the act of a fixture.
struct Example {
  safety::Effect effect;
  std::string tool;
  std::optional<std::string> profile, target, host, principal, workflow;  ///< not given: a rule may ask what it likes
  std::optional<std::int64_t> rows;
  std::optional<WallTime> time;
  std::string shown;  ///< for messages
  yaml::Position at;
};

struct Rule {
  std::string name;
  Ruling ruling = Ruling::Deny;
  std::string message;
  Match match;
  bool covers_destructive = false;  ///< an allow that names what it allows; never for lists
  std::vector<Example> matching;
  std::vector<Example> other;
  std::size_t source = 0;  ///< index into the policy's sources
  yaml::Position at;
};

/// Someone whose signature counts as the second person's.
struct Approver {
  std::string name;
  std::string key;  ///< Ed25519 public key, 64 hex digits
};

/// What one file or list brings.
struct RuleSet {
  Source source;
  std::vector<Rule> rules;
  std::vector<Approver> approvers;
};

class Policy {
 public:
  /// Appends rules of one source; stricter layers come first: managed, global, project, lists.
  /// Allow rules and approvers of a project are left out; each gives one line "NAME:LINE:COLUMN: …" in return.
  std::vector<std::string> add(RuleSet set);

  [[nodiscard]] const std::vector<Source>& sources() const { return sources_; }
  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  [[nodiscard]] const std::vector<Approver>& approvers() const { return approvers_; }
  [[nodiscard]] const Source& source_of(const Rule& rule) const { return sources_[rule.source]; }
  /// "FILE:LINE" of a rule.
  [[nodiscard]] std::string place_of(const Rule& rule) const;
  /// Over all sources, for evidence and plans: the same digest means the same rules.
  [[nodiscard]] std::string digest() const;
  [[nodiscard]] bool asks_for_rows() const { return asks_for_rows_; }
  [[nodiscard]] bool asks_for_principal() const { return asks_for_principal_; }

  /// What decides cheaply that a rule cannot be about a statement. One a rule, in the order of rules.
  struct Filter {
    std::uint8_t classes = 7;
    std::uint8_t bit_count = 0;         ///< of the pattern
    std::uint8_t object_bit_count = 0;  ///< of the object's name, behind those of the pattern
    std::array<SketchBit, 6> bits{};
  };
  [[nodiscard]] const std::vector<Filter>& filters() const { return filters_; }

 private:
  std::vector<Source> sources_;
  std::vector<Rule> rules_;
  std::vector<Approver> approvers_;
  std::vector<Filter> filters_;
  bool asks_for_rows_ = false;
  bool asks_for_principal_ = false;
};

}  // namespace lakecode::policy

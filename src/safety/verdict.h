#pragma once
// The judgement of an effect: its class, what it touches, why, and whether it can be undone.

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "safety/effect.h"

namespace lakecode::safety {

enum class EffectClass { ReadOnly, WriteRemote, Destructive };  ///< ordered: later is worse

std::string_view name_of(EffectClass effect_class);  ///< "READ_ONLY", "WRITE_REMOTE", "DESTRUCTIVE"

struct TouchedObject {
  std::string_view type;    ///< "table", "schema", "path", …: words of the grammar, which live as long as the program
  std::string name;         ///< three-part where the text or the defaults give it
  std::string_view access;  ///< "read", "write", "drop", "grant", …; lives as long
};

/// Whether and how an act can be taken back; where nothing takes it back, `how` may tell why. `within` is a time, or a
/// condition such as "only if saved". Both texts are rows of a table and live as long as the program.
struct Undo {
  bool possible = false;
  std::string_view how;
  std::string_view within;
};

/// Why an act has its class: the id of a rule and words, "X2: removes rows". Most are rows of tables, which are not
/// copied.
class Reason {
 public:
  Reason(std::string made) : made_(std::move(made)) {}  // NOLINT(google-explicit-constructor): reads like a text
  /// Both texts must live as long as the program.
  Reason(std::string_view rule, std::string_view words) : rule_(rule), words_(words) {}

  [[nodiscard]] std::string text() const;
  bool operator==(const Reason&) const = default;
  operator std::string() const { return text(); }  // NOLINT(google-explicit-constructor): reads like a text

 private:
  std::string_view rule_;
  std::string_view words_;
  std::string made_;  ///< for this act alone; else empty
};

/// Bytes [begin, end) of the judged text.
struct ByteSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool operator==(const ByteSpan&) const = default;
};

/// One statement of the judged text, or the one act of a command line or request.
struct StatementVerdict {
  EffectClass effect_class = EffectClass::Destructive;
  std::string kind;  ///< stable, upper snake case: "SELECT", "DROP_TABLE", "UNKNOWN"
  std::vector<TouchedObject> objects;
  bool parsed = false;            ///< read to its end by our grammar
  std::optional<bool> has_where;  ///< nullopt: the kind knows no WHERE; false also when it is constant true
  std::string_view where;         ///< what the WHERE does, in words; empty as has_where. Lives as long as the program
  /// What sends data out or pulls it from outside: function names, external paths, connections.
  std::vector<std::string> leaves_workspace;
  /// Comments out, blanks collapsed to one, literals kept, no ";": what policy patterns match.
  std::string normalised;
  ByteSpan span;    ///< the statement, without comments around it
  ByteSpan danger;  ///< what made the class; empty for a read
  std::vector<Reason> reasons;
  std::optional<Undo> undo;
};

/// Not understood is DESTRUCTIVE: a default-constructed verdict already is.
struct Verdict {
  EffectClass effect_class = EffectClass::Destructive;
  std::string kind = "UNKNOWN";
  bool parsed = false;
  std::vector<StatementVerdict> statements;
  std::vector<Reason> reasons;  ///< of the whole; empty where each statement tells its own: see reasons_of
  std::optional<Undo> undo;
};

std::vector<std::string> texts_of(const std::vector<Reason>& reasons);
/// Why a verdict has its class: what it tells as a whole, else what its statements tell, the first 32 of them.
std::vector<Reason> reasons_of(const Verdict& verdict);

/// Completes the one statement of a judged command line or request: its text, reasons and undo. Texts of SQL that a
/// request carries have theirs already.
void fill_act(Verdict& verdict, const Effect& effect);

}  // namespace lakecode::safety

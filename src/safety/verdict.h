#pragma once
// The judgement of an effect: its class, what it touches, why, and whether it can be undone.

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::safety {

enum class EffectClass { ReadOnly, WriteRemote, Destructive };  ///< ordered: later is worse

std::string_view name_of(EffectClass effect_class);  ///< "READ_ONLY", "WRITE_REMOTE", "DESTRUCTIVE"

struct TouchedObject {
  std::string type;    ///< "table", "schema", "job", "path", …
  std::string name;    ///< three-part where the text or the defaults give it
  std::string access;  ///< "read", "write", "drop", "grant", …
};

struct StatementVerdict {
  EffectClass effect_class = EffectClass::Destructive;
  std::string kind;  ///< stable, upper snake case: "SELECT", "DROP_TABLE", "UNKNOWN"
  std::vector<TouchedObject> objects;
};

struct Undo {
  bool possible = false;
  std::string how;
  std::string within;
};

/// Not understood is DESTRUCTIVE: a default-constructed verdict already is.
struct Verdict {
  EffectClass effect_class = EffectClass::Destructive;
  std::string kind = "UNKNOWN";
  bool parsed = false;
  std::vector<StatementVerdict> statements;
  std::vector<std::string> reasons;
  std::optional<Undo> undo;
};

}  // namespace lakecode::safety

#pragma once
// Every configuration key, one row each: type, default, bounds, who may set it. Help, errors, `config schema` and the
// merge of layers are computed from these rows. Pure data.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::config {

enum class ValueType { Text, Integer, Number, Flag, List, Path };

/// What a layer may do to the value below it.
enum class Reach {
  Never,   ///< nothing
  Set,     ///< replace it
  Add,     ///< add entries, remove none
  Lower,   ///< replace it by a smaller one; an unset value counts as unbounded
  Raise,   ///< replace it by a larger one
  TurnOn,  ///< false to true only
  Pinned,  ///< replace it, when the same file also pins the program's digest (external_mcp.sha256)
};

struct KeyRow {
  std::string_view name;  ///< "section.key"
  ValueType type = ValueType::Text;
  std::string_view fallback;  ///< built-in value as text; "" is unset. Relative paths stand under the home folder
  Reach project = Reach::Never;
  Reach environment = Reach::Set;  ///< also of flags
  std::string_view variables;      ///< environment variables, blank-separated, the first one wins
  double least = 0;                ///< of numbers
  double most = 0;
  std::string_view choices = {};  ///< "a|b", or "" for anything
  bool can_be_off = false;        ///< takes the word `off`
  std::string_view help = {};
};

/// All rows in the order of `config show`.
std::span<const KeyRow> key_rows();
/// Null when there is no such key.
const KeyRow* find_key_row(std::string_view name);
/// The key that `name` was meant to be; nullopt when none is near.
std::optional<std::string> nearest_key(std::string_view name);

/// The shortest decimal text that reads back as `value`, without exponent: "0.5", "100000".
std::string render_number(double value);
/// "one of auto, none", "a whole number from 1 to 10000, or off": for errors and help.
std::string describe_allowed(const KeyRow& row);
std::string_view name_of(ValueType type);  ///< "integer", "list of strings", …
std::string_view name_of(Reach reach);     ///< as in the documentation: "never", "may set", "may lower", …

}  // namespace lakecode::config

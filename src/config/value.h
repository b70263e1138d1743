#pragma once
// The value of a key, and reading it from YAML, an environment variable or a flag. Plain data; pure functions.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json_fwd.h"
#include "base/result.h"
#include "config/schema.h"

namespace lakecode::config {

enum class Layer { BuiltIn, Global, Project, Variable, Flag };

/// Where a value came from: "built-in", "/home/a/.lakecode/config.yml:3:14", "environment LAKECODE_MODEL",
/// "flag --model".
struct Origin {
  Layer layer = Layer::BuiltIn;
  std::string text = "built-in";
  std::string variable;  ///< the environment variable, or ""
};

/// One entry of a list; entries of one list may come from several layers.
struct ListEntry {
  std::string text;
  Origin origin;
};

struct Off {};  ///< the word `off`

/// monostate is unset. Paths are texts here and absolute in Settings.
using Value = std::variant<std::monostate, Off, std::string, std::int64_t, double, bool, std::vector<ListEntry>>;

/// Limits that keep a file from filling memory or a prompt. Judgement.
inline constexpr std::size_t kMaxTextBytes = 4096;
inline constexpr std::size_t kMaxPromptBytes = 64U << 10U;  ///< of agent.system_prompt_extra
inline constexpr std::size_t kMaxListEntries = 1000;

/// A YAML value for `row`. `source` is the scalar as it stands in the text: `warehouse_id: 0123` keeps its zero.
/// Null is unset. Error InvalidArgument whose reason says what is allowed.
Result<Value> read_value(const KeyRow& row, const JsonValue& value, std::string_view source, const Origin& origin);

/// A value typed by a person: "off", "true", "a, sql(SELECT *)" or a YAML flow list.
Result<Value> parse_value(const KeyRow& row, std::string_view text, const Origin& origin);

/// null, "off", string, number, boolean or array of strings.
JsonValue to_json(const Value& value);
/// For people: "off", "(unset)", "[a, b]".
std::string render_value(const Value& value);

}  // namespace lakecode::config

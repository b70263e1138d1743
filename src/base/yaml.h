#pragma once
// YAML text to a JSON value, with the position of every node (libfyaml; parse only).
// Limits: bytes, depth, node count with aliases counted, so a bomb is an error and not a hang.
// YAML 1.2 core schema: true/false, null/~, integers, floats; everything else and every quoted scalar is a string.
// Duplicate keys, several documents and custom tags are errors.

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"

namespace lakecode::yaml {

struct Position {
  std::size_t line = 0;    ///< 1-based
  std::size_t column = 0;  ///< 1-based, in bytes
};

struct Limits {
  std::size_t max_bytes = 4U << 20U;
  std::size_t max_depth = 64;
  std::size_t max_nodes = 100'000;
};

struct Mark {
  Position key;  ///< where the key stands; equals `value` for list items and the root
  Position value;
  std::size_t value_begin = 0;  ///< byte offsets of the value in the text, for editing by splicing
  std::size_t value_end = 0;
};

struct Document {
  JsonBox root;                       ///< null for an empty document
  std::map<std::string, Mark> marks;  ///< by JSON pointer (RFC 6901); "" is the root
};

/// Error CorruptData with subject "NAME:LINE:COLUMN".
Result<Document> parse(std::string_view text, std::string_view name, const Limits& limits = {});

/// `value` as one YAML scalar or flow node on one line, quoted where plain text would read as something else.
std::string to_inline(const JsonValue& value);

}  // namespace lakecode::yaml

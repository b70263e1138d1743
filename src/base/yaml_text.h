#pragma once
// YAML as plain text, before it is parsed: where lines begin, and bytes that no YAML text holds. Pure; thread-safe.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/yaml.h"

namespace lakecode::yaml {

/// Byte offsets to lines and columns.
class LineIndex {
 public:
  explicit LineIndex(std::string_view text);
  [[nodiscard]] Position position(std::size_t offset) const;

 private:
  std::vector<std::size_t> starts_;
};

/// The one form of a YAML error: CorruptData on "NAME:LINE:COLUMN".
Error corrupt(std::string_view name, Position at, std::string reason);

/// Refuses UTF-16, NUL bytes and what is not UTF-8, with the place of the first such byte.
std::optional<Error> find_foreign_bytes(std::string_view text, std::string_view name);

}  // namespace lakecode::yaml

#pragma once
// The names of a workspace as a file: JSON with the host and profile it belongs to. A cache: what cannot be read is
// read from the workspace again. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "catalog/names.h"

namespace lakecode::catalog {

/// Whose names they are.
struct NamesOwner {
  std::string host;
  std::string profile;
  friend bool operator==(const NamesOwner&, const NamesOwner&) = default;
};

std::string render_names(const Names& names, const NamesOwner& owner);

/// nullopt when the text is damaged, of another version, or of another owner.
std::optional<Names> parse_names(std::string_view text, const NamesOwner& owner);

}  // namespace lakecode::catalog

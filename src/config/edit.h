#pragma once
// Changing one key of a config.yml in place: the text is spliced at the positions the YAML reader gave, so comments and
// order stay. Nothing is written that would not be read back as meant. One writer at a time.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/schema.h"
#include "config/value.h"

namespace lakecode::config {

/// `text` with `row` set to `value`; sections and keys that are missing are added. `name` names the text in errors.
/// InvalidArgument when the text has mistakes, or is written in a way that cannot be changed safely.
Result<std::string> set_in_text(std::string_view text, std::string_view name, const KeyRow& row, const Value& value);

/// Parses `typed` for `key` and sets it in the file, which is made (0600, its folder 0700) when it is absent. The old
/// content stays on any failure. InvalidArgument for an unknown key (with the nearest) or a value that is not allowed.
Result<void> set_in_file(const std::filesystem::path& path, std::string_view key, std::string_view typed);

/// Error InvalidArgument for a key that does not exist, with the nearest one.
Result<const KeyRow*> require_key(std::string_view key);

/// A config.yml with every key commented out, its default and its help: for `config init`.
std::string render_template();

}  // namespace lakecode::config

#pragma once
// ~/.databrickscfg: an INI file whose sections are profiles. Read whole, with the position of every value; written so
// that the official tools read it back. No globals; safe from any thread, one writer at a time.
// Source: API reference 1.2.

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/attributes.h"

namespace lakecode::config {

/// One section. Its values are not inherited by others, also not those of [DEFAULT].
struct ProfileSection {
  std::string name;
  std::size_t line = 0;                         ///< 1-based, of the first header
  std::map<std::string, Attribute> attributes;  ///< known keys only; `source` is "FILE:LINE:COLUMN"
};

struct DatabricksFile {
  std::filesystem::path path;
  std::vector<ProfileSection> profiles;  ///< in file order, without [__settings__]
  std::string default_profile;           ///< of [__settings__]; "" when unset
  std::string auth_storage;              ///< "plaintext", "secure" or ""

  [[nodiscard]] const ProfileSection* find(std::string_view name) const;
};

/// Comments start with ";" or "#"; inside a value only after a blank. A repeated section continues the first, a
/// repeated key replaces. Error InvalidArgument with subject "NAME:LINE:COLUMN".
Result<DatabricksFile> parse_databricks_file(std::string_view text, const std::filesystem::path& name);

/// An absent file gives no profiles. InvalidArgument when it cannot be read, is no regular file, or larger than 1 MiB.
Result<DatabricksFile> load_databricks_file(const std::filesystem::path& path);

/// The profile to write. Values are one line each.
struct ProfileValues {
  std::string name;
  std::vector<std::pair<std::string, std::string>> values;  ///< in this order
};

/// `text` with the section replaced, or added at the end; every other line stays as it is. A [DEFAULT] header is added
/// when the file has none. InvalidArgument for a name with brackets or line breaks, the reserved name, and values that
/// hold line breaks.
Result<std::string> replace_profile(std::string_view text, const ProfileValues& profile);

/// Reads, replaces and stores the file: mode 0600, the previous content beside it as NAME.bak (0600), whole or not at
/// all.
Result<void> store_profile(const std::filesystem::path& path, const ProfileValues& profile);

}  // namespace lakecode::config

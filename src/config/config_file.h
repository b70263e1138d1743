#pragma once
// One config.yml: text to assignments and mistakes, all of them with position. Pure; for this folder.

#include <string>
#include <string_view>
#include <vector>

#include "config/schema.h"
#include "config/value.h"

namespace lakecode::config {

/// One key that the file sets. Unset values (null) are left out.
struct Assignment {
  const KeyRow* row = nullptr;
  Value value;
  Origin origin;
};

struct ConfigFile {
  std::vector<Assignment> assignments;  ///< in file order
  std::vector<std::string> mistakes;    ///< "NAME:LINE:COLUMN: KEY: what is allowed"
  /// Keys that name hosts, credentials, proxies or programs and are no keys of ours: a mistake in a person's file; in a
  /// project's they are refused one by one, and the rest of the file counts. "NAME:LINE:COLUMN: KEY".
  std::vector<std::string> forbidden;
};

/// Judgement: a file of settings is a few kilobytes.
inline constexpr std::size_t kMaxConfigBytes = 1U << 20U;

ConfigFile parse_config(std::string_view text, std::string_view name, Layer layer);

}  // namespace lakecode::config

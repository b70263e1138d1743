#pragma once
// What changed between the content a person trusted and the content there is now, for the question that asks again.
// Pure.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/trust.h"

namespace lakecode::config {

/// One file as it was trusted. The text is kept for small files, so that a change can be shown line by line.
struct TrustedFile {
  std::string sha256;
  std::optional<std::string> text;
};

struct TrustedFolder {
  std::uint64_t owner = 0;
  std::string digest;
  std::map<std::string, TrustedFile> files;
  std::vector<std::string> refused;
};

/// "changed .lakecode/config.yml", "+ args: [x]", "- args: []", "added …", "removed …", "owner is now 0, was 1000".
/// At most kMaxShownLines lines a file. Bytes are as in the files: the screen door makes them inert.
std::vector<std::string> describe_changes(const TrustedFolder& before, const FolderContent& now);

inline constexpr std::size_t kMaxShownLines = 40;

}  // namespace lakecode::config

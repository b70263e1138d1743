#pragma once
// Folder trust: a project folder changes nothing until a person trusted it, and trust is for content. It is tied to the
// resolved path, the owner and a digest of every file that can change behaviour. The store is one file in the home
// folder, written whole or not at all under a lock; safe from several processes.

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/project.h"

namespace lakecode::config {

/// One file that can change what lakecode does, with the bytes that were digested: they are what is used, so that a
/// file changed after the look has no effect.
struct BehaviourFile {
  std::string path;    ///< relative to the root, with "/"
  std::string sha256;  ///< of the whole content
  std::uint64_t bytes = 0;
  std::string content;  ///< the first kMaxKeptBytes
};

/// Judgement: rules and prompts are small; a larger file is digested whole and kept in part.
inline constexpr std::size_t kMaxKeptBytes = 1U << 20U;
inline constexpr std::size_t kMaxBehaviourFileBytes = 16U << 20U;
inline constexpr std::size_t kMaxBehaviourFiles = 2000;
inline constexpr int kMaxBehaviourDepth = 8;

/// What stands in a project folder now.
struct FolderContent {
  std::filesystem::path root;
  uid_t owner = 0;
  std::vector<BehaviourFile> files;  ///< sorted by path
  std::vector<std::string> refused;  ///< "PATH: why": links that leave the folder, devices, files too large
  std::string digest;                ///< over path, owner, files and refusals

  /// Null when there is no such file, or it was refused.
  [[nodiscard]] const BehaviourFile* find(std::string_view path) const;
};

/// Reads `.lakecode/**`, `lakecode.yml`, AGENTS.md and CLAUDE.md of `root`.
/// InvalidArgument when there are too many files or levels: such a folder cannot be trusted.
Result<FolderContent> scan_folder(const std::filesystem::path& root);

enum class TrustState { NoProject, Untrusted, Changed, Trusted };
std::string_view name_of(TrustState state);  ///< "no project", "not trusted", "changed since it was trusted", "trusted"

struct TrustStatus {
  TrustState state = TrustState::Untrusted;
  /// For Changed: one line each, files first, then the lines that were added ("+ …") and removed ("- …") in them.
  std::vector<std::string> changes;
};

class TrustStore {
 public:
  /// The store in `lakecode_home`. Opens nothing.
  explicit TrustStore(const std::filesystem::path& lakecode_home);

  /// Compares `content` with what was trusted. InvalidArgument when the store cannot be read or understood.
  [[nodiscard]] Result<TrustStatus> check(const FolderContent& content) const;
  /// Records trust in exactly this content. Creates the home folder (0700) when needed.
  Result<void> grant(const FolderContent& content) const;
  /// Forgets the folder; no error when it was not known.
  Result<void> revoke(const std::filesystem::path& root) const;

 private:
  std::filesystem::path path_;
};

}  // namespace lakecode::config

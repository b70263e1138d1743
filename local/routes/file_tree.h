#pragma once
// A tree of real files below one folder of this machine, for volumes and DBFS. Names come from requests: a part that is
// "..", holds control characters or is too long is refused, and symbolic links are not followed out of the tree because
// nothing here makes any.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::local {

struct FileEntry {
  std::string name;
  bool is_folder = false;
  std::int64_t size = 0;
  std::int64_t modified_ms = 0;
};

class FileTree {
 public:
  explicit FileTree(std::filesystem::path root) : root_(std::move(root)) {}

  /// `relative` without empty parts, "" for the root; a refusal for parts that are not allowed.
  static Result<std::string> clean(std::string_view relative);

  // All take paths that clean() gave.
  [[nodiscard]] std::optional<FileEntry> find(const std::string& path) const;
  /// By name. NotFound when it is no folder.
  [[nodiscard]] Result<std::vector<FileEntry>> list(const std::string& path) const;
  /// `length` bytes from `offset`, fewer at the end of the file.
  [[nodiscard]] Result<std::string> read(const std::string& path, std::uint64_t offset, std::uint64_t length) const;
  /// Whole or not at all; makes missing folders.
  Result<void> write(const std::string& path, std::string_view content);
  Result<void> append(const std::string& path, std::string_view content);
  Result<void> make_folders(const std::string& path);
  /// A folder goes with all that is in it.
  Result<void> remove(const std::string& path);
  Result<void> move(const std::string& from, const std::string& to);
  /// False as well when it is no folder.
  [[nodiscard]] bool is_empty_folder(const std::string& path) const;
  /// True when a part above `path` is a file, so that nothing can be there.
  [[nodiscard]] bool is_below_file(const std::string& path) const;

 private:
  [[nodiscard]] std::filesystem::path at(const std::string& path) const;
  std::filesystem::path root_;
};

}  // namespace lakecode::local

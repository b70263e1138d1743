#pragma once
// Files that keep their promises: whole or not at all, private, synced before success is told.
// All paths are given by the caller; nothing here reads the environment.

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::files {

/// The whole file. InvalidArgument when it is larger than `max_bytes` or no regular file (a FIFO never blocks);
/// NotFound, PermissionDenied by errno.
Result<std::string> read(const std::filesystem::path& path, std::size_t max_bytes = 64U << 20U);

enum class Mode { Private, Public };  ///< 0600 / 0644 for files, 0700 / 0755 for folders, at creation

/// Writes to a temporary name beside `path`, syncs it, renames, syncs the folder. The old content stays on any failure.
Result<void> write_atomic(const std::filesystem::path& path, std::string_view content, Mode mode = Mode::Private);

/// Creates a new file, whole or not at all; AlreadyExists when something has that name. Synced.
Result<void> write_new(const std::filesystem::path& path, std::string_view content, Mode mode = Mode::Private);

/// Creates `path` and its missing parents as 0700. An existing folder is left as it is.
Result<void> make_private_folder(const std::filesystem::path& path);

/// Names in a folder, sorted bytewise, without "." and "..". NotFound when it is absent.
Result<std::vector<std::string>> list(const std::filesystem::path& folder);

bool exists(const std::filesystem::path& path);

/// A file that only grows. One writer: holds an exclusive kernel lock (released on death).
/// A failed write or sync poisons it: every later append fails with the same error.
class AppendFile {
 public:
  /// Opens or creates (0600). FailedPrecondition when another process holds it.
  static Result<AppendFile> open(const std::filesystem::path& path);
  AppendFile(AppendFile&& other) noexcept;
  AppendFile& operator=(AppendFile&& other) noexcept;
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;
  ~AppendFile();

  enum class Sync { Now, Later };
  /// Appends all bytes; with Sync::Now returns only after fdatasync.
  Result<void> append(std::string_view bytes, Sync sync = Sync::Now);
  Result<void> sync();
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Cuts the file to `size` bytes and syncs: only for a torn tail that was reported.
  Result<void> truncate(std::size_t size);

 private:
  AppendFile(int descriptor, std::size_t size, std::filesystem::path path);
  void close() noexcept;
  int descriptor_ = -1;
  std::size_t size_ = 0;
  std::filesystem::path path_;
  std::optional<Error> poison_;
};

/// An exclusive lock on a file, held until destruction or death. FailedPrecondition when someone else has it.
class FileLock {
 public:
  static Result<FileLock> acquire(const std::filesystem::path& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

/// Error for a failed system call: code by errno (ENOENT NotFound, EACCES/EPERM PermissionDenied, EEXIST
/// AlreadyExists, ENOSPC/EDQUOT Unavailable with advice to free space), reason in words.
/// PermissionDenied on a file is no platform refusal: its advice names the file's rights.
Error error_from_errno(int number, std::string action, const std::filesystem::path& path);

}  // namespace lakecode::files

#pragma once
// Tar archives under zstd (libarchive), one file after the other. Not thread-safe. Only local/program uses it.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct archive;

namespace lakecode::local {

/// What went in or came out.
struct ArchivedFile {
  std::string name;  ///< relative, with slashes
  std::uint64_t size = 0;
  std::string sha256;  ///< hex
};

class ArchiveWriter {
 public:
  /// Makes `path` (0600); AlreadyExists when it is there.
  static Result<ArchiveWriter> create(const std::filesystem::path& path);
  ArchiveWriter(ArchiveWriter&&) noexcept = default;
  ArchiveWriter& operator=(ArchiveWriter&&) noexcept = default;
  ~ArchiveWriter() = default;

  Result<ArchivedFile> add_file(const std::filesystem::path& file, const std::string& name);
  Result<void> add_text(const std::string& name, std::string_view content);
  /// Ends the archive and syncs it; without it the file is no archive.
  Result<void> finish();

 private:
  struct Free {
    void operator()(archive* handle) const noexcept;
  };
  explicit ArchiveWriter(std::filesystem::path path) : path_(std::move(path)) {}
  [[nodiscard]] Error failure() const;
  Result<void> start_entry(const std::string& name, std::uint64_t size);
  Result<void> write(std::string_view bytes);

  std::filesystem::path path_;
  std::unique_ptr<archive, Free> handle_;
};

class ArchiveReader {
 public:
  static Result<ArchiveReader> open(const std::filesystem::path& path);
  ArchiveReader(ArchiveReader&&) noexcept = default;
  ArchiveReader& operator=(ArchiveReader&&) noexcept = default;
  ~ArchiveReader() = default;

  /// Name of the next entry; nullopt at the end. CorruptData for what is no plain file, and for names that are
  /// absolute, empty or lead out of a folder.
  Result<std::optional<std::string>> next();
  /// The entry's content into the new file `target`.
  Result<ArchivedFile> extract(const std::filesystem::path& target);
  /// The entry's content as text, at most `max_bytes`.
  Result<std::string> read_text(std::size_t max_bytes);

 private:
  struct Free {
    void operator()(archive* handle) const noexcept;
  };
  explicit ArchiveReader(std::filesystem::path path) : path_(std::move(path)) {}
  [[nodiscard]] Error damaged(std::string reason) const;
  Result<std::size_t> read(std::string& buffer);

  std::filesystem::path path_;
  std::string name_;
  std::unique_ptr<archive, Free> handle_;
};

}  // namespace lakecode::local

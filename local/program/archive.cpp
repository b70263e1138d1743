#include "local/program/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <utility>

#include "base/crypto.h"
#include "base/files.h"

namespace lakecode::local {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = 1U << 20U;
constexpr int kPrivate = 0600;

std::string message_of(archive* handle) {
  const char* text = archive_error_string(handle);
  return text == nullptr ? "the archive library gave no reason" : text;
}

struct FreeEntry {
  void operator()(archive_entry* entry) const noexcept { archive_entry_free(entry); }
};

/// True for a relative name that stays inside the folder it is put into.
bool is_inside(const fs::path& name) {
  if (name.empty() || name.is_absolute()) return false;
  for (const fs::path& part : name) {
    if (part == ".." || part == "." || part.empty()) return false;
  }
  return true;
}

Result<void> sync_file(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return files::error_from_errno(errno, "write", path);
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (failed != 0) return files::error_from_errno(failed, "write", path);
  return {};
}

}  // namespace

void ArchiveWriter::Free::operator()(archive* handle) const noexcept {
  archive_write_free(handle);
}

Error ArchiveWriter::failure() const {
  const int number = archive_errno(handle_.get());
  if (number > 0) return files::error_from_errno(number, "write", path_);
  return {.code = ErrorCode::Unavailable,
          .action = "write",
          .subject = path_.string(),
          .reason = message_of(handle_.get())};
}

Result<ArchiveWriter> ArchiveWriter::create(const fs::path& path) {
  TRY_VOID(files::write_new(path, ""));
  ArchiveWriter writer(path);
  writer.handle_.reset(archive_write_new());
  archive* handle = writer.handle_.get();
  if (archive_write_set_format_pax_restricted(handle) != ARCHIVE_OK ||
      archive_write_add_filter_zstd(handle) != ARCHIVE_OK ||
      archive_write_open_filename(handle, path.c_str()) != ARCHIVE_OK) {
    return writer.failure();
  }
  return writer;
}

Result<void> ArchiveWriter::start_entry(const std::string& name, std::uint64_t size) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), kPrivate);
  if (archive_write_header(handle_.get(), entry.get()) != ARCHIVE_OK) return failure();
  return {};
}

Result<void> ArchiveWriter::write(std::string_view bytes) {
  const la_ssize_t written = archive_write_data(handle_.get(), bytes.data(), bytes.size());
  if (written != static_cast<la_ssize_t>(bytes.size())) return failure();
  return {};
}

Result<ArchivedFile> ArchiveWriter::add_file(const fs::path& file, const std::string& name) {
  std::error_code unknown;
  ArchivedFile added{.name = name, .size = fs::file_size(file, unknown)};
  std::ifstream input(file, std::ios::binary);
  if (unknown || !input) return files::error_from_errno(unknown ? unknown.value() : EACCES, "read", file);
  TRY_VOID(start_entry(name, added.size));
  crypto::Sha256 digest;
  std::string block(kBlock, '\0');
  std::uint64_t left = added.size;
  while (left > 0) {
    input.read(block.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(left, block.size())));
    const auto got = static_cast<std::size_t>(input.gcount());
    if (got == 0) return files::error_from_errno(EIO, "read", file);
    const std::string_view bytes(block.data(), got);
    digest.update(bytes);
    TRY_VOID(write(bytes));
    left -= got;
  }
  added.sha256 = crypto::to_hex(digest.finish());
  return added;
}

Result<void> ArchiveWriter::add_text(const std::string& name, std::string_view content) {
  TRY_VOID(start_entry(name, content.size()));
  return write(content);
}

Result<void> ArchiveWriter::finish() {
  if (archive_write_close(handle_.get()) != ARCHIVE_OK) return failure();
  return sync_file(path_);
}

void ArchiveReader::Free::operator()(archive* handle) const noexcept {
  archive_read_free(handle);
}

Error ArchiveReader::damaged(std::string reason) const {
  return {.code = ErrorCode::CorruptData,
          .action = "read snapshot",
          .subject = path_.string(),
          .reason = std::move(reason),
          .advice = "take it again with `lakecode local snapshot`"};
}

Result<ArchiveReader> ArchiveReader::open(const fs::path& path) {
  if (!files::exists(path)) return files::error_from_errno(ENOENT, "read snapshot", path);
  ArchiveReader reader(path);
  reader.handle_.reset(archive_read_new());
  archive* handle = reader.handle_.get();
  if (archive_read_support_filter_zstd(handle) != ARCHIVE_OK || archive_read_support_format_tar(handle) != ARCHIVE_OK ||
      archive_read_open_filename(handle, path.c_str(), kBlock) != ARCHIVE_OK) {
    return reader.damaged(message_of(handle));
  }
  return reader;
}

Result<std::optional<std::string>> ArchiveReader::next() {
  archive_entry* entry = nullptr;
  const int outcome = archive_read_next_header(handle_.get(), &entry);
  if (outcome == ARCHIVE_EOF) return std::optional<std::string>();
  if (outcome != ARCHIVE_OK) return damaged(message_of(handle_.get()));
  const char* name = archive_entry_pathname(entry);
  const bool plain = archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == nullptr;
  if (name == nullptr || !plain || !is_inside(name)) return damaged("it holds something other than plain files");
  name_ = name;
  return std::optional<std::string>(name_);
}

Result<std::size_t> ArchiveReader::read(std::string& buffer) {
  const la_ssize_t got = archive_read_data(handle_.get(), buffer.data(), buffer.size());
  if (got < 0) return damaged(message_of(handle_.get()));
  return static_cast<std::size_t>(got);
}

Result<ArchivedFile> ArchiveReader::extract(const fs::path& target) {
  TRY_VOID(files::write_new(target, ""));
  std::ofstream output(target, std::ios::binary);
  ArchivedFile file{.name = name_};
  crypto::Sha256 digest;
  std::string block(kBlock, '\0');
  for (;;) {
    TRY_ASSIGN(const std::size_t got, read(block));
    if (got == 0) break;
    const std::string_view bytes(block.data(), got);
    digest.update(bytes);
    file.size += got;
    output.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  output.close();
  if (!output) return files::error_from_errno(ENOSPC, "write", target);
  TRY_VOID(sync_file(target));
  file.sha256 = crypto::to_hex(digest.finish());
  return file;
}

Result<std::string> ArchiveReader::read_text(std::size_t max_bytes) {
  std::string text;
  std::string block(kBlock, '\0');
  for (;;) {
    TRY_ASSIGN(const std::size_t got, read(block));
    if (got == 0) return text;
    text.append(block, 0, got);
    if (text.size() > max_bytes) return damaged("'" + name_ + "' is too large");
  }
}

}  // namespace lakecode::local

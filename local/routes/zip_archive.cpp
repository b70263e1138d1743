#include "local/routes/zip_archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace lakecode::local {
namespace {

struct FreeWriter {
  void operator()(archive* handle) const noexcept { archive_write_free(handle); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const noexcept { archive_entry_free(entry); }
};

/// Appends to the string that the writer was opened with.
la_ssize_t append(archive* /*handle*/, void* out, const void* bytes, std::size_t count) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), count);
  return static_cast<la_ssize_t>(count);
}

Error not_written(archive* handle) {
  const char* text = archive_error_string(handle);
  return {.code = ErrorCode::Unavailable,
          .action = "write",
          .subject = "a ZIP archive",
          .reason = text == nullptr ? "the archive library gave no reason" : text};
}

bool add(archive* handle, const std::string& name, const std::string& bytes) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname_utf8(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  return archive_write_header(handle, entry.get()) >= ARCHIVE_WARN &&
         archive_write_data(handle, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size());
}

}  // namespace

Result<std::string> make_zip(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string out;
  const std::unique_ptr<archive, FreeWriter> handle(archive_write_new());
  if (archive_write_set_format_zip(handle.get()) != ARCHIVE_OK ||
      archive_write_set_options(handle.get(), "zip:hdrcharset=UTF-8") != ARCHIVE_OK ||
      archive_write_set_bytes_in_last_block(handle.get(), 1) != ARCHIVE_OK ||
      archive_write_open2(handle.get(), &out, nullptr, append, nullptr, nullptr) != ARCHIVE_OK)
    return not_written(handle.get());
  for (const auto& [name, bytes] : members) {
    if (!add(handle.get(), name, bytes)) return not_written(handle.get());
  }
  if (archive_write_close(handle.get()) != ARCHIVE_OK) return not_written(handle.get());
  return out;
}

}  // namespace lakecode::local

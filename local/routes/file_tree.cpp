#include "local/routes/file_tree.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "base/files.h"
#include "base/text.h"
#include "local/routes/answer.h"

namespace lakecode::local {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostName = 255;
constexpr std::size_t kMostPath = 3'000;

std::optional<FileEntry> entry_of(const fs::path& path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0) return std::nullopt;
  FileEntry entry;
  entry.name = path.filename().string();
  entry.is_folder = S_ISDIR(facts.st_mode);
  entry.size = entry.is_folder ? 0 : facts.st_size;
  entry.modified_ms = facts.st_mtim.tv_sec * 1000 + facts.st_mtim.tv_nsec / 1'000'000;
  return entry;
}

Result<void> checked(const std::error_code& failure, std::string action, const fs::path& path) {
  if (!failure) return {};
  return files::error_from_errno(failure.value(), std::move(action), path);
}

}  // namespace

Result<std::string> FileTree::clean(std::string_view relative) {
  std::string path;
  if (relative.size() > kMostPath) return refusal(ErrorCode::InvalidArgument, "The path is too long");
  for (const std::string_view part : text::split(relative, '/')) {
    if (part.empty()) continue;
    const bool control =
        std::any_of(part.begin(), part.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (part == "." || part == ".." || control || part.size() > kMostName)
      return refusal(ErrorCode::InvalidArgument, fmt::format("The path '{}' has a part that is not allowed", relative));
    path.append(path.empty() ? "" : "/").append(part);
  }
  return path;
}

fs::path FileTree::at(const std::string& path) const {
  return path.empty() ? root_ : root_ / path;
}

std::optional<FileEntry> FileTree::find(const std::string& path) const {
  // The root is there before its folder is made.
  auto entry = entry_of(at(path));
  if (!entry && path.empty()) return FileEntry{"", true, 0, 0};
  return entry;
}

Result<std::vector<FileEntry>> FileTree::list(const std::string& path) const {
  if (path.empty() && !entry_of(root_)) return std::vector<FileEntry>();
  TRY_ASSIGN(const std::vector<std::string> names, files::list(at(path)));
  std::vector<FileEntry> entries;
  for (const std::string& name : names) {
    if (auto entry = entry_of(at(path) / name)) entries.push_back(std::move(*entry));
  }
  return entries;
}

Result<std::string> FileTree::read(const std::string& path, std::uint64_t offset, std::uint64_t length) const {
  std::ifstream file(at(path), std::ios::binary);
  const auto entry = find(path);
  if (!file || !entry || entry->is_folder) return files::error_from_errno(ENOENT, "read", at(path));
  const auto size = static_cast<std::uint64_t>(entry->size);
  std::string bytes(offset < size ? std::min(length, size - offset) : 0, '\0');
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return bytes;
}

Result<void> FileTree::write(const std::string& path, std::string_view content) {
  TRY_VOID(files::make_private_folder(at(path).parent_path()));
  return files::write_atomic(at(path), content);
}

Result<void> FileTree::append(const std::string& path, std::string_view content) {
  std::ofstream file(at(path), std::ios::binary | std::ios::app);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) return files::error_from_errno(errno == 0 ? EIO : errno, "write", at(path));
  return {};
}

Result<void> FileTree::make_folders(const std::string& path) {
  return files::make_private_folder(at(path));
}

Result<void> FileTree::remove(const std::string& path) {
  std::error_code failure;
  fs::remove_all(at(path), failure);
  return checked(failure, "remove", at(path));
}

Result<void> FileTree::move(const std::string& from, const std::string& to) {
  TRY_VOID(files::make_private_folder(at(to).parent_path()));
  std::error_code failure;
  fs::rename(at(from), at(to), failure);
  return checked(failure, "move", at(from));
}

bool FileTree::is_empty_folder(const std::string& path) const {
  std::error_code failure;
  const bool folder = fs::is_directory(at(path), failure);
  return folder && fs::is_empty(at(path), failure);
}

bool FileTree::is_below_file(const std::string& path) const {
  for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
       slash = path.rfind('/', slash - 1)) {
    const auto above = find(path.substr(0, slash));
    if (above) return !above->is_folder;
  }
  return false;
}

}  // namespace lakecode::local

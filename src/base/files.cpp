#include "base/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/random.h"

namespace lakecode::files {
namespace {

namespace fs = std::filesystem;

/// Owns a descriptor within one function.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

mode_t file_mode(Mode mode) {
  return mode == Mode::Private ? 0600 : 0644;
}

/// Writes everything or tells errno; 0 for success.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    if (written == 0) return ENOSPC;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

Result<void> sync_folder(const fs::path& folder, const fs::path& path) {
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) return error_from_errno(errno, "sync folder of", path);
  // Some file systems cannot sync a folder and say EINVAL; their renames are synchronous.
  if (::fsync(directory.number()) != 0 && errno != EINVAL) return error_from_errno(errno, "sync folder of", path);
  return {};
}

/// Fills a fresh file and syncs it.
Result<void> fill_and_sync(int descriptor, std::string_view content, const fs::path& path) {
  if (const int failure = write_all(descriptor, content); failure != 0) return error_from_errno(failure, "write", path);
  if (::fsync(descriptor) != 0) return error_from_errno(errno, "sync", path);
  return {};
}

/// A synced file with `content` under a temporary name in the folder of `path`; nothing is left behind on failure.
Result<fs::path> write_beside(const fs::path& path, std::string_view content, Mode mode) {
  fs::path temporary = folder_of(path) / (".lakecode-" + SystemRandom().hex(8) + ".tmp");
  const Descriptor file(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, file_mode(mode)));
  if (!file.is_open()) return error_from_errno(errno, "write", path);
  if (auto filled = fill_and_sync(file.number(), content, path); !filled) {
    ::unlink(temporary.c_str());
    return std::move(filled).error();
  }
  return temporary;
}

/// Renames unless `path` exists; 0 or errno. File systems without that rename get a hard link instead.
int rename_to_free_name(const fs::path& temporary, const fs::path& path) {
  if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (::link(temporary.c_str(), path.c_str()) != 0) return errno;
  ::unlink(temporary.c_str());
  return 0;
}

Error not_a_file(const fs::path& path) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "read",
               .subject = path.string(),
               .reason = "it is no regular file"};
}

Error too_large(const fs::path& path, std::size_t max_bytes) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "read",
               .subject = path.string(),
               .reason = fmt::format("it is larger than {} bytes", max_bytes)};
}

Error held_elsewhere(const fs::path& path) {
  return Error{.code = ErrorCode::FailedPrecondition,
               .action = "lock",
               .subject = path.string(),
               .reason = "another process holds it",
               .advice = "wait for that process to end, or stop it"};
}

Result<std::string> read_open(int descriptor, const fs::path& path, std::size_t max_bytes) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return error_from_errno(errno, "read", path);
  if (!S_ISREG(status.st_mode)) return not_a_file(path);
  const auto told = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  if (told > max_bytes) return too_large(path, max_bytes);
  // The size is a hint: the file may grow meanwhile, and kernel files tell 0.
  std::string content;
  content.reserve(told);
  std::array<char, 65536> chunk;
  for (;;) {
    const ssize_t got = ::read(descriptor, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error_from_errno(errno, "read", path);
    if (got == 0) return content;
    content.append(chunk.data(), static_cast<std::size_t>(got));
    if (content.size() > max_bytes) return too_large(path, max_bytes);
  }
}

}  // namespace

Result<std::string> read(const fs::path& path, std::size_t max_bytes) {
  // O_NONBLOCK: opening a FIFO without a writer returns at once, and is then refused.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.is_open()) return error_from_errno(errno, "read", path);
  return read_open(file.number(), path, max_bytes);
}

Result<void> write_atomic(const fs::path& path, std::string_view content, Mode mode) {
  TRY_ASSIGN(const fs::path temporary, write_beside(path, content, mode));
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int failure = errno;
    ::unlink(temporary.c_str());
    return error_from_errno(failure, "replace", path);
  }
  return sync_folder(folder_of(path), path);
}

Result<void> write_new(const fs::path& path, std::string_view content, Mode mode) {
  // Filled before it gets its name: a reader, or a crash, sees the whole file or none.
  TRY_ASSIGN(const fs::path temporary, write_beside(path, content, mode));
  if (const int failure = rename_to_free_name(temporary, path); failure != 0) {
    ::unlink(temporary.c_str());
    return error_from_errno(failure, "create", path);
  }
  return sync_folder(folder_of(path), path);
}

Result<void> make_private_folder(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return {};
  const fs::path trimmed = path.has_filename() ? path : path.parent_path();
  if (trimmed.has_parent_path() && trimmed.parent_path() != trimmed)
    TRY_VOID(make_private_folder(trimmed.parent_path()));
  if (::mkdir(trimmed.c_str(), 0700) != 0) {
    const int failure = errno;
    // Someone else may have made it between the look and the call.
    if (failure == EEXIST && fs::is_directory(trimmed, ignored)) return {};
    return error_from_errno(failure, "create folder", trimmed);
  }
  return sync_folder(folder_of(trimmed), trimmed);
}

Result<std::vector<std::string>> list(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure)) {
    names.push_back(entry->path().filename().string());
  }
  if (failure) return error_from_errno(failure.value(), "list", folder);
  std::sort(names.begin(), names.end());
  return names;
}

bool exists(const fs::path& path) {
  std::error_code failure;
  return fs::exists(path, failure);
}

AppendFile::AppendFile(int descriptor, std::size_t size, fs::path path)
    : descriptor_(descriptor), size_(size), path_(std::move(path)) {}

AppendFile::AppendFile(AppendFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      path_(std::move(other.path_)),
      poison_(std::move(other.poison_)) {}

AppendFile& AppendFile::operator=(AppendFile&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    size_ = other.size_;
    path_ = std::move(other.path_);
    poison_ = std::move(other.poison_);
  }
  return *this;
}

AppendFile::~AppendFile() {
  close();
}

void AppendFile::close() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

Result<AppendFile> AppendFile::open(const fs::path& path) {
  const bool fresh = !files::exists(path);
  Descriptor file(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600));
  if (!file.is_open()) return error_from_errno(errno, "open", path);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return error_from_errno(errno, "open", path);
  if (!S_ISREG(status.st_mode)) {
    Error refused = not_a_file(path);
    refused.action = "append to";
    return refused;
  }
  if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? held_elsewhere(path) : error_from_errno(errno, "lock", path);
  }
  // Read the size under the lock: a writer that ended meanwhile may have added to it.
  if (::fstat(file.number(), &status) != 0) return error_from_errno(errno, "open", path);
  if (fresh) TRY_VOID(sync_folder(folder_of(path), path));
  return AppendFile(file.release(), static_cast<std::size_t>(status.st_size), path);
}

Result<void> AppendFile::append(std::string_view bytes, Sync when) {
  if (poison_) return *poison_;
  if (const int failure = write_all(descriptor_, bytes); failure != 0) {
    poison_ = error_from_errno(failure, "append to", path_);
    return *poison_;
  }
  size_ += bytes.size();
  return when == Sync::Now ? sync() : Result<void>();
}

Result<void> AppendFile::sync() {
  if (poison_) return *poison_;
  // After a failed sync the kernel may drop the dirty pages: trying again would report a success that is none.
  if (::fdatasync(descriptor_) != 0) {
    poison_ = error_from_errno(errno, "sync", path_);
    return *poison_;
  }
  return {};
}

Result<void> AppendFile::truncate(std::size_t size) {
  if (poison_) return *poison_;
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return error_from_errno(errno, "cut", path_);
  size_ = size;
  return sync();
}

Result<FileLock> FileLock::acquire(const fs::path& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600));
  if (!file.is_open()) return error_from_errno(errno, "lock", path);
  if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    return errno == EWOULDBLOCK ? held_elsewhere(path) : error_from_errno(errno, "lock", path);
  }
  return FileLock(file.release());
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  if (this != &other) {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Error error_from_errno(int number, std::string action, const fs::path& path) {
  Error error{.code = ErrorCode::Internal,
              .action = std::move(action),
              .subject = path.string(),
              .reason = std::generic_category().message(number)};
  switch (number) {
    case ENOENT:
      error.code = ErrorCode::NotFound;
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      error.code = ErrorCode::PermissionDenied;
      error.advice = "check the owner and the rights of the file and its folders";
      break;
    case EEXIST:
      error.code = ErrorCode::AlreadyExists;
      break;
    case ENOSPC:
    case EDQUOT:
      error.code = ErrorCode::Unavailable;
      error.advice = "free space on the disk and try again";
      break;
    case EFBIG:
      error.code = ErrorCode::Unavailable;
      error.advice = "raise the limit for file sizes (ulimit -f)";
      break;
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG:
    case EINVAL:
      error.code = ErrorCode::InvalidArgument;
      break;
    case EMFILE:
    case ENFILE:
    case EIO:
    case EAGAIN:
      error.code = ErrorCode::Unavailable;
      break;
    default:
      break;
  }
  return error;
}

}  // namespace lakecode::files

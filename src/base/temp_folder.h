#pragma once
// A fresh folder for one test, removed with everything in it at the end. For tests only. Not thread-safe.
// It lies in memory (/dev/shm) when TMPDIR names no place, programs may run there and there is room: tests that sync
// after every record then wait for no disk, and TMPDIR=/var/tmp brings the disk back.

#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace lakecode {

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (parent() / "lakecode-test-XXXXXX").string();
    const char* made = ::mkdtemp(pattern.data());
    path_ = made == nullptr ? std::filesystem::path() : std::filesystem::path(made);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  static std::filesystem::path parent() {
    constexpr const char* kMemory = "/dev/shm";
    constexpr std::uint64_t kRoom = 256U << 20U;
    std::error_code ignored;
    auto usual = std::filesystem::temp_directory_path(ignored);
    if (usual != "/tmp" || ::access(kMemory, W_OK | X_OK) != 0) return usual;
    struct statvfs memory {};
    const bool fits = ::statvfs(kMemory, &memory) == 0 && (memory.f_flag & ST_NOEXEC) == 0 &&
                      std::uint64_t{memory.f_bavail} * memory.f_frsize >= kRoom;
    return fits ? std::filesystem::path(kMemory) : usual;
  }

  std::filesystem::path path_;
};

}  // namespace lakecode

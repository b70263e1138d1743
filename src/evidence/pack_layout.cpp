#include "evidence/pack_layout.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "base/files.h"
#include "base/time_format.h"

namespace lakecode::evidence {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostEntries = 100'000;
constexpr std::size_t kLongestWorkflow = 40;

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_workflow_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

void list_folder(const fs::path& folder, const std::string& prefix, Listing& listing, std::error_code& failure) {
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure)) {
    const std::string name = prefix + entry->path().filename().string();
    if (listing.files.size() + listing.problems.size() >= kMostEntries) {
      listing.problems.push_back({name, -1, "there are too many files to look at"});
      return;
    }
    struct stat status {};
    if (::lstat(entry->path().c_str(), &status) != 0) {
      listing.problems.push_back({name, -1, "it cannot be examined"});
    } else if (S_ISREG(status.st_mode) && status.st_nlink == 1) {
      listing.files[name] = static_cast<std::uint64_t>(status.st_size);
    } else if (S_ISREG(status.st_mode)) {
      listing.problems.push_back({name, -1, "it has a second name elsewhere (a hard link)"});
    } else if (S_ISDIR(status.st_mode) && prefix.empty() && name == kBlobsFolder) {
      list_folder(entry->path(), name + "/", listing, failure);
    } else {
      const bool link = S_ISLNK(status.st_mode);
      listing.problems.push_back({name, -1, link ? "it is a link; a pack holds none" : "a pack does not hold this"});
    }
  }
}

}  // namespace

std::string make_run_id(WallTime now, std::string_view workflow, RandomSource& random) {
  std::string name(workflow.substr(0, kLongestWorkflow));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !is_workflow_char(c); }, '_');
  if (name.empty()) name = "run";
  return format_compact(now) + "-" + name + "-" + random.hex(4);
}

bool is_run_id(std::string_view name) {
  constexpr std::string_view kShape = "00000000T000000Z-";
  constexpr std::size_t kTail = 9;
  if (name.size() < kShape.size() + 1 + kTail || name.size() > kShape.size() + kLongestWorkflow + kTail) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == '0' ? name[i] < '0' || name[i] > '9' : name[i] != kShape[i]) return false;
  }
  const auto workflow = name.substr(kShape.size(), name.size() - kShape.size() - kTail);
  return std::all_of(workflow.begin(), workflow.end(), is_workflow_char) && name[name.size() - kTail] == '-' &&
         is_hex(name.substr(name.size() - kTail + 1));
}

std::string blob_name(std::string_view sha256) {
  return std::string(kBlobsFolder) + "/" + std::string(sha256);
}

bool is_blob_name(std::string_view name) {
  return name.size() == kBlobsFolder.size() + 1 + 64 && name.substr(0, kBlobsFolder.size()) == kBlobsFolder &&
         name[kBlobsFolder.size()] == '/' && is_hex(name.substr(kBlobsFolder.size() + 1));
}

bool is_leftover(std::string_view name) {
  constexpr std::string_view kBegin = ".lakecode-";
  constexpr std::string_view kEnd = ".tmp";
  if (name.substr(0, kBlobsFolder.size() + 1) == "blobs/") name.remove_prefix(kBlobsFolder.size() + 1);
  return name.size() == kBegin.size() + 16 + kEnd.size() && name.substr(0, kBegin.size()) == kBegin &&
         name.substr(name.size() - kEnd.size()) == kEnd && is_hex(name.substr(kBegin.size(), 16));
}

fs::path tidy(const fs::path& folder) {
  std::error_code failure;
  fs::path absolute = fs::absolute(folder, failure).lexically_normal();
  return absolute.has_filename() ? absolute : absolute.parent_path();
}

Result<Listing> list_pack(const fs::path& folder) {
  Listing listing;
  std::error_code failure;
  const auto type = fs::symlink_status(folder, failure).type();
  if (type == fs::file_type::not_found) return files::error_from_errno(ENOENT, "read pack", folder);
  if (type != fs::file_type::directory) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "read pack",
                 .subject = folder.string(),
                 .reason = "it is not a folder"};
  }
  failure.clear();
  list_folder(folder, "", listing, failure);
  if (failure) return files::error_from_errno(failure.value(), "read pack", folder);
  return listing;
}

}  // namespace lakecode::evidence

// What stands in a project folder: only regular files are read, only inside the folder, and everything that was passed
// over is named, so that its appearance changes the digest as well.

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "base/crypto.h"
#include "base/files.h"
#include "config/trust.h"

namespace lakecode::config {
namespace {

namespace fs = std::filesystem;

/// Files at the root that steer us; `.lakecode/` is read whole.
constexpr std::array<std::string_view, 3> kRootFiles = {"AGENTS.md", "CLAUDE.md", "lakecode.yml"};

Error too_much(const fs::path& root, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "look through project folder",
               .subject = root.string(),
               .reason = std::move(reason),
               .advice = "remove what does not belong into .lakecode/"};
}

bool is_below(const fs::path& path, const fs::path& root) {
  const auto [root_end, path_at] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return root_end == root.end() && path_at != path.end();
}

class Scan {
 public:
  explicit Scan(FolderContent& into) : into_(into) {}

  /// One name below the root: a file, a folder to enter, or something to refuse.
  Result<void> take(const std::string& path, int depth) {
    std::error_code failure;
    const fs::path full = into_.root / path;
    const fs::file_status status = fs::symlink_status(full, failure);
    if (status.type() == fs::file_type::not_found) return {};
    if (status.type() == fs::file_type::symlink) return take_link(path, full);
    if (status.type() == fs::file_type::directory) return take_folder(path, depth);
    if (status.type() == fs::file_type::regular) return take_file(path, full);
    return refuse(path, "it is no regular file");
  }

 private:
  Result<void> refuse(const std::string& path, const std::string& why) {
    if (into_.refused.size() >= kMaxBehaviourFiles) return too_much(into_.root, "too many of its files cannot be used");
    into_.refused.push_back(path + ": " + why);
    return {};
  }

  Result<void> take_link(const std::string& path, const fs::path& full) {
    std::error_code failure;
    const fs::path target = fs::canonical(full, failure);
    if (failure) return refuse(path, "the link leads nowhere");
    if (!is_below(target, into_.root)) return refuse(path, "the link leaves the folder");
    if (!fs::is_regular_file(target, failure)) return refuse(path, "the link leads to no regular file");
    return take_file(path, target);
  }

  Result<void> take_folder(const std::string& path, int depth) {
    if (depth >= kMaxBehaviourDepth) {
      return too_much(into_.root, path + " is more than " + std::to_string(kMaxBehaviourDepth) + " folders deep");
    }
    const auto names = files::list(into_.root / path);
    if (!names) return refuse(path, names.error().reason);
    for (const std::string& name : *names) TRY_VOID(take(path + "/" + name, depth + 1));
    return {};
  }

  Result<void> take_file(const std::string& path, const fs::path& full) {
    if (into_.files.size() >= kMaxBehaviourFiles) {
      return too_much(into_.root, "there are more than " + std::to_string(kMaxBehaviourFiles) + " files");
    }
    auto content = files::read(full, kMaxBehaviourFileBytes);
    if (!content) return refuse(path, content.error().reason);
    BehaviourFile file{.path = path, .sha256 = crypto::sha256_hex(*content), .bytes = content->size(), .content = {}};
    content->resize(std::min(content->size(), kMaxKeptBytes));
    file.content = std::move(content).value();
    into_.files.push_back(std::move(file));
    return {};
  }

  FolderContent& into_;
};

/// Every part with its length before it, so that no two contents spell the same bytes.
std::string digest_of(const FolderContent& content) {
  std::string bytes;
  const auto add = [&bytes](std::string_view part) {
    bytes += std::to_string(part.size()) + ":";
    bytes += part;
  };
  add(content.root.native());
  add(std::to_string(content.owner));
  for (const BehaviourFile& file : content.files) {
    add(file.path);
    add(file.sha256);
  }
  for (const std::string& line : content.refused) add(line);
  return crypto::sha256_hex(bytes);
}

}  // namespace

const BehaviourFile* FolderContent::find(std::string_view path) const {
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const BehaviourFile& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

Result<FolderContent> scan_folder(const std::filesystem::path& root) {
  FolderContent content;
  std::error_code failure;
  content.root = fs::canonical(root, failure);
  struct stat status {};
  if (failure || ::stat(content.root.c_str(), &status) != 0) {
    return too_much(root, failure ? failure.message() : "it cannot be read");
  }
  content.owner = status.st_uid;
  Scan scan(content);
  TRY_VOID(scan.take(".lakecode", 0));
  for (const std::string_view name : kRootFiles) TRY_VOID(scan.take(std::string(name), 0));
  std::sort(content.files.begin(), content.files.end(),
            [](const BehaviourFile& a, const BehaviourFile& b) { return a.path < b.path; });
  content.digest = digest_of(content);
  return content;
}

}  // namespace lakecode::config

#include "local/program/snapshot.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "base/files.h"
#include "base/json.h"
#include "base/random.h"
#include "base/time_format.h"
#include "local/program/archive.h"
#include "local/program/data_folder.h"

namespace lakecode::local {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "lakecode.local_snapshot/1";
constexpr const char* kManifest = "manifest.json";
constexpr std::size_t kMostManifestBytes = 64U << 20U;

/// Removes a half-made file or folder unless it was kept.
class Draft {
 public:
  explicit Draft(fs::path path) : path_(std::move(path)) {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  void keep() { path_.clear(); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Every plain file below the workspace's own entries, by its name relative to the folder, sorted.
Result<std::vector<std::string>> files_of(const DataFolder& folder) {
  std::vector<std::string> names;
  TRY_ASSIGN(const std::vector<std::string> content, folder.content());
  for (const std::string& entry : content) {
    const fs::path path = folder.path() / entry;
    std::error_code failure;
    if (fs::is_regular_file(path, failure)) names.push_back(entry);
    if (!fs::is_directory(path, failure)) continue;
    for (fs::recursive_directory_iterator each(path, failure), end; !failure && each != end; each.increment(failure)) {
      if (each->is_regular_file()) names.push_back(fs::relative(each->path(), folder.path()).generic_string());
    }
    if (failure) return files::error_from_errno(failure.value(), "read", path);
  }
  std::sort(names.begin(), names.end());
  return names;
}

JsonObject manifest_of(const std::vector<ArchivedFile>& archived, WallTime now) {
  JsonArray list;
  for (const ArchivedFile& file : archived) {
    list.push_back(JsonObject{{"name", file.name}, {"size", file.size}, {"sha256", file.sha256}});
  }
  return {{"format", kFormat}, {"created_at", format_rfc3339(now)}, {"files", std::move(list)}};
}

Error no_snapshot(const fs::path& file, std::string reason) {
  return {.code = ErrorCode::CorruptData,
          .action = "restore snapshot",
          .subject = file.string(),
          .reason = std::move(reason),
          .advice = "take it again with `lakecode local snapshot`; the workspace was left as it is"};
}

Result<void> check_manifest(const fs::path& file, const JsonValue& manifest,
                            const std::vector<ArchivedFile>& archived) {
  if (json::string_at(manifest, "format") != kFormat) return no_snapshot(file, "it is of another format");
  const JsonArray& listed = json::array_at(manifest, "files");
  if (listed.size() != archived.size()) return no_snapshot(file, "files are missing or were added");
  for (std::size_t i = 0; i < archived.size(); ++i) {
    const bool same = json::string_at(listed[i], "name") == archived[i].name &&
                      json::string_at(listed[i], "sha256") == archived[i].sha256;
    if (!same) return no_snapshot(file, "'" + archived[i].name + "' is not what the manifest says");
  }
  return {};
}

/// Everything in `file` into `folder`, checked against its manifest.
Result<void> unpack(const fs::path& file, const fs::path& folder) {
  TRY_ASSIGN(ArchiveReader reader, ArchiveReader::open(file));
  std::vector<ArchivedFile> archived;
  for (;;) {
    TRY_ASSIGN(const std::optional<std::string> name, reader.next());
    if (!name) return no_snapshot(file, "it has no manifest: cut off, or no snapshot");
    if (*name == kManifest) break;
    const fs::path target = folder / *name;
    TRY_VOID(files::make_private_folder(target.parent_path()));
    TRY_ASSIGN(ArchivedFile extracted, reader.extract(target));
    archived.push_back(std::move(extracted));
  }
  TRY_ASSIGN(const std::string text, reader.read_text(kMostManifestBytes));
  TRY_ASSIGN(const JsonValue manifest, json::parse(text, kManifest));
  return check_manifest(file, manifest, archived);
}

Result<void> move_all(const fs::path& from, const fs::path& to) {
  TRY_ASSIGN(const std::vector<std::string> names, files::list(from));
  for (const std::string& name : names) {
    std::error_code failure;
    fs::rename(from / name, to / name, failure);
    if (failure) return files::error_from_errno(failure.value(), "restore", to / name);
  }
  return {};
}

void tell(const Options& options, std::string_view what) {
  if (options.json) {
    fmt::print("{}\n",
               json::serialize(JsonObject{{"snapshot", options.file.string()}, {"data", options.data.string()}}));
  } else {
    fmt::print("{} {}\n", options.file.string(), what);
  }
}

}  // namespace

Result<void> take_snapshot(const Options& options) {
  TRY_ASSIGN(const DataFolder folder, DataFolder::open(options.data));
  TRY_ASSIGN(const std::vector<std::string> names, files_of(folder));
  if (names.empty()) {
    return Error{.code = ErrorCode::FailedPrecondition,
                 .action = "take snapshot",
                 .subject = options.data.string(),
                 .reason = "there is no workspace in this folder",
                 .advice = "start one with `lakecode local serve`"};
  }
  TRY_ASSIGN(ArchiveWriter writer, ArchiveWriter::create(options.file));
  Draft draft(options.file);
  std::vector<ArchivedFile> archived;
  for (const std::string& name : names) {
    TRY_ASSIGN(ArchivedFile added, writer.add_file(folder.path() / name, name));
    archived.push_back(std::move(added));
  }
  const SystemClock clock;
  TRY_VOID(writer.add_text(kManifest, json::serialize(manifest_of(archived, clock.now()))));
  TRY_VOID(writer.finish());
  draft.keep();
  tell(options, "holds the workspace of " + options.data.string());
  return {};
}

Result<void> restore_snapshot(const Options& options) {
  TRY_ASSIGN(DataFolder folder, DataFolder::open(options.data));
  SystemRandom random;
  const Draft draft(folder.path() / (".restore-" + random.hex(8)));
  TRY_VOID(files::make_private_folder(draft.path()));
  TRY_VOID(unpack(options.file, draft.path()));
  TRY_VOID(folder.clear());
  TRY_VOID(move_all(draft.path(), folder.path()));
  tell(options, "is now the workspace in " + options.data.string());
  return {};
}

}  // namespace lakecode::local

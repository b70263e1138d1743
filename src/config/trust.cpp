// The store: {"version":1,"folders":{ROOT:{"owner","digest","files":{PATH:{"sha256","text"?}},"refused":[…]}}}.

#include "config/trust.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/json.h"
#include "base/utf8.h"
#include "config/file_errors.h"
#include "config/trust_changes.h"

namespace lakecode::config {
namespace {

constexpr std::size_t kMaxStoreBytes = 64U << 20U;
constexpr std::size_t kMaxTextBytes = 64U << 10U;  ///< longer files are known by digest alone
constexpr std::int64_t kVersion = 1;

Error bad_store(const std::filesystem::path& path, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "read trusted folders",
               .subject = path.string(),
               .reason = std::move(reason),
               .advice = "remove it; lakecode will ask about each folder again"};
}

/// A store that somebody else could have written is no record of what this person trusts.
Result<void> check_ownership(const std::filesystem::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return {};  // reading it tells why
  if (S_ISLNK(status.st_mode)) return bad_store(path, "it is a link");
  if (status.st_uid != ::geteuid()) return bad_store(path, "it belongs to another user");
  if ((status.st_mode & 022U) != 0) return bad_store(path, "others may write to it");
  return {};
}

/// The whole store; an absent file is an empty one.
Result<JsonObject> load_store(const std::filesystem::path& path) {
  JsonObject empty{{"version", kVersion}, {"folders", JsonObject()}};
  TRY_VOID(check_ownership(path));
  auto text = files::read(path, kMaxStoreBytes);
  if (!text && text.error().code == ErrorCode::NotFound) return empty;
  if (!text) return as_configuration_error(std::move(text).error());
  auto document = json::parse(*text, path.string());
  if (!document) return bad_store(path, document.error().reason);
  if (!document->is_object() || json::find(*document, "folders") == nullptr) return bad_store(path, "it is no store");
  if (json::int_at(*document, "version") != kVersion) return bad_store(path, "it was written by another version");
  return std::move(document->get_object());
}

TrustedFolder read_folder(const JsonValue& entry) {
  TrustedFolder folder;
  folder.owner = static_cast<std::uint64_t>(json::int_at(entry, "owner").value_or(-1));
  folder.digest = json::string_at(entry, "digest");
  for (const auto& member : json::object_at(entry, "files")) {
    TrustedFile file{.sha256 = json::string_at(member.value(), "sha256"),
                     .text = json::optional_string_at(member.value(), "text")};
    folder.files.emplace(std::string(member.key()), std::move(file));
  }
  for (const JsonValue& line : json::array_at(entry, "refused")) {
    folder.refused.push_back(json::as_string(line).value_or(""));
  }
  return folder;
}

JsonObject render_folder(const FolderContent& content) {
  JsonObject files;
  for (const BehaviourFile& file : content.files) {
    JsonObject entry{{"sha256", file.sha256}};
    if (file.bytes <= kMaxTextBytes && utf8::is_valid(file.content)) entry["text"] = file.content;
    files[file.path] = std::move(entry);
  }
  JsonArray refused;
  for (const std::string& line : content.refused) refused.emplace_back(utf8::sanitize(line));
  return JsonObject{{"owner", static_cast<std::int64_t>(content.owner)},
                    {"digest", content.digest},
                    {"files", std::move(files)},
                    {"refused", std::move(refused)}};
}

/// Loads, changes and stores under the lock, so that two answers at once are both kept.
template <typename Change>
Result<void> change_store(const std::filesystem::path& path, const Change& change) {
  TRY_VOID(files::make_private_folder(path.parent_path()));
  TRY_ASSIGN(const files::FileLock lock, files::FileLock::acquire(path.parent_path() / "trust.lock"));
  TRY_ASSIGN(JsonObject store, load_store(path));
  if (!store["folders"].is_object()) return bad_store(path, "it is no store");
  change(store["folders"].get_object());
  return files::write_atomic(path, json::serialize_pretty(JsonValue(std::move(store))) + "\n", files::Mode::Private);
}

}  // namespace

std::string_view name_of(TrustState state) {
  switch (state) {
    case TrustState::NoProject:
      return "no project";
    case TrustState::Untrusted:
      return "not trusted";
    case TrustState::Changed:
      return "changed since it was trusted";
    case TrustState::Trusted:
      break;
  }
  return "trusted";
}

TrustStore::TrustStore(const std::filesystem::path& lakecode_home) : path_(lakecode_home / "trust.json") {}

Result<TrustStatus> TrustStore::check(const FolderContent& content) const {
  TRY_ASSIGN(const JsonObject store, load_store(path_));
  const JsonValue* folders = store.if_contains("folders");
  const JsonValue* entry = folders == nullptr ? nullptr : json::find(*folders, content.root.string());
  if (entry == nullptr) return TrustStatus{TrustState::Untrusted, {}};
  const TrustedFolder before = read_folder(*entry);
  if (before.digest == content.digest) return TrustStatus{TrustState::Trusted, {}};
  return TrustStatus{TrustState::Changed, describe_changes(before, content)};
}

Result<void> TrustStore::grant(const FolderContent& content) const {
  return change_store(path_, [&](JsonObject& folders) { folders[content.root.string()] = render_folder(content); });
}

Result<void> TrustStore::revoke(const std::filesystem::path& root) const {
  if (!files::exists(path_)) return {};
  return change_store(path_, [&](JsonObject& folders) { folders.erase(root.string()); });
}

}  // namespace lakecode::config

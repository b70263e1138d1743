// The Files API on volumes (API reference 3.9): files and directories under /Volumes/catalog/schema/volume. The bytes
// are in the folder files/volumes, in the same tree, where statements read them too.

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/file_tree.h"
#include "local/routes/groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kUsualPage = 1000;
constexpr std::string_view kDirectories = "/api/2.*/fs/directories/{*}";
constexpr std::string_view kFiles = "/api/2.*/fs/files/{*}";

struct Place {
  FileTree tree;
  std::string path;    ///< inside the tree: catalog/schema/volume/...
  std::string volume;  ///< the volume's own folder
  [[nodiscard]] bool is_volume_itself() const { return path == volume; }
};

Error missing(std::string_view what) {
  return refusal(ErrorCode::NotFound, "NOT_FOUND", fmt::format("The {} being accessed is not found.", what));
}

Error conflict(std::string_view what) {
  return refusal(ErrorCode::AlreadyExists, "ALREADY_EXISTS", fmt::format("The {} being created already exists.", what));
}

Result<Place> place_of(const Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string given, FileTree::clean(call.captures[0]));
  const std::vector<std::string_view> parts = text::split(given, '/');
  if (parts.front() != "Volumes") {
    return refusal(ErrorCode::InvalidArgument,
                   fmt::format("Invalid path '/{}': only /Volumes/<catalog>/<schema>/<volume> is served", given));
  }
  if (parts.size() < 4)
    return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid path '/{}': it names no volume", given));
  const std::string name = text::to_lower(fmt::format("{}.{}.{}", parts[1], parts[2], parts[3]));
  if (workspace.store.find("volume", name) == nullptr)
    return refusal(ErrorCode::NotFound, "NOT_FOUND", fmt::format("Volume '{}' does not exist.", name));
  Place place{FileTree(workspace.files / "volumes"), "", text::replace_all(name, ".", "/")};
  place.path = place.volume;
  for (std::size_t i = 4; i < parts.size(); ++i) place.path.append("/").append(parts[i]);
  return place;
}

net::ServerResponse no_content() {
  net::ServerResponse response;
  response.status = 204;
  return response;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(std::int64_t ms) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[utc.tm_wday], utc.tm_mday, kMonths[utc.tm_mon],
                     utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

Result<net::ServerResponse> put_file(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(Place place, place_of(workspace, call));
  if (place.is_volume_itself()) return conflict("directory");
  const auto known = place.tree.find(place.path);
  if (known && known->is_folder) return conflict("directory");
  if (known && !call.flag_query("overwrite")) return conflict("file");
  if (place.tree.is_below_file(place.path))
    return refusal(ErrorCode::InvalidArgument, "A part of the path is a file, not a directory.");
  TRY_VOID(place.tree.write(place.path, call.request.body));
  return no_content();
}

struct Range {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

/// One range of "bytes=a-b", "bytes=a-" or "bytes=-n"; nullopt when it lies outside or is none.
std::optional<Range> parse_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return std::nullopt;
  header.remove_prefix(kUnit.size());
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto from = text::parse_int(header.substr(0, dash));
  const auto to = text::parse_int(header.substr(dash + 1));
  if (!from && !to) return std::nullopt;
  if (!from) {
    const std::uint64_t count = std::min<std::uint64_t>(static_cast<std::uint64_t>(std::max(*to, 0LL)), size);
    if (count == 0) return std::nullopt;
    return Range{size - count, count};
  }
  const auto first = static_cast<std::uint64_t>(*from);
  if (*from < 0 || first >= size || (to && *to < *from)) return std::nullopt;
  const std::uint64_t last = to ? std::min<std::uint64_t>(static_cast<std::uint64_t>(*to), size - 1) : size - 1;
  return Range{first, last - first + 1};
}

net::ServerResponse file_headers(const FileEntry& entry) {
  net::ServerResponse response;
  response.headers.add("Content-Type", "application/octet-stream");
  response.headers.add("Last-Modified", http_date(entry.modified_ms));
  response.headers.add("Accept-Ranges", "bytes");
  return response;
}

/// Whether the file is newer than the header's second; a date that cannot be read forbids nothing.
bool is_changed_since(const FileEntry& entry, const std::string& header) {
  std::tm utc{};
  const char* end = ::strptime(header.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
  return end != nullptr && entry.modified_ms / 1000 > ::timegm(&utc);
}

/// HEAD too: the server sends the headers of the same answer.
Result<net::ServerResponse> get_file(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Place place, place_of(workspace, call));
  const auto entry = place.tree.find(place.path);
  if (!entry || entry->is_folder) return missing("file");
  if (const auto since = call.request.headers.find("If-Unmodified-Since"); since && is_changed_since(*entry, *since))
    return error_answer(412, "PRECONDITION_FAILED", "The file was changed since the time of If-Unmodified-Since.");
  net::ServerResponse response = file_headers(*entry);
  const auto size = static_cast<std::uint64_t>(entry->size);
  Range range{0, size};
  if (const auto header = call.request.headers.find("Range"); header && call.request.method == "GET") {
    const auto asked = parse_range(*header, size);
    if (!asked) {
      response = error_answer(416, "INVALID_PARAMETER_VALUE", "The requested range is not satisfiable.");
      response.headers.add("Content-Range", fmt::format("bytes */{}", size));
      return response;
    }
    range = *asked;
    response.status = 206;
    response.headers.add("Content-Range",
                         fmt::format("bytes {}-{}/{}", range.first, range.first + range.length - 1, size));
  }
  TRY_ASSIGN(response.body, place.tree.read(place.path, range.first, range.length));
  return response;
}

Result<net::ServerResponse> delete_file(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(Place place, place_of(workspace, call));
  const auto entry = place.tree.find(place.path);
  if (!entry || entry->is_folder) return missing("file");
  TRY_VOID(place.tree.remove(place.path));
  return no_content();
}

Result<net::ServerResponse> make_directory(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(Place place, place_of(workspace, call));
  const auto entry = place.tree.find(place.path);
  if ((entry && !entry->is_folder) || place.tree.is_below_file(place.path)) return conflict("file");
  TRY_VOID(place.tree.make_folders(place.path));
  return no_content();
}

bool has_directory(const Place& place) {
  const auto entry = place.tree.find(place.path);
  return place.is_volume_itself() || (entry && entry->is_folder);
}

Result<net::ServerResponse> head_directory(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Place place, place_of(workspace, call));
  if (!has_directory(place)) return missing("directory");
  return net::ServerResponse();
}

Result<net::ServerResponse> delete_directory(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(Place place, place_of(workspace, call));
  if (place.is_volume_itself())
    return refusal(ErrorCode::InvalidArgument, "The root of a volume cannot be deleted; delete the volume.");
  if (!has_directory(place)) return missing("directory");
  if (!place.tree.is_empty_folder(place.path)) {
    net::ServerResponse response =
        json_answer(JsonObject{{"error_code", "INVALID_PARAMETER_VALUE"},
                               {"message", "The directory being accessed is not empty."},
                               {"details", JsonArray{JsonObject{{"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                                                                {"reason", "FILES_API_DIRECTORY_IS_NOT_EMPTY"},
                                                                {"domain", "filesystem.databricks.com"}}}}});
    response.status = 400;
    return response;
  }
  TRY_VOID(place.tree.remove(place.path));
  return no_content();
}

JsonObject directory_entry(const FileEntry& entry, const std::string& folder) {
  JsonObject shown{{"path", fmt::format("{}/{}", folder, entry.name)}, {"is_directory", entry.is_folder}};
  if (!entry.is_folder) shown["file_size"] = entry.size;
  shown["last_modified"] = entry.modified_ms;
  shown["name"] = entry.name;
  return shown;
}

Result<net::ServerResponse> list_directory(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const Place place, place_of(workspace, call));
  TRY_ASSIGN(const auto size, call.int_query("page_size"));
  const std::string token = call.text_query("page_token");
  const auto after = crypto::base64url_decode(token);
  if (!after) return refusal(ErrorCode::InvalidArgument, "Invalid page_token: start again without it");
  if (!has_directory(place)) return missing("directory");
  std::vector<FileEntry> entries;
  if (place.tree.find(place.path)) {
    TRY_ASSIGN(entries, place.tree.list(place.path));
  }
  const std::int64_t limit = std::clamp<std::int64_t>(size.value_or(0) == 0 ? kUsualPage : *size, 1, kUsualPage);
  JsonArray contents;
  std::string next;
  for (const FileEntry& entry : entries) {
    if (!token.empty() && entry.name <= *after) continue;
    if (static_cast<std::int64_t>(contents.size()) == limit) {
      next = crypto::base64url_encode(json::string_at(contents.back(), "name"));
      break;
    }
    contents.push_back(directory_entry(entry, "/Volumes/" + place.path));
  }
  JsonObject answer;
  if (!contents.empty()) answer["contents"] = std::move(contents);
  if (!next.empty()) answer["next_page_token"] = next;
  return json_answer(answer);
}

}  // namespace

std::vector<Route> volume_files_routes() {
  return {{"PUT", kFiles, answered<put_file>},
          {"GET", kFiles, answered<get_file>},
          {"HEAD", kFiles, answered<get_file>},
          {"DELETE", kFiles, answered<delete_file>},
          {"PUT", kDirectories, answered<make_directory>},
          {"GET", kDirectories, answered<list_directory>},
          {"HEAD", kDirectories, answered<head_directory>},
          {"DELETE", kDirectories, answered<delete_directory>}};
}

}  // namespace lakecode::local

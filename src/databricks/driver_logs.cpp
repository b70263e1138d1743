#include "databricks/driver_logs.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

constexpr std::int64_t kMostBytes = 1'000'000;  // what one dbfs/read gives
// Spark's own log tells the most, then what the process wrote.
constexpr std::array<std::string_view, 3> kFiles = {"log4j-active.log", "stderr", "stdout"};

/// A place files are read from: DBFS in JSON and base64, or a volume as bytes.
struct Folder {
  std::string path;
  bool is_volume = false;
};

Result<Folder> folder_of(const std::string& destination, const ClusterId& cluster) {
  std::string path = destination.starts_with("dbfs:") ? destination.substr(5) : destination;
  while (path.ends_with('/')) path.pop_back();
  if (!path.starts_with('/') || path.find("/../") != std::string::npos) {
    return Error{.code = ErrorCode::Unsupported,
                 .action = "read driver log",
                 .subject = destination,
                 .reason = "it is delivered outside of the workspace",
                 .advice = "look there, or have the logs delivered to a volume"};
  }
  return Folder{path + "/" + to_string(cluster) + "/driver", path.starts_with("/Volumes/")};
}

std::string encoded(const std::string& path) {
  std::string out;
  for (const std::string_view part : text::split(path, '/')) {
    if (!part.empty()) out += "/" + net::encode_component(std::string(part));
  }
  return out;
}

Naming naming(const std::string& path) {
  return {.action = "read driver log", .subject = path};
}

struct Listed {
  std::string name;
  std::int64_t size = 0;
};

Result<std::vector<Listed>> list_folder(Wire& wire, const Folder& folder, const CallContext& ctx) {
  const Call call{.naming = naming(folder.path),
                  .path = folder.is_volume ? "/api/2.0/fs/directories" + encoded(folder.path) : "/api/2.0/dbfs/list",
                  .query = folder.is_volume ? net::QueryParameters{} : net::QueryParameters{{"path", folder.path}},
                  .body = ""};
  std::vector<Listed> files;
  TRY_VOID(wire.fetch_pages(
      call,
      [&](const JsonValue& page) {
        for (const JsonValue& each : json::array_at(page, folder.is_volume ? "contents" : "files")) {
          const std::string path = json::string_at(each, "path");
          files.push_back({path.substr(path.rfind('/') + 1), json::int_at(each, "file_size").value_or(0)});
        }
        return true;
      },
      ctx));
  return files;
}

/// Bytes [from, to) of a file.
struct Part {
  std::string path;
  std::int64_t from = 0;
  std::int64_t to = 0;
};

Result<std::string> read_part(Wire& wire, const Part& part, bool is_volume, const CallContext& ctx) {
  if (is_volume) {
    const Call call{
        .naming = naming(part.path), .path = "/api/2.0/fs/files" + encoded(part.path), .query = {}, .body = ""};
    const net::Headers range{{"Range", "bytes=" + std::to_string(part.from) + "-" + std::to_string(part.to - 1)}};
    return wire.fetch_bytes(call, range, ctx);
  }
  const Call call{.naming = naming(part.path),
                  .path = "/api/2.0/dbfs/read",
                  .query = {{"path", part.path},
                            {"offset", std::to_string(part.from)},
                            {"length", std::to_string(part.to - part.from)}},
                  .body = ""};
  TRY_ASSIGN(const Answer answer, wire.fetch(call, ctx));
  return crypto::base64_decode(json::string_at(*answer.body, "data"));
}

/// What was cut off in front is no whole line.
std::string from_line_begin(const std::string& text, bool is_cut) {
  const auto end = is_cut ? text.find('\n') : std::string::npos;
  return end == std::string::npos ? text : text.substr(end + 1);
}

}  // namespace

std::string log_destination(const JsonValue& cluster) {
  for (const std::string_view kind : {"dbfs", "volumes", "s3"}) {
    std::string destination = json::string_at_path(cluster, {"cluster_log_conf", kind, "destination"});
    if (!destination.empty()) return destination;
  }
  return {};
}

Result<std::vector<LogTail>> fetch_driver_logs(Client& client, const std::string& destination, const ClusterId& cluster,
                                               std::int64_t bytes, const CallContext& ctx) {
  TRY_ASSIGN(const Folder folder, folder_of(destination, cluster));
  Wire wire(client);
  TRY_ASSIGN(const std::vector<Listed> files, list_folder(wire, folder, ctx));
  const std::int64_t most = std::clamp<std::int64_t>(bytes, 1, kMostBytes);
  std::vector<LogTail> tails;
  for (const std::string_view name : kFiles) {
    const auto file = std::find_if(files.begin(), files.end(), [&](const Listed& f) { return f.name == name; });
    if (file == files.end() || file->size <= 0) continue;
    const std::string path = folder.path + "/" + file->name;
    const std::int64_t from = std::max<std::int64_t>(0, file->size - most);
    TRY_ASSIGN(std::string text, read_part(wire, {path, from, file->size}, folder.is_volume, ctx));
    // A server that knows no ranges sends it all.
    if (text.size() > static_cast<std::size_t>(most)) text.erase(0, text.size() - static_cast<std::size_t>(most));
    tails.push_back({path, from_line_begin(text, from > 0), file->size});
  }
  if (!tails.empty()) return tails;
  return Error{.code = ErrorCode::NotFound,
               .action = "read driver log",
               .subject = folder.path,
               .reason = "nothing was delivered",
               .advice = "files come every five minutes; a cluster that ended sooner may leave none"};
}

}  // namespace lakecode::databricks

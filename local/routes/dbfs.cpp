// DBFS (API reference 3.9). The bytes are in the folder files/dbfs; a file that is being written by blocks is in
// files/dbfs-open under its handle until it is closed. Stored: dbfs_handle (id the handle): {path, overwrite}.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/file_tree.h"
#include "local/routes/groups.h"
#include "local/routes/multipart.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::int64_t kMostBlock = 1 << 20;
constexpr std::int64_t kUsualRead = 1 << 19;

FileTree tree_of(const Workspace& workspace) {
  return FileTree(workspace.files / "dbfs");
}
FileTree open_files(const Workspace& workspace) {
  return FileTree(workspace.files / "dbfs-open");
}

Result<std::string> dbfs_path(std::string_view given) {
  constexpr std::string_view kScheme = "dbfs:";
  if (given.starts_with(kScheme)) given.remove_prefix(kScheme.size());
  if (given.empty()) return refusal(ErrorCode::InvalidArgument, "Missing required field: path");
  if (!given.starts_with('/'))
    return refusal(ErrorCode::InvalidArgument, fmt::format("Path must be absolute: {}", given));
  return FileTree::clean(given);
}

Error missing(const std::string& path) {
  return refusal(ErrorCode::NotFound, fmt::format("No file or directory exists on path /{}.", path));
}

Error exists_already(const std::string& path) {
  Error error = refusal(ErrorCode::AlreadyExists,
                        fmt::format("A file or directory already exists at the input path dbfs:/{}.", path));
  error.http_status = 400;
  return error;
}

JsonObject file_info(const std::string& path, const FileEntry& entry) {
  return {{"path", "/" + path},
          {"is_dir", entry.is_folder},
          {"file_size", entry.size},
          {"modification_time", entry.modified_ms}};
}

Result<net::ServerResponse> show_status(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string path, dbfs_path(call.text_query("path")));
  const auto entry = tree_of(workspace).find(path);
  if (!entry) return missing(path);
  return json_answer(file_info(path, *entry));
}

Result<net::ServerResponse> list_folder(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string path, dbfs_path(call.text_query("path")));
  const FileTree tree = tree_of(workspace);
  const auto entry = tree.find(path);
  if (!entry) return missing(path);
  JsonArray infos;
  if (!entry->is_folder) {
    infos.push_back(file_info(path, *entry));
  } else {
    TRY_ASSIGN(const std::vector<FileEntry> entries, tree.list(path));
    for (const FileEntry& child : entries)
      infos.push_back(file_info(path.empty() ? child.name : path + "/" + child.name, child));
  }
  JsonObject answer;
  if (!infos.empty()) answer["files"] = std::move(infos);
  return json_answer(answer);
}

Result<net::ServerResponse> read_part(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string path, dbfs_path(call.text_query("path")));
  TRY_ASSIGN(const auto offset, call.int_query("offset"));
  TRY_ASSIGN(const auto length, call.int_query("length"));
  if (offset.value_or(0) < 0 || length.value_or(0) < 0)
    return refusal(ErrorCode::InvalidArgument, "offset and length must not be negative");
  if (length.value_or(0) > kMostBlock) {
    return refusal(ErrorCode::InvalidArgument, "MAX_READ_SIZE_EXCEEDED",
                   fmt::format("The read length {} exceeds the maximum of {} bytes", *length, kMostBlock));
  }
  const FileTree tree = tree_of(workspace);
  const auto entry = tree.find(path);
  if (!entry) return missing(path);
  if (entry->is_folder) return refusal(ErrorCode::InvalidArgument, fmt::format("Cannot read the directory /{}", path));
  TRY_ASSIGN(const std::string bytes, tree.read(path, static_cast<std::uint64_t>(offset.value_or(0)),
                                                static_cast<std::uint64_t>(length.value_or(kUsualRead))));
  return json_answer(JsonObject{{"bytes_read", bytes.size()}, {"data", crypto::base64_encode(bytes)}});
}

Result<std::string> block_of(const JsonValue& body, std::string_view name) {
  TRY_ASSIGN(const std::string text, text_member(body, name));
  auto bytes = crypto::base64_decode(text);
  if (!bytes)
    return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid value for field '{}': it is not base64", name));
  if (static_cast<std::int64_t>(bytes->size()) > kMostBlock) {
    return refusal(ErrorCode::InvalidArgument, "MAX_BLOCK_SIZE_EXCEEDED",
                   fmt::format("The block of {} bytes exceeds the maximum of {}", bytes->size(), kMostBlock));
  }
  return std::move(*bytes);
}

/// Refuses a path that cannot be written.
Result<void> check_target(const FileTree& tree, const std::string& path, bool overwrite) {
  if (path.empty()) return exists_already(path);
  const auto known = tree.find(path);
  if (known && (known->is_folder || !overwrite)) return exists_already(path);
  if (tree.is_below_file(path)) return refusal(ErrorCode::InvalidArgument, "A part of the path is a file");
  return {};
}

/// Takes the bytes out of a form: clients name their part contents or file.
Result<std::string> file_in(std::map<std::string, FormPart>& parts) {
  for (const std::string_view name : {"contents", "file"}) {
    const auto part = parts.find(std::string(name));
    if (part != parts.end()) return std::move(part->second.content);
  }
  return refusal(ErrorCode::InvalidArgument, "Missing required field: contents");
}

Result<net::ServerResponse> put_file(Workspace& workspace, const Call& call) {
  std::string given;
  std::string bytes;
  bool overwrite = false;
  const std::string type = call.request.headers.find("Content-Type").value_or("");
  if (is_multipart(type)) {
    TRY_ASSIGN(auto parts, parse_multipart(type, call.request.body));
    given = parts["path"].content;
    TRY_ASSIGN(bytes, file_in(parts));
    overwrite = text::equals_ignore_case(parts["overwrite"].content, "true");
  } else {
    TRY_ASSIGN(const JsonBox body, call.body());
    TRY_ASSIGN(given, text_member(*body, "path"));
    TRY_ASSIGN(bytes, block_of(*body, "contents"));
    TRY_ASSIGN(overwrite, flag_member(*body, "overwrite"));
  }
  TRY_ASSIGN(const std::string path, dbfs_path(given));
  FileTree tree = tree_of(workspace);
  TRY_VOID(check_target(tree, path, overwrite));
  TRY_VOID(tree.write(path, bytes));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> create_file(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string given, text_member(*body, "path"));
  TRY_ASSIGN(const bool overwrite, flag_member(*body, "overwrite"));
  TRY_ASSIGN(const std::string path, dbfs_path(given));
  TRY_VOID(check_target(tree_of(workspace), path, overwrite));
  const std::int64_t handle = new_number(workspace, "dbfs_handle");
  TRY_VOID(open_files(workspace).write(std::to_string(handle), ""));
  TRY_VOID(put_body(workspace, "dbfs_handle", std::to_string(handle), {{"path", path}, {"overwrite", overwrite}}));
  return json_answer(JsonObject{{"handle", handle}});
}

Result<std::string> open_handle(const Workspace& workspace, const JsonValue& body) {
  TRY_ASSIGN(const auto handle, int_member(body, "handle"));
  if (!handle) return refusal(ErrorCode::InvalidArgument, "Missing required field: handle");
  if (workspace.store.find("dbfs_handle", std::to_string(*handle)) == nullptr)
    return refusal(ErrorCode::NotFound, fmt::format("No open stream with handle {}", *handle));
  return std::to_string(*handle);
}

Result<net::ServerResponse> add_block(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string handle, open_handle(workspace, *body));
  TRY_ASSIGN(const std::string bytes, block_of(*body, "data"));
  TRY_VOID(open_files(workspace).append(handle, bytes));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> close_file(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string handle, open_handle(workspace, *body));
  const auto stored = find_body(workspace.store, "dbfs_handle", handle);
  const std::string path = json::string_at(*stored, "path");
  TRY_VOID(check_target(tree_of(workspace), path, json::bool_at(*stored, "overwrite").value_or(false)));
  FileTree both(workspace.files);
  TRY_VOID(both.move("dbfs-open/" + handle, "dbfs/" + path));
  TRY_VOID(erase_body(workspace, "dbfs_handle", handle));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> make_folder(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string given, text_member(*body, "path"));
  TRY_ASSIGN(const std::string path, dbfs_path(given));
  FileTree tree = tree_of(workspace);
  const auto known = tree.find(path);
  if ((known && !known->is_folder) || tree.is_below_file(path)) return exists_already(path);
  TRY_VOID(tree.make_folders(path));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> move_file(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string source, text_member(*body, "source_path"));
  TRY_ASSIGN(const std::string target, text_member(*body, "destination_path"));
  TRY_ASSIGN(const std::string from, dbfs_path(source));
  TRY_ASSIGN(const std::string to, dbfs_path(target));
  FileTree tree = tree_of(workspace);
  if (!tree.find(from)) return missing(from);
  if (tree.find(to)) return exists_already(to);
  if (tree.is_below_file(to) || (to + "/").starts_with(from + "/"))
    return refusal(ErrorCode::InvalidArgument, fmt::format("Cannot move /{} to /{}", from, to));
  TRY_VOID(tree.move(from, to));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_file(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string given, text_member(*body, "path"));
  TRY_ASSIGN(const bool recursive, flag_member(*body, "recursive"));
  TRY_ASSIGN(const std::string path, dbfs_path(given));
  FileTree tree = tree_of(workspace);
  const auto known = tree.find(path);
  if (!known) return missing(path);
  if (path.empty()) return refusal(ErrorCode::InvalidArgument, "The root cannot be deleted");
  if (known->is_folder && !recursive && !tree.is_empty_folder(path))
    return refusal(ErrorCode::InvalidArgument, "IO_ERROR", fmt::format("The directory /{} is not empty", path));
  TRY_VOID(tree.remove(path));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> dbfs_routes() {
  return {{"GET", "/api/2.*/dbfs/get-status", answered<show_status>},
          {"GET", "/api/2.*/dbfs/list", answered<list_folder>},
          {"GET", "/api/2.*/dbfs/read", answered<read_part>},
          {"POST", "/api/2.*/dbfs/put", answered<put_file>},
          {"POST", "/api/2.*/dbfs/create", answered<create_file>},
          {"POST", "/api/2.*/dbfs/add-block", answered<add_block>},
          {"POST", "/api/2.*/dbfs/close", answered<close_file>},
          {"POST", "/api/2.*/dbfs/mkdirs", answered<make_folder>},
          {"POST", "/api/2.*/dbfs/move", answered<move_file>},
          {"POST", "/api/2.*/dbfs/delete", answered<delete_file>}};
}

}  // namespace lakecode::local

// Workspace objects (API reference 3.8): import and export, folders, status; and the raw file routes the CLI uses.

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/multipart.h"
#include "local/routes/records.h"
#include "local/routes/workspace_access.h"
#include "local/routes/workspace_import.h"
#include "local/routes/workspace_tree.h"
#include "local/routes/zip_archive.h"

namespace lakecode::local {
namespace {

constexpr std::size_t kMostExport = 10U << 20U;
constexpr std::size_t kMostFile = 500U << 20U;  ///< of the raw route, which carries libraries too

Result<JsonObject> node_at(const Workspace& workspace, const std::string& path) {
  auto node = find_node(workspace, path);
  if (!node) return missing_node(path);
  return std::move(*node);
}

Result<net::ServerResponse> show_status(Workspace& workspace, const Call& call) {
  const std::string given = call.text_query("path");
  TRY_ASSIGN(const std::string path, workspace_path(given));
  TRY_VOID(NodeAccess(workspace, call.identity).check(path, NodeRight::Read));
  const auto found = find_node(workspace, path);
  if (!found) return missing_node(given);
  const JsonObject& node = *found;
  JsonObject answer = public_part(node);
  // A path asked for in its long form is answered in it.
  if (given.starts_with("/Workspace/")) answer["path"] = "/Workspace" + path;
  if (call.flag_query("return_export_info") && json::string_at(node, "object_type") == "NOTEBOOK")
    answer["repos_export_format"] = node.contains("lakecode_jupyter") ? "JUPYTER" : "SOURCE";
  if (call.flag_query("return_git_info")) {
    for (std::string at = path; at != "/"; at = parent_path(at)) {
      const auto above = find_node(workspace, at);
      if (!above || !above->contains("lakecode_repo_id")) continue;
      const auto repo =
          find_body(workspace.store, "repo", std::to_string(json::int_at(*above, "lakecode_repo_id").value_or(0)));
      if (repo)
        copy_members(answer["git_info"].emplace_object(), *repo,
                     {"id", "path", "branch", "head_commit_id", "url", "provider"});
      break;
    }
  }
  return json_answer(answer);
}

Result<net::ServerResponse> list_objects(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string path, workspace_path(call.text_query("path")));
  TRY_VOID(NodeAccess(workspace, call.identity).check(path, NodeRight::Read));
  TRY_ASSIGN(const JsonObject node, node_at(workspace, path));
  TRY_ASSIGN(const auto after, call.int_query("notebooks_modified_after"));
  JsonArray objects;
  if (!is_folder(node)) {
    objects.push_back(public_part(node));
  } else {
    TRY_ASSIGN(const std::vector<JsonObject> children, children_of(workspace, path));
    const NodeAccess access(workspace, call.identity);
    for (const JsonObject& child : children) {
      if (access.right_on(json::string_at(child, "path")) == NodeRight::None) continue;
      const bool old = after && json::int_at(child, "modified_at").value_or(INT64_MAX) < *after;
      if (!old) objects.push_back(public_part(child));
    }
  }
  JsonObject answer;
  if (!objects.empty()) answer["objects"] = std::move(objects);
  return json_answer(answer);
}

Result<net::ServerResponse> make_folder(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string given, need_text(*body, "path"));
  TRY_ASSIGN(const std::string path, workspace_path(given));
  if (!find_node(workspace, path)) TRY_VOID(NodeAccess(workspace, call.identity).check_change(path));
  TRY_VOID(make_folders(workspace, path));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_object(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string given, need_text(*body, "path"));
  TRY_ASSIGN(const bool recursive, flag_member(*body, "recursive"));
  TRY_ASSIGN(const std::string path, workspace_path(given));
  TRY_VOID(NodeAccess(workspace, call.identity).check(path, NodeRight::Manage));
  TRY_VOID(remove_node(workspace, path, recursive));
  return json_answer(JsonObject{});
}

struct Upload {
  ImportOrder order;
  bool overwrite = false;
};

Result<Upload> read_form(std::string_view content_type, const std::string& body) {
  TRY_ASSIGN(auto parts, parse_multipart(content_type, body));
  Upload upload;
  TRY_ASSIGN(upload.order.path, workspace_path(parts["path"].content));
  upload.order.format = parts["format"].content;
  upload.order.language = parts["language"].content;
  upload.overwrite = text::equals_ignore_case(parts["overwrite"].content, "true");
  upload.order.bytes = std::move(parts["content"].content);
  return upload;
}

Result<Upload> read_json(const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  Upload upload;
  TRY_ASSIGN(const std::string path, need_text(*body, "path"));
  TRY_ASSIGN(upload.order.path, workspace_path(path));
  TRY_ASSIGN(upload.order.format, text_member(*body, "format"));
  TRY_ASSIGN(upload.order.language, text_member(*body, "language"));
  TRY_ASSIGN(upload.overwrite, flag_member(*body, "overwrite"));
  TRY_ASSIGN(const std::string content, text_member(*body, "content"));
  auto bytes = crypto::base64_decode(content);
  if (!bytes) return refusal(ErrorCode::InvalidArgument, "Invalid value for field 'content': it is not base64");
  upload.order.bytes = std::move(*bytes);
  return upload;
}

Result<net::ServerResponse> import_object(Workspace& workspace, const Call& call) {
  const std::string type = call.request.headers.find("Content-Type").value_or("");
  TRY_ASSIGN(Upload upload, is_multipart(type) ? read_form(type, call.request.body) : read_json(call));
  TRY_ASSIGN(const Import import, prepare_import(std::move(upload.order)));
  TRY_VOID(NodeAccess(workspace, call.identity).check_change(import.path));
  TRY_ASSIGN(const JsonObject node, put_node(workspace, import.path, import.content, upload.overwrite));
  return json_answer(JsonObject{{"object_id", json::int_at(node, "object_id").value_or(0)}});
}

Result<net::ServerResponse> import_file(Workspace& workspace, const Call& call) {
  ImportOrder order;
  TRY_ASSIGN(order.path, workspace_path("/" + call.captures[0]));
  order.format = "AUTO";
  order.most_bytes = kMostFile;
  order.bytes = call.request.body;
  TRY_ASSIGN(const Import import, prepare_import(std::move(order)));
  TRY_VOID(NodeAccess(workspace, call.identity).check_change(import.path));
  TRY_ASSIGN(const JsonObject node, put_node(workspace, import.path, import.content, call.flag_query("overwrite")));
  return json_answer(public_part(node));
}

net::ServerResponse raw_answer(std::string bytes) {
  net::ServerResponse response = text_answer(std::move(bytes));
  response.headers.set("Content-Type", "application/octet-stream");
  return response;
}

Result<net::ServerResponse> read_file(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string path, workspace_path("/" + call.captures[0]));
  TRY_VOID(NodeAccess(workspace, call.identity).check(path, NodeRight::Read));
  TRY_ASSIGN(const JsonObject node, node_at(workspace, path));
  if (is_folder(node)) return refusal(ErrorCode::InvalidArgument, fmt::format("Path ({}) is a folder", path));
  TRY_ASSIGN(std::string bytes, read_node(workspace, node));
  return raw_answer(std::move(bytes));
}

struct Export {
  std::string bytes;
  std::string file_type;
};

/// Adds what lies in `folder` under names that begin with `prefix`: notebooks as source, with their extension.
Result<void> add_members(const Workspace& workspace, const std::string& folder, const std::string& prefix,
                         std::vector<std::pair<std::string, std::string>>& members) {
  TRY_ASSIGN(const std::vector<JsonObject> children, children_of(workspace, folder));
  for (const JsonObject& child : children) {
    const std::string path = json::string_at(child, "path");
    std::string name = prefix + base_name(path);
    if (is_folder(child)) {
      TRY_VOID(add_members(workspace, path, name + "/", members));
      continue;
    }
    if (const NotebookLanguage* language = language_named(json::string_at(child, "language")))
      name += language->extension;
    TRY_ASSIGN(std::string bytes, read_node(workspace, child));
    members.emplace_back(std::move(name), std::move(bytes));
  }
  return {};
}

Result<Export> make_export(const Workspace& workspace, const JsonObject& node, const std::string& format) {
  const std::string path = json::string_at(node, "path");
  if (is_folder(node)) {
    if (format != "SOURCE" && format != "AUTO") {
      return refusal(
          ErrorCode::InvalidArgument,
          fmt::format("The embedded workspace exports a folder ({}) as SOURCE or AUTO, not as {}", path, format));
    }
    std::vector<std::pair<std::string, std::string>> members;
    TRY_VOID(add_members(workspace, path, base_name(path) + "/", members));
    TRY_ASSIGN(std::string archive, make_zip(members));
    return Export{std::move(archive), "zip"};
  }
  TRY_ASSIGN(std::string bytes, read_node(workspace, node));
  if (json::string_at(node, "object_type") != "NOTEBOOK") {
    if (format == "JUPYTER" || format == "HTML" || format == "DBC")
      return refusal(ErrorCode::InvalidArgument, fmt::format("A file ({}) cannot be exported as {}", path, format));
    const std::size_t dot = base_name(path).rfind('.');
    return Export{std::move(bytes), dot == std::string::npos ? "" : base_name(path).substr(dot + 1)};
  }
  const NotebookLanguage* language = language_named(json::string_at(node, "language"));
  if (language == nullptr) return refusal(ErrorCode::Internal, fmt::format("({}) has no language", path));
  const bool jupyter = format == "JUPYTER" || (format == "AUTO" && node.contains("lakecode_jupyter"));
  if (jupyter) return Export{to_jupyter(*language, bytes, base_name(path)), "ipynb"};
  if (format == "HTML") return Export{to_html(*language, bytes, base_name(path)), "html"};
  if (format != "SOURCE" && format != "AUTO" && format != "RAW") {
    return refusal(
        ErrorCode::InvalidArgument,
        fmt::format("The embedded workspace does not export the format {}; use SOURCE, AUTO, JUPYTER or HTML", format));
  }
  return Export{std::move(bytes), std::string(language->extension.substr(1))};
}

Result<net::ServerResponse> export_object(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const std::string path, workspace_path(call.text_query("path")));
  TRY_VOID(NodeAccess(workspace, call.identity).check(path, NodeRight::Read));
  TRY_ASSIGN(const JsonObject node, node_at(workspace, path));
  const std::string format = call.text_query("format");
  TRY_ASSIGN(Export exported, make_export(workspace, node, format.empty() ? "SOURCE" : format));
  if (exported.bytes.size() > kMostExport) {
    return refusal(ErrorCode::InvalidArgument, "MAX_NOTEBOOK_SIZE_EXCEEDED",
                   fmt::format("({}) exceeds the maximum export size of {} bytes", path, kMostExport));
  }
  if (call.flag_query("direct_download")) return raw_answer(std::move(exported.bytes));
  return json_answer(JsonObject{{"content", crypto::base64_encode(exported.bytes)}, {"file_type", exported.file_type}});
}

}  // namespace

std::vector<Route> workspace_objects_routes() {
  return {{"GET", "/api/2.*/workspace/get-status", answered<show_status>},
          {"GET", "/api/2.*/workspace/list", answered<list_objects>},
          {"POST", "/api/2.*/workspace/mkdirs", answered<make_folder>},
          {"POST", "/api/2.*/workspace/delete", answered<delete_object>},
          {"POST", "/api/2.*/workspace/import", answered<import_object>},
          {"GET", "/api/2.*/workspace/export", answered<export_object>},
          {"POST", "/api/2.*/workspace-files/import-file/{*}", answered<import_file>},
          {"GET", "/api/2.*/workspace-files/{*}", answered<read_file>}};
}

}  // namespace lakecode::local

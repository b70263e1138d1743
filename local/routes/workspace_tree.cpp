#include "local/routes/workspace_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "base/crypto.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kKind = "workspace_object";
constexpr std::array<std::string_view, 3> kRoots{"/Users", "/Shared", "/Repos"};
constexpr std::string_view kHomes = "/Users/";
constexpr std::size_t kMostPath = 4096;
constexpr std::size_t kMostBytes = 512U << 20U;

std::filesystem::path bytes_of(const Workspace& workspace, const JsonObject& node) {
  return workspace.files / "workspace" / std::to_string(json::int_at(node, "object_id").value_or(0));
}

/// A folder that is there without being stored; its id follows from its path.
JsonObject implied_folder(std::string_view path) {
  const std::string digest = crypto::sha256_hex(path).substr(0, 12);
  return {{"object_type", "DIRECTORY"},
          {"path", path},
          {"object_id", static_cast<std::int64_t>(std::stoull(digest, nullptr, 16))},
          {"resource_id", std::to_string(std::stoull(digest, nullptr, 16))}};
}

/// Who has a home in /Users: under the name that they sign in with.
struct HomeOwner {
  std::string_view kind;
  std::string_view name;  ///< the member
};
constexpr std::array<HomeOwner, 2> kOwners{{{"user", "userName"}, {"service_principal", "applicationId"}}};

bool is_home(const Workspace& workspace, const std::string& path) {
  if (!path.starts_with(kHomes) || path.find('/', kHomes.size()) != std::string::npos) return false;
  const std::string name = path.substr(kHomes.size());
  return std::any_of(kOwners.begin(), kOwners.end(), [&](const HomeOwner& owner) {
    ListQuery query;
    query.kind = owner.kind;
    query.limit = 1;
    query.filter = [&](const Record& record) { return json::string_at(body_of(record), owner.name) == name; };
    const auto page = workspace.store.list(query);
    return page && !page->records.empty();
  });
}

Result<std::vector<RecordPointer>> stored_children(const Workspace& workspace, const std::string& path) {
  ListQuery query;
  query.kind = kKind;
  query.parent = path;
  query.limit = SIZE_MAX;
  TRY_ASSIGN(RecordPage page, workspace.store.list(query));
  return std::move(page.records);
}

Error exists_already(const JsonObject& node, const std::string& path) {
  const bool file = json::string_at(node, "object_type") == "FILE";
  Error error =
      refusal(ErrorCode::AlreadyExists, "RESOURCE_ALREADY_EXISTS", fmt::format("Path ({}) already exists.", path));
  if (!file) error.http_status = 400;
  return error;
}

}  // namespace

Result<std::string> workspace_path(std::string_view given) {
  if (!given.starts_with('/')) {
    return refusal(ErrorCode::InvalidArgument,
                   given.empty() ? "Missing required field: path" : fmt::format("Path ({}) must be absolute", given));
  }
  if (given.size() > kMostPath) return refusal(ErrorCode::InvalidArgument, "The path is too long");
  std::string path;
  bool first = true;
  for (const std::string_view part : text::split(given.substr(1), '/')) {
    if (part.empty()) continue;
    const bool control =
        std::any_of(part.begin(), part.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (part == "." || part == ".." || control)
      return refusal(ErrorCode::InvalidArgument, fmt::format("Path ({}) has a part that is not allowed", given));
    if (!(first && part == "Workspace")) path.append("/").append(part);
    first = false;
  }
  return path.empty() ? "/" : path;
}

std::string parent_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

std::string base_name(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

Error missing_node(std::string_view path) {
  return refusal(ErrorCode::NotFound, fmt::format("Path ({}) doesn't exist.", path));
}

std::optional<JsonObject> find_node(const Workspace& workspace, const std::string& path) {
  if (auto stored = find_body(workspace.store, kKind, path)) return stored;
  const bool root = path == "/" || std::find(kRoots.begin(), kRoots.end(), path) != kRoots.end();
  if (root || is_home(workspace, path)) return implied_folder(path);
  return std::nullopt;
}

std::optional<JsonObject> find_node_by_id(const Workspace& workspace, std::int64_t object_id) {
  ListQuery query;
  query.kind = kKind;
  query.limit = 1;
  query.filter = [&](const Record& record) {
    const JsonObject body = body_of(record);
    return json::int_at(body, "object_id") == object_id || json::int_at(body, "lakecode_repo_id") == object_id;
  };
  const auto page = workspace.store.list(query);
  if (page && !page->records.empty()) return body_of(*page->records.front());
  for (const std::string_view root : {std::string_view("/"), kRoots[0], kRoots[1], kRoots[2]}) {
    if (json::int_at(implied_folder(root), "object_id") == object_id) return implied_folder(root);
  }
  const auto homes = children_of(workspace, std::string(kRoots[0]));
  if (!homes) return std::nullopt;
  for (const JsonObject& home : *homes) {
    if (json::int_at(home, "object_id") == object_id) return home;
  }
  return std::nullopt;
}

Result<std::vector<JsonObject>> children_of(const Workspace& workspace, const std::string& path) {
  TRY_ASSIGN(const std::vector<RecordPointer> records, stored_children(workspace, path));
  std::vector<JsonObject> children;
  for (const RecordPointer& record : records) children.push_back(body_of(*record));
  const auto imply = [&](const std::string& child) {
    if (workspace.store.find(kKind, child) == nullptr) children.push_back(implied_folder(child));
  };
  if (path == "/") {
    for (const std::string_view root : kRoots) imply(std::string(root));
  } else if (path == kRoots[0]) {
    for (const HomeOwner& owner : kOwners) {
      ListQuery query;
      query.kind = owner.kind;
      query.limit = SIZE_MAX;
      TRY_ASSIGN(const RecordPage page, workspace.store.list(query));
      for (const RecordPointer& record : page.records)
        imply(std::string(kHomes) + json::string_at(body_of(*record), owner.name));
    }
  }
  std::sort(children.begin(), children.end(), [](const JsonObject& a, const JsonObject& b) {
    return json::string_at(a, "path") < json::string_at(b, "path");
  });
  return children;
}

bool is_folder(const JsonObject& node) {
  const std::string type = json::string_at(node, "object_type");
  return type == "DIRECTORY" || type == "REPO";
}

Result<void> make_folders(Workspace& workspace, const std::string& path) {
  std::vector<std::string> absent;
  for (std::string at = path; at != "/"; at = parent_path(at)) {
    const auto node = find_node(workspace, at);
    if (node && !is_folder(*node)) {
      Error error = refusal(ErrorCode::AlreadyExists, "RESOURCE_ALREADY_EXISTS",
                            fmt::format("Path ({}) already exists and is no folder.", at));
      error.http_status = 400;
      return error;
    }
    if (node) break;
    absent.push_back(at);
  }
  Store::Change change;
  for (const std::string& folder : absent) {
    const std::int64_t id = new_number(workspace, kKind);
    change.puts.push_back({std::string(kKind), folder,
                           JsonBox(JsonObject{{"object_type", "DIRECTORY"},
                                              {"path", folder},
                                              {"object_id", id},
                                              {"resource_id", std::to_string(id)},
                                              {"lakecode_parent", parent_path(folder)}})});
  }
  return change.puts.empty() ? Result<void>() : workspace.store.commit(change);
}

Result<JsonObject> put_node(Workspace& workspace, const std::string& path, const NodeContent& content, bool overwrite) {
  const std::string parent = parent_path(path);
  const auto folder = find_node(workspace, parent);
  if (!folder || !is_folder(*folder))
    return refusal(ErrorCode::NotFound, fmt::format("The parent folder ({}) does not exist.", parent));
  auto known = find_node(workspace, path);
  if (known && json::string_at(*known, "object_type") != content.type) {
    return refusal(
        ErrorCode::InvalidArgument, "RESOURCE_ALREADY_EXISTS",
        fmt::format("Cannot overwrite the asset at ({}) due to type mismatch: it is a {}, the new one is a {}. "
                    "Path ({}) already exists.",
                    path, json::string_at(*known, "object_type"), content.type, path));
  }
  if (known && !overwrite) return exists_already(*known, path);
  const std::int64_t now = now_ms(workspace);
  JsonObject node{{"object_type", content.type}, {"path", path}};
  if (content.language != nullptr) node["language"] = content.language->name;
  node["created_at"] = known ? json::int_at(*known, "created_at").value_or(now) : now;
  node["modified_at"] = now;
  const std::int64_t id = known ? json::int_at(*known, "object_id").value_or(0) : new_number(workspace, kKind);
  node["object_id"] = id;
  node["resource_id"] = std::to_string(id);
  if (content.type == "FILE") node["size"] = content.bytes.size();
  if (content.jupyter) node["lakecode_jupyter"] = true;
  node["lakecode_parent"] = parent;
  TRY_VOID(files::make_private_folder(workspace.files / "workspace"));
  TRY_VOID(files::write_atomic(bytes_of(workspace, node), content.bytes));
  TRY_VOID(put_body(workspace, kKind, path, node));
  return node;
}

Result<std::string> read_node(const Workspace& workspace, const JsonObject& node) {
  return files::read(bytes_of(workspace, node), kMostBytes);
}

Result<void> forget_node(Workspace& workspace, const std::string& path) {
  const auto node = find_body(workspace.store, kKind, path);
  if (!node) return missing_node(path);
  TRY_VOID(erase_body(workspace, kKind, path));
  std::error_code left;  // bytes without a node are never read again
  std::filesystem::remove(bytes_of(workspace, *node), left);
  return {};
}

Result<void> remove_node(Workspace& workspace, const std::string& path, bool recursive) {
  const auto node = find_node(workspace, path);
  if (!node) return missing_node(path);
  TRY_ASSIGN(const std::vector<RecordPointer> direct, stored_children(workspace, path));
  if (!direct.empty() && !recursive)
    return refusal(ErrorCode::InvalidArgument, "DIRECTORY_NOT_EMPTY", fmt::format("Folder ({}) is not empty", path));
  if (workspace.store.find(kKind, path) == nullptr)
    return refusal(ErrorCode::InvalidArgument, fmt::format("Folder ({}) is protected", path));
  std::vector<std::string> open{path};
  std::vector<std::filesystem::path> bytes;
  Store::Change change;
  while (!open.empty()) {
    const std::string at = std::move(open.back());
    open.pop_back();
    if (const auto body = find_body(workspace.store, kKind, at); body && !is_folder(*body)) {
      bytes.push_back(bytes_of(workspace, *body));
      const std::string shown = json::string_at(*body, "resource_id");
      auto dashboard = find_body(workspace.store, "dashboard", shown);
      if (dashboard && json::string_at(*body, "object_type") == "DASHBOARD") {
        (*dashboard)["lifecycle_state"] = "TRASHED";
        change.puts.push_back({"dashboard", shown, JsonBox(std::move(*dashboard))});
      }
    }
    change.erases.push_back({std::string(kKind), at});
    TRY_ASSIGN(const std::vector<RecordPointer> below, stored_children(workspace, at));
    for (const RecordPointer& record : below) open.push_back(record->id);
  }
  TRY_VOID(workspace.store.commit(change));
  for (const std::filesystem::path& file : bytes) {
    std::error_code left;  // bytes without a node are never read again
    std::filesystem::remove(file, left);
  }
  return {};
}

}  // namespace lakecode::local

// Git credentials and Git folders. No remote is ever asked: a folder is there, empty, with the branch it was given.
// Stored: git_credential (credential_id): without its token; repo (id): RepoInfo, beside its workspace_object.

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/me.h"
#include "local/routes/records.h"
#include "local/routes/workspace_tree.h"

namespace lakecode::local {
namespace {

constexpr std::string_view kProviders[] = {
    "gitHub",          "gitHubEnterprise",    "gitLab",       "gitLabEnterpriseEdition", "bitbucketCloud",
    "bitbucketServer", "azureDevOpsServices", "awsCodeCommit"};

Result<std::string> provider_in(const JsonValue& body, std::string_view member) {
  TRY_ASSIGN(std::string provider, need_text(body, member));
  const bool known = std::any_of(std::begin(kProviders), std::end(kProviders),
                                 [&](std::string_view p) { return text::equals_ignore_case(p, provider); });
  if (!known) return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid Git provider specified: {}", provider));
  return provider;
}

Result<JsonObject> credential_at(const Workspace& workspace, const std::string& id) {
  auto body = find_body(workspace.store, "git_credential", id);
  if (!body) return refusal(ErrorCode::NotFound, fmt::format("Git credential with ID {} could not be found.", id));
  return std::move(*body);
}

Result<net::ServerResponse> create_credential(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string provider, provider_in(*body, "git_provider"));
  TRY_VOID(text_member(*body, "personal_access_token"));
  const std::int64_t id = new_number(workspace, "git_credential");
  JsonObject credential{{"credential_id", id}, {"git_provider", provider}};
  copy_members(credential, *body, {"git_username", "git_email", "name", "is_default_for_provider"});
  TRY_VOID(put_body(workspace, "git_credential", std::to_string(id), credential));
  return json_answer(credential);
}

Result<net::ServerResponse> list_credentials(Workspace& workspace, const Call& /*call*/) {
  ListQuery query;
  query.kind = "git_credential";
  query.limit = SIZE_MAX;
  return page_answer(workspace, query, "credentials");
}

Result<net::ServerResponse> show_credential(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject credential, credential_at(workspace, call.captures[0]));
  return json_answer(public_part(std::move(credential)));
}

Result<net::ServerResponse> update_credential(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject credential, credential_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_VOID(provider_in(*body, "git_provider"));
  copy_members(credential, *body, {"git_provider", "git_username", "git_email", "name", "is_default_for_provider"});
  TRY_VOID(put_body(workspace, "git_credential", call.captures[0], std::move(credential)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_credential(Workspace& workspace, const Call& call) {
  TRY_VOID(credential_at(workspace, call.captures[0]));
  TRY_VOID(erase_body(workspace, "git_credential", call.captures[0]));
  return json_answer(JsonObject{});
}

Result<JsonObject> repo_at(const Workspace& workspace, const std::string& id) {
  auto body = find_body(workspace.store, "repo", id);
  if (!body) return refusal(ErrorCode::NotFound, fmt::format("Repo could not be found: {}", id));
  return std::move(*body);
}

Result<net::ServerResponse> create_repo(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string url, need_text(*body, "url"));
  TRY_ASSIGN(const std::string provider, provider_in(*body, "provider"));
  TRY_ASSIGN(std::string path, text_member(*body, "path"));
  if (path.empty()) {
    std::string name = url.substr(url.rfind('/') + 1);
    if (name.ends_with(".git")) name.resize(name.size() - 4);
    path = fmt::format("/Repos/{}/{}", me_of(workspace.store, call.identity).user_name, name);
  }
  TRY_ASSIGN(path, workspace_path(path));
  if (find_node(workspace, path))
    return refusal(ErrorCode::AlreadyExists, fmt::format("Path ({}) already exists.", path));
  TRY_VOID(make_folders(workspace, path));
  const auto folder = find_node(workspace, path);
  const std::int64_t id = json::int_at(*folder, "object_id").value_or(0);
  JsonObject repo{{"id", id},         {"path", path},
                  {"url", url},       {"provider", provider},
                  {"branch", "main"}, {"head_commit_id", crypto::sha256_hex(url + "main").substr(0, 40)}};
  copy_members(repo, *body, {"sparse_checkout"});
  JsonObject node = *folder;
  node["object_type"] = "REPO";
  node["lakecode_repo_id"] = id;
  Store::Change change;
  change.puts.push_back({"repo", std::to_string(id), JsonBox(repo)});
  change.puts.push_back({"workspace_object", path, JsonBox(std::move(node))});
  TRY_VOID(workspace.store.commit(change));
  return json_answer(repo);
}

Result<net::ServerResponse> show_repo(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject repo, repo_at(workspace, call.captures[0]));
  return json_answer(public_part(std::move(repo)));
}

Result<net::ServerResponse> list_repos(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(ListQuery query, page_query(call, "repo", {"", "page_size", 20, 20}));
  query.page_token = call.text_query("next_page_token");
  std::string prefix = call.text_query("path_prefix");
  if (!prefix.empty()) {
    TRY_ASSIGN(prefix, workspace_path(prefix));
    query.filter = [prefix](const Record& record) {
      return json::string_at(body_of(record), "path").starts_with(prefix);
    };
  }
  return page_answer(workspace, query, "repos");
}

Result<net::ServerResponse> update_repo(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(JsonObject repo, repo_at(workspace, call.captures[0]));
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string branch, text_member(*body, "branch"));
  TRY_ASSIGN(const std::string tag, text_member(*body, "tag"));
  if (!branch.empty() && !tag.empty())
    return refusal(ErrorCode::InvalidArgument, "Only one of branch and tag can be given");
  if (!branch.empty()) repo["branch"] = branch;
  if (!tag.empty()) repo.stable_erase("branch");
  if (!branch.empty() || !tag.empty())
    repo["head_commit_id"] = crypto::sha256_hex(json::string_at(repo, "url") + branch + tag).substr(0, 40);
  copy_members(repo, *body, {"sparse_checkout"});
  TRY_VOID(put_body(workspace, "repo", call.captures[0], std::move(repo)));
  return json_answer(JsonObject{});
}

Result<net::ServerResponse> delete_repo(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonObject repo, repo_at(workspace, call.captures[0]));
  const std::string path = json::string_at(repo, "path");
  if (find_node(workspace, path)) TRY_VOID(remove_node(workspace, path, true));
  TRY_VOID(erase_body(workspace, "repo", call.captures[0]));
  return json_answer(JsonObject{});
}

}  // namespace

std::vector<Route> repos_routes() {
  return {{"GET", "/api/2.*/git-credentials", answered<list_credentials>},
          {"POST", "/api/2.*/git-credentials", answered<create_credential>},
          {"GET", "/api/2.*/git-credentials/{}", answered<show_credential>},
          {"PATCH", "/api/2.*/git-credentials/{}", answered<update_credential>},
          {"DELETE", "/api/2.*/git-credentials/{}", answered<delete_credential>},
          {"GET", "/api/2.*/repos", answered<list_repos>},
          {"POST", "/api/2.*/repos", answered<create_repo>},
          {"GET", "/api/2.*/repos/{}", answered<show_repo>},
          {"PATCH", "/api/2.*/repos/{}", answered<update_repo>},
          {"DELETE", "/api/2.*/repos/{}", answered<delete_repo>}};
}

}  // namespace lakecode::local

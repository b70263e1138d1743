#include "gate/restore_command.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/json.h"
#include "base/text.h"
#include "net/url.h"
#include "safety/argv_reader.h"

namespace lakecode::gate {
namespace {

/// A command and the request behind it. In the path "{}" stands for the next argument.
struct CommandRequest {
  std::string_view command;
  std::string_view method;
  std::string_view path;
  std::string_view body_keys;  ///< of the arguments that the body holds, in order; "" when the body is --json alone
};

constexpr CommandRequest kRequests[] = {
    {"jobs reset", "POST", "/api/2.2/jobs/reset", ""},
    {"jobs update", "POST", "/api/2.2/jobs/update", "job_id"},
    {"jobs delete", "POST", "/api/2.2/jobs/delete", "job_id"},
    {"workspace delete", "POST", "/api/2.0/workspace/delete", "path"},
    {"workspace import", "POST", "/api/2.0/workspace/import", "path"},
    {"grants update", "PATCH", "/api/2.1/unity-catalog/permissions/{}/{}", ""},
    {"permissions set", "PUT", "/api/2.0/permissions/{}/{}", ""},
    {"permissions update", "PATCH", "/api/2.0/permissions/{}/{}", ""},
    {"tables delete", "DELETE", "/api/2.1/unity-catalog/tables/{}", ""},
    {"schemas delete", "DELETE", "/api/2.1/unity-catalog/schemas/{}", ""},
    {"catalogs delete", "DELETE", "/api/2.1/unity-catalog/catalogs/{}", ""},
    {"clusters edit", "POST", "/api/2.1/clusters/edit", "cluster_id"},
    {"clusters resize", "POST", "/api/2.1/clusters/resize", "cluster_id"},
    {"clusters start", "POST", "/api/2.1/clusters/start", "cluster_id"},
    {"clusters delete", "POST", "/api/2.1/clusters/delete", "cluster_id"},
    {"clusters permanent-delete", "POST", "/api/2.1/clusters/permanent-delete", "cluster_id"},
    {"warehouses edit", "POST", "/api/2.0/sql/warehouses/{}/edit", ""},
    {"warehouses start", "POST", "/api/2.0/sql/warehouses/{}/start", ""},
    {"warehouses stop", "POST", "/api/2.0/sql/warehouses/{}/stop", ""},
    {"warehouses delete", "DELETE", "/api/2.0/sql/warehouses/{}", ""},
    {"pipelines update", "PUT", "/api/2.0/pipelines/{}", ""},
    {"pipelines delete", "DELETE", "/api/2.0/pipelines/{}", ""},
    {"serving-endpoints delete", "DELETE", "/api/2.0/serving-endpoints/{}", ""},
    {"secrets put-acl", "POST", "/api/2.0/secrets/acls/put", "scope principal permission"},
    {"secrets delete-acl", "POST", "/api/2.0/secrets/acls/delete", "scope principal"},
    {"secrets put-secret", "POST", "/api/2.0/secrets/put", "scope key"},
    {"secrets delete-secret", "POST", "/api/2.0/secrets/delete", "scope key"},
    {"secrets delete-scope", "POST", "/api/2.0/secrets/scopes/delete", "scope"},
    {"groups patch", "PATCH", "/api/2.0/preview/scim/v2/Groups/{}", ""},
    {"groups update", "PUT", "/api/2.0/preview/scim/v2/Groups/{}", ""},
    {"groups delete", "DELETE", "/api/2.0/preview/scim/v2/Groups/{}", ""},
    {"users patch", "PATCH", "/api/2.0/preview/scim/v2/Users/{}", ""},
    {"users update", "PUT", "/api/2.0/preview/scim/v2/Users/{}", ""},
    {"users delete", "DELETE", "/api/2.0/preview/scim/v2/Users/{}", ""},
    {"service-principals patch", "PATCH", "/api/2.0/preview/scim/v2/ServicePrincipals/{}", ""},
    {"service-principals update", "PUT", "/api/2.0/preview/scim/v2/ServicePrincipals/{}", ""},
    {"service-principals delete", "DELETE", "/api/2.0/preview/scim/v2/ServicePrincipals/{}", ""},
    {"tokens delete", "POST", "/api/2.0/token/delete", "token_id"},
    {"serving-endpoints update-config", "PUT", "/api/2.0/serving-endpoints/{}/config", ""},
};

constexpr std::array<std::string_view, 5> kValueFlags = {"--content", "--file", "--format", "--language", "--json"};
constexpr std::array<std::string_view, 4> kSwitches = {"--overwrite", "--recursive", "--force", "--no-wait"};
constexpr std::array<std::string_view, 7> kGlobalFlags = {"--profile", "-p",          "--output",    "-o",
                                                          "--debug",   "--log-level", "--log-format"};

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// The flags of these commands joined with their values, so that none takes an argument for its own.
std::vector<std::string> join_flags(const std::vector<std::string>& argv) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < argv.size(); ++i) {
    out.push_back(argv[i]);
    if (argv[i] == "--") {
      out.insert(out.end(), argv.begin() + static_cast<std::ptrdiff_t>(i) + 1, argv.end());
      break;
    }
    if (is_one_of(argv[i], kSwitches)) out.back() += "=true";
    if (is_one_of(argv[i], kValueFlags) && i + 1 < argv.size()) out.back() += "=" + argv[++i];
  }
  return out;
}

bool knows_flags(const safety::ArgvWords& words) {
  return words.loose.empty() && words.doubtful.empty() &&
         std::all_of(words.flags.begin(), words.flags.end(), [](const auto& flag) {
           return is_one_of(flag.first, kValueFlags) || is_one_of(flag.first, kSwitches) ||
                  is_one_of(flag.first, kGlobalFlags);
         });
}

/// The body as --json gives it; nullopt when it stands in a file or is no object.
std::optional<JsonObject> body_of(const safety::ArgvWords& words) {
  const std::string text = safety::flag_value(words, "--json").value_or("{}");
  const auto value = json::parse(text, "--json");
  if (!value || !value->is_object()) return std::nullopt;
  return value->get_object();
}

/// The arguments under their keys in the body, as far as there are some.
void put_arguments(JsonObject& body, std::string_view keys, const std::vector<std::string>& arguments) {
  if (keys.empty()) return;
  const auto names = text::split(keys, ' ');
  for (std::size_t i = 0; i < names.size() && i < arguments.size(); ++i) {
    const auto number = names[i] == "job_id" ? text::parse_int(arguments[i]) : std::nullopt;
    body[names[i]] = number ? JsonValue(*number) : JsonValue(arguments[i]);
  }
}

/// The path with the arguments in it; nullopt when there are too few.
std::optional<std::string> path_with(std::string_view path, const std::vector<std::string>& arguments) {
  std::string out;
  std::size_t next = 0;
  for (std::size_t hole = path.find("{}"); hole != std::string_view::npos; hole = path.find("{}")) {
    if (next >= arguments.size() || arguments[next].empty()) return std::nullopt;
    out.append(path.substr(0, hole)).append(net::encode_component(arguments[next++]));
    path.remove_prefix(hole + 2);
  }
  return out.append(path);
}

/// `api METHOD PATH` is its request.
std::optional<safety::RestEffect> request_by_api(const safety::ArgvWords& words) {
  if (words.words.size() != 3) return std::nullopt;
  const std::string body = safety::flag_value(words, "--json").value_or("");
  if (body.starts_with('@')) return std::nullopt;
  return safety::RestEffect{
      .method = text::to_upper(words.words[1]), .path = words.words[2], .query = "", .body = body};
}

}  // namespace

std::optional<safety::RestEffect> request_of(const safety::ArgvEffect& command) {
  const safety::ArgvWords words = safety::read_argv(join_flags(command.argv));
  std::size_t used = 0;
  const safety::CliRule* rule = safety::find_command(words.words, used);
  if (rule == nullptr || !knows_flags(words)) return std::nullopt;
  if (words.words.size() > 1 && words.words.front() == "api") return request_by_api(words);
  const auto* row = std::find_if(std::begin(kRequests), std::end(kRequests),
                                 [&](const CommandRequest& request) { return request.command == rule->command; });
  auto body = body_of(words);
  if (row == std::end(kRequests) || !body) return std::nullopt;
  const std::vector<std::string> arguments = safety::arguments_of(words, used);
  put_arguments(*body, row->body_keys, arguments);
  const auto path = path_with(row->path, arguments);
  if (!path) return std::nullopt;
  return safety::RestEffect{
      .method = std::string(row->method), .path = *path, .query = "", .body = json::serialize(*body)};
}

std::optional<safety::SqlEffect> statement_of(const safety::RestEffect& request) {
  const std::string_view path = request.path;
  const bool statements = path == "/api/2.0/sql/statements" || path == "/api/2.0/sql/statements/";
  if (!statements || text::to_upper(request.method) != "POST") return std::nullopt;
  const auto body = json::parse(request.body, "body");
  if (!body) return std::nullopt;
  const auto statement = json::optional_string_at(*body, "statement");
  if (!statement) return std::nullopt;
  return safety::SqlEffect{.text = *statement,
                           .default_catalog = json::string_at(*body, "catalog"),
                           .default_schema = json::string_at(*body, "schema"),
                           .parameters = {}};
}

}  // namespace lakecode::gate

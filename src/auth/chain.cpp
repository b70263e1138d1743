#include "auth/chain.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "auth/methods.h"
#include "base/text.h"

namespace lakecode::auth {
namespace {

using config::ResolvedProfile;

bool has(const ResolvedProfile& profile, std::string_view key) {
  return profile.find(key) != nullptr;
}

bool is_true(const std::string& text) {
  return text::equals_ignore_case(text, "true") || text == "1";
}

bool never(const ResolvedProfile&) {
  return false;
}

// The order is that of the Go SDK and the official CLI. Methods without attributes of their own are chosen by auth_type
// alone: trying them would start programs or ask the network.
constexpr std::array<Method, 15> kMethods = {{
    {"pat", "host and token", [](const ResolvedProfile& p) { return has(p, "token"); }, make_pat},
    {"basic", "host, username and password",
     [](const ResolvedProfile& p) { return has(p, "username") && has(p, "password"); }, make_basic},
    {"oauth-m2m", "host, client_id and client_secret",
     [](const ResolvedProfile& p) { return has(p, "client_id") && has(p, "client_secret"); }, nullptr},
    {"databricks-cli", "a login of the official CLI", never, nullptr},
    {"metadata-service", "metadata_service_url",
     [](const ResolvedProfile& p) { return has(p, "metadata_service_url"); }, nullptr},
    {"github-oidc", "a GitHub Actions job", never, nullptr},
    {"azure-devops-oidc", "an Azure DevOps job", never, nullptr},
    {"env-oidc", "oidc_token_env", [](const ResolvedProfile& p) { return has(p, "oidc_token_env"); }, nullptr},
    {"file-oidc", "oidc_token_filepath",
     [](const ResolvedProfile& p) { return has(p, "oidc_token_filepath") || has(p, "databricks_id_token_filepath"); },
     nullptr},
    {"github-oidc-azure", "a GitHub Actions job and azure_client_id", never, nullptr},
    {"azure-msi", "azure_use_msi", [](const ResolvedProfile& p) { return is_true(p.text("azure_use_msi")); }, nullptr},
    {"azure-client-secret", "azure_client_id, azure_client_secret and azure_tenant_id",
     [](const ResolvedProfile& p) { return has(p, "azure_client_id") && has(p, "azure_client_secret"); }, nullptr},
    {"azure-cli", "a login of the Azure CLI",
     [](const ResolvedProfile& p) { return has(p, "azure_workspace_resource_id"); }, nullptr},
    {"google-credentials", "google_credentials", [](const ResolvedProfile& p) { return has(p, "google_credentials"); },
     nullptr},
    {"google-id", "google_service_account", [](const ResolvedProfile& p) { return has(p, "google_service_account"); },
     nullptr},
}};

constexpr std::string_view kWaysIn =
    "try the embedded workspace with --local, store a token with `lakecode auth login --host URL --token-stdin`, or "
    "start with `lakecode config init`";

Error not_configured(const ResolvedProfile& profile) {
  Error error{.code = ErrorCode::Unauthenticated,
              .action = "connect to a workspace",
              .subject = {},
              .reason = "none is configured",
              .advice = std::string(kWaysIn)};
  if (profile.is_empty() && profile.name.empty()) return error;
  error.subject = profile.host;
  error.reason = "there are no credentials for it. " + config::describe_used(profile);
  return error;
}

Error not_spoken(const ResolvedProfile& profile, const Method& method) {
  return Error{.code = ErrorCode::Unsupported,
               .action = "authenticate with " + std::string(method.name),
               .subject = profile.name.empty() ? profile.host : "profile " + profile.name,
               .reason = "this version does not speak that method. " + config::describe_used(profile),
               .advice = "use a personal access token (host and token)"};
}

}  // namespace

std::span<const Method> methods() {
  return kMethods;
}

Result<const Method*> choose_method(const ResolvedProfile& profile) {
  const bool is_forced = !profile.auth_type.empty();
  const auto found = std::find_if(kMethods.begin(), kMethods.end(), [&](const Method& method) {
    return is_forced ? method.name == profile.auth_type : method.applies(profile);
  });
  if (found != kMethods.end()) return &*found;
  if (!is_forced) return nullptr;
  std::vector<std::string> names;
  for (const Method& method : kMethods) names.emplace_back(method.name);
  const auto nearest = text::nearest(profile.auth_type, names);
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "use auth_type",
               .subject = profile.auth_type,
               .reason = "there is no such method",
               .advice = nearest ? "did you mean " + *nearest + "?" : "methods are " + text::join(names, ", ")};
}

Result<std::unique_ptr<TokenSource>> make_token_source(const ResolvedProfile& profile) {
  TRY_ASSIGN(const Method* method, choose_method(profile));
  if (method == nullptr) return not_configured(profile);
  if (method->make == nullptr) return not_spoken(profile, *method);
  return method->make(profile);
}

}  // namespace lakecode::auth

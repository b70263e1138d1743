#include "config/attributes.h"

#include <algorithm>
#include <array>

namespace lakecode::config {
namespace {

constexpr std::array<AttributeRow, 39> kRows = {{
    {"host", "DATABRICKS_HOST", "", ""},
    {"account_id", "DATABRICKS_ACCOUNT_ID", "", ""},
    {"workspace_id", "DATABRICKS_WORKSPACE_ID", "", ""},
    {"auth_type", "DATABRICKS_AUTH_TYPE", "", ""},
    {"token", "DATABRICKS_TOKEN", "", "pat", true},
    {"username", "DATABRICKS_USERNAME", "", "basic"},
    {"password", "DATABRICKS_PASSWORD", "", "basic", true},
    {"client_id", "DATABRICKS_CLIENT_ID", "", "oauth"},
    {"client_secret", "DATABRICKS_CLIENT_SECRET", "", "oauth", true},
    {"scopes", "", "", ""},
    {"oidc_token_env", "DATABRICKS_OIDC_TOKEN_ENV", "", "env-oidc"},
    {"oidc_token_filepath", "DATABRICKS_OIDC_TOKEN_FILEPATH", "DATABRICKS_OIDC_TOKEN_FILE", "file-oidc"},
    {"databricks_id_token_filepath", "", "", "file-oidc"},
    {"token_audience", "DATABRICKS_TOKEN_AUDIENCE", "", ""},
    {"audience", "", "", ""},
    {"azure_workspace_resource_id", "DATABRICKS_AZURE_RESOURCE_ID", "", "azure"},
    {"azure_client_id", "ARM_CLIENT_ID", "", "azure"},
    {"azure_client_secret", "ARM_CLIENT_SECRET", "", "azure", true},
    {"azure_tenant_id", "ARM_TENANT_ID", "", "azure"},
    {"azure_use_msi", "ARM_USE_MSI", "", "azure"},
    {"azure_environment", "ARM_ENVIRONMENT", "", ""},
    {"azure_login_app_id", "DATABRICKS_AZURE_LOGIN_APP_ID", "", "azure"},
    {"google_credentials", "GOOGLE_CREDENTIALS", "", "google", true},
    {"google_service_account", "DATABRICKS_GOOGLE_SERVICE_ACCOUNT", "", "google"},
    {"metadata_service_url", "DATABRICKS_METADATA_SERVICE_URL", "", "metadata-service", true},
    {"databricks_cli_path", "DATABRICKS_CLI_PATH", "", ""},
    {"cluster_id", "DATABRICKS_CLUSTER_ID", "", ""},
    {"warehouse_id", "DATABRICKS_WAREHOUSE_ID", "", ""},
    {"serverless_compute_id", "DATABRICKS_SERVERLESS_COMPUTE_ID", "", ""},
    {"discovery_url", "DATABRICKS_DISCOVERY_URL", "", ""},
    {"cloud", "DATABRICKS_CLOUD", "", ""},
    {"oauth_callback_port", "DATABRICKS_OAUTH_CALLBACK_PORT", "", ""},
    {"disable_oauth_refresh_token", "DATABRICKS_DISABLE_OAUTH_REFRESH_TOKEN", "", ""},
    {"rate_limit", "DATABRICKS_RATE_LIMIT", "", ""},
    {"http_timeout_seconds", "", "", ""},
    {"retry_timeout_seconds", "", "", ""},
    {"skip_verify", "", "", ""},
    {"debug_headers", "DATABRICKS_DEBUG_HEADERS", "", ""},
    {"debug_truncate_bytes", "DATABRICKS_DEBUG_TRUNCATE_BYTES", "", ""},
}};

}  // namespace

std::span<const AttributeRow> attribute_rows() {
  return kRows;
}

const AttributeRow* find_attribute_row(std::string_view key) {
  const auto found = std::find_if(kRows.begin(), kRows.end(), [&](const AttributeRow& row) { return row.key == key; });
  return found == kRows.end() ? nullptr : &*found;
}

Attribute make_attribute(const AttributeRow& row, std::string_view value, std::string source) {
  Attribute attribute;
  attribute.is_secret = row.secret;
  if (row.secret) {
    attribute.secret = Secret(std::string(value));
  } else {
    attribute.text = value;
  }
  attribute.source = std::move(source);
  return attribute;
}

}  // namespace lakecode::config

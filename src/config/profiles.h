#pragma once
// From flags, environment and ~/.databrickscfg to the one profile that a command uses, in the order of the Databricks
// tools. No network, no globals; safe from any thread. A resolved profile never mixes two authorization methods.
// Source: API reference 1.2 and 1.3.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/attributes.h"
#include "config/environment.h"

namespace lakecode::config {

/// What the person asked for. Everything is optional.
struct ProfileRequest {
  /// --profile: beats credentials in the environment. Without it LAKECODE_PROFILE and DATABRICKS_CONFIG_PROFILE name
  /// the profile, and the environment comes first.
  std::string profile;
  /// databricks.profile of config.yml: used when no flag, variable, host or credential says otherwise.
  std::string preferred_profile;
  std::map<std::string, std::string> explicit_values;  ///< attribute key -> value given by a flag such as --host
  std::filesystem::path user_home;  ///< $HOME; empty when unset: then only DATABRICKS_CONFIG_FILE is read
};

struct ResolvedProfile {
  std::string name;          ///< section that was read; "" when flags and environment alone decided
  std::string host;          ///< cleaned origin "https://…"; "" when nothing names one
  std::string workspace_id;  ///< "" when unknown; never the sentinel "none"
  std::string account_id;
  std::string auth_type;                        ///< the method forced by auth_type; "" lets the chain choose
  std::filesystem::path config_file;            ///< the file that was or would have been read; may be empty
  std::map<std::string, Attribute> attributes;  ///< by key, only those that are set

  [[nodiscard]] const Attribute* find(std::string_view key) const;
  /// The plain attribute's text; "" when unset or secret.
  [[nodiscard]] std::string text(std::string_view key) const;
  /// Nothing at all was configured: no host and no credential.
  [[nodiscard]] bool is_empty() const;
};

/// Resolves the profile. A profile without host or credential is no error here: see is_empty() and auth/chain.
/// Errors: InvalidArgument for a named profile that the file lacks ("FILE has no NAME profile configured"), credentials
/// of two methods without auth_type, a bad host, a file that cannot be read or parsed ("FILE:LINE:COLUMN: …").
Result<ResolvedProfile> resolve_profile(const ProfileRequest& request, const Environment& environment);

/// "Config: host=…, token=***. Env: DATABRICKS_HOST, …": what was used, secrets masked; ends error texts.
std::string describe_used(const ResolvedProfile& profile);

/// What a host text says: origin without path and trailing slash, ids from ?o= / ?w= / ?workspace_id= and
/// ?a= / ?account_id=. "https://" is put in front when there is no scheme.
struct HostParts {
  std::string origin;
  std::string workspace_id;
  std::string account_id;
};
/// InvalidArgument for other schemes, user info, blanks, control characters and bad ports.
Result<HostParts> parse_host(std::string_view text);

/// $DATABRICKS_CONFIG_FILE, else ~/.databrickscfg; "~/" at the start is the home. Empty when there is no home.
std::filesystem::path databricks_config_path(const Environment& environment, const std::filesystem::path& user_home);

}  // namespace lakecode::config

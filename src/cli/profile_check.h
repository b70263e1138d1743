#pragma once
// Asks workspaces who they take us for, several at a time, each within five seconds. Reads only.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/app.h"
#include "config/profiles.h"
#include "databricks/identity.h"

namespace lakecode::cli {

/// One profile and what its workspace said.
struct ProfileCheck {
  std::string method;  ///< the authorization method chosen, "" when none applies
  std::optional<databricks::Identity> identity;
  std::optional<Error> error;  ///< set when `identity` is not
};

inline constexpr std::chrono::seconds kCheckTimeout{5};

/// The method that lakecode would use for `profile`; "" when none applies or auth_type names none.
std::string method_of(const config::ResolvedProfile& profile);

/// GET preview/scim/v2/Me for each profile, without retries; results in order. The redactor learns the secrets first.
std::vector<ProfileCheck> check_profiles(App& app, const std::vector<config::ResolvedProfile>& profiles);

}  // namespace lakecode::cli

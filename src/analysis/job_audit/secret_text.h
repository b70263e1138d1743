#pragma once
// Does a setting hold a secret in clear? Pure. References ({{secrets/…}}, ${…}, <placeholder>) are none.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/job_audit/audited_job.h"

namespace lakecode::job_audit {

/// How the secret can be shown (masked), with the kind it looks like; nullopt when there is none.
std::optional<std::string> find_secret(const SettingText& setting);

/// Scopes named by {{secrets/SCOPE/KEY}} in `value`.
std::vector<std::string> secret_scopes(std::string_view value);

}  // namespace lakecode::job_audit

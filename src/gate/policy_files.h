#pragma once
// The policy in force: managed file, person's file, trusted project's file and the safety lists, put together.
// A file that cannot be fully understood, or is unsafe to trust, never means "no policy": in compliance mode nothing
// starts, else lakecode is read-only.

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/settings.h"
#include "policy/policy.h"

namespace lakecode::gate {

struct PolicySources {
  std::filesystem::path system_folder;  ///< holds policy.yml of the machine's owner; may be absent
  std::filesystem::path lakecode_home;
  const config::LoadedSettings& loaded;
  uid_t user = 0;  ///< whose files are trusted beside root's
};

struct LoadedPolicy {
  std::shared_ptr<const policy::Policy> policy;  ///< never null
  bool compliance = false;
  std::string read_only_because;     ///< not empty: a file is broken, for this reason
  std::vector<std::string> notices;  ///< lines for standard error
};

/// Errors: InvalidArgument in compliance mode for a broken or missing file, and for entries of the safety lists that
/// are none. Reads files only.
Result<LoadedPolicy> load_policy(const PolicySources& sources);

/// One file that a person names, without a look at its owner. Errors: InvalidArgument with every mistake.
Result<policy::RuleSet> load_policy_file(const std::filesystem::path& file);

}  // namespace lakecode::gate

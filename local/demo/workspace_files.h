#pragma once
// What lies in the company's workspace: the sources of its jobs, a deployed bundle whose jobs were changed by hand
// since, and volumes with files. Pure; same arguments, same bytes. Bytes are documents of the kind file_bytes: id a
// path below the folder `files/` of a workspace, body {"text"}. The filling turns them into files and stores none of
// them.

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "local/demo/dice.h"
#include "local/demo/run_plan.h"
#include "local/state/document.h"

namespace lakecode::local {

/// The jobs that the bundle deployed, and what was changed in each of them outside of it.
struct Drift {
  std::int64_t job_id = 0;
  std::string_view key;       ///< of the bundle's resource
  std::string_view field;     ///< dotted, as bundles name it
  std::string_view deployed;  ///< JSON text
};
std::vector<Drift> bundle_drifts();

/// Folder of the bundle's deployment in the workspace.
std::string bundle_root();

/// workspace_object, volume and file_bytes documents. `documents`: those of the jobs, as they are now.
std::vector<Document> make_workspace_documents(const std::vector<PlannedJob>& jobs,
                                               const std::vector<Document>& documents, const Dice& dice, WallTime now);

}  // namespace lakecode::local

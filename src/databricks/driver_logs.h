#pragma once
// The driver's log files where a cluster delivers them (cluster_log_conf): the platform copies them every five minutes
// to DESTINATION/CLUSTER_ID/driver/. Sources: Clusters API, Configure compute log delivery; DBFS and Files API. Only
// destinations in DBFS and in volumes can be read through the workspace; object stores cannot.

#include <string>
#include <vector>

#include "base/call_context.h"
#include "base/ids.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

/// The destination of a cluster's logs ("dbfs:/cluster-logs", "/Volumes/ops/logs/clusters", "s3://…"), from its
/// settings as clusters/get gives them; "" when it delivers none.
std::string log_destination(const JsonValue& cluster);

struct LogTail {
  std::string path;
  std::string text;            ///< the end of the file, from the begin of a line
  std::int64_t file_size = 0;  ///< bytes; more than `text` holds when only the end was read
};

/// The last `bytes` (at most 1 MB) of log4j-active.log, stderr and stdout, those that are there and not empty. Errors:
/// NotFound when nothing was delivered, Unsupported for a destination that the workspace cannot read,
/// PermissionDenied, …
Result<std::vector<LogTail>> fetch_driver_logs(Client& client, const std::string& destination, const ClusterId& cluster,
                                               std::int64_t bytes, const CallContext& ctx);

}  // namespace lakecode::databricks

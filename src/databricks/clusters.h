#pragma once
// Clusters API 2.1 as typed reads: one cluster, its events.
// Source: Databricks REST reference, Clusters.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/call_context.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/client.h"

namespace lakecode::databricks {

struct TerminationReason {
  std::string code;  ///< about 190 exist; an unknown one is kept as it is
  std::string type;
  std::vector<std::pair<std::string, std::string>> parameters;
};

struct Cluster {
  ClusterId id;
  std::string name;
  std::string state;
  std::string state_message;
  std::string spark_version;
  std::string node_type_id;
  std::string driver_node_type_id;
  std::string availability;  ///< of the cloud attributes: "SPOT_WITH_FALLBACK", …; "" unknown
  std::int64_t first_on_demand = 0;
  std::optional<TerminationReason> termination_reason;
  JsonBox raw;
};

struct ClusterEvent {
  std::optional<WallTime> timestamp;
  std::string type;
  std::optional<TerminationReason> reason;
  JsonBox details;  ///< object
};

/// GET clusters/get. Errors: NotFound (gone after its retention), …
Result<Cluster> fetch_cluster(Client& client, const ClusterId& id, const CallContext& ctx);

/// The same for many, in parallel within the client's bound; results in order.
std::vector<Result<Cluster>> fetch_clusters(Client& client, const std::vector<ClusterId>& ids, const CallContext& ctx);

/// GET clusters/spark-versions: the keys of all runtimes a new cluster may use.
Result<std::vector<std::string>> fetch_spark_versions(Client& client, const CallContext& ctx);

struct EventWindow {
  std::optional<WallTime> from;
  std::optional<WallTime> to;
};
/// POST clusters/events (a read), newest first, at most `limit`.
Result<std::vector<ClusterEvent>> fetch_cluster_events(Client& client, const ClusterId& id, const EventWindow& window,
                                                       std::size_t limit, const CallContext& ctx);

}  // namespace lakecode::databricks

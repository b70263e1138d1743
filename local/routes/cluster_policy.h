#pragma once
// What a cluster policy says of a cluster: the values it sets and the ones it refuses. Rules of init scripts and of
// what no member holds (dbus_per_hour, cluster_type) are kept and not looked at. Reads the store.

#include <map>
#include <string>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"

namespace lakecode::local {

/// Path of an attribute ("autoscale.max_workers") to what is wrong with its value.
using Violations = std::map<std::string, std::string>;

/// `definition` is the JSON of a policy; one that is no JSON object finds nothing.
Violations policy_violations(const Workspace& workspace, const JsonObject& cluster, const std::string& definition);

/// The fixed values of the policy, and, with `defaults`, the default ones where the cluster has none.
void apply_policy(JsonObject& cluster, const std::string& definition, bool defaults);

/// Values that the policy refuses, replaced by those next to them that it takes: fixed and default ones, the ends of a
/// range, nothing for what is forbidden.
void enforce_policy(const Workspace& workspace, JsonObject& cluster, const std::string& definition);

/// What is wrong with the clusters of a job: paths begin with the cluster's key. A refusal when a policy is not there.
Result<Violations> job_violations(const Workspace& workspace, const JsonValue& settings);
/// Refuses settings with such clusters.
Result<void> check_job_policies(const Workspace& workspace, const JsonValue& settings);

/// The definition of the policy that `cluster` names, "" when it names none. A refusal when it is not there.
Result<std::string> definition_for(const Workspace& workspace, const JsonObject& cluster);

}  // namespace lakecode::local

#pragma once
// What can be known of a cluster, pipeline, warehouse, endpoint, secret scope and other resources before an act on
// them: state, owner, last use, and who depends on them. Each fact is read by a thread of its own.

#include <vector>

#include "base/call_context.h"
#include "gate/request_reach.h"
#include "gate/state_reader.h"
#include "safety/verdict.h"

namespace lakecode::gate {

/// Empty for kinds that are not known. Reader and context must outlive the reading of the facts.
std::vector<Fact> facts_about(const safety::TouchedObject& object, const StateReader& reader, const CallContext& ctx);

}  // namespace lakecode::gate

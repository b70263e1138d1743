#pragma once
// A change of the workspace as a value: what is sent and what it is about. Built by the make_… functions of each API
// group, brought to the gate as its `request`, sent once with the permit. Nothing here reads the workspace.

#include <string>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/result.h"
#include "databricks/client.h"
#include "safety/effect.h"
#include "safety/permit.h"

namespace lakecode::databricks {

struct Change {
  std::string action;   ///< "reset job": the error's infinitive
  std::string subject;  ///< "job 12"
  safety::RestEffect request;
  bool repeatable =
      false;  ///< the body carries an idempotency token: the platform does it once however often it is sent
};

/// Sends `change` once; again after a lost answer only when it is repeatable. The answer's JSON, {} when it was empty.
/// Errors: Internal when `permit` does not cover exactly its request (nothing is sent), NotFound, AlreadyExists,
/// PermissionDenied, InvalidArgument, and Unavailable when it is not known whether it was applied.
Result<JsonBox> send_change(Client& client, safety::Permit permit, const Change& change, const CallContext& ctx);

}  // namespace lakecode::databricks

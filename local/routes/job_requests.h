#pragma once
// What the routes of jobs and runs share: ids in bodies, errors as answers, and what of a stored run is shown.

#include <cstdint>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"
#include "local/routes/route.h"
#include "net/http_server.h"

namespace lakecode::local {

/// An error without action has its whole message in `reason`; others are told as one line.
net::ServerResponse refuse(const Error& error);

/// A route written as a function that may fail.
template <Result<net::ServerResponse> (*Run)(Workspace&, const Call&)>
net::ServerResponse told(Workspace& workspace, const Call& call) {
  auto answer = Run(workspace, call);
  return answer ? std::move(answer).value() : refuse(answer.error());
}

/// A whole number of a body. InvalidArgument when it is absent or none.
Result<std::int64_t> need_id(const JsonValue& body, std::string_view name);

/// The job that job_id of `body` names.
Result<JsonValue> find_job(const Workspace& workspace, const JsonValue& body);

/// Takes away what is ours, and fills the addresses of pages.
void show_run_members(const Workspace& workspace, JsonObject& run);

}  // namespace lakecode::local

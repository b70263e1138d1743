// Where clients send what they measured of themselves. It is taken and thrown away.

#include "base/json.h"
#include "local/routes/answer.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

Result<net::ServerResponse> take_logs(Workspace& /*workspace*/, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  return json_answer(JsonObject{{"errors", JsonArray()},
                                {"numSuccess", json::array_at(*body, "items").size()},
                                {"numProtoSuccess", json::array_at(*body, "protoLogs").size()}});
}

}  // namespace

std::vector<Route> telemetry_routes() {
  return {{"POST", "/telemetry-ext", answered<take_logs>, Access::Token, Locking::None}};
}

}  // namespace lakecode::local

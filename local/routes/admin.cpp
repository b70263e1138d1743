// Routes of our own, outside the platform's API: loading a file of this machine, and how the server is.

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "local/engine/table_engine.h"
#include "local/routes/answer.h"
#include "local/routes/groups.h"
#include "local/routes/load_request.h"
#include "local/routes/me.h"

namespace lakecode::local {
namespace {

net::ServerResponse load_file(Workspace& workspace, const Call& call) {
  const auto body = call.body();
  if (!body) return error_answer(body.error());
  auto order = parse_load_order(**body);
  if (!order) return error_answer(order.error());
  const auto rows = run_load_order(*workspace.engine, workspace.store, *order, me_of(workspace.store).user_name);
  if (!rows) return error_answer(rows.error());
  return json_answer(JsonObject{{"table", order->table}, {"rows", *rows}});
}

}  // namespace

std::vector<Route> admin_routes() {
  return {{"POST", "/api/lakecode/load", load_file, Access::Token, Locking::None}};
}

}  // namespace lakecode::local

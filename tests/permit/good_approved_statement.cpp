// The way it is meant: the gate's permit is moved into the call.
#include <utility>
#include <variant>

#include "databricks/statements.h"
#include "gate/gate.h"

namespace lakecode {

Result<databricks::StatementResult> run(gate::Gate& gate, databricks::Client& client,
                                        const databricks::StatementRequest& request, const CallContext& ctx) {
  TRY_ASSIGN(auto outcome, gate.request({.name = "sql", .effect = databricks::effect_of(request)}, ctx));
  if (!std::holds_alternative<safety::Permit>(outcome)) return Error{};
  return databricks::execute_statement(client, std::get<safety::Permit>(std::move(outcome)), request, ctx);
}

}  // namespace lakecode

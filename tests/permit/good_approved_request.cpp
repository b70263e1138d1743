// The way it is meant: the gate's permit is moved into the call.
#include <utility>
#include <variant>

#include "databricks/wire.h"
#include "gate/gate.h"

namespace lakecode {

Result<databricks::Answer> send(gate::Gate& gate, databricks::Wire& wire, const safety::RestEffect& request,
                                const CallContext& ctx) {
  TRY_ASSIGN(auto outcome, gate.request({.name = "request", .effect = request}, ctx));
  if (!std::holds_alternative<safety::Permit>(outcome)) return Error{};
  return wire.send(std::get<safety::Permit>(std::move(outcome)), request, net::Repeat::NotRepeatable, {"change", "it"},
                   ctx);
}

}  // namespace lakecode

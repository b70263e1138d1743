#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

Result<Action> act(Words words) {
  return workflow_action("access", "uc_explain_access", words, {"principal", "object", "action"});
}

}  // namespace

const Command kAccess{"access",
                      "PRINCIPAL OBJECT [ACTION] [--if CHANGE]",
                      "who may do what, and through which grant",
                      "/access analysts prod.sales.orders",
                      "uc_explain_access",
                      act};

}  // namespace lakecode::slash

#include "slash/commands.h"
#include "slash/workflow_action.h"

namespace lakecode::slash {
namespace {

Result<Action> act(Words words) {
  return workflow_action("prove", "prove_table", words, {"table"});
}

}  // namespace

const Command kProve{"prove",
                     "TABLE [--sample-rows N] [--contract FILE]",
                     "what can be said about a table's data, with proof",
                     "/prove main.sales.orders",
                     "prove_table",
                     act};

}  // namespace lakecode::slash

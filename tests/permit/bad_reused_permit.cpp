// refused: use of deleted function|call to deleted constructor
#include "databricks/statements.h"

namespace lakecode {

void run(databricks::Client& client, safety::Permit permit, const databricks::StatementRequest& request,
         const CallContext& ctx) {
  auto first = databricks::execute_statement(client, permit, request, ctx);
}

}  // namespace lakecode

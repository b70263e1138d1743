// refused: could not convert|no matching function|too few arguments
#include "databricks/statements.h"

namespace lakecode {

Result<databricks::StatementResult> run(databricks::Client& client, const databricks::StatementRequest& request,
                                        const CallContext& ctx) {
  return databricks::execute_statement(client, request, ctx);
}

}  // namespace lakecode

#include "databricks/change.h"

#include "databricks/wire.h"

namespace lakecode::databricks {

Result<JsonBox> send_change(Client& client, safety::Permit permit, const Change& change, const CallContext& ctx) {
  const Naming naming{.action = change.action, .subject = change.subject};
  const net::Repeat repeat = change.repeatable ? net::Repeat::Safe : net::Repeat::NotRepeatable;
  TRY_ASSIGN(Answer answer, Wire(client).send(std::move(permit), change.request, repeat, naming, ctx));
  return std::move(answer.body);
}

}  // namespace lakecode::databricks

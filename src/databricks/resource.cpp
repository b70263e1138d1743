#include "databricks/resource.h"

#include "databricks/wire.h"

namespace lakecode::databricks {

Result<JsonBox> fetch_resource(Client& client, const ResourcePlace& place, const CallContext& ctx) {
  const Call call{
      .naming = {.action = "read", .subject = place.subject}, .path = place.path, .query = place.query, .body = ""};
  TRY_ASSIGN(Answer answer, Wire(client).fetch(call, ctx));
  return std::move(answer.body);
}

}  // namespace lakecode::databricks

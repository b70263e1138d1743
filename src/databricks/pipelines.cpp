#include "databricks/pipelines.h"

#include "base/json.h"
#include "databricks/wire.h"

namespace lakecode::databricks {

std::vector<Result<std::string>> fetch_pipeline_names(Client& client, const std::vector<std::string>& ids,
                                                      const CallContext& ctx) {
  std::vector<Call> calls;
  for (const std::string& id : ids) {
    calls.push_back({.naming = {.action = "read pipeline", .subject = id},
                     .path = "/api/2.0/pipelines/" + net::encode_component(id)});
  }
  std::vector<Result<std::string>> names;
  for (auto& answer : Wire(client).fetch_all(calls, ctx)) {
    if (answer) {
      names.emplace_back(json::string_at(*answer->body, "name"));
    } else {
      names.emplace_back(std::move(answer).error());
    }
  }
  return names;
}

}  // namespace lakecode::databricks

#include "databricks/init_scripts.h"

#include "base/json.h"
#include "databricks/wire.h"

namespace lakecode::databricks {

Result<std::vector<std::string>> fetch_global_init_scripts(Client& client, const CallContext& ctx) {
  const Call call{.naming = {.action = "list global init scripts", .subject = "at " + client.host()},
                  .path = "/api/2.0/global-init-scripts"};
  TRY_ASSIGN(const Answer answer, Wire(client).fetch(call, ctx));
  std::vector<std::string> names;
  for (const JsonValue& script : json::array_at(*answer.body, "scripts")) {
    if (!json::bool_at(script, "enabled").value_or(false)) continue;
    const std::string name = json::string_at(script, "name");
    names.push_back(name.empty() ? json::string_at(script, "script_id") : name);
  }
  return names;
}

}  // namespace lakecode::databricks

#include "databricks/workspace_objects.h"

#include "base/crypto.h"
#include "base/json.h"
#include "databricks/wire.h"

namespace lakecode::databricks {
namespace {

Change post(std::string action, const std::string& path, std::string_view method, const JsonObject& body) {
  return {.action = std::move(action),
          .subject = path,
          .request = {.method = "POST",
                      .path = "/api/2.0/workspace/" + std::string(method),
                      .query = "",
                      .body = json::serialize(body)}};
}

}  // namespace

Result<ObjectStatus> fetch_object_status(Client& client, const std::string& path, const CallContext& ctx) {
  const Call call{.naming = {.action = "read workspace object", .subject = path},
                  .path = "/api/2.0/workspace/get-status",
                  .query = {{"path", path}},
                  .body = ""};
  TRY_ASSIGN(const Answer answer, Wire(client).fetch(call, ctx));
  return ObjectStatus{.path = json::string_at(*answer.body, "path"),
                      .object_type = json::string_at(*answer.body, "object_type"),
                      .language = json::string_at(*answer.body, "language"),
                      .object_id = json::int_at(*answer.body, "object_id").value_or(0)};
}

Result<std::string> fetch_export(Client& client, const std::string& path, const std::string& format,
                                 const CallContext& ctx) {
  const Call call{.naming = {.action = "export workspace object", .subject = path},
                  .path = "/api/2.0/workspace/export",
                  .query = {{"path", path}, {"format", format}},
                  .body = ""};
  TRY_ASSIGN(const Answer answer, Wire(client).fetch(call, ctx));
  return crypto::base64_decode(json::string_at(*answer.body, "content"));
}

Change make_import_object(const ObjectContent& content) {
  JsonObject body{{"path", content.path}, {"format", content.format}};
  if (!content.language.empty()) body["language"] = content.language;
  body["content"] = crypto::base64_encode(content.bytes);
  body["overwrite"] = content.overwrite;
  return post("import workspace object", content.path, "import", body);
}

Change make_folder(const std::string& path) {
  return post("make folder", path, "mkdirs", JsonObject{{"path", path}});
}

Change make_delete_object(const std::string& path, Depth depth) {
  return post("delete workspace object", path, "delete",
              JsonObject{{"path", path}, {"recursive", depth == Depth::Recursive}});
}

}  // namespace lakecode::databricks

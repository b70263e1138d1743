#include "gate/restore_point.h"

#include "base/json.h"

namespace lakecode::gate {
namespace {

JsonObject to_object(const RestoreStep& step) {
  JsonObject object{{"how", step.how}, {"object_type", step.object_type}, {"object", step.object}};
  if (!step.statement.empty()) object["statement"] = step.statement;
  if (!step.request.method.empty()) {
    JsonObject request{{"method", step.request.method}, {"path", step.request.path}};
    if (!step.request.query.empty()) request["query"] = step.request.query;
    if (step.body_blob.empty()) {
      request["body"] = step.request.body;
    } else {
      request["body_blob"] = step.body_blob;
    }
    object["request"] = std::move(request);
  }
  if (step.version) object["version"] = *step.version;
  if (!step.id.empty()) object["id"] = step.id;
  if (!step.shape.empty()) object["shape"] = step.shape;
  if (!step.before.empty()) object["before"] = step.before;
  if (!step.within.empty()) object["within"] = step.within;
  return object;
}

}  // namespace

JsonBox to_json(const RestorePoint& point) {
  JsonArray steps;
  for (const RestoreStep& step : point.steps) steps.push_back(to_object(step));
  JsonArray lost;
  for (const LostPart& part : point.lost) lost.push_back(JsonObject{{"object", part.object}, {"why", part.why}});
  return JsonBox(JsonObject{{"steps", std::move(steps)}, {"lost", std::move(lost)}});
}

Result<RestorePoint> parse_restore_point(const JsonValue& value) {
  RestorePoint point;
  for (const JsonValue& given : json::array_at(value, "steps")) {
    RestoreStep step{.how = json::string_at(given, "how"),
                     .object_type = json::string_at(given, "object_type"),
                     .object = json::string_at(given, "object"),
                     .statement = json::string_at(given, "statement"),
                     .request = {.method = json::string_at_path(given, {"request", "method"}),
                                 .path = json::string_at_path(given, {"request", "path"}),
                                 .query = json::string_at_path(given, {"request", "query"}),
                                 .body = json::string_at_path(given, {"request", "body"})},
                     .body_blob = json::string_at_path(given, {"request", "body_blob"}),
                     .version = json::int_at(given, "version"),
                     .id = json::string_at(given, "id"),
                     .shape = json::string_at(given, "shape"),
                     .before = json::string_at(given, "before"),
                     .within = json::string_at(given, "within")};
    if (step.how.empty() || step.statement.empty() == step.request.method.empty()) {
      return Error{.code = ErrorCode::CorruptData,
                   .action = "read the restore point",
                   .subject = step.object,
                   .reason = "it is neither one statement nor one request",
                   .advice = "undo it by hand"};
    }
    point.steps.push_back(std::move(step));
  }
  for (const JsonValue& given : json::array_at(value, "lost"))
    point.lost.push_back({.object = json::string_at(given, "object"), .why = json::string_at(given, "why")});
  return point;
}

}  // namespace lakecode::gate

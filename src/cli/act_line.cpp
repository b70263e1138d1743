#include "cli/act_line.h"

#include <utility>

#include "base/json.h"
#include "base/time_format.h"
#include "safety/verdict_json.h"

namespace lakecode::cli {

namespace {

Error refuse(std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "decide about",
               .subject = "the line",
               .reason = std::move(reason),
               .advice = "give tool, profile, target, host, principal and workflow as texts, rows as a number"};
}

/// The member, nullptr when it is absent or null.
const JsonValue* member(const JsonValue& line, std::string_view key) {
  const JsonValue* value = json::find(line, key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

/// What is there must be of its type: an act in another place than was meant would be decided about wrongly.
Result<void> check_types(const JsonValue& line) {
  for (const std::string_view key : {"tool", "profile", "target", "host", "principal", "workflow", "time"}) {
    const JsonValue* value = member(line, key);
    if (value != nullptr && !value->is_string()) return refuse(std::string(key) + " is no string");
  }
  if (member(line, "rows") != nullptr && !json::int_at(line, "rows")) return refuse("rows is no whole number");
  if (member(line, "time") != nullptr && !parse_rfc3339(json::string_at(line, "time")))
    return refuse("time is not such as 2026-11-23T08:15:00Z");
  return {};
}

}  // namespace

Result<ActLine> read_act_line(const JsonValue& line) {
  TRY_ASSIGN(safety::Effect effect, safety::effect_of_json(line));
  TRY_VOID(check_types(line));
  ActLine act{.effect = std::move(effect),
              .tool = json::string_at(line, "tool"),
              .profile = json::string_at(line, "profile"),
              .target = json::string_at(line, "target"),
              .host = json::string_at(line, "host"),
              .principal = json::string_at(line, "principal"),
              .workflow = json::string_at(line, "workflow"),
              .rows = json::int_at(line, "rows"),
              .time = {}};
  if (const auto time = parse_rfc3339(json::string_at(line, "time"))) act.time = *time;
  return act;
}

std::string act_line_error(const JsonValue& id, const std::string& why) {
  return json::serialize(JsonObject{{"id", id}, {"error", why}});
}

}  // namespace lakecode::cli

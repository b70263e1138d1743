#include "cli/act_line.h"

#include <utility>

#include "base/json.h"
#include "base/time_format.h"
#include "safety/verdict_json.h"

namespace lakecode::cli {

Result<ActLine> read_act_line(const JsonValue& line) {
  TRY_ASSIGN(safety::Effect effect, safety::effect_of_json(line));
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

#include "local/routes/pipeline_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"
#include "local/routes/answer.h"
#include "local/routes/records.h"

// filter = condition *( "AND" condition ); condition = name operator value | "level in (" value *( "," value ) ")".
// Names: level, id, timestamp, update_id; values in single quotes.

namespace lakecode::local {
namespace {

constexpr std::int64_t kUsual = 25;
constexpr std::int64_t kMost = 250;

struct Condition {
  std::string name;
  std::string op;
  std::vector<std::string> values;
};

/// The texts between single quotes.
std::vector<std::string> quoted_in(std::string_view text) {
  std::vector<std::string> values;
  const auto parts = text::split(text, '\'');
  for (std::size_t i = 1; i < parts.size(); i += 2) values.emplace_back(parts[i]);
  return values;
}

Result<Condition> parse_condition(std::string_view text) {
  Condition condition;
  const std::string_view trimmed = text::trim(text);
  const std::string_view head = text::trim(trimmed.substr(0, trimmed.find('\'')));
  std::size_t end = 0;
  while (end < head.size() && (((head[end] | 0x20) >= 'a' && (head[end] | 0x20) <= 'z') || head[end] == '_')) ++end;
  condition.name = text::to_lower(head.substr(0, end));
  condition.op = text::to_lower(text::trim(head.substr(end)));
  if (condition.op.starts_with("in")) condition.op = "in";
  condition.values = quoted_in(trimmed);
  constexpr std::string_view kNames[] = {"level", "id", "timestamp", "update_id"};
  const bool known_name = std::find(std::begin(kNames), std::end(kNames), condition.name) != std::end(kNames);
  constexpr std::string_view kOperators[] = {"=", "<>", "!=", "in", ">", "<", ">=", "<="};
  const bool known_op = std::find(std::begin(kOperators), std::end(kOperators), condition.op) != std::end(kOperators);
  if (!known_name || !known_op || condition.values.empty())
    return refusal(ErrorCode::InvalidArgument, fmt::format("Invalid filter: {}", text));
  return condition;
}

Result<std::vector<Condition>> parse_filter(std::string_view text) {
  std::vector<Condition> conditions;
  while (!text::trim(text).empty()) {
    const std::size_t cut = std::min(text::find_ignore_case(text, " and "), text.size());
    TRY_ASSIGN(Condition condition, parse_condition(text.substr(0, cut)));
    conditions.push_back(std::move(condition));
    text.remove_prefix(std::min(cut + 5, text.size()));
  }
  return conditions;
}

bool holds(const Condition& condition, const JsonValue& event) {
  const std::string value = condition.name == "update_id" ? json::string_at_path(event, {"origin", "update_id"})
                                                          : json::string_at(event, condition.name);
  const std::string& wanted = condition.values.front();
  if (condition.op == "in")
    return std::find(condition.values.begin(), condition.values.end(), value) != condition.values.end();
  if (condition.op == "=") return value == wanted;
  if (condition.op == "<>" || condition.op == "!=") return value != wanted;
  // Times of one form compare as texts.
  if (condition.op == ">") return value > wanted;
  if (condition.op == ">=") return value >= wanted;
  if (condition.op == "<") return value < wanted;
  return value <= wanted;
}

}  // namespace

Document with_event(Workspace& workspace, const JsonObject& pipeline, const std::string& update_id,
                    PipelineEvent event) {
  const std::string id = json::string_at(pipeline, "pipeline_id");
  JsonArray events;
  if (const auto known = find_body(workspace.store, "pipeline_events", id)) events = json::array_at(*known, "events");
  JsonObject origin{{"pipeline_id", id}};
  if (!update_id.empty()) origin["update_id"] = update_id;
  copy_members(origin, JsonValue(JsonObject{{"pipeline_name", json::string_at(pipeline, "name")}}), {"pipeline_name"});
  events.push_back(JsonObject{{"id", new_uuid(workspace)},
                              {"sequence", JsonObject{{"control_plane_seq_no", events.size() + 1}}},
                              {"origin", std::move(origin)},
                              {"timestamp", format_rfc3339(workspace.clock.now())},
                              {"message", event.message},
                              {"level", "INFO"},
                              {"details", std::move(*event.details)},
                              {"event_type", event.type},
                              {"maturity_level", "STABLE"}});
  return {"pipeline_events", id, JsonBox(JsonObject{{"events", std::move(events)}})};
}

Result<net::ServerResponse> answer_events(const Workspace& workspace, const Call& call,
                                          const std::string& pipeline_id) {
  std::string filter = call.text_query("filter");
  std::string order = call.text_query("order_by");
  std::size_t begin = 0;
  if (const std::string token = call.text_query("page_token"); !token.empty()) {
    // A token stands for everything but max_results: place, order and filter.
    const auto plain = crypto::base64url_decode(token);
    const auto parts = plain ? text::split(*plain, '\n') : std::vector<std::string_view>();
    const auto place = parts.size() == 3 ? text::parse_int(parts[0]) : std::nullopt;
    if (!place || *place < 0) return refusal(ErrorCode::InvalidArgument, "Invalid page_token: start again without it");
    begin = static_cast<std::size_t>(*place);
    order = parts[1];
    filter = parts[2];
  }
  TRY_ASSIGN(const std::vector<Condition> conditions, parse_filter(filter));
  TRY_ASSIGN(const auto wanted, call.int_query("max_results"));
  const auto size =
      static_cast<std::size_t>(std::clamp<std::int64_t>(wanted.value_or(0) == 0 ? kUsual : *wanted, 1, kMost));
  JsonArray all;
  if (const auto stored = find_body(workspace.store, "pipeline_events", pipeline_id)) {
    for (const JsonValue& event : json::array_at(*stored, "events")) {
      if (std::all_of(conditions.begin(), conditions.end(), [&](const Condition& c) { return holds(c, event); }))
        all.push_back(event);
    }
  }
  if (text::to_lower(order).find("asc") == std::string::npos) std::reverse(all.begin(), all.end());
  begin = std::min(begin, all.size());
  const std::size_t end = std::min(begin + size, all.size());
  JsonObject answer;
  answer["events"] =
      JsonArray(all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end));
  if (end < all.size())
    answer["next_page_token"] = crypto::base64url_encode(fmt::format("{}\n{}\n{}", end, order, filter));
  return json_answer(answer);
}

}  // namespace lakecode::local

#include "local/routes/genie_answers.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "local/routes/answer.h"
#include "local/routes/product_groups.h"
#include "local/routes/records.h"

namespace lakecode::local {
namespace {

/// Letters and digits, lower case: how two spellings of one question are told to be one.
std::string spoken(std::string_view question) {
  std::string out;
  for (const char c : text::to_lower(question)) {
    const bool mark = static_cast<unsigned char>(c) < 0x80 && !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    if (!mark) out += c;
  }
  return out;
}

/// A text, or the lines of one: the format of a space has both.
std::string joined_text(const JsonValue& value) {
  if (auto whole = json::as_string(value)) return *whole;
  std::string out;
  if (!value.is_array()) return out;
  for (const JsonValue& line : value.as_array()) out += json::as_string(line).value_or("");
  return out;
}

std::string member_text(const JsonValue& object, std::string_view name) {
  const JsonValue* value = json::find(object, name);
  return value == nullptr ? "" : joined_text(*value);
}

std::optional<GenieAnswer> answer_of_examples(const JsonObject& space, const std::string& question) {
  const auto content = json::parse(json::string_at(space, "serialized_space"), "serialized_space");
  if (!content) return std::nullopt;
  const JsonValue* instructions = json::find(*content, "instructions");
  if (instructions == nullptr) return std::nullopt;
  for (const JsonValue& example : json::array_at(*instructions, "example_question_sqls")) {
    if (spoken(member_text(example, "question")) != spoken(question)) continue;
    return GenieAnswer{"", member_text(example, "sql"), member_text(example, "question")};
  }
  return std::nullopt;
}

Result<std::optional<GenieAnswer>> answer_of_script(Workspace& workspace, const std::string& space_id) {
  auto script = find_body(workspace.store, "genie_script", space_id);
  if (!script) return std::optional<GenieAnswer>();
  const JsonArray answers = json::array_at(*script, "answers");
  if (answers.empty()) return std::optional<GenieAnswer>();
  const auto next = static_cast<std::size_t>(json::int_at(*script, "next").value_or(0));
  const JsonValue& answer = answers[std::min(next, answers.size() - 1)];
  (*script)["next"] = next + 1;
  TRY_VOID(put_body(workspace, "genie_script", space_id, std::move(*script)));
  if (const auto words = json::as_string(answer)) return std::optional(GenieAnswer{*words, "", ""});
  return std::optional(GenieAnswer{json::string_at(answer, "text"), json::string_at(answer, "query"),
                                   json::string_at(answer, "description")});
}

/// {"space_id", "answers": [text | {"text", "query", "description"}]}: what the space says next; the last one again and
/// again.
Result<net::ServerResponse> set_script(Workspace& workspace, const Call& call) {
  TRY_ASSIGN(const JsonBox body, call.body());
  TRY_ASSIGN(const std::string id, need_text(*body, "space_id"));
  if (workspace.store.find("genie_space", id) == nullptr)
    return refusal(ErrorCode::NotFound, "Genie space with ID " + id + " does not exist.");
  const JsonArray& answers = json::array_at(*body, "answers");
  TRY_VOID(put_body(workspace, "genie_script", id, {{"answers", answers}, {"next", 0}}));
  return json_answer(JsonObject{{"space_id", id}, {"answers", answers.size()}});
}

}  // namespace

Result<std::optional<GenieAnswer>> answer_question(Workspace& workspace, const JsonObject& space,
                                                   const std::string& question) {
  TRY_ASSIGN(auto scripted, answer_of_script(workspace, json::string_at(space, "space_id")));
  if (scripted) return scripted;
  return answer_of_examples(space, question);
}

std::vector<Route> genie_answers_routes() {
  return {{"POST", "/api/lakecode/genie-script", answered<set_script>}};
}

}  // namespace lakecode::local

#include "cli/text_lines.h"

#include <string>

#include "base/json.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kMaxLine = 1U << 20U;

std::string error_line(const JsonValue& id, const std::string& why) {
  return json::serialize(JsonObject{{"id", id}, {"error", why}});
}

std::string answer_line(const Input::Line& line, const std::function<JsonObject(std::string_view)>& answer) {
  if (line.too_long) return error_line(nullptr, "the line is longer than 1 MiB");
  const auto row = json::parse(line.text, "the line");
  if (!row) return error_line(nullptr, row.error().reason);
  const JsonValue* given = json::find(*row, "id");
  const JsonValue id = given == nullptr ? JsonValue(nullptr) : *given;
  const JsonValue* text = json::find(*row, "text");
  if (text == nullptr || !text->is_string())
    return error_line(id, R"(the line is no object with a "text" that is a string)");
  JsonObject object{{"id", id}};
  const JsonObject members = answer(std::string_view(text->get_string()));
  for (const auto& member : members) object[member.key()] = member.value();
  return json::serialize(object);
}

}  // namespace

int answer_text_lines(App& app, const std::function<JsonObject(std::string_view text)>& answer) {
  while (const auto line = app.input.next_line(kMaxLine, app.stop)) {
    if (line->text.find_first_not_of(" \t\r") == std::string::npos && !line->too_long) continue;
    app.output.print(answer_line(*line, answer) + "\n");
    if (app.output.failed()) return 1;
  }
  return app.stop.stop_requested() ? 130 : 0;
}

}  // namespace lakecode::cli

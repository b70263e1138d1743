#include "cli/act_line.h"

#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "base/time_format.h"

namespace lakecode::cli {
namespace {

Error no_act(std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument, .action = "read act", .reason = std::move(reason), .advice = {}};
}

/// A body that is text is taken as it stands; anything else is the JSON it is.
std::string body_of(const JsonValue& line) {
  const auto* object = line.if_object();
  const JsonValue* body = object == nullptr ? nullptr : object->if_contains("body");
  if (body == nullptr || body->is_null()) return {};
  if (const auto* text = body->if_string()) return std::string(*text);
  return json::serialize(*body);
}

Result<safety::Effect> effect_of(const JsonValue& line) {
  const JsonObject& object = line.get_object();
  if (const JsonValue* sql = object.if_contains("sql"); sql != nullptr && !sql->is_null()) {
    if (!sql->is_string()) return no_act("sql is no text");
    return safety::Effect(safety::SqlEffect{.text = std::string(sql->get_string())});
  }
  if (const JsonValue* argv = object.if_contains("argv"); argv != nullptr && !argv->is_null()) {
    if (!argv->is_array()) return no_act("argv is no list");
    safety::ArgvEffect effect;
    for (const JsonValue& word : argv->get_array()) {
      if (!word.is_string()) return no_act("argv holds something that is no text");
      effect.argv.emplace_back(word.get_string());
    }
    return safety::Effect(std::move(effect));
  }
  const JsonValue* method = object.if_contains("method");
  const JsonValue* path = object.if_contains("path");
  if (method == nullptr || path == nullptr || !method->is_string() || !path->is_string())
    return no_act("there is no sql, no argv, and no method with a path");
  return safety::Effect(safety::RestEffect{.method = std::string(method->get_string()),
                                           .path = std::string(path->get_string()),
                                           .query = {},
                                           .body = body_of(line)});
}

JsonArray texts(const std::vector<std::string>& lines) {
  JsonArray out;
  for (const std::string& line : lines) out.emplace_back(line);
  return out;
}

JsonArray statements_json(const safety::Verdict& verdict) {
  JsonArray statements;
  for (const safety::StatementVerdict& statement : verdict.statements) {
    JsonArray objects;
    for (const safety::TouchedObject& object : statement.objects)
      objects.push_back(JsonObject{{"type", object.type}, {"name", object.name}, {"access", object.access}});
    statements.push_back(JsonObject{
        {"class", safety::name_of(statement.effect_class)}, {"kind", statement.kind}, {"objects", std::move(objects)}});
  }
  return statements;
}

}  // namespace

Result<ActLine> parse_act_line(std::string_view line) {
  TRY_ASSIGN(const JsonValue value, json::parse(line, "line"));
  if (!value.is_object()) return no_act("the line is no JSON object");
  TRY_ASSIGN(safety::Effect effect, effect_of(value));
  const JsonValue* id = value.get_object().if_contains("id");
  ActLine act{.id = id == nullptr ? JsonBox() : JsonBox(*id),
              .effect = std::move(effect),
              .tool = json::string_at(value, "tool"),
              .profile = json::string_at(value, "profile"),
              .target = json::string_at(value, "target"),
              .host = json::string_at(value, "host"),
              .principal = json::string_at(value, "principal"),
              .workflow = json::string_at(value, "workflow"),
              .rows = json::int_at(value, "rows")};
  if (const auto time = parse_rfc3339(json::string_at(value, "time"))) act.time = *time;
  return act;
}

JsonBox judgement_json(const JsonValue& id, const safety::Verdict& verdict) {
  JsonObject line{{"id", id},
                  {"class", safety::name_of(verdict.effect_class)},
                  {"kind", verdict.kind},
                  {"parsed", verdict.parsed},
                  {"statements", statements_json(verdict)},
                  {"reasons", texts(verdict.reasons)},
                  {"undo", nullptr}};
  if (verdict.undo) {
    line["undo"] =
        JsonObject{{"possible", verdict.undo->possible}, {"how", verdict.undo->how}, {"within", verdict.undo->within}};
  }
  return JsonBox(std::move(line));
}

std::string act_line_error(const std::string& why) {
  return json::serialize(JsonObject{{"id", nullptr}, {"error", why}});
}

}  // namespace lakecode::cli

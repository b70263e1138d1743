#include "safety/verdict_json.h"

#include "base/json.h"
#include "safety/classify.h"

namespace lakecode::safety {
namespace {

Error refuse(std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "judge",
               .subject = "the line",
               .reason = std::move(reason),
               .advice = R"(give {"sql"}, {"argv": […]} or {"method", "path", "body"?})"};
}

JsonObject to_json(const TouchedObject& object) {
  return {{"type", object.type}, {"name", object.name}, {"access", object.access}};
}

JsonArray to_json(const std::vector<std::string>& texts) {
  JsonArray out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

JsonValue to_json(const std::optional<Undo>& undo) {
  if (!undo) return nullptr;
  return JsonObject{{"possible", undo->possible}, {"how", undo->how}, {"within", undo->within}};
}

JsonArray to_json(const ByteSpan& span) {
  return {span.begin, span.end};
}

JsonObject to_json(const StatementVerdict& statement) {
  JsonArray objects;
  for (const TouchedObject& object : statement.objects) objects.emplace_back(to_json(object));
  JsonObject out{{"class", name_of(statement.effect_class)},
                 {"kind", statement.kind},
                 {"objects", std::move(objects)},
                 {"parsed", statement.parsed},
                 {"has_where", nullptr},
                 {"leaves_workspace", to_json(statement.leaves_workspace)},
                 {"normalised", statement.normalised},
                 {"span", to_json(statement.span)},
                 {"danger", to_json(statement.danger)},
                 {"reasons", to_json(texts_of(statement.reasons))},
                 {"undo", to_json(statement.undo)}};
  if (statement.has_where) out["has_where"] = *statement.has_where;
  return out;
}

Result<Effect> argv_effect(const JsonValue& words) {
  const JsonArray* list = words.if_array();
  if (list == nullptr) return refuse("argv is no list");
  ArgvEffect effect;
  for (const JsonValue& word : *list) {
    const auto* text = word.if_string();
    if (text == nullptr) return refuse("argv holds something that is no string");
    effect.argv.emplace_back(text->data(), text->size());
  }
  return Effect(std::move(effect));
}

Result<Effect> rest_effect(const JsonValue& line) {
  const auto method = json::optional_string_at(line, "method");
  const auto path = json::optional_string_at(line, "path");
  if (!method || !path) return refuse("method and path must be strings");
  RestEffect effect{.method = *method, .path = *path, .query = "", .body = ""};
  const JsonValue* body = json::find(line, "body");
  if (body != nullptr && body->is_string()) {
    effect.body = json::string_at(line, "body");
  } else if (body != nullptr && !body->is_null()) {
    effect.body = json::serialize(*body);
  }
  if (const std::size_t question = effect.path.find('?'); question != std::string::npos) {
    effect.query = effect.path.substr(question + 1);
    effect.path.resize(question);
  }
  return Effect(std::move(effect));
}

std::string error_line(const JsonValue& id, const std::string& why) {
  return json::serialize(JsonObject{{"id", id}, {"error", why}});
}

}  // namespace

Result<Effect> effect_of_json(const JsonValue& line) {
  if (!line.is_object()) return refuse("it is no JSON object");
  const auto given = [&](std::string_view key) {  // null stands for nothing
    const JsonValue* value = json::find(line, key);
    return value == nullptr || value->is_null() ? nullptr : value;
  };
  if (const JsonValue* sql = given("sql")) {
    if (!sql->is_string()) return refuse("sql is no string");
    return Effect(SqlEffect{.text = json::string_at(line, "sql")});
  }
  if (const JsonValue* argv = given("argv")) return argv_effect(*argv);
  if (given("method") != nullptr) return rest_effect(line);
  return refuse("it names nothing to judge");
}

JsonObject to_json(const Verdict& verdict) {
  JsonArray statements;
  for (const StatementVerdict& statement : verdict.statements) statements.emplace_back(to_json(statement));
  return {{"class", name_of(verdict.effect_class)},
          {"kind", verdict.kind},
          {"parsed", verdict.parsed},
          {"statements", std::move(statements)},
          {"reasons", to_json(texts_of(reasons_of(verdict)))},
          {"undo", to_json(verdict.undo)}};
}

std::string classify_json_line(std::string_view line) {
  const auto parsed = json::parse(line, "the line");
  if (!parsed) return error_line(nullptr, parsed.error().reason);
  const JsonValue* id = json::find(*parsed, "id");
  const JsonValue shown = id == nullptr ? JsonValue(nullptr) : *id;
  const auto effect = effect_of_json(*parsed);
  if (!effect) return error_line(shown, effect.error().reason);
  JsonObject out{{"id", shown}};
  for (auto& member : to_json(classify(*effect))) out.emplace(member.key(), std::move(member.value()));
  return json::serialize(out);
}

}  // namespace lakecode::safety

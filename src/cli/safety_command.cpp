#include "cli/safety_command.h"

#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "cli/screens.h"
#include "render/screen_door.h"
#include "render/style.h"
#include "safety/classify.h"
#include "safety/verdict_json.h"

namespace lakecode::cli {
namespace {

using render::Style;
using safety::EffectClass;

constexpr std::size_t kMaxLine = 32U << 20U;

constexpr Verb kVerbs[] = {
    {"explain", "--sql TEXT | --cli -- ARGV… | --rest METHOD PATH", 0, 1000,
     "what one act would do, and why we say so"},
    {"classify", "", 0, 0, "one act a JSON line on standard input, one verdict a line on standard output"},
};

constexpr Option kOptions[] = {
    {"sql", "TEXT", "the SQL text to judge", ""},
    {"cli", "", "judge the command line behind --; its first word is the program", ""},
    {"rest", "", "judge the request METHOD PATH", ""},
    {"body", "JSON", "body of the request, or @FILE", ""},
    {"catalog", "NAME", "catalog of names that give none", ""},
    {"schema", "NAME", "schema of names that give none", ""},
    {"jsonl", "", "read and write JSON lines (the only form of classify)", ""},
    {"output", "FORMAT", "text or json", "text|json"},
};

Error usage(std::string reason) {
  return Error{
      .code = ErrorCode::InvalidArgument,
      .action = "run lakecode safety explain",
      .reason = std::move(reason),
      .advice = "lakecode safety explain --sql 'DROP TABLE t', --cli -- databricks jobs list, or --rest GET /api/…"};
}

Result<std::string> read_body(const App& app, const std::string& value) {
  if (!value.starts_with('@')) return value;
  const std::filesystem::path path = app.working_folder / value.substr(1);
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (file) content << file.rdbuf();
  if (!file) {
    return Error{.code = ErrorCode::NotFound,
                 .action = "read the body",
                 .subject = path.string(),
                 .reason = "the file cannot be read",
                 .advice = "check the name and its permissions"};
  }
  return content.str();
}

Result<safety::Effect> effect_of(const App& app, const Invocation& invocation) {
  const bool sql = invocation.has("sql");
  const bool cli = invocation.has("cli");
  const bool rest = invocation.has("rest");
  if (int{sql} + int{cli} + int{rest} != 1) return usage("say one of --sql, --cli and --rest");
  if (sql) {
    if (!invocation.arguments.empty()) return usage("--sql takes one text, in quotes");
    return safety::Effect(safety::SqlEffect{.text = invocation.value_or("sql", ""),
                                            .default_catalog = invocation.value_or("catalog", ""),
                                            .default_schema = invocation.value_or("schema", ""),
                                            .parameters = {}});
  }
  if (cli) return safety::Effect(safety::ArgvEffect{invocation.arguments});
  if (invocation.arguments.size() != 2) return usage("--rest takes a method and a path");
  safety::RestEffect request{
      .method = invocation.arguments[0], .path = invocation.arguments[1], .query = "", .body = ""};
  if (const std::size_t question = request.path.find('?'); question != std::string::npos) {
    request.query = request.path.substr(question + 1);
    request.path.resize(question);
  }
  if (const auto body = invocation.value("body")) {
    TRY_ASSIGN(request.body, read_body(app, *body));
  }
  return safety::Effect(std::move(request));
}

Style style_of(EffectClass effect_class) {
  if (effect_class == EffectClass::ReadOnly) return Style::Good;
  return effect_class == EffectClass::WriteRemote ? Style::Warning : Style::Bad;
}

/// SQL that a command line or a request carries.
bool is_carried(const safety::StatementVerdict& statement, const safety::Effect& effect) {
  return !std::holds_alternative<safety::SqlEffect>(effect) && statement.normalised != safety::text_of(effect);
}

/// The text with every dangerous part in the colour of its class; without colour the parts stand between >> and <<.
std::string marked_text(const safety::Verdict& verdict, const safety::Effect& effect, const render::Screen& screen) {
  const std::string text = safety::text_of(effect);
  std::string out;
  std::size_t at = 0;
  for (const safety::StatementVerdict& statement : verdict.statements) {
    const safety::ByteSpan& danger = statement.danger;
    if (is_carried(statement, effect)) continue;  // its places are those of the text it came from
    if (danger.begin < at || danger.end > text.size() || danger.begin >= danger.end) continue;
    out += render::inert(std::string_view(text).substr(at, danger.begin - at));
    const std::string part = render::inert(std::string_view(text).substr(danger.begin, danger.end - danger.begin));
    out += screen.color ? render::styled(part, style_of(statement.effect_class), screen) : ">>" + part + "<<";
    at = danger.end;
  }
  return out + render::inert(std::string_view(text).substr(at));
}

std::string undo_line(const std::optional<safety::Undo>& undo) {
  if (!undo) return "not known";
  const std::string how(undo->how);
  if (!undo->possible) return "not possible" + (how.empty() ? "" : ": " + how);
  const std::string within(undo->within);
  return how + (within.empty() ? "" : " (" + within + ")");
}

std::string where_line(const safety::StatementVerdict& statement) {
  if (!statement.has_where) return "";
  return "  where    " + std::string(statement.where) + "\n";
}

std::string statement_block(const safety::StatementVerdict& statement, const render::Screen& screen) {
  const std::string name(name_of(statement.effect_class));
  std::string out = render::styled(name, style_of(statement.effect_class), screen) + "  " +
                    render::inert(statement.kind) + (statement.parsed ? "" : "  not understood") + "\n";
  for (const safety::TouchedObject& object : statement.objects) {
    out += "  " + std::string(object.access) +
           std::string(object.access.size() < 8 ? 8 - object.access.size() : 0, ' ') + " " +
           render::inert(std::string(object.type) + " " + object.name) + "\n";
  }
  out += where_line(statement);
  for (const std::string& what : statement.leaves_workspace)
    out += "  leaves   the workspace: " + render::inert(what) + "\n";
  for (const safety::Reason& reason : statement.reasons) out += "  why      " + render::inert(reason.text()) + "\n";
  if (statement.effect_class != EffectClass::ReadOnly)
    out += "  undo     " + render::inert(undo_line(statement.undo)) + "\n";
  return out;
}

std::string explanation(const safety::Verdict& verdict, const safety::Effect& effect, const render::Screen& screen) {
  const std::string name(name_of(verdict.effect_class));
  std::string out = marked_text(verdict, effect, screen) + "\n\n";
  for (const safety::StatementVerdict& statement : verdict.statements) {
    if (is_carried(statement, effect)) out += "carries  " + render::inert_line(statement.normalised) + "\n";
    out += statement_block(statement, screen);
  }
  if (verdict.statements.empty()) {
    for (const safety::Reason& reason : safety::reasons_of(verdict))
      out += "  why      " + render::inert(reason.text()) + "\n";
  }
  return out + "Together: " + render::styled(name, style_of(verdict.effect_class), screen) + "\n";
}

Result<int> explain(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const safety::Effect effect, effect_of(app, invocation));
  const safety::Verdict verdict = safety::classify(effect);
  if (invocation.wants_json()) {
    app.output.print(json::serialize_pretty(safety::to_json(verdict)) + "\n");
  } else {
    app.output.print(explanation(verdict, effect, result_screen(app, invocation)));
  }
  return app.output.failed() ? 1 : 0;
}

std::string answer(const Input::Line& line) {
  if (line.too_long) return json::serialize(JsonObject{{"id", nullptr}, {"error", "the line is longer than 32 MiB"}});
  return safety::classify_json_line(line.text);
}

Result<int> classify_lines(App& app, const Invocation& invocation) {
  if (!invocation.has("jsonl")) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "run lakecode safety classify",
                 .reason = "it reads JSON lines",
                 .advice = "lakecode safety classify --jsonl < acts.jsonl"};
  }
  while (const auto line = app.input.next_line(kMaxLine, app.stop)) {
    if (line->text.find_first_not_of(" \t\r") == std::string::npos && !line->too_long) continue;
    app.output.print(answer(*line) + "\n");
    if (app.output.failed()) return 1;
  }
  return app.stop.stop_requested() ? 130 : 0;
}

Result<int> run(App& app, const Invocation& invocation) {
  return invocation.subcommand == "explain" ? explain(app, invocation) : classify_lines(app, invocation);
}

}  // namespace

const Command kSafetyCommand{"safety",
                             "Say what an act would do, its class, objects, reasons and undo, without doing it",
                             "lakecode safety explain --sql 'DELETE FROM main.sales.orders'",
                             kVerbs,
                             kOptions,
                             run};

}  // namespace lakecode::cli

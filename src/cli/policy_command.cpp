#include "cli/policy_command.h"

#include <string>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/policy_replay.h"
#include "cli/policy_view.h"
#include "cli/screens.h"
#include "policy/explain.h"
#include "policy/fixtures.h"
#include "policy/lint.h"
#include "policy/read_file.h"
#include "render/screen_door.h"
#include "safety/classify.h"
#include "safety/verdict_json.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kMaxLine = 16U << 20U;  // a statement may be large; a line of that size is hardly one
constexpr std::size_t kMaxFiles = 64;

constexpr Verb kVerbs[] = {
    {"check", "[FILE…]", 0, kMaxFiles, "whether policy files are right; with --jsonl, decide about acts from input"},
    {"lint", "[FILE…]", 0, kMaxFiles, "rules that never decide, broad allows, missing examples"},
    {"test", "FILE", 1, 1, "run fixtures: acts, and what must be decided about them"},
    {"explain", "STATEMENT", 1, 1, "every rule, and why it did or did not speak about a statement"},
    {"replay", "", 0, 0, "what of the workspace's query history would have been denied or asked about"},
};

constexpr Option kOptions[] = {
    {"jsonl", "", "check: read acts as JSON lines, write decisions as JSON lines", ""},
    {"policy", "FILE", "use this file alone; may be given again", ""},
    {"tool", "NAME", "explain: the tool that brings the statement", ""},
    {"host", "HOST", "explain: the workspace", ""},
    {"principal", "NAME", "explain: who acts", ""},
    {"workflow", "ID", "explain: the workflow", ""},
    {"since", "AGE", "replay: how far back, such as 30d or 12h", ""},
    {"limit", "N", "replay: at most so many queries", ""},
};

JsonValue rule_name(const policy::Decision& decision) {
  return decision.rule == nullptr ? JsonValue(nullptr) : JsonValue(decision.rule->name);
}

std::string decide_line(App& app, const policy::Policy& policy, policy::Evaluator& evaluator, std::string_view text) {
  const auto value = json::parse(text, "the line");
  if (!value) return act_line_error(nullptr, value.error().reason);
  const JsonValue* given = json::find(*value, "id");
  const JsonValue id = given == nullptr ? JsonValue(nullptr) : *given;
  const auto line = read_act_line(*value);
  if (!line) return act_line_error(id, line.error().reason);
  const safety::Verdict verdict = safety::classify(line->effect);
  const policy::Decision decision = evaluator.decide(policy, view_of(*line, verdict, app.clock.now()));
  JsonObject object{{"id", id}};
  for (auto& member : safety::to_json(verdict)) object.emplace(member.key(), std::move(member.value()));
  object["decision"] = policy::plain_name_of(decision.ruling);
  object["rule"] = rule_name(decision);
  object["message"] = policy::message_of(policy, decision, verdict);
  object["action"] = policy::name_of(decision.ruling);
  if (decision.rule != nullptr) object["rule_at"] = policy.place_of(*decision.rule);
  if (decision.is_fault) object["fault"] = true;
  return json::serialize(object);
}

Result<int> check_lines(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const auto policy, chosen_policy(app, invocation));
  policy::Evaluator evaluator;
  while (const auto line = app.input.next_line(kMaxLine, app.stop)) {
    if (!line->too_long && text::trim(line->text).empty()) continue;
    const std::string answer = line->too_long ? act_line_error(nullptr, "the line is longer than 16 MiB")
                                              : decide_line(app, *policy, evaluator, line->text);
    app.output.print(answer + "\n");
    if (app.output.failed()) return 1;
  }
  return app.stop.stop_requested() ? 130 : 0;
}

/// Every mistake of the named files; exit 2 when there is one.
Result<int> check_files(App& app, const Invocation& invocation) {
  std::vector<std::string> mistakes;
  std::size_t rules = 0;
  for (const std::string& file : invocation.arguments) {
    const auto text = files::read(file, policy::kMaxPolicyBytes);
    if (!text) {
      mistakes.push_back(file + ": " + text.error().reason);
      continue;
    }
    policy::FileReading reading = policy::read_policy(*text, file, policy::Layer::Global);
    rules += reading.rules.rules.size();
    mistakes.insert(mistakes.end(), reading.mistakes.begin(), reading.mistakes.end());
  }
  const bool ok = mistakes.empty();
  if (invocation.wants_json()) {
    JsonArray lines;
    for (const std::string& mistake : mistakes) lines.emplace_back(mistake);
    app.output.print(json::serialize(JsonObject{{"ok", ok}, {"rules", rules}, {"mistakes", std::move(lines)}}) + "\n");
    return ok ? 0 : 2;
  }
  for (const std::string& mistake : mistakes) app.output.print(render::inert_line(mistake) + "\n");
  if (ok) app.output.print(std::to_string(rules) + (rules == 1 ? " rule" : " rules") + ", no mistakes\n");
  return ok ? 0 : 2;
}

Result<int> check(App& app, const Invocation& invocation) {
  if (invocation.has("jsonl")) return check_lines(app, invocation);
  if (!invocation.arguments.empty()) return check_files(app, invocation);
  TRY_ASSIGN(const auto policy, chosen_policy(app, invocation));
  if (invocation.wants_json()) {
    JsonArray sources;
    for (const policy::Source& source : policy->sources())
      sources.push_back(
          JsonObject{{"name", source.name}, {"layer", policy::name_of(source.layer)}, {"sha256", source.sha256}});
    app.output.print(json::serialize(JsonObject{{"ok", true},
                                                {"rules", policy->rules().size()},
                                                {"digest", policy->digest()},
                                                {"sources", std::move(sources)}}) +
                     "\n");
    return 0;
  }
  for (const policy::Source& source : policy->sources())
    app.output.print(render::inert_line(std::string(policy::name_of(source.layer)) + ": " + source.name) + "\n");
  app.output.print(std::to_string(policy->rules().size()) + " rules in force, no mistakes\n");
  return 0;
}

Result<std::shared_ptr<const policy::Policy>> policy_of_files(App& app, const Invocation& invocation) {
  Invocation named = invocation;
  for (const std::string& file : invocation.arguments) named.options["policy"].push_back(file);
  return chosen_policy(app, named);
}

Result<int> lint(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const auto policy, policy_of_files(app, invocation));
  const auto notes = policy::lint(*policy);
  JsonArray lines;
  std::string out;
  int warnings = 0;
  for (const policy::LintNote& note : notes) {
    const bool warns = note.level == policy::LintNote::Level::Warning;
    warnings += warns ? 1 : 0;
    const std::string_view level = warns ? "warning" : "advice";
    lines.push_back(JsonObject{
        {"level", level}, {"rule", note.rule->name}, {"at", policy->place_of(*note.rule)}, {"text", note.text}});
    out += render::inert_line(policy->place_of(*note.rule) + ": " + std::string(level) + ": rule '" + note.rule->name +
                              "': " + note.text) +
           "\n";
  }
  if (out.empty()) out = std::to_string(policy->rules().size()) + " rules, nothing to say\n";
  app.output.print(invocation.wants_json()
                       ? json::serialize(JsonObject{{"ok", warnings == 0}, {"notes", std::move(lines)}}) + "\n"
                       : out);
  return warnings == 0 ? 0 : 1;
}

Result<int> test(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const auto policy, chosen_policy(app, invocation));
  const std::string& file = invocation.arguments.front();
  TRY_ASSIGN(const std::string text, files::read(file, policy::kMaxPolicyBytes));
  const policy::FixtureReading reading = policy::read_fixtures(text, file);
  if (!reading.mistakes.empty()) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "read fixtures",
                 .subject = file,
                 .reason = text::join(reading.mistakes, "; also "),
                 .advice = {}};
  }
  JsonArray failures;
  std::string out;
  for (const policy::Fixture& fixture : reading.fixtures) {
    const std::string wrong = policy::run_fixture(*policy, fixture);
    if (wrong.empty()) continue;
    failures.push_back(JsonObject{{"line", fixture.act.at.line}, {"act", fixture.act.shown}, {"problem", wrong}});
    out +=
        render::inert_line(file + ":" + std::to_string(fixture.act.at.line) + ": " + wrong + ": " + fixture.act.shown) +
        "\n";
  }
  const std::size_t failed = failures.size();
  const std::size_t passed = reading.fixtures.size() - failed;
  out += std::to_string(passed) + " passed, " + std::to_string(failed) + " failed\n";
  app.output.print(
      invocation.wants_json()
          ? json::serialize(JsonObject{{"passed", passed}, {"failed", failed}, {"failures", std::move(failures)}}) +
                "\n"
          : out);
  return failed == 0 ? 0 : 1;
}

std::string explain_text(const policy::Policy& policy, const policy::Decision& decision,
                         const std::vector<policy::RuleReport>& reports, const safety::Verdict& verdict) {
  std::string out = std::string(policy::name_of(decision.ruling)) + ": " +
                    policy::message_of(policy, decision, verdict) + "\n" +
                    std::string(safety::name_of(verdict.effect_class)) + " " + verdict.kind + "\n";
  std::size_t part = reports.empty() ? 0 : reports.back().part + 1;
  for (const policy::RuleReport& report : reports) {
    if (report.part != part && reports.back().part > 0) out += "statement " + std::to_string(report.part + 1) + "\n";
    part = report.part;
    const bool decides = report.rule == decision.rule && report.part == decision.part;
    out += std::string(decides ? "  > " : "    ") + report.rule->name + " (" + policy.place_of(*report.rule) + ", " +
           std::string(policy::name_of(report.rule->ruling)) + "): " + (report.speaks ? "speaks" : "silent") + "; " +
           report.why + "\n";
  }
  return render::inert(out);
}

Result<int> explain(App& app, const Invocation& invocation) {
  TRY_ASSIGN(const auto policy, chosen_policy(app, invocation));
  const ActLine line = act_of(invocation, invocation.arguments.front());
  const safety::Verdict verdict = safety::classify(line.effect);
  const policy::Act act = view_of(line, verdict, app.clock.now());
  policy::Evaluator evaluator;
  const policy::Decision decision = evaluator.decide(*policy, act);
  const auto reports = policy::explain(*policy, act);
  if (!invocation.wants_json()) {
    app.output.print(explain_text(*policy, decision, reports, verdict));
    return 0;
  }
  JsonArray rules;
  for (const policy::RuleReport& report : reports) {
    rules.push_back(JsonObject{{"rule", report.rule->name},
                               {"at", policy->place_of(*report.rule)},
                               {"action", policy::name_of(report.rule->ruling)},
                               {"statement", report.part},
                               {"speaks", report.speaks},
                               {"why", report.why}});
  }
  JsonObject object{{"decision", policy::plain_name_of(decision.ruling)},
                    {"action", policy::name_of(decision.ruling)},
                    {"rule", rule_name(decision)},
                    {"message", policy::message_of(*policy, decision, verdict)},
                    {"class", safety::name_of(verdict.effect_class)},
                    {"kind", verdict.kind},
                    {"rules", std::move(rules)}};
  app.output.print(render::inert_json(json::serialize_pretty(object)) + "\n");
  return 0;
}

Result<int> run(App& app, const Invocation& invocation) {
  if (invocation.subcommand == "check") return check(app, invocation);
  if (invocation.subcommand == "lint") return lint(app, invocation);
  if (invocation.subcommand == "test") return test(app, invocation);
  if (invocation.subcommand == "explain") return explain(app, invocation);
  return run_policy_replay(app, invocation);
}

}  // namespace

const Command kPolicyCommand{"policy",
                             "Rules about what may run: check, lint, test, explain, replay",
                             "lakecode policy explain \"DROP TABLE prod.sales.orders\" --policy .lakecode/policy.yml",
                             kVerbs,
                             kOptions,
                             run};

}  // namespace lakecode::cli

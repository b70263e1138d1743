#include "cli/run_command.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/run_prompt.h"
#include "cli/screens.h"
#include "cli/tape.h"
#include "cli/workflow_session.h"
#include "render/report.h"
#include "render/screen_door.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kManyWords = 10'000;

constexpr Verb kVerbs[] = {
    {"", "PROMPT…", 0, kManyWords, "answer a request; - is standard input, what is piped in belongs to it"},
    {"workflow", "ID", 1, 1, "run one deterministic workflow"}};

constexpr Option kOptions[] = {
    {"input", "JSON|@FILE|FILE", "what the workflow is asked about", ""},
    {"output", "FORMAT", "how the result is printed", "text|json|stream-json|md"},
    {"timeout", "SECONDS", "end after so long with what was found; exit 124", ""},
    {"fail-on", "SEVERITY", "exit 7 when a finding is at least this severe", "info|low|medium|high|critical"},
    kRecordOption,
    kReplayOption,
    // From here on those of requests alone.
    {"model", "NAME", "the language model to ask", ""},
    {"max-turns", "N", "end after so many answers of the model; exit 6", ""},
    {"max-tokens", "N", "end before more tokens are used, in and out; exit 6", ""},
    {"max-time", "SECONDS", "end the request after so long; exit 6", ""},
    {"max-budget-usd", "USD", "end before more money is spent; exit 6", ""},
    {"continue", "", "go on with the session used last", ""},
    {"resume", "ID", "go on with this session: its id, the beginning of it, or latest", ""},
    {"session-id", "ID", "name the session, or go on with the one of that name", ""},
    {"fork-session", "", "with --continue or --resume: go on in a copy, the session stays as it is", ""},
    {"private", "", "keep no session on disk", ""},
    {"json-schema", "JSON|FILE", "the final answer is JSON that fits this schema", ""},
    {"no-rows", "", "keep table rows from the model", ""},
    {"input-format", "FORMAT", "text, or requests and permission replies as JSON lines", "text|stream-json"},
    {"include-partial-messages", "", "with stream-json: text as it arrives", ""},
};
constexpr std::size_t kSharedOptions = 6;

/// JSON text, @FILE or FILE.
Result<JsonValue> load_input(const std::string& given) {
  const std::string_view trimmed = text::trim(given);
  if (trimmed.empty()) return JsonValue(JsonObject{});
  if (trimmed.front() == '{' || trimmed.front() == '[' || trimmed.front() == '"')
    return json::parse(trimmed, "--input");
  const std::string path(trimmed.front() == '@' ? trimmed.substr(1) : trimmed);
  TRY_ASSIGN(const std::string content, files::read(path, 4U << 20U));
  return json::parse(content, path);
}

Error unknown_workflow(const std::string& id) {
  std::vector<std::string> ids;
  for (const workflows::WorkflowRecord* record : workflows::registry()) ids.emplace_back(record->id);
  const auto nearest = text::nearest(id, ids);
  return Error{
      .code = ErrorCode::InvalidArgument,
      .action = "run workflow",
      .subject = id,
      .reason = "there is no such workflow",
      .advice = (nearest ? "did you mean `" + *nearest + "`? " : std::string()) + "there are " + text::join(ids, ", ")};
}

void print_result(App& app, const Invocation& invocation, const result::WorkflowResult& result) {
  const std::string format = invocation.value_or("output", "text");
  if (format == "json") {
    app.output.print(render::inert_json(json::serialize_pretty(result::to_json(result))) + "\n");
  } else if (format == "md") {
    app.output.print(render::render_markdown(result));
  } else {
    app.output.print(render::render_report(result, result_screen(app, invocation)));
  }
}

/// The workflows with their own inputs, required ones first as they stand in the record.
std::string workflows_help() {
  std::string text = "Workflows, and what --input may hold (all take profiles, as_of and warehouse_id)\n";
  for (const workflows::WorkflowRecord* record : workflows::registry()) {
    text += "  " + std::string(record->id) + "  " + std::string(record->help) + "\n";
    for (const workflows::Input& input : record->inputs) {
      text += "      " + std::string(input.name) + (input.required ? " (required): " : ": ") + std::string(input.help) +
              "\n";
    }
  }
  return text;
}

/// The one workflow that may ask a model; it takes what bounds that.
constexpr std::string_view kAsksModel = "genai_cost_agent";
constexpr std::string_view kModelOptions[] = {"model", "max-turns", "max-budget-usd"};

/// Options of requests mean nothing to a workflow; saying so beats ignoring them.
Result<void> check_workflow_options(const Invocation& invocation) {
  const bool asks_model = invocation.arguments.front() == kAsksModel;
  for (const Option& option : std::span(kOptions).subspan(kSharedOptions)) {
    if (!invocation.has(option.name)) continue;
    if (asks_model &&
        std::find(std::begin(kModelOptions), std::end(kModelOptions), option.name) != std::end(kModelOptions))
      continue;
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "run workflow",
                 .subject = "with --" + std::string(option.name),
                 .reason = "it belongs to `lakecode run PROMPT`; a workflow asks no model"};
  }
  if (invocation.value_or("output", "text") != "stream-json") return {};
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "run workflow",
               .subject = "with --output stream-json",
               .reason = "allowed are text, json, md"};
}

Result<int> run(App& app, const Invocation& invocation) {
  if (invocation.subcommand.empty()) return run_prompt(app, invocation);
  TRY_VOID(check_workflow_options(invocation));
  const workflows::WorkflowRecord* record = workflows::find_workflow(invocation.arguments.front());
  if (record == nullptr) return unknown_workflow(invocation.arguments.front());
  auto input = load_input(invocation.value_or("input", ""));
  if (!input) {
    // Whatever is wrong with it, it is the person's input: exit 2.
    input.error().code = ErrorCode::InvalidArgument;
    return input.error();
  }
  TRY_ASSIGN(const WorkflowRun done, run_workflow_session(app, invocation, *record, *input));
  const bool is_text = invocation.value_or("output", "text") == "text";
  const bool prints = !is_text || !told_by_its_error(done);
  if (prints) print_result(app, invocation, done.outcome.result);
  tell_end(app, done, is_text && prints && app.stdout_is_terminal && app.stderr_is_terminal);
  return exit_code_of(done, fail_on_of(invocation));
}

}  // namespace

const Command kRunCommand{"run",
                          "Answer a request or run a workflow, for scripts and CI",
                          "lakecode run \"show me the top 10 tables by size\" --local",
                          kVerbs,
                          kOptions,
                          run,
                          workflows_help};

}  // namespace lakecode::cli

#include "cli/diagnose_command.h"

#include <string>

#include "analysis/failures/diagnose_jsonl.h"
#include "base/json.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kMaxLine = 32U << 20U;  // logs of a run are at most 5 MB a task

constexpr Verb kVerbs[] = {
    {"", "", 0, 0, "one run a line on standard input, one root cause a line on standard output"}};

constexpr Option kOptions[] = {{"jsonl", "", "read and write JSON lines (the only form there is)", ""}};

std::string error_line(const std::string& why) {
  return json::serialize(JsonObject{{"id", nullptr}, {"error", why}});
}

std::string diagnose_line(const Input::Line& line) {
  if (line.too_long) return error_line("the line is longer than 32 MiB");
  return analysis::diagnose_json_line(line.text);
}

Result<int> run(App& app, const Invocation& invocation) {
  if (!invocation.has("jsonl")) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "run lakecode diagnose",
                 .reason = "it reads JSON lines",
                 .advice = "lakecode diagnose --jsonl < runs.jsonl"};
  }
  while (const auto line = app.input.next_line(kMaxLine, app.stop)) {
    if (line->text.find_first_not_of(" \t\r") == std::string::npos && !line->too_long) continue;
    app.output.print(diagnose_line(*line) + "\n");
    if (app.output.failed()) return 1;
  }
  return app.stop.stop_requested() ? 130 : 0;
}

}  // namespace

const Command kDiagnoseCommand{"diagnose",
                               "Name the root cause of failed runs from their evidence, without a workspace",
                               "lakecode diagnose --jsonl < runs.jsonl",
                               kVerbs,
                               kOptions,
                               run};

}  // namespace lakecode::cli

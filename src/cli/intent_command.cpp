#include "cli/intent_command.h"

#include <string>

#include "base/json.h"
#include "base/text.h"
#include "cli/text_lines.h"
#include "knowledge/intent.h"
#include "render/screen_door.h"

namespace lakecode::cli {
namespace {

constexpr std::size_t kMaxWords = 10'000;

constexpr Verb kVerbs[] = {{"", "TEXT…", 0, kMaxWords, "say what a request is understood as"}};

constexpr Option kOptions[] = {
    {"output", "FORMAT", "how the result is printed", "text|json"},
    {"jsonl", "", R"(read {"id","text"} lines from standard input, write one JSON line for each)", ""},
};

JsonObject read(std::string_view text) {
  const knowledge::Intent intent = knowledge::read_intent(text);
  return JsonObject{{"intent", knowledge::to_json(intent)}, {"confidence", intent.confidence}};
}

Result<int> run(App& app, const Invocation& invocation) {
  if (invocation.has("jsonl")) return answer_text_lines(app, read);
  const std::string text = text::join(invocation.arguments, " ");
  if (text::trim(text).empty()) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "read an intent",
                 .reason = "there is no text",
                 .advice = "lakecode intent \"why did job 1001 fail?\""};
  }
  // A script that asks for nothing special reads JSON: the contract has one form.
  if (invocation.value_or("output", "json") == "json") {
    app.output.print(render::inert_json(json::serialize(read(text))) + "\n");
    return 0;
  }
  app.output.print(render::inert_line(knowledge::describe(knowledge::read_intent(text))) + "\n");
  return 0;
}

}  // namespace

const Command kIntentCommand{"intent",
                             "Say what a request in plain English is understood as, without a model",
                             "lakecode intent \"why did job 1001 fail last night?\"",
                             kVerbs,
                             kOptions,
                             run};

}  // namespace lakecode::cli

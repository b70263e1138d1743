#include "render/screen_door.h"
#include "tools/arguments.h"
#include "tools/descriptions.h"
#include "tools/records.h"
#include "tools/rows_text.h"

namespace lakecode::tools {
namespace {

constexpr Parameter kParameters[] = {
    {"question", ParameterType::String, true, "one short question, with what depends on the answer"},
    {"choices", ParameterType::Strings, false, "answers to choose from, at most 8"},
};

constexpr std::size_t kMaxQuestion = 2'000;
constexpr std::size_t kMaxChoices = 8;
constexpr std::size_t kMaxAnswer = 16'000;

Result<Output> run(const JsonObject& input, Services& services, const CallContext& ctx) {
  const Arguments arguments(input);
  std::vector<std::string> choices;
  for (const std::string& choice : arguments.texts("choices")) {
    if (choices.size() < kMaxChoices) choices.push_back(render::inert_line(cut_text(choice, 200)));
  }
  std::optional<std::string> answer;
  // The words are the model's, and it may have them from a table: what is shown is inert.
  if (services.ask) answer = services.ask(render::inert(cut_text(arguments.text("question"), kMaxQuestion)), choices);
  TRY_VOID(ctx.check("ask"));
  if (answer) return Output{.text = cut_text(*answer, kMaxAnswer)};
  return Output{.text =
                    "nobody is here to answer. Do not ask again: take the safest assumption, say which you took, or "
                    "end with the question in your answer",
                .is_error = true};
}

}  // namespace

const ToolRecord kAskUserTool{
    "ask_user", "Ask the person", descriptions::kAskUser, kParameters, safety::EffectClass::ReadOnly, run};

}  // namespace lakecode::tools

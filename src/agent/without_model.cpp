#include "agent/without_model.h"

#include <string>

#include "base/json.h"
#include "base/text.h"
#include "knowledge/job_order.h"
#include "llm/choice.h"
#include "render/screen_door.h"

namespace lakecode::agent {
namespace {

using knowledge::IntentKind;

PlainAnswer needs_model(PlainAnswer answer, const std::string& because = "") {
  answer.needs_model = true;
  answer.result.text =
      because + "this request needs a language model and none is configured; " + std::string(llm::how_to_get_a_model());
  answer.result.exit_code = 8;
  return answer;
}

/// The input of the workflow or tool. SQL is one text, whatever the intent calls it.
JsonObject input_of(const knowledge::Intent& intent) {
  if (intent.kind != IntentKind::Sql || !intent.arguments->is_object()) {
    return intent.arguments->is_object() ? intent.arguments->get_object() : JsonObject();
  }
  const std::string statement = json::string_at(*intent.arguments, "statement");
  return {{"sql", statement.empty() ? json::string_at(*intent.arguments, "sql") : statement}};
}

Error not_there(const knowledge::Intent& intent) {
  return {.code = ErrorCode::Unsupported,
          .action = "carry out",
          .subject = render::inert_line(knowledge::describe(intent)),
          .reason = "this version has no " + intent.name,
          .advice = "`lakecode run --help` lists the workflows"};
}

/// An order that names a job of this workspace becomes its intent; else what there is to say about the name.
std::string settle_job_order(std::string_view text, const Hands& hands, knowledge::Intent& intent) {
  const auto order = knowledge::read_job_order(text);
  if (!order || !hands.find_job) return {};
  const Result<std::string> id = hands.find_job(order->name);
  if (id) {
    JsonObject inputs{{"job_id", *id}};
    for (const auto& input : order->inputs->get_object()) inputs[input.key()] = input.value();
    intent = {IntentKind::Workflow, "run_job", JsonBox(std::move(inputs)), 0.9};
    return {};
  }
  // Who has no workspace asked for no job.
  if (id.error().code != ErrorCode::InvalidArgument) return {};
  return "run `" + render::inert_line(order->name) + "`: " + render::inert_line(id.error().reason) + "; " +
         render::inert_line(id.error().advice) + "; else ";
}

}  // namespace

Result<PlainAnswer> answer_without_model(std::string_view text, const Hands& hands) {
  if (text::trim(text).empty()) {
    return Error{
        .code = ErrorCode::InvalidArgument, .action = "answer", .subject = "the request", .reason = "it is empty"};
  }
  PlainAnswer answer{.intent = knowledge::read_intent(text), .understood = {}, .result = {}};
  std::string because;
  if (answer.intent.kind == IntentKind::NeedsModel) because = settle_job_order(text, hands, answer.intent);
  if (answer.intent.kind == IntentKind::NeedsModel) return needs_model(std::move(answer), because);
  answer.understood = "understood: " + render::inert_line(knowledge::describe(answer.intent));
  const workflows::WorkflowRecord* workflow = nullptr;
  const tools::ToolRecord* tool = nullptr;
  if (answer.intent.kind == IntentKind::Workflow) {
    workflow = workflows::find_workflow(answer.intent.name);
  } else {
    tool = tools::find_tool(answer.intent.name);
  }
  if (workflow == nullptr && tool == nullptr) return not_there(answer.intent);
  if (hands.understood) hands.understood(answer.understood);
  const JsonObject arguments = input_of(answer.intent);
  if (workflow != nullptr) {
    TRY_ASSIGN(answer.result, hands.run_workflow(*workflow, arguments));
  } else {
    TRY_ASSIGN(answer.result, hands.call_tool(*tool, arguments));
  }
  return answer;
}

}  // namespace lakecode::agent

#include "cli/plain_run.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "agent/without_model.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/person_view.h"
#include "cli/screens.h"
#include "cli/workflow_session.h"
#include "net/url.h"
#include "render/report.h"
#include "render/result_set.h"
#include "render/screen_door.h"
#include "result/finding.h"
#include "workflows/job_name.h"

namespace lakecode::cli {
namespace {

using agent::PlainAnswer;
using agent::PlainResult;

constexpr std::size_t kPipedColumns = 1'000'000;
constexpr std::int64_t kShownRows = 100;
constexpr int kMostPages = 100;

std::chrono::milliseconds since(SteadyTime begin, const Clock& clock) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock.steady_now() - begin);
}

int exit_code_of_acts(const std::vector<tools::Act>& acts, bool is_error) {
  int code = is_error ? 1 : 0;
  for (const tools::Act& act : acts) {
    if (act.decision == "denied") return 3;
    if (act.decision == "needs_approval" || act.decision == "declined") code = 4;
  }
  return code;
}

/// What carries an intent out.
class PlainHands {
 public:
  PlainHands(const PlainParts& parts, const CallContext& ctx) : parts_(parts), ctx_(ctx) {}

  Result<PlainResult> run_workflow(const workflows::WorkflowRecord& record, const JsonObject& inputs) {
    const SteadyTime begin = ctx_.clock->steady_now();
    TRY_ASSIGN(const WorkflowRun run, run_workflow_session(parts_.app, parts_.invocation, record, JsonValue(inputs)));
    const bool is_text = parts_.invocation.value_or("output", "text") == "text";
    PlainResult done{
        .text = is_markdown() ? render::render_markdown(run.outcome.result)
                              : render::render_report(run.outcome.result, result_screen(parts_.app, parts_.invocation)),
        .data = json::serialize(result::to_json(run.outcome.result)),
        .acts = {},
        .exit_code = exit_code_of(run, fail_on_of(parts_.invocation))};
    const bool prints = !is_text || !told_by_its_error(run);
    if (!prints) done.text.clear();
    tell_end(parts_.app, run, is_text && prints && parts_.app.stdout_is_terminal && parts_.app.stderr_is_terminal);
    done.duration_ms = since(begin, *ctx_.clock).count();
    return done;
  }

  Result<PlainResult> call_tool(const tools::ToolRecord& record, const JsonObject& input) {
    const SteadyTime begin = ctx_.clock->steady_now();
    TRY_ASSIGN(ToolSession * workspace, parts_.session.workspace(ctx_));
    workspace->set_session("", request_);
    TRY_ASSIGN(const JsonBox checked, tools::check_input(record, json::serialize(input)));
    TRY_ASSIGN(tools::Output output, record.run(checked->get_object(), workspace->services(), ctx_));
    if (!output.is_error && record.name == "databricks_cli") {
      TRY_VOID(read_listing(record, checked->get_object(), workspace->services(), output));
    } else if (!output.is_error) {
      output.text = shown(output, input, workspace->services(), record.name == "recent_failures");
    }
    PlainResult done{.text = render::inert(parts_.app.redactor.redact(output.text)),
                     .data = std::move(output.data),
                     .acts = std::move(output.acts),
                     .exit_code = 0};
    done.exit_code = exit_code_of_acts(done.acts, output.is_error);
    done.duration_ms = since(begin, *ctx_.clock).count();
    const std::string_view status = done.exit_code == 0 ? "ok" : "failed";
    TRY_VOID(workspace->close(status, JsonValue(JsonObject{{"text", done.text}}), done.text));
    return done;
  }

  Result<std::string> find_job(const std::string& name) {
    TRY_ASSIGN(ToolSession * workspace, parts_.session.workspace(ctx_));
    TRY_ASSIGN(const JobId id, workflows::find_job(workspace->services().client, name, ctx_));
    return to_string(id);
  }

  void set_request(const std::string& request) { request_ = request; }

 private:
  [[nodiscard]] bool is_markdown() const { return parts_.invocation.value_or("output", "text") == "md"; }

  /// A pipe has no width to fit a table into.
  [[nodiscard]] render::Screen table_screen() const {
    render::Screen screen = result_screen(parts_.app, parts_.invocation);
    if (!parts_.app.stdout_is_terminal) screen.columns = kPipedColumns;
    return screen;
  }

  /// A list is for the eye: on a pipe its cells are cut as on a wide terminal, --output json has them whole.
  [[nodiscard]] render::Screen listing_screen() const {
    constexpr std::size_t kPipedListColumns = 160;
    render::Screen screen = table_screen();
    screen.columns = std::min(screen.columns, kPipedListColumns);
    return screen;
  }

  /// Rows as a table, where the tool kept rows.
  [[nodiscard]] std::string shown(const tools::Output& output, const JsonObject& input, tools::Services& services,
                                  bool is_failures) const {
    const auto data = json::parse(output.data, "the result");
    if (!data) return output.text;  // it has none
    const auto kept = services.results.find(json::string_at(*data, "result"));
    if (!kept) return output.text;
    const std::int64_t limit = json::int_at(JsonValue(input), "limit").value_or(kShownRows);
    return text_with_table({.text = output.text,
                            .result = **kept,
                            .limit = static_cast<std::size_t>(std::max<std::int64_t>(limit, 1)),
                            .is_markdown = is_markdown(),
                            .counts_repeats = is_failures},
                           is_failures ? listing_screen() : table_screen());
  }

  /// "list jobs" and the like: all pages of the list, as rows. Any other answer stays as it is.
  Result<void> read_listing(const tools::ToolRecord& record, const JsonObject& input, tools::Services& services,
                            tools::Output& output) {
    const JsonArray words = json::array_at(JsonValue(input), "arguments");
    const bool is_read = words.size() == 3 && words[1].is_string() && text::to_lower(words[1].get_string()) == "get";
    auto answer = json::parse(output.data, "the answer");
    if (!is_read || !answer || !answer->is_object()) return {};
    TRY_VOID(read_more(record, input, services, *answer));
    const std::string member(list_member(*answer));
    const std::string kind = member == "statuses" ? "pipelines" : member;
    const auto rows = listing_of(*answer);
    if (!rows) {
      const bool is_empty = member.empty() ? is_bare(*answer) : json::array_at(*answer, member).empty();
      if (is_empty) output.text = "there are none\n";
      return {};
    }
    output.text = text::group_digits(static_cast<std::int64_t>(rows->rows.size())) + " " + kind + "\n" +
                  table_text(*rows, listing_screen(), is_markdown());
    JsonObject data = answer->get_object();
    data["row_count"] = rows->rows.size();
    JsonArray columns;
    for (const render::ResultColumn& column : rows->columns)
      columns.push_back(JsonObject{{"name", column.name}, {"type", column.type}});
    data["columns"] = std::move(columns);
    TRY_ASSIGN(data["rows"], json::parse(render::render_result_json(*rows), "the rows"));
    output.data = json::serialize(JsonValue(std::move(data)));
    return {};
  }

  /// An empty list is often left out of its answer.
  static bool is_bare(const JsonValue& answer) {
    const JsonObject& members = answer.get_object();
    return std::all_of(members.begin(), members.end(), [](const auto& member) {
      return member.key() == "has_more" || member.key() == "next_page_token" || member.key() == "prev_page_token";
    });
  }

  /// The pages behind the first, into its list. A page that does not come is told, and what is there stays.
  Result<void> read_more(const tools::ToolRecord& record, const JsonObject& input, tools::Services& services,
                         JsonValue& answer) {
    const JsonArray words = json::array_at(JsonValue(input), "arguments");
    const std::string member(list_member(answer));
    if (!words[2].is_string() || member.empty()) return {};
    const std::string path(words[2].get_string());
    for (int page = 1; page < kMostPages; ++page) {
      const std::string token = json::string_at(answer, "next_page_token");
      if (token.empty()) return {};
      JsonArray next = words;
      next[2] = path + (path.find('?') == std::string::npos ? "?" : "&") + "page_token=" + net::encode_component(token);
      TRY_ASSIGN(const tools::Output output, record.run(JsonObject{{"arguments", std::move(next)}}, services, ctx_));
      auto more = json::parse(output.data, "the next page");
      if (output.is_error || !more || !more->is_object()) break;
      for (const JsonValue& item : json::array_at(*more, member))
        answer.get_object()[member].get_array().push_back(item);
      answer.get_object()["next_page_token"] = json::string_at(*more, "next_page_token");
    }
    parts_.app.output.note("lakecode: the list has more than is shown");
    return {};
  }

  const PlainParts& parts_;
  const CallContext& ctx_;
  std::string request_;
};

agent::Status status_of(int exit_code) {
  switch (exit_code) {
    case 0:
    case 7:
      return agent::Status::Ok;
    case 3:
      return agent::Status::Denied;
    case 4:
      return agent::Status::NeedsApproval;
    case 124:
    case 130:
      return agent::Status::Cancelled;
    default:
      return agent::Status::Failed;
  }
}

agent::TurnEnd end_of(const PlainAnswer& answer, const agent::Spending& spent) {
  agent::TurnEnd end{.status = status_of(answer.result.exit_code), .text = answer.result.text};
  end.duration = std::chrono::milliseconds(answer.result.duration_ms);
  end.spent = spent;
  if (answer.needs_model) {
    end.why = "this request needs a language model";
    return end;
  }
  agent::ToolCall call{.id = "", .name = answer.intent.name, .input = json::serialize(*answer.intent.arguments)};
  call.decision = "allowed";
  call.duration = end.duration;
  for (const tools::Act& act : answer.result.acts) {
    call.effect_class = std::max(call.effect_class, act.effect_class);
    if (act.decision == "allowed") continue;
    call.decision = act.decision;
    call.message = act.message;
    end.why = act.message;
  }
  end.calls.push_back(std::move(call));
  return end;
}

void print(const PlainParts& parts, const PlainAnswer& answer) {
  const agent::TurnEnd end = end_of(answer, parts.session.take_spending());
  const std::string format = parts.invocation.value_or("output", "text");
  if (format == "stream-json") return parts.output.finish(end, parts.session.facts());
  if (format == "json") {
    JsonObject object = turn_object(end, parts.session.facts(), parts.app.redactor);
    object["understood"] = answer.understood;
    object["intent"] = knowledge::to_json(answer.intent);
    auto data = json::parse(answer.result.data, "the result");
    object["data"] = data ? std::move(*data) : JsonValue(nullptr);
    return parts.app.output.print(render::inert_json(json::serialize_pretty(object)) + "\n");
  }
  const std::string& text = answer.result.text;
  if (answer.needs_model) return parts.app.output.note("lakecode: " + text);
  parts.app.output.print(text + (text.empty() || text.back() == '\n' ? "" : "\n"));
  if (end.spent.statements > 0) parts.app.output.note(statements_line(end.spent));
}

}  // namespace

Result<int> run_plain(const PlainParts& parts, const PromptInput& prompt, const CallContext& ctx) {
  parts.output.begin(parts.session.facts());
  PlainHands hands(parts, ctx);
  hands.set_request(prompt.text);
  const agent::Hands given{
      .run_workflow = [&hands](const workflows::WorkflowRecord& record,
                               const JsonObject& inputs) { return hands.run_workflow(record, inputs); },
      .call_tool = [&hands](const tools::ToolRecord& record,
                            const JsonObject& input) { return hands.call_tool(record, input); },
      .find_job = [&hands](const std::string& name) { return hands.find_job(name); },
      .understood = [&parts](std::string_view line) { parts.app.output.note(line); }};
  auto answer = agent::answer_without_model(prompt.text, given);
  if (!answer) {
    if (parts.invocation.value_or("output", "text") != "stream-json") return std::move(answer).error();
    agent::TurnEnd end{
        .status = agent::Status::Failed, .text = "", .why = one_line(answer.error()), .error = answer.error()};
    parts.output.finish(end, parts.session.facts());
    return exit_code(answer.error());
  }
  print(parts, *answer);
  return answer->result.exit_code;
}

}  // namespace lakecode::cli

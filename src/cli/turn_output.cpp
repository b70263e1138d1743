#include "cli/turn_output.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/screens.h"
#include "cli/skill_folders.h"
#include "cli/streamed_answer.h"
#include "cli/version.h"
#include "llm/provider.h"
#include "render/screen_door.h"
#include "slash/command.h"
#include "tools/tool.h"

namespace lakecode::cli {
namespace {

/// Text: answers as they come. Json, md and what has a schema: one document at the end. Notices on standard error and,
/// at a terminal, what is under way.
class PlainOutput final : public TurnOutput {
 public:
  PlainOutput(App& app, const Invocation& invocation, std::string format) : app_(app), format_(std::move(format)) {
    if (format_ == "text" && !invocation.has("json-schema")) stream_.emplace(app, result_screen(app, invocation));
  }

  void begin(const SessionFacts&) override {}

  void on_event(const agent::Event& event) override {
    if (stream_) hear(event, *stream_);
    if (const auto* notice = std::get_if<agent::Notice>(&event)) note("lakecode: " + notice->text);
    if (const auto* again = std::get_if<agent::Restarted>(&event))
      note("lakecode: the answer is asked for again: " + again->why);
    if (const auto* done = std::get_if<agent::CallDone>(&event);
        done != nullptr && done->call.is_error && done->call.decision == "not_run")
      note("lakecode: " + done->call.name + ": " + done->call.message);
    if (const auto* compacted = std::get_if<agent::Compacted>(&event)) {
      note(fmt::format("lakecode: older turns were summed up: {} tokens are now {}",
                       text::group_digits(compacted->tokens_before), text::group_digits(compacted->tokens_after)));
    }
    if (!app_.stderr_is_terminal) return;
    if (const auto* call = std::get_if<agent::CallStarted>(&event))
      note("  " + call->call.name + " " + text_of(call->call.input));
    if (const auto* progress = std::get_if<agent::CallProgress>(&event); progress != nullptr && !progress->note.empty())
      note("  " + progress->note);
  }

  void finish(const agent::TurnEnd& end, const SessionFacts& facts) override {
    if (format_ == "json") {
      app_.output.print(render::inert_json(json::serialize_pretty(turn_object(end, facts, app_.redactor))) + "\n");
    } else if (stream_) {
      stream_->finish(end.text);
    } else {
      const std::string& answer = end.structured.empty() ? end.text : end.structured;
      const std::string shown = render::inert(app_.redactor.redact(answer));
      if (!shown.empty()) app_.output.print(shown + (shown.back() == '\n' ? "" : "\n"));
    }
    if (!end.why.empty()) note("lakecode: " + end.why + advice_of(end));
    if (format_ != "json") note(spending_line(end));
    if (format_ != "json" && !facts.evidence_pack.empty()) note("evidence: " + facts.evidence_pack);
  }

 private:
  static void hear(const agent::Event& event, StreamedAnswer& stream) {
    if (std::holds_alternative<agent::AnswerStarted>(event)) stream.begin();
    if (const auto* delta = std::get_if<agent::TextDelta>(&event)) stream.add(delta->text);
    if (std::holds_alternative<agent::Restarted>(event)) stream.restart();
    if (std::holds_alternative<agent::AnswerDone>(event)) stream.end();
  }

  void note(const std::string& line) {
    if (stream_ && app_.stdout_is_terminal && app_.stderr_is_terminal) stream_->break_line();
    app_.output.note(app_.redactor.redact(line));
  }

  static std::string text_of(const std::string& input) {
    constexpr std::size_t kShown = 120;
    const std::string line = render::inert_line(input);
    return line.size() <= kShown ? line : line.substr(0, kShown) + "…";
  }

  static std::string advice_of(const agent::TurnEnd& end) {
    if (end.status == agent::Status::Budget) return "; the session can be continued with --continue and a higher limit";
    return "";
  }

  App& app_;
  std::string format_;
  std::optional<StreamedAnswer> stream_;
};

/// One JSON object a line, each written whole.
class StreamOutput final : public TurnOutput {
 public:
  StreamOutput(App& app, const Invocation& invocation)
      : app_(app),
        text_secrets_(app.redactor),
        thinking_secrets_(app.redactor),
        takes_replies_(invocation.value_or("input-format", "text") == "stream-json"),
        tells_partial_(invocation.has("include-partial-messages")),
        approval_(invocation.has("dry-run") ? "plan" : invocation.value_or("approve", "read")) {}

  [[nodiscard]] bool is_stream() const override { return true; }
  [[nodiscard]] bool tells_questions() const override { return takes_replies_; }

  void begin(const SessionFacts& facts) override {
    session_id_ = facts.session_id;
    if (has_begun_) return;
    has_begun_ = true;
    JsonObject line = of_system("init");
    line["schema"] = "lakecode.stream/1";
    line["cwd"] = app_.working_folder.string();
    line["model"] = facts.model.empty() ? JsonValue(nullptr) : JsonValue(facts.model);
    line["provider"] = facts.provider;
    line["workspace"] = facts.workspace;
    line["profile"] = facts.profile;
    JsonArray names;
    for (const tools::ToolRecord* record : tools::registry()) names.emplace_back(record->name);
    line["tools"] = std::move(names);
    line["mcp_servers"] = JsonArray();
    line["permissionMode"] = approval_;
    JsonArray commands;
    for (const slash::Command* command : slash::available()) commands.emplace_back(command->name);
    line["slash_commands"] = std::move(commands);
    JsonArray skills;
    for (const knowledge::Skill& skill : load_skills(app_).skills) skills.emplace_back(skill.name);
    line["skills"] = std::move(skills);
    line["plugins"] = JsonArray();
    line["version"] = kVersion;
    print(std::move(line));
  }

  void on_event(const agent::Event& event) override {
    std::visit([this](const auto& told) { tell(told); }, event);
  }

  void finish(const agent::TurnEnd& end, const SessionFacts& facts) override {
    begin(facts);
    print(result_line(end, facts, app_.redactor));
    if (!end.why.empty()) app_.output.note("lakecode: " + app_.redactor.redact(end.why));
  }

 private:
  static JsonObject of_system(std::string_view subtype) {
    JsonObject line;
    line["type"] = "system";
    line["subtype"] = subtype;
    return line;
  }

  void print(JsonObject line) {
    line["session_id"] = session_id_;
    line["uuid"] = make_uuid();
    app_.output.print(render::inert_json(json::serialize(line)) + "\n");
  }

  /// A random one, RFC 9562 version 4; with a recording one that follows from session and line, to be the same again.
  std::string make_uuid() {
    std::string hex = app_.cassette ? crypto::sha256_hex(session_id_ + " " + std::to_string(lines_++)).substr(0, 32)
                                    : app_.random.hex(16);
    hex[12] = '4';
    hex[16] = "89ab"[hex[16] % 4];
    for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, "-");
    return hex;
  }

  void tell(const agent::AnswerStarted&) {
    JsonObject line = of_system("status");
    line["status"] = "requesting";
    print(std::move(line));
  }
  void tell(const agent::TextDelta& delta) {
    tell_delta("thinking_delta", "thinking", thinking_secrets_.finish());  // it comes before the text
    tell_delta("text_delta", "text", text_secrets_.add(delta.text));
  }
  void tell(const agent::ThinkingDelta& delta) {
    tell_delta("thinking_delta", "thinking", thinking_secrets_.add(delta.text));
  }
  void tell_delta(std::string_view type, std::string_view member, const std::string& text) {
    if (!tells_partial_ || text.empty()) return;
    JsonObject delta;
    delta["type"] = type;
    delta[member] = text;
    JsonObject event;
    event["type"] = "content_block_delta";
    event["index"] = 0;
    event["delta"] = std::move(delta);
    JsonObject line;
    line["type"] = "stream_event";
    line["event"] = std::move(event);
    line["parent_tool_use_id"] = nullptr;
    print(std::move(line));
  }
  void tell(const agent::Restarted& again) {
    text_secrets_.clear();
    thinking_secrets_.clear();
    JsonObject line = of_system("api_retry");
    line["attempt"] = again.attempt;
    line["retry_delay_ms"] = again.wait.count();
    line["error"] = app_.redactor.redact(again.why);
    print(std::move(line));
  }
  void tell(const agent::AnswerDone& answer) {
    tell_delta("thinking_delta", "thinking", thinking_secrets_.finish());
    tell_delta("text_delta", "text", text_secrets_.finish());
    print(assistant_line(answer, app_.redactor));
  }
  void tell(const agent::CallStarted& started) {
    tell(agent::CallProgress{.id = started.call.id, .name = started.call.name});
  }
  void tell(const agent::CallProgress& progress) {
    JsonObject line;
    line["type"] = "tool_progress";
    line["tool_use_id"] = progress.id;
    line["tool_name"] = progress.name;
    line["parent_tool_use_id"] = nullptr;
    line["elapsed_time_seconds"] = static_cast<double>(progress.elapsed.count()) / 1000;
    if (!progress.note.empty()) line["message"] = app_.redactor.redact(progress.note);
    print(std::move(line));
  }
  void tell(const agent::PermissionAsked& asked) {
    const JsonValue input = input_value(asked.call.input, app_.redactor);
    JsonObject line = of_system("permission_asked");
    line["request_id"] = asked.request_id;
    line["tool_name"] = asked.call.name;
    line["tool_use_id"] = asked.call.id;
    line["message"] = app_.redactor.redact(asked.question.text);
    if (!asked.question.typed_name.empty()) line["typed_name"] = asked.question.typed_name;
    line["reply"] = "control_response on standard input with this request_id";
    print(std::move(line));
    JsonObject request;
    request["subtype"] = "can_use_tool";
    request["tool_name"] = asked.call.name;
    request["input"] = input;
    request["tool_use_id"] = asked.call.id;
    request["decision_reason"] = app_.redactor.redact(asked.question.text);
    request["permission_suggestions"] = JsonArray();
    if (!asked.question.typed_name.empty()) request["typed_name"] = asked.question.typed_name;
    JsonObject control;
    control["type"] = "control_request";
    control["request_id"] = asked.request_id;
    control["request"] = std::move(request);
    print(std::move(control));
  }
  void tell(const agent::PermissionDenied& denied) {
    JsonObject line = of_system("permission_denied");
    line["tool_name"] = denied.call.name;
    line["tool_use_id"] = denied.call.id;
    line["decision_reason_type"] = denied.call.decision;
    line["decision_reason"] = app_.redactor.redact(denied.call.message);
    line["message"] = app_.redactor.redact(denied.call.message);
    print(std::move(line));
  }
  void tell(const agent::CallDone&) {}
  void tell(const agent::ResultsDone& results) { print(results_line(results.message, app_.redactor)); }
  void tell(const agent::Compacted& compacted) {
    JsonObject numbers;
    numbers["trigger"] = compacted.is_automatic ? "auto" : "manual";
    numbers["pre_tokens"] = compacted.tokens_before;
    numbers["post_tokens"] = compacted.tokens_after;
    numbers["duration_ms"] = compacted.duration.count();
    JsonObject line = of_system("compact_boundary");
    line["compact_metadata"] = std::move(numbers);
    print(std::move(line));
  }
  void tell(const agent::Notice& notice) {
    JsonObject line = of_system("notice");
    line["message"] = app_.redactor.redact(notice.text);
    print(std::move(line));
  }
  void tell(const agent::TurnDone&) {}  // finish() tells it, when the session is closed too

  App& app_;
  StreamRedactor text_secrets_;
  StreamRedactor thinking_secrets_;
  bool takes_replies_;
  bool tells_partial_;
  std::string approval_;
  std::string session_id_;
  std::uint64_t lines_ = 0;
  bool has_begun_ = false;
};

}  // namespace

std::unique_ptr<TurnOutput> TurnOutput::make(App& app, const Invocation& invocation) {
  const std::string format = invocation.value_or("output", "text");
  if (format == "stream-json") return std::make_unique<StreamOutput>(app, invocation);
  return std::make_unique<PlainOutput>(app, invocation, format);
}

int exit_code_of(const agent::TurnEnd& end, std::optional<result::Severity> fail_on) {
  switch (end.status) {
    case agent::Status::Ok: {
      const auto is_severe = [&](const agent::ToolCall& call) {
        return fail_on && call.worst && *call.worst >= *fail_on;
      };
      if (std::any_of(end.calls.begin(), end.calls.end(), is_severe)) return 7;
      const auto is_partial = [](const agent::ToolCall& call) { return call.is_partial; };
      return fail_on && std::any_of(end.calls.begin(), end.calls.end(), is_partial) ? 1 : 0;
    }
    case agent::Status::Denied:
      return 3;
    case agent::Status::NeedsApproval:
      return 4;
    case agent::Status::Budget:
      return 6;
    case agent::Status::Refused:
      return 8;
    case agent::Status::Cancelled:
      return end.timed_out ? 124 : 130;
    case agent::Status::Failed:
      break;
  }
  // A request that the model's server refuses is no wrong usage of ours.
  const int code = end.error ? exit_code(*end.error) : 1;
  return code == 5 ? 5 : 1;
}

std::string spending_line(const agent::TurnEnd& end) {
  const llm::Usage& usage = end.spent.usage;
  std::string line = fmt::format("{}: {} tokens in, {} out", end.model.empty() ? "no model" : end.model,
                                 text::group_digits(usage.input + usage.cache_read + usage.cache_write),
                                 text::group_digits(usage.output));
  if (usage.cache_read > 0) line += fmt::format(" ({} from the cache)", text::group_digits(usage.cache_read));
  line += end.spent.usd ? fmt::format(", {:.4f} USD", *end.spent.usd) : ", price not known";
  line += "; " + (end.spent.statements > 0 ? statements_line(end.spent) : std::string("no statements"));
  return render::inert_line(line);
}

std::string statements_line(const agent::Spending& spent) {
  if (spent.statements == 0) return "";
  return fmt::format("{} statement{}", spent.statements, spent.statements == 1 ? "" : "s") +
         (spent.dbus ? fmt::format(", about {:.4f} DBU", *spent.dbus) : ", DBU not known") +
         (spent.warehouse_usd ? fmt::format(", {:.4f} USD", *spent.warehouse_usd) : "");
}

}  // namespace lakecode::cli

#include <algorithm>

#include "base/text.h"
#include "llm/chat_wire.h"
#include "llm/json_text.h"

// The body of a chat completions request: one system message, then the conversation; results of calls are messages of
// role "tool" right after the message that called, before anything else the person said.

namespace lakecode::llm {
namespace {

std::string system_text(const std::vector<SystemPart>& system) {
  std::string text;
  for (const SystemPart& part : system) {
    if (text::trim(part.text).empty()) continue;
    if (!text.empty()) text += "\n\n";
    text += part.text;
  }
  return text;
}

void write_user(JsonText& out, const Message& message) {
  std::string said;
  for (const Block& block : message.blocks) {
    if (const auto* result = std::get_if<ToolResult>(&block)) {
      out.begin_object().member("role", "tool").member("tool_call_id", result->tool_use_id);
      // The protocol has no mark for a failed call.
      out.member("content", (result->is_error ? "ERROR: " : "") + result->content).end_object();
    } else if (const auto* text = std::get_if<TextBlock>(&block)) {
      if (!said.empty()) said += '\n';
      said += text->text;
    }
  }
  if (!said.empty()) out.begin_object().member("role", "user").member("content", said).end_object();
}

void write_calls(JsonText& out, const std::vector<ToolUse>& calls) {
  if (calls.empty()) return;
  out.key("tool_calls").begin_array();
  for (const ToolUse& call : calls) {
    out.begin_object().member("id", call.id).member("type", "function").key("function").begin_object();
    out.member("name", call.name).member("arguments", call.input).end_object().end_object();
  }
  out.end_array();
}

/// Signed reasoning, then the text, as parts.
void write_parts(JsonText& out, const Message& message) {
  out.begin_array();
  for (const Block& block : message.blocks) {
    if (const auto* thinking = std::get_if<ThinkingBlock>(&block); thinking && !thinking->signature.empty()) {
      out.begin_object().member("type", "reasoning").key("summary").begin_array().begin_object();
      out.member("type", "summary_text").member("text", thinking->text).member("signature", thinking->signature);
      out.end_object().end_array().end_object();
    } else if (const auto* text = std::get_if<TextBlock>(&block)) {
      out.begin_object().member("type", "text").member("text", text->text).end_object();
    }
  }
  out.end_array();
}

bool has_signed_thinking(const Message& message) {
  return std::any_of(message.blocks.begin(), message.blocks.end(), [](const Block& block) {
    const auto* thinking = std::get_if<ThinkingBlock>(&block);
    return thinking != nullptr && !thinking->signature.empty();
  });
}

class ChatWire final : public Wire {
 public:
  explicit ChatWire(bool returns_reasoning) : returns_reasoning_(returns_reasoning) {}

  [[nodiscard]] std::string body(const Request& request, const BodyOptions& options) const override {
    JsonText out;
    out.begin_object().member("model", request.model);
    write_messages(out, request, options.without);
    write_tools(out, request.tools);
    const bool newer = counts_reasoning_as_output(request.model) != options.without.has(Part::MaxTokensName);
    out.key(newer ? "max_completion_tokens" : "max_tokens");
    out.number(std::clamp<std::int64_t>(request.max_tokens, 1, options.capabilities.max_output));
    if (request.temperature && options.capabilities.takes_temperature && !options.without.has(Part::Temperature)) {
      out.key("temperature").number(*request.temperature);
    }
    if (!request.answer_schema.empty() && options.capabilities.structured_output &&
        !options.without.has(Part::AnswerSchema)) {
      out.key("response_format").begin_object().member("type", "json_schema").key("json_schema").begin_object();
      out.member("name", "answer").key("schema").raw(request.answer_schema).end_object().end_object();
    }
    if (options.stream) {
      out.key("stream").flag(true);
      if (!options.without.has(Part::StreamOptions)) {
        out.key("stream_options").begin_object().key("include_usage").flag(true).end_object();
      }
    }
    return out.end_object().take();
  }

  [[nodiscard]] std::unique_ptr<Decoder> decoder(Sink& sink) const override { return make_chat_decoder(sink); }

 private:
  void write_messages(JsonText& out, const Request& request, Parts without) const {
    out.key("messages").begin_array();
    if (const std::string system = system_text(request.system); !system.empty()) {
      out.begin_object().member("role", "system").member("content", system).end_object();
    }
    for (const Message& message : request.messages) {
      if (message.role == Role::User) {
        write_user(out, message);
      } else {
        write_assistant(out, message, without);
      }
    }
    out.end_array();
  }

  void write_assistant(JsonText& out, const Message& message, Parts without) const {
    const std::vector<ToolUse> calls = tool_uses_of(message);
    const std::string text = text_of(message);
    if (calls.empty() && text.empty()) return;
    out.begin_object().member("role", "assistant").key("content");
    if (returns_reasoning_ && !without.has(Part::Thinking) && has_signed_thinking(message)) {
      write_parts(out, message);
    } else if (text.empty()) {
      out.null();
    } else {
      out.text(text);
    }
    write_calls(out, calls);
    out.end_object();
  }

  static void write_tools(JsonText& out, const std::vector<ToolSpec>& tools) {
    if (tools.empty()) return;
    out.key("tools").begin_array();
    for (const ToolSpec& tool : tools) {
      out.begin_object().member("type", "function").key("function").begin_object();
      out.member("name", tool.name).member("description", tool.description).key("parameters").raw(tool.input_schema);
      out.end_object().end_object();
    }
    out.end_array();
  }

  bool returns_reasoning_;
};

}  // namespace

const Wire& chat_wire() {
  static const ChatWire kWire(false);
  return kWire;
}

const Wire& workspace_chat_wire() {
  static const ChatWire kWire(true);
  return kWire;
}

}  // namespace lakecode::llm

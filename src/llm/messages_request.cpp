#include <algorithm>
#include <span>

#include "base/text.h"
#include "llm/json_text.h"
#include "llm/messages_wire.h"

// The body of an Anthropic Messages request. Order of members, of tools and of blocks never depends on anything but the
// request, so that the prefix tools → system → messages is the same bytes in every turn and the cache holds. At most
// four marks: the last tool, the last stable part of the system prompt, the last two messages of the person's side (the
// older one is the prefix the turn before has written).
//
// What the vendor refuses is not sent: blank text, messages without content (their neighbours of one role become one
// message), a call's input that is no object, thinking without signature. Results stand before text.

namespace lakecode::llm {
namespace {

constexpr std::string_view kMark = R"({"type":"ephemeral"})";

bool is_blank(std::string_view text) {
  return text::trim(text).empty();
}

bool is_sent(const Block& block, Parts without) {
  if (const auto* text = std::get_if<TextBlock>(&block)) return !is_blank(text->text);
  if (const auto* thinking = std::get_if<ThinkingBlock>(&block)) {
    return !thinking->signature.empty() && !without.has(Part::Thinking);
  }
  if (const auto* opaque = std::get_if<OpaqueBlock>(&block)) {
    return !(without.has(Part::Thinking) && opaque->type == "redacted_thinking") && is_json_object(opaque->json);
  }
  return true;
}

/// Blocks of neighbouring messages of one role.
struct Turn {
  Role role = Role::User;
  std::vector<const Block*> blocks;
};

std::vector<Turn> turns_of(const Request& request, Parts without) {
  std::vector<Turn> turns;
  for (const Message& message : request.messages) {
    std::vector<const Block*> blocks;
    for (const Block& block : message.blocks) {
      if (is_sent(block, without)) blocks.push_back(&block);
    }
    if (blocks.empty()) continue;
    if (turns.empty() || turns.back().role != message.role) turns.push_back(Turn{.role = message.role, .blocks = {}});
    turns.back().blocks.insert(turns.back().blocks.end(), blocks.begin(), blocks.end());
  }
  for (Turn& turn : turns) {
    if (turn.role != Role::User) continue;
    std::stable_partition(turn.blocks.begin(), turn.blocks.end(),
                          [](const Block* block) { return std::holds_alternative<ToolResult>(*block); });
  }
  return turns;
}

void write_mark(JsonText& out, bool marked) {
  if (marked) out.key("cache_control").raw(kMark);
}

void write_tool_use(JsonText& out, const ToolUse& call) {
  out.member("type", "tool_use").member("id", call.id).member("name", call.name).key("input");
  if (is_json_object(call.input)) {
    out.raw(call.input);
  } else {  // the model is shown what it wrote
    out.begin_object().member("not_json", call.input).end_object();
  }
}

void write_block(JsonText& out, const Block& block, bool marked) {
  if (const auto* opaque = std::get_if<OpaqueBlock>(&block)) {
    out.raw(opaque->json);
    return;
  }
  out.begin_object();
  if (const auto* text = std::get_if<TextBlock>(&block)) {
    out.member("type", "text").member("text", text->text);
    write_mark(out, marked);
  } else if (const auto* thinking = std::get_if<ThinkingBlock>(&block)) {
    out.member("type", "thinking").member("thinking", thinking->text).member("signature", thinking->signature);
  } else if (const auto* call = std::get_if<ToolUse>(&block)) {
    write_tool_use(out, *call);
    write_mark(out, marked);
  } else if (const auto* result = std::get_if<ToolResult>(&block)) {
    out.member("type", "tool_result").member("tool_use_id", result->tool_use_id);
    if (!is_blank(result->content)) out.member("content", result->content);
    if (result->is_error) out.key("is_error").flag(true);
    write_mark(out, marked);
  }
  out.end_object();
}

void write_messages(JsonText& out, const Request& request, Parts without, bool marks) {
  const std::vector<Turn> turns = turns_of(request, without);
  const auto is_marked = [&](std::size_t place) {
    // The last turn and the one of the same side before it.
    return marks && (place + 1 == turns.size() || place + 3 == turns.size());
  };
  out.key("messages").begin_array();
  for (std::size_t place = 0; place < turns.size(); ++place) {
    out.begin_object().member("role", turns[place].role == Role::User ? "user" : "assistant").key("content");
    out.begin_array();
    for (const Block* block : turns[place].blocks) {
      write_block(out, *block, is_marked(place) && block == turns[place].blocks.back());
    }
    out.end_array().end_object();
  }
  out.end_array();
}

void write_system(JsonText& out, const std::vector<SystemPart>& system, bool marks) {
  std::vector<const SystemPart*> parts;
  const SystemPart* last_stable = nullptr;
  bool is_prefix = true;
  for (const SystemPart& part : system) {
    if (is_blank(part.text)) continue;
    parts.push_back(&part);
    is_prefix = is_prefix && part.stable;
    if (is_prefix) last_stable = &part;
  }
  if (parts.empty()) return;
  out.key("system").begin_array();
  for (const SystemPart* part : parts) {
    out.begin_object().member("type", "text").member("text", part->text);
    write_mark(out, marks && part == last_stable);
    out.end_object();
  }
  out.end_array();
}

void write_tools(JsonText& out, const std::vector<ToolSpec>& tools, bool marks) {
  if (tools.empty()) return;
  out.key("tools").begin_array();
  for (const ToolSpec& tool : tools) {
    out.begin_object().member("name", tool.name).member("description", tool.description);
    out.key("input_schema").raw(tool.input_schema);
    write_mark(out, marks && &tool == &tools.back());
    out.end_object();
  }
  out.end_array();
}

class MessagesWire final : public Wire {
 public:
  [[nodiscard]] std::string body(const Request& request, const BodyOptions& options) const override {
    const Capabilities& can = options.capabilities;
    const bool marks = can.caching && !options.without.has(Part::CacheControl);
    JsonText out;
    out.begin_object().member("model", request.model);
    out.key("max_tokens").number(std::clamp<std::int64_t>(request.max_tokens, 1, can.max_output));
    write_tools(out, request.tools, marks);
    write_system(out, request.system, marks);
    write_messages(out, request, options.without, marks);
    if (request.temperature && can.takes_temperature && !options.without.has(Part::Temperature)) {
      out.key("temperature").number(*request.temperature);
    }
    if (!request.answer_schema.empty() && can.structured_output && !options.without.has(Part::AnswerSchema)) {
      out.key("output_config").begin_object().key("format").begin_object().member("type", "json_schema");
      out.key("schema").raw(request.answer_schema).end_object().end_object();
    }
    if (options.stream) out.key("stream").flag(true);
    return out.end_object().take();
  }

  [[nodiscard]] std::unique_ptr<Decoder> decoder(Sink& sink) const override { return make_messages_decoder(sink); }
};

}  // namespace

const Wire& messages_wire() {
  static const MessagesWire kWire;
  return kWire;
}

std::string token_count_body(const Request& request) {
  JsonText out;
  out.begin_object().member("model", request.model);
  write_tools(out, request.tools, false);
  write_system(out, request.system, false);
  write_messages(out, request, {}, false);
  return out.end_object().take();
}

}  // namespace lakecode::llm

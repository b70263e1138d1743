#include <set>

#include "base/json.h"
#include "llm/messages_wire.h"
#include "llm/refusal.h"

// message_start, then for each block start, deltas, stop; then message_delta with the stop reason and the last word on
// usage (its counters are totals), and message_stop. Pings and unknown events mean nothing. Input of a call comes in
// pieces of text that are JSON only together. Source: the vendor's streaming reference.

namespace lakecode::llm {
namespace {

enum class Kind { Text, Thinking, Call, Opaque };

/// A block while it arrives.
struct Growing {
  Kind kind = Kind::Text;
  std::string text;       ///< text, thinking, or the pieces of a call's input
  std::string signature;  ///< of thinking
  std::string id, name;   ///< of a call
  JsonBox raw;            ///< of what we only pass on, and of an input that came whole
  bool is_closed = false;
};

struct Reason {
  std::string_view name;
  StopReason reason;
};

constexpr Reason kReasons[] = {
    {"end_turn", StopReason::EndTurn},
    {"tool_use", StopReason::ToolUse},
    {"max_tokens", StopReason::MaxTokens},
    {"stop_sequence", StopReason::StopSequence},
    {"pause_turn", StopReason::Pause},
    {"refusal", StopReason::Refusal},
    {"model_context_window_exceeded", StopReason::ContextFull},
};

StopReason reason_of(std::string_view name) {
  for (const Reason& row : kReasons) {
    if (row.name == name) return row.reason;
  }
  return StopReason::EndTurn;  // a word of the future ends the turn
}

class MessagesDecoder final : public Decoder {
 public:
  explicit MessagesDecoder(Sink& sink) : sink_(sink) {}

  Result<void> take(const net::SseEvent& event) override {
    if (is_complete_ || event.event == "ping" || event.data.empty()) return {};
    const auto parsed = json::parse(event.data, "event");
    if (!parsed) return broken_answer("an event of the stream is no JSON");
    return take_event(*parsed, event.event);
  }

  Result<void> take_whole(std::string_view body) override {
    const auto parsed = json::parse(body, "answer");
    if (!parsed) return broken_answer("the answer is no JSON");
    const JsonValue* error = json::find(*parsed, "error");
    if ((error != nullptr && !error->is_null()) || json::find(*parsed, "error_code") != nullptr) {
      return stream_error(*parsed);
    }
    if (json::find(*parsed, "content") == nullptr) return broken_answer("the answer holds no message");
    start(*parsed);
    std::int64_t index = 0;
    for (const JsonValue& content : json::array_at(*parsed, "content")) {
      TRY_VOID(start_block(index, content));
      blocks_[static_cast<std::size_t>(index++)].is_closed = true;
    }
    take_end(*parsed);
    is_complete_ = true;
    return {};
  }

  [[nodiscard]] bool is_complete() const override { return is_complete_; }
  [[nodiscard]] bool has_ending() const override { return is_complete_ || has_ending_; }

  Reply finish() override {
    for (std::size_t place = 0; place < blocks_.size(); ++place) add(blocks_[place], place + 1 == blocks_.size());
    const bool calls = !tool_uses_of(reply_.message).empty();
    if (calls && reply_.stop == StopReason::EndTurn) reply_.stop = StopReason::ToolUse;
    if (!calls && reply_.stop == StopReason::ToolUse) reply_.stop = StopReason::EndTurn;
    return std::move(reply_);
  }

 private:
  Result<void> take_event(const JsonValue& event, std::string_view name) {
    const JsonValue* named = json::find(event, "type");
    const std::string_view type = named != nullptr && named->is_string() ? std::string_view(named->get_string()) : name;
    if (type == "content_block_delta") return take_delta(event);
    if (type == "content_block_start") {
      const JsonValue* block = json::find(event, "content_block");
      if (block == nullptr) return broken_answer("a block of the stream has no content");
      return start_block(json::int_at(event, "index").value_or(-1), *block);
    }
    if (type == "content_block_stop") return stop_block(event);
    if (type == "message_start") {
      if (const JsonValue* message = json::find(event, "message")) start(*message);
      return {};
    }
    if (type == "message_delta") {
      if (const JsonValue* usage = json::find(event, "usage")) take_usage(*usage);
      if (const JsonValue* delta = json::find(event, "delta")) take_end(*delta);
      return {};
    }
    if (type == "error") return stream_error(event);
    if (type == "message_stop") {
      if (!has_started_) return broken_answer("the stream ends a message it did not begin");
      for (Growing& block : blocks_) block.is_closed = true;
      is_complete_ = true;
    }
    return {};
  }

  void start(const JsonValue& message) {
    has_started_ = true;
    reply_.message.role = Role::Assistant;
    reply_.id = json::string_at(message, "id");
    reply_.model = json::string_at(message, "model");
    if (const JsonValue* usage = json::find(message, "usage")) take_usage(*usage);
  }

  void take_usage(const JsonValue& usage) {
    const auto update = [&](std::int64_t& counter, std::string_view key) {
      if (const auto value = json::int_at(usage, key); value && *value >= 0) counter = *value;
    };
    update(reply_.usage.input, "input_tokens");
    update(reply_.usage.output, "output_tokens");
    update(reply_.usage.cache_read, "cache_read_input_tokens");
    update(reply_.usage.cache_write, "cache_creation_input_tokens");
  }

  void take_end(const JsonValue& end) {
    if (const auto reason = json::optional_string_at(end, "stop_reason")) {
      reply_.stop = reason_of(*reason);
      has_ending_ = true;
    }
    const std::string why = json::string_at_path(end, {"stop_details", "explanation"});
    if (!why.empty()) reply_.stop_detail = why;
  }

  Result<void> start_block(std::int64_t index, const JsonValue& content) {
    if (!has_started_ || index != static_cast<std::int64_t>(blocks_.size())) {
      return broken_answer("the blocks of the stream are out of order");
    }
    Growing& block = blocks_.emplace_back();
    const std::string type = json::string_at(content, "type");
    if (type == "text") {
      block.text = json::string_at(content, "text");
      if (!block.text.empty()) sink_.on_text(block.text);
    } else if (type == "thinking") {
      block.kind = Kind::Thinking;
      block.text = json::string_at(content, "thinking");
      block.signature = json::string_at(content, "signature");
      if (!block.text.empty()) sink_.on_thinking(block.text);
    } else if (type == "tool_use") {
      block.kind = Kind::Call;
      block.id = json::string_at(content, "id");
      block.name = json::string_at(content, "name");
      if (const JsonValue* input = json::find(content, "input")) block.raw = *input;
    } else {
      block.kind = Kind::Opaque;
      block.raw = content;
    }
    return {};
  }

  Growing* open_block(const JsonValue& event) {
    const auto index = json::int_at(event, "index");
    if (!index || *index < 0 || *index >= static_cast<std::int64_t>(blocks_.size())) return nullptr;
    Growing& block = blocks_[static_cast<std::size_t>(*index)];
    return block.is_closed ? nullptr : &block;
  }

  Result<void> take_delta(const JsonValue& event) {
    Growing* block = open_block(event);
    const JsonValue* delta = json::find(event, "delta");
    if (block == nullptr || delta == nullptr) return broken_answer("a piece of the stream belongs to no block");
    const auto piece = [&](std::string_view key) -> std::string_view {
      const JsonValue* value = json::find(*delta, key);
      return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
    };
    const std::string_view type = piece("type");
    if (type == "text_delta") {
      block->text += piece("text");
      if (block->kind == Kind::Text) sink_.on_text(piece("text"));
    } else if (type == "input_json_delta") {
      block->text += piece("partial_json");
    } else if (type == "thinking_delta") {
      block->text += piece("thinking");
      if (block->kind == Kind::Thinking) sink_.on_thinking(piece("thinking"));
    } else if (type == "signature_delta") {
      block->signature += piece("signature");
    }
    return {};  // citations and pieces of the future: the text is whole without them
  }

  Result<void> stop_block(const JsonValue& event) {
    Growing* block = open_block(event);
    if (block == nullptr) return broken_answer("the stream ends a block it did not begin");
    block->is_closed = true;
    return {};
  }

  void add(Growing& block, bool is_last) {
    std::vector<Block>& blocks = reply_.message.blocks;
    switch (block.kind) {
      case Kind::Text:
        if (!block.text.empty()) blocks.emplace_back(TextBlock{std::move(block.text)});
        return;
      case Kind::Thinking:
        if (block.is_closed) blocks.emplace_back(ThinkingBlock{std::move(block.text), std::move(block.signature)});
        return;
      case Kind::Call:
        add_call(block, is_last);
        return;
      case Kind::Opaque:
        add_opaque(block);
        return;
    }
  }

  void add_call(Growing& block, bool is_last) {
    std::string input = std::move(block.text);
    // The length limit fell in the midst of this call: half of it is no call, nor is one before its first word.
    const bool may_be_cut = reply_.stop == StopReason::MaxTokens && is_last;
    const bool is_bare = input.empty() && !(block.raw->is_object() && !block.raw->get_object().empty());
    if (input.empty()) input = block.raw->is_object() ? json::serialize(*block.raw) : "{}";
    const bool is_cut = may_be_cut && (is_bare || !json::parse(input, "input"));
    if (is_cut || !block.is_closed || block.name.empty()) return;
    // Each call gets one result, so each needs an id of its own; servers in front of other models were seen to repeat.
    if (block.id.empty()) block.id = "call_" + std::to_string(ids_.size());
    while (!ids_.insert(block.id).second) block.id += "_";
    reply_.message.blocks.emplace_back(ToolUse{std::move(block.id), std::move(block.name), std::move(input)});
  }

  void add_opaque(Growing& block) {
    if (!block.is_closed || !block.raw->is_object()) return;
    if (!block.text.empty()) {  // input of a tool that the server runs itself
      if (auto input = json::parse(block.text, "input")) block.raw->get_object()["input"] = std::move(*input);
    }
    std::string type = json::string_at(*block.raw, "type");
    reply_.message.blocks.emplace_back(OpaqueBlock{std::move(type), json::serialize(*block.raw)});
  }

  Sink& sink_;
  Reply reply_;
  std::vector<Growing> blocks_;
  std::set<std::string> ids_;  ///< of the calls
  bool has_started_ = false;
  bool has_ending_ = false;
  bool is_complete_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_messages_decoder(Sink& sink) {
  return std::make_unique<MessagesDecoder>(sink);
}

}  // namespace lakecode::llm

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/json.h"
#include "llm/chat_wire.h"
#include "llm/refusal.h"

// Chunks of {choices: [{delta, finish_reason}], usage}, then [DONE]. What servers differ in, all of it met in the wild:
// content as text or as a list of parts; reasoning under two names; calls in pieces by index, or whole, or without
// index (then: by id, else the latest); ids that repeat, that are empty, or that are not unique; arguments as an
// object; "stop" although there are calls; usage in a chunk of its own, or never; an error object in the midst.

namespace lakecode::llm {
namespace {

struct GrowingCall {
  std::string id, name, arguments;
};

std::string_view text_member(const JsonValue& value, std::string_view key) {
  const JsonValue* member = json::find(value, key);
  return member != nullptr && member->is_string() ? std::string_view(member->get_string()) : std::string_view();
}

class ChatDecoder final : public Decoder {
 public:
  explicit ChatDecoder(Sink& sink) : sink_(sink) { reply_.message.role = Role::Assistant; }

  Result<void> take(const net::SseEvent& event) override {
    if (is_done_ || event.data.empty()) return {};
    if (event.data == "[DONE]") {
      if (!has_choice_) return broken_answer("the stream ends without an answer");
      is_done_ = true;
      return {};
    }
    const auto parsed = json::parse(event.data, "event");
    if (!parsed || !parsed->is_object()) return broken_answer("an event of the stream is no JSON object");
    TRY_VOID(check_error(*parsed));
    for (const JsonValue& choice : json::array_at(*parsed, "choices")) {
      if (json::int_at(choice, "index").value_or(0) == 0) take_choice(choice, "delta");
    }
    take_frame(*parsed);
    return {};
  }

  Result<void> take_whole(std::string_view body) override {
    const auto parsed = json::parse(body, "answer");
    if (!parsed || !parsed->is_object()) return broken_answer("the answer is no JSON object");
    TRY_VOID(check_error(*parsed));
    const JsonArray& choices = json::array_at(*parsed, "choices");
    if (choices.empty()) return broken_answer("the answer holds no choice");
    take_choice(choices.front(), "message");
    take_frame(*parsed);
    is_done_ = true;
    return {};
  }

  [[nodiscard]] bool is_complete() const override { return is_done_; }
  [[nodiscard]] bool has_ending() const override { return is_done_ || !finish_.empty(); }

  Reply finish() override {
    std::vector<Block>& blocks = reply_.message.blocks;
    if (!reasoning_.empty()) blocks.emplace_back(ThinkingBlock{std::move(reasoning_), std::move(signature_)});
    if (!text_.empty()) blocks.emplace_back(TextBlock{std::move(text_)});
    reply_.stop = stop_reason();
    add_calls();
    if (!tool_uses_of(reply_.message).empty()) {
      if (reply_.stop == StopReason::EndTurn) reply_.stop = StopReason::ToolUse;
    } else if (reply_.stop == StopReason::ToolUse) {
      reply_.stop = StopReason::EndTurn;
    }
    return std::move(reply_);
  }

 private:
  static Result<void> check_error(const JsonValue& value) {
    const JsonValue* error = json::find(value, "error");
    const bool has_error = error != nullptr && !error->is_null();
    if (has_error || json::find(value, "error_code") != nullptr) return stream_error(value);
    return {};
  }

  void take_frame(const JsonValue& frame) {
    if (reply_.id.empty()) reply_.id = text_member(frame, "id");
    if (const auto model = text_member(frame, "model"); !model.empty()) reply_.model = model;
    const JsonValue* usage = json::find(frame, "usage");
    if (usage == nullptr || !usage->is_object()) return;
    const JsonValue* details = json::find(*usage, "prompt_tokens_details");
    const std::int64_t cached = details == nullptr ? 0 : json::int_at(*details, "cached_tokens").value_or(0);
    const std::int64_t prompt = json::int_at(*usage, "prompt_tokens").value_or(0);
    // Servers in front of Anthropic's models count as it does: what was written to a cache comes extra.
    const std::int64_t written = json::int_at(*usage, "cache_creation_input_tokens").value_or(0);
    reply_.usage = Usage{.input = std::max<std::int64_t>(prompt - cached, 0),
                         .output = json::int_at(*usage, "completion_tokens").value_or(0),
                         .cache_read = std::max<std::int64_t>(cached, 0),
                         .cache_write = std::max<std::int64_t>(written, 0)};
  }

  void take_choice(const JsonValue& choice, std::string_view part) {
    has_choice_ = true;
    if (const auto reason = text_member(choice, "finish_reason"); !reason.empty()) finish_ = reason;
    const JsonValue* message = json::find(choice, part);
    if (message == nullptr) return;
    take_reasoning(*message);
    if (const JsonValue* content = json::find(*message, "content")) take_content(*content);
    if (const auto refusal = text_member(*message, "refusal"); !refusal.empty()) refusal_ += refusal;
    const JsonArray& pieces = json::array_at(*message, "tool_calls");
    // A piece that says nothing about its call goes on with the latest one, or, among several, with that of its place.
    for (std::size_t place = 0; place < pieces.size(); ++place) {
      take_call(pieces[place], pieces.size() > 1 || calls_.empty() ? place : calls_.size() - 1);
    }
  }

  void take_reasoning(const JsonValue& message) {
    for (const std::string_view key : {"reasoning_content", "reasoning"}) {
      const auto piece = text_member(message, key);
      if (piece.empty()) continue;
      add_reasoning(piece);
      return;  // servers that send both send the same
    }
  }

  void add_reasoning(std::string_view piece) {
    reasoning_ += piece;
    sink_.on_thinking(piece);
  }

  void add_text(std::string_view piece) {
    if (piece.empty()) return;
    text_ += piece;
    sink_.on_text(piece);
  }

  void take_content(const JsonValue& content) {
    if (content.is_string()) {
      add_text(content.get_string());
      return;
    }
    if (!content.is_array()) return;
    for (const JsonValue& part : content.get_array()) {
      if (text_member(part, "type") != "reasoning") {
        add_text(text_member(part, "text"));
        continue;
      }
      for (const JsonValue& summary : json::array_at(part, "summary")) {
        if (const auto piece = text_member(summary, "text"); !piece.empty()) add_reasoning(piece);
        signature_ += text_member(summary, "signature");
      }
    }
  }

  /// The call that this piece belongs to.
  GrowingCall& call_of(const JsonValue& piece, std::size_t position) {
    const std::int64_t index = json::int_at(piece, "index").value_or(-1);
    const auto id = text_member(piece, "id");
    if (index >= 0) {
      if (const auto found = by_index_.find(index); found != by_index_.end()) return calls_[found->second];
    } else if (!id.empty()) {
      if (const auto found = by_id_.find(id); found != by_id_.end()) return calls_[found->second];
    } else if (const bool begins = json::find_path(piece, {"function", "name"}) != nullptr; !begins) {
      if (position < calls_.size()) return calls_[position];
    }
    if (index >= 0) by_index_.emplace(index, calls_.size());
    calls_.push_back(GrowingCall{.id = {}, .name = {}, .arguments = {}});
    return calls_.back();
  }

  void take_call(const JsonValue& piece, std::size_t position) {
    GrowingCall& call = call_of(piece, position);
    if (call.id.empty()) {
      call.id = text_member(piece, "id");
      if (!call.id.empty()) by_id_.emplace(call.id, static_cast<std::size_t>(&call - calls_.data()));
    }
    const JsonValue* function = json::find(piece, "function");
    if (function == nullptr) return;
    if (call.name.empty()) call.name = text_member(*function, "name");
    const JsonValue* arguments = json::find(*function, "arguments");
    if (arguments == nullptr || arguments->is_null()) return;
    if (arguments->is_string()) {
      call.arguments += std::string_view(arguments->get_string());
    } else {
      call.arguments += json::serialize(*arguments);
    }
  }

  StopReason stop_reason() {
    if (!refusal_.empty()) {
      reply_.stop_detail = refusal_;
      return StopReason::Refusal;
    }
    if (finish_ == "length") return StopReason::MaxTokens;
    if (finish_ == "content_filter" || finish_ == "refusal") return StopReason::Refusal;
    if (finish_ == "tool_calls" || finish_ == "function_call") return StopReason::ToolUse;
    return StopReason::EndTurn;
  }

  void add_calls() {
    std::set<std::string> ids;
    for (std::size_t place = 0; place < calls_.size(); ++place) {
      GrowingCall& call = calls_[place];
      // Half of a call is no call, nor is one that was cut before its first word.
      const bool is_cut = reply_.stop == StopReason::MaxTokens && place + 1 == calls_.size() &&
                          (call.arguments.empty() || !json::parse(call.arguments, "arguments"));
      if (call.arguments.empty()) call.arguments = "{}";
      if (call.name.empty() || is_cut) continue;
      if (call.id.empty() || ids.contains(call.id)) {
        call.id = "call_" + (reply_.id.empty() ? "" : reply_.id + "_") + std::to_string(place);
      }
      while (ids.contains(call.id)) call.id += "_";  // a name of ours may be one of the server's
      ids.insert(call.id);
      reply_.message.blocks.emplace_back(ToolUse{std::move(call.id), std::move(call.name), std::move(call.arguments)});
    }
  }

  Sink& sink_;
  Reply reply_;
  std::string text_, reasoning_, signature_, refusal_, finish_;
  std::vector<GrowingCall> calls_;
  std::unordered_map<std::int64_t, std::size_t> by_index_;  ///< place in calls_, by the server's index
  std::map<std::string, std::size_t, std::less<>> by_id_;   ///< of the first call of that id
  bool has_choice_ = false;
  bool is_done_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_chat_decoder(Sink& sink) {
  return std::make_unique<ChatDecoder>(sink);
}

}  // namespace lakecode::llm

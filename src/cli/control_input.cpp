#include "cli/control_input.h"

#include "base/json.h"
#include "cli/prompt_input.h"

namespace lakecode::cli {
namespace {

/// The text of a message: a string, or its text blocks.
std::string content_text(const JsonValue& message) {
  const JsonValue* content = json::find(message, "content");
  if (content == nullptr) return {};
  if (auto whole = json::as_string(*content)) return *whole;
  std::string text;
  if (!content->is_array()) return text;
  for (const JsonValue& block : content->get_array()) {
    if (json::string_at(block, "type") != "text") continue;
    text += (text.empty() ? "" : "\n") + json::string_at(block, "text");
  }
  return text;
}

/// {"behavior":"allow","typed_name"?} or {"behavior":"deny"}; anything else is a no.
gate::Answer answer_of(const JsonValue& response) {
  const bool allows = json::string_at(response, "subtype") == "success" &&
                      json::string_at_path(response, {"response", "behavior"}) == "allow";
  gate::Answer answer{.kind = allows ? gate::Answer::Kind::Yes : gate::Answer::Kind::No};
  if (allows) answer.edited = json::string_at_path(response, {"response", "typed_name"});
  return answer;
}

}  // namespace

ControlLine read_control_line(const std::string& text) {
  ControlLine line;
  const auto parsed = json::parse(text, "a line of standard input");
  if (!parsed || !parsed->is_object()) {
    line.problem = "a line of standard input is no JSON object: it was left out";
    return line;
  }
  const std::string type = json::string_at(*parsed, "type");
  if (type == "user") {
    const JsonValue* message = json::find(*parsed, "message");
    std::string said = message == nullptr ? "" : content_text(*message);
    if (said.empty() || said.size() > kMaxPromptBytes) {
      line.problem = "a user line without text, or with more than 1 MiB: it was left out";
    } else {
      line.user_text = std::move(said);
    }
  } else if (type == "control_response") {
    const JsonValue* response = json::find(*parsed, "response");
    if (response == nullptr) {
      line.problem = "a control_response without response: it was left out";
    } else {
      line.reply = {.request_id = json::string_at(*response, "request_id"), .answer = answer_of(*response)};
    }
  } else if (type == "control_request" && json::string_at_path(*parsed, {"request", "subtype"}) == "interrupt") {
    line.interrupt_id = json::string_at(*parsed, "request_id");
  } else {
    line.problem = "a line of type \"" + type + "\" is not taken on standard input: it was left out";
  }
  return line;
}

ControlInput::ControlInput(App& app, agent::ReplyConfirmer& questions)
    : app_(app), questions_(questions), reader_([this](const std::stop_token& stop) { read(stop); }) {}

ControlInput::~ControlInput() = default;

void ControlInput::read(const std::stop_token& stop) {
  constexpr std::size_t kMaxLine = 4U << 20U;
  while (const auto line = app_.input.next_line(kMaxLine, stop)) {
    if (line->too_long) {
      take({.problem = "a line of standard input is longer than 4 MiB: it was left out"});
    } else if (!line->text.empty()) {
      take(read_control_line(line->text));
    }
  }
  questions_.close();
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  arrived_.notify_all();
}

void ControlInput::take(ControlLine line) {
  if (line.reply && !questions_.reply(*line.reply)) line.problem = "a reply to no open question: it was left out";
  {
    const std::lock_guard lock(mutex_);
    if (line.user_text) users_.push_back(std::move(*line.user_text));
    if (!line.problem.empty()) problems_.push_back(std::move(line.problem));
    if (line.interrupt_id) turn_.request_stop();
  }
  arrived_.notify_all();
}

std::optional<std::string> ControlInput::next_user(const std::stop_token& stop, std::deque<std::string>& problems) {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, stop, [this] { return ended_ || !users_.empty(); });
  problems.insert(problems.end(), problems_.begin(), problems_.end());
  problems_.clear();
  if (users_.empty() || stop.stop_requested()) return std::nullopt;
  std::string text = std::move(users_.front());
  users_.pop_front();
  return text;
}

void ControlInput::set_turn(std::stop_source source) {
  const std::lock_guard lock(mutex_);
  turn_ = std::move(source);
}

}  // namespace lakecode::cli

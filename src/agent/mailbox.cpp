#include "agent/mailbox.h"

#include <algorithm>
#include <iterator>

namespace lakecode::agent {

void Mailbox::post(Event event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  posted_.notify_all();
}

std::vector<Event> Mailbox::take(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  posted_.wait_for(lock, at_most, [this] { return !events_.empty(); });
  std::vector<Event> taken(std::make_move_iterator(events_.begin()), std::make_move_iterator(events_.end()));
  events_.clear();
  return taken;
}

void Mailbox::begin_call(const ToolCall& call) {
  const std::lock_guard lock(mutex_);
  running_[std::this_thread::get_id()] = call;
}

void Mailbox::end_call() {
  const std::lock_guard lock(mutex_);
  running_.erase(std::this_thread::get_id());
}

ToolCall Mailbox::current_call() {
  const std::lock_guard lock(mutex_);
  if (const auto found = running_.find(std::this_thread::get_id()); found != running_.end()) return found->second;
  return running_.size() == 1 ? running_.begin()->second : ToolCall{};
}

gate::Answer ReplyConfirmer::ask(const gate::Question& question, const CallContext& ctx) {
  constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24 * 365);
  std::unique_lock lock(mutex_);
  if (closed_) return {.kind = gate::Answer::Kind::NobodyThere};
  open_id_ = "permission-" + std::to_string(++asked_);
  answer_.reset();
  mailbox_.post(PermissionAsked{.request_id = open_id_, .call = mailbox_.current_call(), .question = question});
  replied_.wait_for(lock, ctx.stop, std::min(ctx.remaining(), kLongest), [this] { return answer_ || closed_; });
  open_id_.clear();
  if (answer_) {
    // A change that a person would confirm by typing its name is confirmed by that name, not by a bare yes.
    const bool is_named = question.typed_name.empty() || answer_->edited == question.typed_name;
    const bool is_yes = answer_->kind == gate::Answer::Kind::Yes && is_named;
    return {.kind = is_yes ? gate::Answer::Kind::Yes : gate::Answer::Kind::No};
  }
  return {.kind = closed_ ? gate::Answer::Kind::NobodyThere : gate::Answer::Kind::No};
}

bool ReplyConfirmer::reply(const PermissionReply& reply) {
  {
    const std::lock_guard lock(mutex_);
    if (open_id_.empty() || reply.request_id != open_id_ || answer_) return false;
    answer_ = reply.answer;
  }
  replied_.notify_all();
  return true;
}

void ReplyConfirmer::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  replied_.notify_all();
}

}  // namespace lakecode::agent

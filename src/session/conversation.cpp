#include "session/conversation.h"

#include <algorithm>
#include <utility>

#include "session/compaction.h"

namespace lakecode::session {
namespace {

constexpr std::string_view kNoResult =
    "No result was recorded: the session ended before this call did. Whether it took effect is not known; look before "
    "doing it again.";
constexpr std::string_view kNoBeginning = "[The beginning of this session could not be read.]";

void add_once(std::vector<std::string>& list, const std::string& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

bool holds_results_alone(const llm::Message& message) {
  return !message.blocks.empty() && std::all_of(message.blocks.begin(), message.blocks.end(), [](const llm::Block& b) {
    return std::holds_alternative<llm::ToolResult>(b);
  });
}

/// Calls and thoughts are the model's, results the person's side; a damaged line may say otherwise.
bool is_of_the_other_side(const llm::Block& block, llm::Role role) {
  if (role == llm::Role::Assistant) return std::holds_alternative<llm::ToolResult>(block);
  return std::holds_alternative<llm::ToolUse>(block) || std::holds_alternative<llm::ThinkingBlock>(block);
}

/// The summary, and the messages from record `kept_from` on.
std::vector<NumberedMessage> compact(std::vector<NumberedMessage> messages, const Compaction& compaction,
                                     std::int64_t number) {
  std::vector<NumberedMessage> kept;
  kept.push_back({number, {llm::Role::User, {llm::TextBlock{compaction.summary}}}});
  for (NumberedMessage& each : messages) {
    if (each.number < compaction.kept_from) continue;
    shorten_results(each.message, compaction.result_limit);
    kept.push_back(std::move(each));
  }
  return kept;
}

/// Puts messages right one after the other; `pending_` are the calls the next message has to answer.
class MessageRepair {
 public:
  explicit MessageRepair(std::vector<std::string>& notices) : notices_(notices) {}

  void take(NumberedMessage next) {
    std::erase_if(next.message.blocks, [](const llm::Block& block) {
      const auto* text = std::get_if<llm::TextBlock>(&block);
      return text != nullptr && text->text.empty();
    });
    const auto misplaced = std::erase_if(
        next.message.blocks, [&](const llm::Block& block) { return is_of_the_other_side(block, next.message.role); });
    if (misplaced > 0)
      notices_.push_back("a message held calls or results of the other side (" + std::to_string(misplaced) +
                         "): they were left out");
    if (next.message.role == llm::Role::Assistant) {
      take_assistant(std::move(next));
    } else {
      take_user(std::move(next));
    }
  }

  std::vector<NumberedMessage> finish() {
    answer_pending();
    return std::move(out_);
  }

 private:
  void take_assistant(NumberedMessage next) {
    answer_pending();
    if (next.message.blocks.empty()) return;
    if (out_.empty()) {
      notices_.emplace_back("the conversation did not begin with a request: a line says so to the model");
      out_.push_back({next.number, {llm::Role::User, {llm::TextBlock{std::string(kNoBeginning)}}}});
    }
    pending_ = llm::tool_uses_of(next.message);
    out_.push_back(std::move(next));
  }

  void take_user(NumberedMessage next) {
    std::vector<llm::ToolResult> results;
    std::vector<llm::Block> rest;
    for (llm::Block& block : next.message.blocks) {
      if (auto* result = std::get_if<llm::ToolResult>(&block)) {
        results.push_back(std::move(*result));
      } else {
        rest.push_back(std::move(block));
      }
    }
    next.message.blocks = answers(results);
    for (llm::Block& block : rest) next.message.blocks.push_back(std::move(block));
    push_user(std::move(next));
  }

  /// One result for each pending call, in call order; what is left in `results` answers nothing.
  std::vector<llm::Block> answers(std::vector<llm::ToolResult>& results) {
    std::vector<llm::Block> blocks;
    for (const llm::ToolUse& call : pending_) {
      const auto found = std::find_if(results.begin(), results.end(),
                                      [&](const llm::ToolResult& result) { return result.tool_use_id == call.id; });
      if (found == results.end()) {
        blocks.emplace_back(no_result(call));
      } else {
        blocks.emplace_back(std::move(*found));
        results.erase(found);
      }
    }
    pending_.clear();
    if (!results.empty())
      notices_.push_back(std::to_string(results.size()) + " tool results without a call were left out");
    return blocks;
  }

  llm::ToolResult no_result(const llm::ToolUse& call) {
    notices_.push_back("the call of " + call.name + " had no result: the model is told that its outcome is not known");
    return {call.id, std::string(kNoResult), true};
  }

  void answer_pending() {
    if (pending_.empty()) return;
    std::vector<llm::ToolResult> none;
    push_user({out_.back().number, {llm::Role::User, answers(none)}});
  }

  void push_user(NumberedMessage next) {
    if (next.message.blocks.empty()) return;
    if (out_.empty() || out_.back().message.role != llm::Role::User) {
      out_.push_back(std::move(next));
      return;
    }
    auto& blocks = out_.back().message.blocks;
    for (llm::Block& block : next.message.blocks) blocks.push_back(std::move(block));
  }

  std::vector<std::string>& notices_;
  std::vector<NumberedMessage> out_;
  std::vector<llm::ToolUse> pending_;
};

/// Puts the records together, one after the other.
class Builder {
 public:
  void take(const Entry& entry) {
    number_ = entry.number;
    if (out_.created == WallTime()) out_.created = entry.time;
    out_.last = std::max(out_.last, entry.time);
    out_.status = "interrupted";
    std::visit(*this, entry.record);
  }

  Conversation finish() {
    auto messages = repair_messages(std::move(messages_), out_.notices);
    for (NumberedMessage& each : messages) {
      out_.numbers.push_back(each.number);
      out_.messages.push_back(std::move(each.message));
    }
    return std::move(out_);
  }

  void operator()(const Opened& r) {
    out_.opened = r;
    if (out_.title.empty()) out_.title = r.title;
  }
  void operator()(const Resumed& r) {
    out_.opened.provider = r.provider;
    out_.opened.model = r.model;
    if (out_.opened.workspace.empty()) out_.opened.workspace = r.workspace;
  }
  void operator()(const Title& r) { out_.title = r.text; }
  void operator()(const UserMessage& r) {
    ++out_.turns;
    messages_.push_back({number_, r.message});
  }
  void operator()(const AssistantMessage& r) {
    NumberedMessage next{number_, r.message};
    if (r.partial) {
      std::erase_if(next.message.blocks,
                    [](const llm::Block& block) { return !std::holds_alternative<llm::TextBlock>(block); });
    }
    messages_.push_back(std::move(next));
  }
  void operator()(const ToolResults& r) {
    // Results that came one by one answer one message together.
    if (messages_.empty() || !holds_results_alone(messages_.back().message))
      messages_.push_back({number_, {llm::Role::User, {}}});
    for (const llm::ToolResult& result : r.results) messages_.back().message.blocks.emplace_back(result);
  }
  void operator()(const Decision& r) { out_.decisions.push_back(r); }
  void operator()(const ModelUse& r) { out_.ledger.add(r); }
  void operator()(const WarehouseUse& r) { out_.ledger.add(r); }
  void operator()(const Egress& r) { out_.ledger.add(r); }
  void operator()(const Compaction& r) {
    // The summary before is part of the new one.
    if (summary_ >= 0) messages_.erase(messages_.begin());
    messages_ = compact(std::move(messages_), r, number_);
    summary_ = number_;
  }
  void operator()(const Taint& r) { add_once(out_.taints, r.source); }
  void operator()(const NamedResult& r) {
    std::erase_if(out_.results, [&](const NamedResult& known) { return known.name == r.name; });
    out_.results.push_back(r);
  }
  void operator()(const SkillActivated& r) { add_once(out_.skills, r.name); }
  void operator()(const Surroundings& r) { out_.surroundings = r; }
  void operator()(const Closed& r) { out_.status = r.status; }
  void operator()(const Unknown&) {}

 private:
  Conversation out_;
  std::vector<NumberedMessage> messages_;
  std::int64_t number_ = 0;
  std::int64_t summary_ = -1;
};

}  // namespace

std::vector<NumberedMessage> repair_messages(std::vector<NumberedMessage> messages, std::vector<std::string>& notices) {
  MessageRepair repair(notices);
  for (NumberedMessage& each : messages) repair.take(std::move(each));
  return repair.finish();
}

void apply_compaction(Conversation& conversation, const Compaction& compaction, std::int64_t number) {
  std::vector<NumberedMessage> messages;
  // The first message is no candidate: it is what a cut leaves out at the least.
  for (std::size_t i = 1; i < conversation.messages.size(); ++i)
    messages.push_back({conversation.numbers[i], std::move(conversation.messages[i])});
  messages = repair_messages(compact(std::move(messages), compaction, number), conversation.notices);
  conversation.messages.clear();
  conversation.numbers.clear();
  for (NumberedMessage& each : messages) {
    conversation.numbers.push_back(each.number);
    conversation.messages.push_back(std::move(each.message));
  }
}

Conversation conversation_of(const std::vector<Entry>& entries) {
  Builder builder;
  for (const Entry& entry : entries) builder.take(entry);
  return builder.finish();
}

}  // namespace lakecode::session

#include "agent/turn.h"

// One turn as a small machine: ask -> read the stop reason -> run calls -> ask again. Every way out goes through
// `end()`, which writes the end and tells it. What was told by a model that did not finish is never acted on: an answer
// cut at its length has its calls answered unrun.

#include <algorithm>

#include "agent/answer_schema.h"
#include "agent/compactor.h"
#include "agent/loop_guard.h"
#include "agent/tool_calls.h"

namespace lakecode::agent {
namespace {

using llm::StopReason;

constexpr int kMaxCutAnswers = 2;  // judgement: a model that cannot shorten its calls by then will not
constexpr int kMaxPauses = 20;
// Timers of the transport count whole milliseconds and may end that much before the deadline they were set from.
constexpr std::chrono::milliseconds kTimerSlack{20};
constexpr int kMaxFullAnswers = 2;  // times a conversation is shortened because the model says that it is full

/// Hears the stream: passes it on and keeps the text, for an answer that is stopped in the middle.
class Listener final : public llm::Sink {
 public:
  explicit Listener(EventSink& sink) : sink_(sink) {}
  void on_text(std::string_view delta) override {
    text_ += delta;
    sink_.on_event(TextDelta{std::string(delta)});
  }
  void on_thinking(std::string_view delta) override { sink_.on_event(ThinkingDelta{std::string(delta)}); }
  void on_restart(int attempt, std::int64_t wait_ms, std::string_view why) override {
    text_.clear();
    sink_.on_event(Restarted{.attempt = attempt, .wait = std::chrono::milliseconds(wait_ms), .why = std::string(why)});
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  EventSink& sink_;
  std::string text_;
};

session::Decision decision_of(const ToolCall& call) {
  return {.tool_use_id = call.id,
          .tool = call.name,
          .effect_class = std::string(safety::name_of(call.effect_class)),
          .decision = call.decision,
          .message = call.message,
          .act = call.input,
          .duration_ms = call.duration.count()};
}

class Turn {
 public:
  /// `is_budgeted`: the deadline of `ctx` is a limit of the turn, not the caller's.
  Turn(const TurnParts& parts, const TurnSettings& settings, Conversation& conversation, const CallContext& ctx,
       bool is_budgeted)
      : parts_(parts),
        settings_(settings),
        conversation_(conversation),
        history_(conversation.record),
        ctx_(ctx),
        is_budgeted_(is_budgeted),
        start_(ctx.clock->steady_now()),
        budget_(settings.limits, start_),
        capabilities_(parts.provider.capabilities(settings.model)),
        calls_(parts.tools, parts.services, parts.redactor, parts.mailbox),
        compactor_({parts, settings, conversation, budget_, capabilities_, specs_, fixed_tokens_}) {
    calls_.set_heartbeat(settings.heartbeat);
    for (const tools::ToolRecord* record : parts.tools) {
      specs_.push_back({.name = std::string(record->name),
                        .description = std::string(record->description),
                        .input_schema = tools::input_schema_of(*record)});
    }
    for (const llm::SystemPart& part : settings.system) fixed_tokens_ += session::TokenGauge::raw(part.text);
    for (const llm::ToolSpec& spec : specs_)
      fixed_tokens_ += session::TokenGauge::raw(spec.description) + session::TokenGauge::raw(spec.input_schema);
    end_.model = settings.model;
  }

  TurnEnd run(const TurnInput& input) {
    parts_.services.gate.begin_turn();
    // What came from outside in an earlier turn is sent to the model again with this one.
    for (const std::string& source : history_.taints) parts_.services.gate.mark_tainted(source);
    llm::Message message{.role = llm::Role::User};
    for (const std::string& text : input.texts) message.blocks.emplace_back(llm::TextBlock{text});
    if (!taint(input.outside) || !keep(message, session::UserMessage{message})) return finish();
    while (step()) {
    }
    return finish();
  }

 private:
  /// One answer and its calls; false when the turn has ended.
  bool step() {
    if (ended_by_context()) return false;
    if (const Limit limit = budget_.reached(ctx_.clock->steady_now()); limit != Limit::None) return over(limit);
    compact(false);
    auto reply = ask();
    if (!reply) return ended_by(reply.error());
    return read(*reply);
  }

  Result<llm::Reply> ask() {
    estimated_ = fixed_tokens_;
    for (const llm::Message& message : history_.messages) estimated_ += session::TokenGauge::raw(message);
    const std::int64_t input = priced_input();
    const std::int64_t room = budget_.next_answer_tokens(input, capabilities_);
    limit_of_answer_ = budget_.tightest(input, capabilities_);
    if (room <= 0) {
      over(limit_of_answer_);
      return Error{.code = ErrorCode::FailedPrecondition, .action = "ask the model", .reason = end_.why};
    }
    llm::Request request{.model = settings_.model,
                         .system = settings_.system,
                         .tools = specs_,
                         .messages = joined(history_.messages),
                         .max_tokens = room,
                         .temperature = settings_.temperature};
    if (capabilities_.structured_output) request.answer_schema = settings_.answer_schema;
    parts_.sink.on_event(AnswerStarted{static_cast<int>(budget_.answers()) + 1});
    Listener listener(parts_.sink);
    const SteadyTime asked = ctx_.clock->steady_now();
    auto reply = parts_.provider.complete(request, listener, ctx_);
    end_.model_duration += std::chrono::duration_cast<std::chrono::milliseconds>(ctx_.clock->steady_now() - asked);
    if (!reply) keep_partial(listener.text());
    return reply;
  }

  /// What had arrived of an answer that was stopped: kept and marked, never acted on.
  void keep_partial(const std::string& text) {
    if (text.empty()) return;
    AnswerDone answer{.message = {.role = llm::Role::Assistant, .blocks = {}}, .model = settings_.model};
    answer.message.blocks.emplace_back(llm::TextBlock{text + "\n[interrupted here]"});
    answer.is_partial = true;
    end_.text = text;
    keep(answer.message,
         session::AssistantMessage{.message = answer.message, .model = settings_.model, .partial = true});
    note_partial_use(answer.message, text);
    parts_.sink.on_event(answer);
  }

  /// The vendor counts what it read and wrote until then, and nobody tells how much: our estimate stands for it.
  void note_partial_use(const llm::Message& message, const std::string& text) {
    const double factor = conversation_.gauge.factor();
    const auto tokens = [&](std::int64_t raw) { return static_cast<std::int64_t>(static_cast<double>(raw) * factor); };
    llm::Reply reply{.message = message, .usage_is_estimated = true};
    reply.usage = {.input = tokens(estimated_), .output = tokens(session::TokenGauge::raw(text))};
    session::ModelUse use = use_of(reply, {parts_.provider, end_.model, capabilities_, estimated_});
    use.estimated = 0;  // it says nothing about our estimates
    budget_.add_usage(reply.usage, capabilities_);
    history_.ledger.add(use);
    if (auto written = parts_.journal.append(use); !written) ended_by(written.error());
  }

  bool read(const llm::Reply& reply) {
    budget_.add_answer(reply.usage, capabilities_);
    const llm::Usage& used = reply.usage;
    conversation_.gauge.correct(estimated_, used.input + used.cache_read + used.cache_write);
    sent_before_ = estimated_ + session::TokenGauge::raw(reply.message);
    end_.stop_reason = llm::name_of(reply.stop);
    if (!reply.model.empty()) end_.model = reply.model;
    const AnswerDone answer{
        .message = reply.message, .id = reply.id, .model = end_.model, .stop = reply.stop, .usage = reply.usage};
    if (!keep_answer(reply)) return false;
    parts_.sink.on_event(answer);
    end_.text = llm::text_of(reply.message);
    const std::vector<llm::ToolUse> calls = llm::tool_uses_of(reply.message);
    switch (reply.stop) {
      case StopReason::Refusal:
        return refused(reply, calls);
      case StopReason::ContextFull:
        return too_long(calls);
      case StopReason::MaxTokens:
        return cut(calls);
      case StopReason::Pause:
        if (calls.empty()) return ++pauses_ <= kMaxPauses || over(Limit::Answers);
        break;
      default:
        break;
    }
    return calls.empty() ? answered() : run_calls(calls);
  }

  /// The answer and what it cost, on disk before anything of it is run; its words were heard as they came. An answer
  /// without a block, and a refused one, is not sent back to the model.
  bool keep_answer(const llm::Reply& reply) {
    const session::ModelUse use = use_of(reply, {parts_.provider, end_.model, capabilities_, estimated_});
    const session::AssistantMessage said{.message = reply.message, .stop = reply.stop, .model = end_.model};
    const session::Record records[] = {said, use};
    history_.ledger.add(use);
    auto written = parts_.journal.append(records);
    if (!written) return ended_by(written.error());
    if (!reply.message.blocks.empty() && reply.stop != StopReason::Refusal) {
      history_.messages.push_back(reply.message);
      history_.numbers.push_back(*written - 1);
    }
    return true;
  }

  /// Statements and bytes since the last answer: into the journal, the ledger and the budget.
  void note_use() {
    if (!settings_.used) return;
    const std::vector<session::Record> records = settings_.used();
    if (records.empty()) return;
    for (const session::Record& record : records) {
      if (const auto* egress = std::get_if<session::Egress>(&record)) history_.ledger.add(*egress);
      const auto* use = std::get_if<session::WarehouseUse>(&record);
      if (use == nullptr) continue;
      history_.ledger.add(*use);
      end_.spent.add_statement(use->dbu, use->usd);
      warehouse_usd_ += use->usd.value_or(0);
    }
    budget_.set_warehouse_usd(warehouse_usd_);
    if (auto written = parts_.journal.append(records); !written) ended_by(written.error());
  }

  /// A message of ours in the history and the journal.
  bool keep(const llm::Message& message, const session::Record& record) {
    auto written = parts_.journal.append(record);
    if (!written) return ended_by(written.error());
    history_.messages.push_back(message);
    history_.numbers.push_back(*written);
    return true;
  }

  bool refused(const llm::Reply& reply, const std::vector<llm::ToolUse>&) {
    const std::string detail = reply.stop_detail.empty() ? "it gave no reason" : reply.stop_detail;
    return end(Status::Refused, "the model refused: " + detail);
  }

  bool cut(const std::vector<llm::ToolUse>& calls) {
    if (limit_of_answer_ != Limit::AnswerLength || calls.empty() || ++cut_answers_ > kMaxCutAnswers) {
      if (!calls.empty()) answer_unrun(calls, "Not run: the answer was cut at its length limit.");
      return over(limit_of_answer_ == Limit::None ? Limit::AnswerLength : limit_of_answer_);
    }
    return answer_unrun(calls,
                        "Not run: your message was cut at its length limit, so none of its calls was run. Send them "
                        "again in a shorter message, fewer at once.");
  }

  bool too_long(const std::vector<llm::ToolUse>& calls) {
    if (!calls.empty()) answer_unrun(calls, "Not run: the conversation no longer fits the model.");
    if (++full_answers_ <= kMaxFullAnswers && compact(true)) return true;
    return ended_by(Error{.code = ErrorCode::FailedPrecondition,
                          .action = "ask the model",
                          .subject = settings_.model,
                          .reason = "the conversation no longer fits its context window",
                          .advice = "start a new session, or name a model with a larger window"});
  }

  bool run_calls(const std::vector<llm::ToolUse>& calls) {
    if (const Limit limit = budget_.reached(ctx_.clock->steady_now()); limit != Limit::None) {
      answer_unrun(calls, "Not run: " + budget_.describe(limit) + ".");
      return over(limit);
    }
    CallBatch batch = calls_.run(calls, guard_, parts_.sink, ctx_);
    note_use();
    // Before the results: who takes the session up after a crash must know of it when it has them.
    if (!taint(batch.taint)) return false;
    if (!take(batch)) return false;
    if (batch.fatal) return ended_by(*batch.fatal);
    if (batch.is_loop)
      return end(Status::Failed, "the model asked for the same failing call again and again; it was stopped");
    return true;
  }

  bool taint(const std::vector<std::string>& sources) {
    for (const std::string& source : sources) {
      parts_.services.gate.mark_tainted(source);
      if (auto written = parts_.journal.append(session::Taint{source}); !written) return ended_by(written.error());
      if (std::find(history_.taints.begin(), history_.taints.end(), source) == history_.taints.end())
        history_.taints.push_back(source);
    }
    return true;
  }

  bool answer_unrun(const std::vector<llm::ToolUse>& calls, const std::string& text) {
    CallBatch batch = answer_without_running(calls, text);
    return take(batch);
  }

  /// Writes the results down, then shows them.
  bool take(CallBatch& batch) {
    end_.calls.insert(end_.calls.end(), batch.calls.begin(), batch.calls.end());
    session::ToolResults results;
    for (const llm::Block& block : batch.results.blocks) results.results.push_back(std::get<llm::ToolResult>(block));
    std::vector<session::Record> records = {std::move(results)};
    for (const ToolCall& call : batch.calls) {
      history_.decisions.push_back(decision_of(call));
      records.push_back(history_.decisions.back());
    }
    auto written = parts_.journal.append(records);
    if (!written) return ended_by(written.error());
    history_.messages.push_back(batch.results);
    history_.numbers.push_back(*written - static_cast<std::int64_t>(batch.calls.size()));
    parts_.sink.on_event(ResultsDone{batch.results});
    return true;
  }

  /// The final answer: done, or asked for again when it misses its schema.
  bool answered() {
    if (settings_.answer_schema.empty()) return false;
    auto fitting = read_structured(end_.text, settings_.answer_schema);
    if (fitting) {
      end_.structured = std::move(*fitting);
      return false;
    }
    if (++schema_misses_ >= settings_.schema_tries) {
      end_.schema_missed = true;
      return end(Status::Failed, "the final answer does not fit the schema: " + fitting.error().reason);
    }
    llm::Message again{.role = llm::Role::User};
    again.blocks.emplace_back(
        llm::TextBlock{"Your answer does not fit the JSON schema that was asked for: " + fitting.error().reason +
                       ". Answer again with the JSON document alone, nothing before or after."});
    return keep(again, session::UserMessage{again});
  }

  /// The next request in tokens at the full input price: what a cache will hold counts by its own price.
  std::int64_t priced_input() {
    const double factor = conversation_.gauge.factor();
    if (!capabilities_.caching || sent_before_ == 0)
      return static_cast<std::int64_t>(static_cast<double>(estimated_) * factor);
    const double full = capabilities_.input_price.value_or(1);
    const double ratio = full > 0 ? capabilities_.cache_read_price.value_or(full) / full : 1;
    const auto added = static_cast<double>(estimated_ - sent_before_);
    return static_cast<std::int64_t>((added + static_cast<double>(sent_before_) * ratio) * factor);
  }

  /// Sums up the older part of the conversation when it outgrew its window, or must. False when nothing was left out.
  bool compact(bool forced) {
    const auto shortened = compactor_.run(forced, ctx_);
    end_.model_duration += compactor_.take_model_duration();
    if (!shortened) return ended_by(shortened.error());
    if (*shortened) sent_before_ = 0;
    return *shortened;
  }

  bool ended_by_context() {
    auto going = ctx_.check("answer");
    return !going && !ended_by(going.error());
  }

  bool over(Limit limit) {
    end_.limit = limit;
    return end(Status::Budget, budget_.describe(limit));
  }

  bool ended_by(const Error& error) {
    if (end_.status != Status::Ok) return false;  // the reason is known already
    end_.error = error;
    const bool by_caller = ctx_.stopped() || ctx_.remaining() <= kTimerSlack;
    if (by_caller && (error.code == ErrorCode::Cancelled || error.code == ErrorCode::DeadlineExceeded)) {
      if (is_budgeted_ && !ctx_.stopped()) {
        over(Limit::Time);
        if (!error.advice.empty()) end_.why += "; " + error.advice;
        return false;
      }
      end_.timed_out = !ctx_.stopped();
      // What may still run somewhere is told with it.
      return end(Status::Cancelled, std::string(end_.timed_out ? "the time is up" : "stopped on request") +
                                        (error.advice.empty() ? "" : "; " + error.advice));
    }
    return end(Status::Failed, one_line(error));
  }

  bool end(Status status, std::string why) {
    if (end_.status == Status::Ok) {
      end_.status = status;
      end_.why = std::move(why);
    }
    return false;
  }

  /// A refused act decides the outcome of a turn that ended well: what was asked for was not done.
  void settle_refusals() {
    if (end_.status != Status::Ok) return;
    const ToolCall* waiting = nullptr;
    for (const ToolCall& call : end_.calls) {
      if (call.decision == "denied") return static_cast<void>(end(Status::Denied, call.message));
      if (call.decision == "needs_approval" || call.decision == "declined") waiting = &call;
    }
    if (waiting != nullptr)
      end(Status::NeedsApproval, waiting->message.empty() ? "the person said no" : waiting->message);
  }

  TurnEnd finish() {
    settle_refusals();
    end_.answers = static_cast<int>(budget_.answers());
    note_use();
    end_.spent.usage = budget_.usage();
    end_.spent.usd = budget_.usd();
    end_.duration = std::chrono::duration_cast<std::chrono::milliseconds>(ctx_.clock->steady_now() - start_);
    parts_.sink.on_event(TurnDone{end_});
    return end_;
  }

  const TurnParts& parts_;
  const TurnSettings& settings_;
  Conversation& conversation_;
  session::Conversation& history_;
  const CallContext& ctx_;
  bool is_budgeted_;
  SteadyTime start_;
  Budget budget_;
  llm::Capabilities capabilities_;
  ToolCalls calls_;
  LoopGuard guard_;
  std::vector<llm::ToolSpec> specs_;
  std::int64_t fixed_tokens_ = 0;  ///< of system prompt and tools, as estimated
  Compactor compactor_;
  TurnEnd end_;
  Limit limit_of_answer_ = Limit::None;
  std::int64_t estimated_ = 0;    ///< of the last request
  std::int64_t sent_before_ = 0;  ///< of it and its answer: what a cache may hold of the next one
  double warehouse_usd_ = 0;
  int cut_answers_ = 0;
  int pauses_ = 0;
  int full_answers_ = 0;
  int schema_misses_ = 0;
};

}  // namespace

std::vector<llm::Message> joined(const std::vector<llm::Message>& messages) {
  std::vector<llm::Message> out;
  for (const llm::Message& message : messages) {
    if (out.empty() || out.back().role != message.role) {
      out.push_back(message);
      continue;
    }
    std::vector<llm::Block>& blocks = out.back().blocks;
    blocks.insert(blocks.end(), message.blocks.begin(), message.blocks.end());
    std::stable_partition(blocks.begin(), blocks.end(),
                          [](const llm::Block& block) { return std::holds_alternative<llm::ToolResult>(block); });
  }
  return out;
}

TurnEnd run_turn(const TurnParts& parts, const TurnSettings& settings, Conversation& conversation,
                 const TurnInput& input, const CallContext& ctx) {
  const CallContext own = settings.limits.time ? ctx.with_timeout(*settings.limits.time) : ctx;
  return Turn(parts, settings, conversation, own, own.deadline != ctx.deadline).run(input);
}

}  // namespace lakecode::agent

#include "agent/compactor.h"

#include <algorithm>
#include <utility>

namespace lakecode::agent {
namespace {

using llm::StopReason;
using std::chrono::milliseconds;

// Of a summary the model writes: lists of short texts fit in this; below the least, none worth reading does.
constexpr std::int64_t kSummaryTokens = 4'096;
constexpr std::int64_t kLeastSummaryTokens = 256;
constexpr std::chrono::seconds kSummaryTime{60};  // judgement: the summary from the records is at hand at once

milliseconds since(SteadyTime begin, const CallContext& ctx) {
  return std::chrono::duration_cast<milliseconds>(ctx.clock->steady_now() - begin);
}

}  // namespace

session::ModelUse use_of(const llm::Reply& reply, const AnswerSource& source) {
  return {.provider = std::string(source.provider.name()),
          .model = reply.model.empty() ? source.model : reply.model,
          .tokens = reply.usage,
          .usd = llm::cost_of(reply.usage, source.capabilities),
          .estimated = source.estimated};
}

Result<bool> Compactor::run(bool forced, const CallContext& ctx) {
  const session::TokenGauge& gauge = parts_.conversation.gauge;
  const session::Window window{.budget = parts_.settings.context_budget, .fixed = parts_.fixed_tokens};
  if (!window.budget || (!forced && !session::is_over(history_.messages, window, gauge))) return false;
  const auto cut = session::find_cut(history_.messages, window, gauge, forced);
  if (!cut) return false;
  const SteadyTime begin = ctx.clock->steady_now();
  const session::Digest known = session::digest_of(history_, cut->first_kept);
  std::optional<session::Digest> by_model;
  // A model that just said it is full is not asked with most of the same again.
  if (!forced) {
    TRY_ASSIGN(by_model, ask_for_digest(cut->first_kept, known, ctx));
  }
  session::Compaction compaction = session::make_compaction(history_, *cut, by_model ? *by_model : known, gauge);
  compaction.by_model = by_model.has_value();
  compaction.duration_ms = since(begin, ctx).count();
  TRY_ASSIGN(const std::int64_t number, parts_.turn.journal.append(compaction));
  replace(compaction, *cut, number);
  parts_.turn.sink.on_event(Compacted{.is_automatic = true,
                                      .tokens_before = compaction.pre_tokens,
                                      .tokens_after = compaction.post_tokens,
                                      .duration = milliseconds(compaction.duration_ms)});
  return true;
}

milliseconds Compactor::take_model_duration() {
  return std::exchange(model_duration_, milliseconds(0));
}

/// Asked with the same prompt and tools, so that a cached prefix is read from the cache; a call in the answer is not
/// run.
llm::Request Compactor::request_for_digest(std::size_t first_kept, std::int64_t& estimated) const {
  const auto begin = history_.messages.begin();
  std::vector<llm::Message> left_out(begin, begin + static_cast<std::ptrdiff_t>(first_kept));
  left_out.push_back({.role = llm::Role::User, .blocks = {llm::TextBlock{std::string(session::digest_request())}}});
  estimated = parts_.fixed_tokens;
  for (const llm::Message& message : left_out) estimated += session::TokenGauge::raw(message);
  llm::Request request{.model = parts_.settings.model,
                       .system = parts_.settings.system,
                       .tools = parts_.specs,
                       .messages = joined(left_out),
                       .temperature = parts_.settings.temperature};
  const auto input = static_cast<std::int64_t>(static_cast<double>(estimated) * parts_.conversation.gauge.factor());
  request.max_tokens = std::min(parts_.budget.next_answer_tokens(input, parts_.capabilities), kSummaryTokens);
  return request;
}

/// The summary as the model writes it of the messages before `first_kept`, with every name of `known`; nullopt where
/// there is no room for it in the budget, or what it wrote is none. What it cost counts like an answer; as one of the
/// `--max-turns` it does not.
Result<std::optional<session::Digest>> Compactor::ask_for_digest(std::size_t first_kept, const session::Digest& known,
                                                                 const CallContext& ctx) {
  std::int64_t estimated = 0;
  const llm::Request request = request_for_digest(first_kept, estimated);
  if (request.max_tokens < kLeastSummaryTokens) return std::optional<session::Digest>();
  llm::SilentSink unheard;
  const SteadyTime asked = ctx.clock->steady_now();
  const auto reply = parts_.turn.provider.complete(request, unheard, ctx.with_timeout(kSummaryTime));
  model_duration_ += since(asked, ctx);
  if (!reply) return std::optional<session::Digest>(no_digest(one_line(reply.error()), ctx));
  const session::ModelUse use =
      use_of(*reply, {parts_.turn.provider, parts_.settings.model, parts_.capabilities, estimated});
  parts_.budget.add_usage(use.tokens, parts_.capabilities);
  history_.ledger.add(use);
  TRY_VOID(parts_.turn.journal.append(use));
  if (reply->stop != StopReason::EndTurn && reply->stop != StopReason::StopSequence)
    return std::optional<session::Digest>(no_digest("it ended with " + std::string(llm::name_of(reply->stop)), ctx));
  auto digest = session::read_digest(llm::text_of(reply->message), known);
  if (!digest) return std::optional<session::Digest>(no_digest(digest.error().reason, ctx));
  return std::optional(*std::move(digest));
}

std::nullopt_t Compactor::no_digest(const std::string& why, const CallContext& ctx) const {
  if (!ctx.stopped())
    parts_.turn.sink.on_event(
        Notice{"the model wrote no summary of older turns (" + why + "); one of the records is used"});
  return std::nullopt;
}

void Compactor::replace(const session::Compaction& compaction, const session::Cut& cut, std::int64_t number) {
  std::vector<llm::Message> kept = {{.role = llm::Role::User, .blocks = {llm::TextBlock{compaction.summary}}}};
  std::vector<std::int64_t> numbers = {number};
  for (std::size_t i = cut.first_kept; i < history_.messages.size(); ++i) {
    kept.push_back(std::move(history_.messages[i]));
    session::shorten_results(kept.back(), cut.result_limit);
    numbers.push_back(history_.numbers[i]);
  }
  history_.messages = std::move(kept);
  history_.numbers = std::move(numbers);
}

}  // namespace lakecode::agent

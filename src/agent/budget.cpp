#include "agent/budget.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace lakecode::agent {

void Budget::add_answer(const llm::Usage& usage, const llm::Capabilities& capabilities) {
  ++answers_;
  add_usage(usage, capabilities);
}

void Budget::add_usage(const llm::Usage& usage, const llm::Capabilities& capabilities) {
  usage_ += usage;
  const std::optional<double> price = llm::cost_of(usage, capabilities);
  known_usd_ += price.value_or(0);
  if (usd_) usd_ = price ? std::optional<double>(*usd_ + *price) : std::nullopt;
}

std::int64_t Budget::total_tokens() const {
  return usage_.input + usage_.output + usage_.cache_read + usage_.cache_write;
}

Limit Budget::reached(SteadyTime now) const {
  if (answers_ >= limits_.answers) return Limit::Answers;
  if (limits_.tokens && total_tokens() >= *limits_.tokens) return Limit::Tokens;
  if (limits_.usd && spent_usd() >= *limits_.usd) return Limit::Money;
  if (limits_.time && now - start_ >= *limits_.time) return Limit::Time;
  return Limit::None;
}

std::string Budget::describe(Limit limit) const {
  switch (limit) {
    case Limit::None:
      break;
    case Limit::Answers:
      return fmt::format("the limit of {} answers of the model is reached", limits_.answers);
    case Limit::AnswerLength:
      return fmt::format("an answer was cut at {} tokens", text::group_digits(limits_.tokens_per_answer));
    case Limit::Tokens:
      return fmt::format("the limit of {} tokens is reached: {} were used",
                         text::group_digits(limits_.tokens.value_or(0)), text::group_digits(total_tokens()));
    case Limit::Money:
      return fmt::format("the limit of {:.4g} USD is reached: {:.4g} USD were used", limits_.usd.value_or(0),
                         spent_usd());
    case Limit::Time:
      return fmt::format("the limit of {:.4g} s is reached", static_cast<double>(limits_.time->count()) / 1000);
  }
  return "";
}

Budget::Room Budget::room(std::int64_t input_tokens, const llm::Capabilities& capabilities) const {
  Room room{.tokens = std::min(limits_.tokens_per_answer, std::max<std::int64_t>(capabilities.max_output, 1)),
            .limit = Limit::AnswerLength};
  const auto tighten = [&room](std::int64_t tokens, Limit limit) {
    if (tokens < room.tokens) room = {.tokens = std::max<std::int64_t>(tokens, 0), .limit = limit};
  };
  if (limits_.tokens) tighten(*limits_.tokens - total_tokens() - input_tokens, Limit::Tokens);
  if (limits_.usd && capabilities.output_price && *capabilities.output_price > 0) {
    const double input_usd = static_cast<double>(input_tokens) * capabilities.input_price.value_or(0) / 1e6;
    const double left = *limits_.usd - spent_usd() - input_usd;
    // A bound far above any answer keeps the product in range.
    const double tokens = std::min(left / *capabilities.output_price * 1e6, 1e9);
    tighten(static_cast<std::int64_t>(tokens), Limit::Money);
  }
  return room;
}

std::int64_t Budget::next_answer_tokens(std::int64_t input_tokens, const llm::Capabilities& capabilities) const {
  return room(input_tokens, capabilities).tokens;
}

Limit Budget::tightest(std::int64_t input_tokens, const llm::Capabilities& capabilities) const {
  return room(input_tokens, capabilities).limit;
}

}  // namespace lakecode::agent

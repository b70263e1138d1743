#pragma once
// The limits of one turn and what is left of them. A hard stop: once a limit is reached nothing more is asked of the
// model and no call is run. One thread.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "agent/protocol.h"
#include "base/clock.h"
#include "llm/provider.h"

namespace lakecode::agent {

struct Limits {
  std::int64_t answers = 50;
  std::int64_t tokens_per_answer = 32'768;
  std::optional<std::int64_t> tokens = {};  ///< in and out, cached ones too, of the whole turn
  std::optional<double> usd = {};           ///< of the model and, where a price is known, of the warehouse
  std::optional<std::chrono::milliseconds> time = {};
};

class Budget {
 public:
  Budget(const Limits& limits, SteadyTime start) : limits_(limits), start_(start) {}

  /// One answer arrived; its price is unknown where `capabilities` has none.
  void add_answer(const llm::Usage& usage, const llm::Capabilities& capabilities);
  /// What was asked of the model besides, as a summary: it costs, and is no answer.
  void add_usage(const llm::Usage& usage, const llm::Capabilities& capabilities);
  /// What warehouses cost meanwhile, in all.
  void set_warehouse_usd(double usd) { warehouse_usd_ = usd; }

  /// The limit that is reached, None while there is room for one more answer.
  [[nodiscard]] Limit reached(SteadyTime now) const;
  /// One line for a person: which limit, how much was used.
  [[nodiscard]] std::string describe(Limit limit) const;

  /// How long the next answer may be, so that neither tokens nor money are overrun: at most `tokens_per_answer`, and 0
  /// when the request of about `input_tokens` alone would overrun.
  [[nodiscard]] std::int64_t next_answer_tokens(std::int64_t input_tokens, const llm::Capabilities& capabilities) const;
  /// The limit that made next_answer_tokens() smaller than asked; None when it did not.
  [[nodiscard]] Limit tightest(std::int64_t input_tokens, const llm::Capabilities& capabilities) const;

  [[nodiscard]] std::int64_t answers() const { return answers_; }
  [[nodiscard]] const llm::Usage& usage() const { return usage_; }
  [[nodiscard]] const std::optional<double>& usd() const { return usd_; }

 private:
  struct Room {
    std::int64_t tokens;
    Limit limit;
  };
  [[nodiscard]] Room room(std::int64_t input_tokens, const llm::Capabilities& capabilities) const;
  [[nodiscard]] std::int64_t total_tokens() const;
  [[nodiscard]] double spent_usd() const { return usd_.value_or(known_usd_) + warehouse_usd_; }

  Limits limits_;
  SteadyTime start_;
  std::int64_t answers_ = 0;
  llm::Usage usage_;
  std::optional<double> usd_ = 0.0;
  double known_usd_ = 0;  ///< of the answers whose price is known
  double warehouse_usd_ = 0;
};

}  // namespace lakecode::agent

#include "agent/protocol.h"

namespace lakecode::agent {

std::string_view name_of(Status status) {
  constexpr std::string_view kNames[] = {"ok", "denied", "needs_approval", "budget", "refused", "cancelled", "failed"};
  return kNames[static_cast<std::size_t>(status)];
}

std::string_view name_of(Limit limit) {
  constexpr std::string_view kNames[] = {"none",       "max_turns",      "max_tokens_per_response",
                                         "max_tokens", "max_budget_usd", "max_time"};
  return kNames[static_cast<std::size_t>(limit)];
}

void Spending::add_statement(std::optional<double> dbu, std::optional<double> price_usd) {
  const bool is_first = statements++ == 0;
  const auto add = [is_first](std::optional<double>& sum, const std::optional<double>& more) {
    sum = more && (is_first || sum) ? std::optional(sum.value_or(0) + *more) : std::nullopt;
  };
  add(dbus, dbu);
  add(warehouse_usd, price_usd);
}

}  // namespace lakecode::agent

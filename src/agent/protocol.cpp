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

void Spending::add_statement(std::optional<double> dbu) {
  const bool is_first = statements++ == 0;
  const bool is_known = dbu && (is_first || dbus);
  dbus = is_known ? std::optional(dbus.value_or(0) + *dbu) : std::nullopt;
}

}  // namespace lakecode::agent

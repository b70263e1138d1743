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

}  // namespace lakecode::agent

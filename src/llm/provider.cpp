#include "llm/provider.h"

#include <utility>

namespace lakecode::llm {

std::string_view name_of(StopReason reason) {
  switch (reason) {
    case StopReason::EndTurn:
      return "end_turn";
    case StopReason::ToolUse:
      return "tool_use";
    case StopReason::MaxTokens:
      return "max_tokens";
    case StopReason::StopSequence:
      return "stop_sequence";
    case StopReason::Pause:
      return "pause_turn";
    case StopReason::Refusal:
      return "refusal";
    case StopReason::ContextFull:
      return "model_context_window_exceeded";
  }
  return "unknown";
}

std::optional<double> cost_of(const Usage& usage, const Capabilities& capabilities) {
  const std::pair<std::int64_t, const std::optional<double>&> parts[] = {
      {usage.input, capabilities.input_price},
      {usage.output, capabilities.output_price},
      {usage.cache_read, capabilities.cache_read_price},
      {usage.cache_write, capabilities.cache_write_price},
  };
  double usd = 0;
  for (const auto& [tokens, price] : parts) {
    if (tokens == 0) continue;
    if (!price) return std::nullopt;
    usd += static_cast<double>(tokens) * *price / 1e6;
  }
  return usd;
}

}  // namespace lakecode::llm

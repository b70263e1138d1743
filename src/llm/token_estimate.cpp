#include "llm/wire.h"

namespace lakecode::llm {
namespace {

constexpr double kProse = 3.6;
constexpr double kDense = 2.8;  // JSON, SQL, tables
constexpr double kFrame = 4;    // tokens around each block

double tokens_of(const Block& block) {
  if (const auto* text = std::get_if<TextBlock>(&block)) return static_cast<double>(text->text.size()) / kProse;
  if (const auto* thinking = std::get_if<ThinkingBlock>(&block)) {
    return static_cast<double>(thinking->text.size()) / kProse;
  }
  if (const auto* call = std::get_if<ToolUse>(&block)) {
    return static_cast<double>(call->name.size() + call->input.size()) / kDense;
  }
  if (const auto* result = std::get_if<ToolResult>(&block)) return static_cast<double>(result->content.size()) / kDense;
  return static_cast<double>(std::get<OpaqueBlock>(block).json.size()) / kDense;
}

double tokens_of(const Message& message) {
  double tokens = 0;
  for (const Block& block : message.blocks) tokens += kFrame + tokens_of(block);
  return tokens;
}

}  // namespace

std::int64_t estimated_tokens(const Message& message) {
  return static_cast<std::int64_t>(tokens_of(message)) + 1;
}

std::int64_t estimated_tokens(const Request& request) {
  double tokens = 1;
  for (const SystemPart& part : request.system) tokens += static_cast<double>(part.text.size()) / kProse;
  for (const ToolSpec& tool : request.tools) {
    tokens += kFrame + static_cast<double>(tool.name.size() + tool.description.size()) / kProse +
              static_cast<double>(tool.input_schema.size()) / kDense;
  }
  for (const Message& message : request.messages) tokens += tokens_of(message);
  return static_cast<std::int64_t>(tokens);
}

}  // namespace lakecode::llm

#include "llm/message.h"

namespace lakecode::llm {

std::string text_of(const Message& message) {
  std::string text;
  for (const Block& block : message.blocks) {
    if (const auto* part = std::get_if<TextBlock>(&block)) text += part->text;
  }
  return text;
}

std::vector<ToolUse> tool_uses_of(const Message& message) {
  std::vector<ToolUse> calls;
  for (const Block& block : message.blocks) {
    if (const auto* call = std::get_if<ToolUse>(&block)) calls.push_back(*call);
  }
  return calls;
}

Usage& Usage::operator+=(const Usage& other) {
  input += other.input;
  output += other.output;
  cache_read += other.cache_read;
  cache_write += other.cache_write;
  return *this;
}

}  // namespace lakecode::llm

#pragma once
// What is said between us and a model, in one shape for all providers. Plain values; JSON inside them is text, kept
// byte for byte, since some of it is signed by the vendor and all of it is part of a cached prefix.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lakecode::llm {

enum class Role { User, Assistant };

struct TextBlock {
  std::string text;
  friend bool operator==(const TextBlock&, const TextBlock&) = default;
};

/// A model's thinking; sent back unchanged, first in its message, while the turn's tool calls are being answered.
struct ThinkingBlock {
  std::string text;
  std::string signature;  ///< the vendor's; one model family only
  friend bool operator==(const ThinkingBlock&, const ThinkingBlock&) = default;
};

/// A call the model asks for. Every one is answered by exactly one ToolResult in the next message.
struct ToolUse {
  std::string id;
  std::string name;
  std::string input;  ///< JSON text as it arrived; "{}" when the model sent nothing. May not parse: the model wrote it
  friend bool operator==(const ToolUse&, const ToolUse&) = default;
};

struct ToolResult {
  std::string tool_use_id;
  std::string content;
  bool is_error = false;
  friend bool operator==(const ToolResult&, const ToolResult&) = default;
};

/// A block of a kind we do not know, or that only its vendor can read (redacted_thinking): raw JSON, returned as it is.
struct OpaqueBlock {
  std::string type;
  std::string json;
  friend bool operator==(const OpaqueBlock&, const OpaqueBlock&) = default;
};

using Block = std::variant<TextBlock, ThinkingBlock, ToolUse, ToolResult, OpaqueBlock>;

struct Message {
  Role role = Role::User;
  std::vector<Block> blocks;
  friend bool operator==(const Message&, const Message&) = default;
};

/// All text blocks of a message, one after the other.
std::string text_of(const Message& message);

/// The calls of a message, in order.
std::vector<ToolUse> tool_uses_of(const Message& message);

/// Tokens as the vendor counted them. `input` is what was neither read from nor written to a cache.
struct Usage {
  std::int64_t input = 0;
  std::int64_t output = 0;
  std::int64_t cache_read = 0;
  std::int64_t cache_write = 0;
  Usage& operator+=(const Usage& other);
  friend bool operator==(const Usage&, const Usage&) = default;
};

}  // namespace lakecode::llm

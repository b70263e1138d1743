#pragma once
// Provider: one way to reach a language model. One file a provider, one line in registry.cpp; the wire stays in that
// file. A provider is used by one thread at a time. It retries by its vendor's rules, streams, and hands over a reply
// only when all of it has arrived: of a stream cut at any byte nothing is acted on.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call_context.h"
#include "base/result.h"
#include "llm/message.h"

namespace lakecode::llm {

/// A tool as the model sees it. `input_schema` is a JSON object schema, flat, with stable key order.
struct ToolSpec {
  std::string name;  ///< ^[a-zA-Z0-9_-]{1,64}$
  std::string description;
  std::string input_schema;
};

/// One part of the system prompt. The prefix up to the last `stable` part does not change within a session, and is
/// what a provider with prompt caching marks.
struct SystemPart {
  std::string text;
  bool stable = true;
};

struct Request {
  std::string model;
  std::vector<SystemPart> system;
  std::vector<ToolSpec> tools;    ///< order is part of the cached prefix
  std::vector<Message> messages;  ///< begins with User; every ToolUse answered
  std::int64_t max_tokens = 32'768;
  std::optional<double> temperature = {};  ///< sent only where the model takes one
  std::string answer_schema = {};          ///< JSON schema of the final answer; empty for prose
};

enum class StopReason {
  EndTurn,
  ToolUse,
  MaxTokens,  ///< cut by max_tokens; a ToolUse that was cut is not in the message
  StopSequence,
  Pause,  ///< the vendor paused: send the message back as it is to go on
  Refusal,
  ContextFull,  ///< the conversation no longer fits: compact. The message may be empty: it was refused before it began
};
std::string_view name_of(StopReason reason);

struct Reply {
  Message message;  ///< role Assistant; complete
  StopReason stop = StopReason::EndTurn;
  std::string stop_detail = {};  ///< why it refused, where it says so
  Usage usage;
  std::string model;  ///< as the server names it
  std::string id;     ///< the vendor's request or message id; may be empty
  int attempts = 1;
  bool usage_is_estimated = false;  ///< the server counted nothing: `usage` is our own guess
};

/// Told while a reply arrives, on the calling thread. What was told before a retry is void: `on_restart` says so.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void on_text(std::string_view delta) = 0;
  virtual void on_thinking(std::string_view delta) = 0;
  /// The reply so far is void and is asked for again after `wait_ms`.
  virtual void on_restart(int attempt, std::int64_t wait_ms, std::string_view why) = 0;
};

/// For an answer that nobody hears as it comes: it counts when all of it is there.
class SilentSink final : public Sink {
 public:
  void on_text(std::string_view) override {}
  void on_thinking(std::string_view) override {}
  void on_restart(int, std::int64_t, std::string_view) override {}
};

/// What a model can do and costs; from the table in llm/capabilities.cpp, overridden by config. Prices in USD per
/// million tokens; nullopt where they are not known.
struct Capabilities {
  std::int64_t context_window = 128'000;
  std::int64_t max_output = 8'192;
  bool takes_temperature = false;
  bool thinking = false;
  bool caching = false;
  bool structured_output = false;
  std::optional<double> input_price = {};
  std::optional<double> output_price = {};
  std::optional<double> cache_read_price = {};
  std::optional<double> cache_write_price = {};
  std::string priced_on = {};  ///< date of the prices, YYYY-MM-DD
};

/// USD of `usage`; nullopt when a price that it needs is not known.
std::optional<double> cost_of(const Usage& usage, const Capabilities& capabilities);

class Provider {
 public:
  virtual ~Provider() = default;
  /// As in agent.provider: "anthropic", "databricks", "openai".
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// The origin it talks to, for the record of what left the machine.
  [[nodiscard]] virtual std::string origin() const = 0;
  [[nodiscard]] virtual Capabilities capabilities(std::string_view model) const = 0;
  /// One reply. Errors: Unauthenticated / PermissionDenied (key refused), InvalidArgument (the server refuses the
  /// request), NotFound (model), RateLimited (a spending cap; waiting would not help), Unavailable (after all retries),
  /// CorruptData (an answer that is no answer), Cancelled, DeadlineExceeded.
  virtual Result<Reply> complete(const Request& request, Sink& sink, const CallContext& ctx) = 0;
  /// Tokens `request` would take; estimated where the vendor does not count.
  virtual Result<std::int64_t> count_tokens(const Request& request, const CallContext& ctx) = 0;
  /// Models it offers, in the server's order; may be empty.
  virtual Result<std::vector<std::string>> list_models(const CallContext& ctx) = 0;
};

}  // namespace lakecode::llm

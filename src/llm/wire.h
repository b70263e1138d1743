#pragma once
// Wire: one protocol of models, as data in and data out: a request becomes a body, an answer becomes a Reply. Knows no
// network. Decoder: one answer being read; not thread-safe. Wires are read-only and may be shared.

#include <memory>
#include <string>
#include <string_view>

#include "base/json_fwd.h"
#include "base/result.h"
#include "llm/capabilities.h"
#include "llm/provider.h"
#include "net/sse_parser.h"

namespace lakecode::llm {

/// Parts of a request that some servers refuse by name. Once refused, a part is left out for that model.
enum class Part : unsigned {
  None = 0,
  Temperature = 1,
  StreamOptions = 2,
  CacheControl = 4,
  AnswerSchema = 8,
  MaxTokensName = 16,  ///< max_tokens under its newer name, or back
  Thinking = 32,       ///< thinking of earlier turns, signed by another model
};

/// A set of parts.
class Parts {
 public:
  [[nodiscard]] bool has(Part part) const { return (bits_ & static_cast<unsigned>(part)) != 0; }
  void add(Part part) { bits_ |= static_cast<unsigned>(part); }

 private:
  unsigned bits_ = 0;
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  /// One event of a stream. Errors: CorruptData when it is none of this protocol, or what the vendor reports in the
  /// midst of a stream, with the status it would have had as http_status.
  virtual Result<void> take(const net::SseEvent& event) = 0;
  /// An answer that was not streamed. Errors as of take.
  virtual Result<void> take_whole(std::string_view body) = 0;
  /// Nothing is missing any more.
  [[nodiscard]] virtual bool is_complete() const = 0;
  /// The reason to stop was told, so that all content is there: enough, where the stream then ends without its last
  /// word. A count of tokens may be missing.
  [[nodiscard]] virtual bool has_ending() const = 0;
  /// The reply, once it is complete, or has its ending.
  virtual Reply finish() = 0;
};

/// What a body depends on beside the request.
struct BodyOptions {
  Capabilities capabilities;
  Parts without;
  bool stream = true;
};

class Wire {
 public:
  virtual ~Wire() = default;
  [[nodiscard]] virtual std::string body(const Request& request, const BodyOptions& options) const = 0;
  [[nodiscard]] virtual std::unique_ptr<Decoder> decoder(Sink& sink) const = 0;
};

/// Anthropic Messages.
const Wire& messages_wire();
/// OpenAI's chat completions. The second form gives signed reasoning back as parts of a message, as a workspace's
/// endpoints take it.
const Wire& chat_wire();
const Wire& workspace_chat_wire();

/// The body of a token count: a Messages request without what only an answer needs.
std::string token_count_body(const Request& request);

/// Tokens of `bytes` of text, where no one counts them: 3.6 bytes each for prose, 2.8 for JSON and SQL.
std::int64_t estimated_tokens(const Request& request);
std::int64_t estimated_tokens(const Message& message);

}  // namespace lakecode::llm

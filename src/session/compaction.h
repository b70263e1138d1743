#pragma once
// What a conversation takes of the model's window, and what is left out of it when it no longer fits. Pure; nothing
// here changes a journal: the originals stay, a Compaction record says from where on the model is to read.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "llm/message.h"
#include "session/record.h"

namespace lakecode::session {

/// Tokens by bytes (3.6 a token for prose, 2.8 for JSON and SQL), corrected by what the model last counted.
class TokenGauge {
 public:
  /// `estimated` as raw() said, `counted` as the vendor did: all input tokens, cached ones too. Ignored when either is
  /// not positive; the factor stays within 0.5 and 2, so that one strange count does no harm.
  void correct(std::int64_t estimated, std::int64_t counted);
  [[nodiscard]] std::int64_t tokens(std::span<const llm::Message> messages) const;
  [[nodiscard]] std::int64_t tokens(std::string_view text) const;
  [[nodiscard]] double factor() const { return factor_; }

  /// Without the correction.
  static std::int64_t raw(std::string_view text);
  static std::int64_t raw(const llm::Message& message);

 private:
  double factor_ = 1.0;
};

/// Where to cut: messages from `first_kept` on stay.
struct Cut {
  std::size_t first_kept = 0;
  std::int64_t result_limit = 0;  ///< bytes each kept tool result is shown with; 0: whole
  std::int64_t kept_tokens = 0;
};

struct Window {
  std::optional<std::int64_t> budget;  ///< agent.context_window_budget; nullopt: off
  std::int64_t fixed = 0;              ///< tokens of system prompt and tools
};

/// True when the conversation has outgrown the window.
bool is_over(std::span<const llm::Message> messages, const Window& window, const TokenGauge& gauge);

/// The cut that brings the conversation well under the window, or nullopt when there is nothing to leave out: off, or
/// one request alone. Never between a call and its result, and where it can be at a request of the person. At least the
/// last exchange stays; where that alone is too much, its tool results are shortened.
/// `forced`: cut although it would still fit (a person asked for it, or the model said it is full).
std::optional<Cut> find_cut(std::span<const llm::Message> messages, const Window& window, const TokenGauge& gauge,
                            bool forced = false);

/// `content` with at most about `limit` bytes: its beginning and its end, and a line between them that says what is
/// missing. Whole when it is short enough, or `limit` is 0.
std::string shorten(std::string_view content, std::int64_t limit);

/// The same for every tool result of `message`.
void shorten_results(llm::Message& message, std::int64_t limit);

}  // namespace lakecode::session

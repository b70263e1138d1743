#pragma once
// Compactor: keeps a conversation within its window. The older part becomes a summary, written by the model where there
// is room for it and put together from the records where not; the journal keeps the originals.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/budget.h"
#include "agent/turn.h"
#include "session/summary.h"

namespace lakecode::agent {

/// Of whose answer a record is made.
struct AnswerSource {
  const llm::Provider& provider;
  const std::string& model;  ///< where the reply names none
  const llm::Capabilities& capabilities;
  std::int64_t estimated;  ///< tokens of the request, before it was sent
};
session::ModelUse use_of(const llm::Reply& reply, const AnswerSource& source);

class Compactor {
 public:
  /// Of the turn it belongs to. All borrowed; `specs` and `fixed_tokens` are read when it runs.
  struct Parts {
    const TurnParts& turn;
    const TurnSettings& settings;
    Conversation& conversation;
    Budget& budget;
    const llm::Capabilities& capabilities;
    const std::vector<llm::ToolSpec>& specs;
    const std::int64_t& fixed_tokens;  ///< of system prompt and tools, as estimated
  };
  explicit Compactor(const Parts& parts) : parts_(parts), history_(parts.conversation.record) {}

  /// Sums up the older part when the conversation outgrew its window; with `forced` in any case. False when nothing was
  /// left out. Errors: those of the journal.
  Result<bool> run(bool forced, const CallContext& ctx);
  /// Time spent waiting for the model since the last call.
  std::chrono::milliseconds take_model_duration();

 private:
  Result<std::optional<session::Digest>> ask_for_digest(std::size_t first_kept, const session::Digest& known,
                                                        const CallContext& ctx);
  [[nodiscard]] llm::Request request_for_digest(std::size_t first_kept, std::int64_t& estimated) const;
  void replace(const session::Compaction& compaction, const session::Cut& cut, std::int64_t number);
  std::nullopt_t no_digest(const std::string& why, const CallContext& ctx) const;

  const Parts parts_;
  session::Conversation& history_;
  std::chrono::milliseconds model_duration_{0};
};

}  // namespace lakecode::agent

#pragma once
// How a person is asked. Implementations: terminal (cli), chat, none.

#include <string>

#include "base/call_context.h"

namespace lakecode::gate {

/// One question. Every text is inert already.
struct Question {
  std::string text;          ///< the act; its last lines hold class, host, profile and digest, so nothing hides them
  std::string typed_name;    ///< not empty: only this, typed exactly, confirms
  std::string always_scope;  ///< not empty: "always" may be answered, and would mean this
  std::string reasons;       ///< for the answer "why": every rule, and why it did or did not speak
  std::string full_text;     ///< for the answer "full", when `text` shows the act cut; else empty
  bool can_edit = false;     ///< a new text may be given instead
};

struct Answer {
  enum class Kind { Yes, No, Always, Edited, NobodyThere } kind = Kind::NobodyThere;
  std::string edited = {};  ///< for Edited
};

/// Called with the gate's lock held: must not call the gate.
class Confirmer {
 public:
  virtual ~Confirmer() = default;
  /// Asks until there is an answer that the question allows; "why" and "full" are not answers. Only input that a
  /// person gave after the whole question was shown counts. NobodyThere without a terminal, No on a stop.
  virtual Answer ask(const Question& question, const CallContext& ctx) = 0;
};

}  // namespace lakecode::gate

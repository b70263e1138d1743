#pragma once
// One line typed at the terminal, told from pasted and earlier input. For the confirmer; one at a time.

#include <string>

#include "base/call_context.h"

namespace lakecode::cli {

/// What came of waiting for a line.
struct TypedLine {
  enum class Kind { Typed, Pasted, Ended, Stopped } kind = Kind::Ended;
  std::string text = {};  ///< without its line end; empty unless Typed
};

/// Asks the terminal to mark pasted text as long as this lives (bracketed paste, mode 2004).
class PasteMarks {
 public:
  explicit PasteMarks(bool is_wanted);
  PasteMarks(const PasteMarks&) = delete;
  PasteMarks& operator=(const PasteMarks&) = delete;
  ~PasteMarks();

 private:
  bool is_on_;
};

/// Throws away all that was typed before; call it when the question is on the screen, before the prompt.
void forget_typed_input();

/// Waits for a line of at most `limit` bytes; a longer one counts as pasted. A stop ends it within 100 ms.
TypedLine read_typed_line(const CallContext& ctx, std::size_t limit);

}  // namespace lakecode::cli

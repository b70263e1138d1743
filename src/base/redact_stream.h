#pragma once
// Masks secrets in a text that arrives in pieces, of any size and cut anywhere: what it hands out, put together, has no
// part of a secret that the redactor would find in a line or a PEM key of the whole. One thread.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/redact.h"

namespace lakecode {

class StreamRedactor {
 public:
  explicit StreamRedactor(const Redactor& redactor) : redactor_(redactor) {}

  /// What may be shown by now: whole words, as most secrets are one; a line that quotes a value, or in which something
  /// was masked, when it has ended; a PEM key when it has.
  std::string add(std::string_view piece);
  /// The rest; it begins anew.
  std::string finish();
  /// Forgets what was not handed out.
  void clear();

 private:
  std::string take_until(std::size_t end);
  std::string words();

  const Redactor& redactor_;
  std::string held_;       ///< not handed out, but for its first `shown_` bytes, which are there to be judged with
  std::size_t shown_ = 0;  ///< of held_, as they are: nothing was masked in them
  std::size_t key_at_ = std::string::npos;  ///< where a PEM key begins in held_, and its last line
  std::size_t key_end_ = std::string::npos;
};

}  // namespace lakecode

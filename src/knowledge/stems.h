#pragma once
// Text as the router compares it: words in lower case without their commonest endings, articles left out. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::knowledge {

/// Reads the stems of a text one after the other. "Scheduling", "schedules" and "schedule" are one; "thumbs up/down" is
/// three words, "/volumes" and "a/b.py" are one.
class StemReader {
 public:
  explicit StemReader(std::string_view text) : text_(text) {}
  /// The next stem, good until the call after; empty at the end of the text.
  std::string_view next();

 private:
  void take_word();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view rest_;  ///< of the word in hand: parts that were not read yet
  bool is_split_ = false;  ///< rest_ is several words with "/" between them
  std::string stem_;
};

/// The first `most` stems in order.
std::vector<std::string> stems_of(std::string_view text, std::size_t most);

/// True for words that say nothing of a subject, such as "please"; `stem` is one of stems_of.
bool is_stop_word(std::string_view stem);

}  // namespace lakecode::knowledge

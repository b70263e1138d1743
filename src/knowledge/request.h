#pragma once
// Request: the words of a person, cut, cleaned of courtesies, and put right where a key was missed. Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/lexicon.h"

namespace lakecode::knowledge {

struct Word {
  std::string text;        ///< as typed, without the punctuation around it; of a quoted text all of it
  std::string lower;       ///< lower case, slips put right
  Concepts concepts;       ///< of the word and of the phrases it begins
  bool quoted = false;     ///< stood in quotes or backticks
  bool breaks = false;     ///< a comma, a full stop or a semicolon stands before it
  bool owner = false;      ///< ended in 's
  std::size_t begin = 0;   ///< byte offset in Request::text
  std::size_t phrase = 0;  ///< words of the longest phrase that begins here
};

struct Request {
  std::string text;  ///< blanks trimmed, curly quotes made straight
  std::vector<Word> words;
  std::size_t main = 0;     ///< index of the first word after courtesies ("could you please")
  bool question = false;    ///< has a question mark
  bool asks_leave = false;  ///< "can I …": asks whether it may be, and orders nothing
};

/// Reads at most 512 words.
Request parse_request(std::string_view text);

/// Words [first, last) as lower-case text with single blanks.
std::string words_text(const Request& request, std::size_t first, std::size_t last);

}  // namespace lakecode::knowledge

#pragma once
// Cuts the sentence that decides out of an evidence text, so that a reader gets whole sentences: services wrap long
// messages over several lines, and a rule matches one of them. Pure; views point into the text given.

#include <string>
#include <string_view>

namespace lakecode::analysis {

/// `line`, which lies in `text`, with the lines below that only go on with its sentence: they start in lower case and
/// are no frames, names or log records of their own. At most nine lines.
std::string_view whole_sentence(std::string_view line, std::string_view text);

/// The quote as one line of at most 400 bytes: cut after a sentence or between words, and marked with "…" when cut.
std::string one_line_quote(std::string_view quote);

}  // namespace lakecode::analysis

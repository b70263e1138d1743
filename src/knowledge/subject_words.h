#pragma once
// Words that say what a request is about at all: this platform, a product of others, or something else that a word of
// ours happens to mean as well. Data; see subject_words.cpp.

#include <string_view>

namespace lakecode::knowledge {

/// Words that say the request is about this platform at all, separated by "|".
std::string_view domain_words();

/// Products of others: where none of our words stands beside one, the request is about that.
std::string_view other_products();

/// Phrases in which a trigger word means something else ("book a table").
std::string_view other_meanings();

}  // namespace lakecode::knowledge

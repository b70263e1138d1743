#pragma once
// Words of Databricks SQL that are grammar and not names. Pure data.

#include <string_view>

namespace lakecode::local::dialect {

/// Words that pass to the engine bare; every other bare word is a name and is quoted. `word` in any case.
bool is_grammar_word(std::string_view word);
/// Grammar only inside OVER (...).
bool is_window_word(std::string_view word);
/// Grammar words that may stand before "(" without being a function.
bool opens_bracket(std::string_view word);
/// Words that end a FROM clause at the same level.
bool ends_from(std::string_view word);

}  // namespace lakecode::local::dialect

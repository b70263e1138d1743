#pragma once
// The words that mean something to the grammar, as small numbers: the lexer looks each word up once, the parser
// compares numbers. `"SELECT"_kw` is resolved while compiling; a word that is not in the table does not compile. Pure.

#include <array>
#include <cstdint>
#include <string_view>

#include "sql/keyword_names.h"

namespace lakecode::sql {

namespace keyword_detail {

constexpr std::uint16_t find(std::string_view name) {
  for (std::size_t i = 0; i < kKeywordNames.size(); ++i) {
    if (kKeywordNames[i] == name) return static_cast<std::uint16_t>(i + 1);
  }
  return 0;
}

}  // namespace keyword_detail

// NOLINTNEXTLINE(google-runtime-int): the form of a literal operator is fixed by the language
consteval Keyword operator""_kw(const char* name, std::size_t length) {
  const std::uint16_t found = keyword_detail::find(std::string_view(name, length));
  if (found == 0) throw "the word is not in keyword_names.h";  // only ever a compile error
  return static_cast<Keyword>(found);
}

/// The keyword that `word` folds to (see fold_upper), NoKeyword for an ordinary name.
Keyword find_keyword(std::string_view word);
/// The same for a word of ASCII alone.
Keyword find_ascii_keyword(std::string_view word);
/// The same for a word of ASCII of at most kShortWord bytes, given as a number: its first byte lowest, zeros behind it.
Keyword find_short_keyword(std::uint64_t bytes, std::size_t size);
inline constexpr std::size_t kShortWord = 8;
/// Its upper-case text; "" for NoKeyword.
std::string_view name_of(Keyword keyword);

/// A set of keywords that is asked in constant time.
class KeywordSet {
 public:
  constexpr KeywordSet(std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) bits_.at(keyword_detail::find(name)) = true;
    bits_[0] = false;
  }
  [[nodiscard]] constexpr bool has(Keyword keyword) const { return bits_[static_cast<std::size_t>(keyword)]; }

 private:
  std::array<bool, kKeywordNames.size() + 1> bits_{};
};

}  // namespace lakecode::sql

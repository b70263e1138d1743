#include "sql/keyword.h"

// A table of open addressing, filled while compiling. A word is read as three numbers that hold all its bytes, those of
// a long one overlapping, with the bit that tells lower from upper case cleared; equal numbers and lengths are equal
// words. Words with the two non-ASCII letters that fold to ASCII take the slow way through fold_upper.

#include <algorithm>

#include "sql/token.h"
#include "sql/word_bytes.h"

namespace lakecode::sql {
namespace {

constexpr std::size_t kSlotBits = 11;
constexpr std::size_t kSlots = std::size_t{1} << kSlotBits;
constexpr std::size_t kLongest = 24;  ///< no keyword is longer

/// Clears the case of letters. What else may stand in a word stays apart: digits become what no word holds.
constexpr std::uint64_t kCase = 0xDFDFDFDFDFDFDFDFU;

/// All bytes of a word of 1 to kLongest bytes.
struct WordBytes {
  std::uint64_t head = 0;  ///< of a short word all there is
  std::uint64_t tail = 0;
  std::uint64_t middle = 0;
  std::size_t size = 0;
  constexpr bool operator==(const WordBytes&) const = default;
};

constexpr WordBytes bytes_of(std::string_view word) {
  const char* p = word.data();
  const std::size_t n = word.size();
  if (n <= kShortWord) return {.head = bytes_at(p, n) & kCase, .size = n};
  WordBytes out{.head = eight_at(p) & kCase, .tail = eight_at(p + n - 8) & kCase, .size = n};
  if (n > 16) out.middle = eight_at(p + 8) & kCase;
  return out;
}

constexpr std::size_t slot_of(std::uint64_t head, std::uint64_t tail) {
  return (head ^ (tail * 0x9E3779B97F4A7C15U)) * 0xD6E8FEB86659FD93U >> (64U - kSlotBits);
}

struct KeywordTable {
  std::array<std::uint16_t, kSlots> slots{};  ///< a keyword's number, 0 for none
  std::array<WordBytes, kKeywordNames.size() + 1> words{};
};

constexpr KeywordTable fill_table() {
  KeywordTable table;
  for (std::size_t i = 0; i < kKeywordNames.size(); ++i) {
    table.words.at(i + 1) = bytes_of(kKeywordNames[i]);
    std::size_t at = slot_of(table.words.at(i + 1).head, table.words.at(i + 1).tail);
    while (table.slots.at(at) != 0) at = (at + 1) % kSlots;
    table.slots.at(at) = static_cast<std::uint16_t>(i + 1);
  }
  return table;
}

constexpr KeywordTable kTable = fill_table();
static_assert(kKeywordNames.size() * 2 < kSlots, "the table must stay sparse");
static_assert(std::all_of(kKeywordNames.begin(), kKeywordNames.end(),
                          [](std::string_view name) { return !name.empty() && name.size() <= kLongest; }));

Keyword look_up(std::string_view word) {
  if (word.size() > kLongest) return Keyword::NoKeyword;
  const WordBytes wanted = bytes_of(word);
  for (std::size_t at = slot_of(wanted.head, wanted.tail); kTable.slots[at] != 0; at = (at + 1) % kSlots) {
    if (kTable.words[kTable.slots[at]] == wanted) return static_cast<Keyword>(kTable.slots[at]);
  }
  return Keyword::NoKeyword;
}

}  // namespace

Keyword find_short_keyword(std::uint64_t bytes, std::size_t size) {
  const std::uint64_t head = bytes & kCase;
  for (std::size_t at = slot_of(head, 0); kTable.slots[at] != 0; at = (at + 1) % kSlots) {
    const WordBytes& word = kTable.words[kTable.slots[at]];
    if (word.head == head && word.size == size) return static_cast<Keyword>(kTable.slots[at]);
  }
  return Keyword::NoKeyword;
}

Keyword find_ascii_keyword(std::string_view word) {
  return word.empty() ? Keyword::NoKeyword : look_up(word);
}

Keyword find_keyword(std::string_view word) {
  if (word.empty()) return Keyword::NoKeyword;
  const Keyword found = look_up(word);
  if (found != Keyword::NoKeyword || word.size() > kLongest) return found;
  const bool ascii = std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return ascii ? found : look_up(fold_upper(word));
}

std::string_view name_of(Keyword keyword) {
  const auto i = static_cast<std::size_t>(keyword);
  return i == 0 ? std::string_view() : kKeywordNames[i - 1];
}

}  // namespace lakecode::sql

#include "sql/keyword.h"

// A table of open addressing, filled while compiling. A word is read as three numbers that hold all its bytes,
// overlapping where they must, with the bit that tells lower from upper case cleared; equal numbers and lengths are
// equal words. Words with the two non-ASCII letters that fold to ASCII take the slow way through fold_upper.

#include <algorithm>

#include "sql/token.h"

namespace lakecode::sql {
namespace {

constexpr std::size_t kSlotBits = 11;
constexpr std::size_t kSlots = std::size_t{1} << kSlotBits;
constexpr std::size_t kLongest = 24;  ///< no keyword is longer

/// Clears the case of letters. What else may stand in a word stays apart: digits become what no word holds.
constexpr std::uint64_t kCase = 0xDFDFDFDFDFDFDFDFU;

constexpr std::uint64_t byte(const char* p, unsigned place) {
  return static_cast<std::uint64_t>(static_cast<std::uint8_t>(p[place])) << (8U * place);
}
constexpr std::uint64_t four(const char* p) {
  return byte(p, 0) | byte(p, 1) | byte(p, 2) | byte(p, 3);
}
constexpr std::uint64_t eight(const char* p) {
  return four(p) | byte(p, 4) | byte(p, 5) | byte(p, 6) | byte(p, 7);
}

/// All bytes of a word of 1 to kLongest bytes.
struct WordBytes {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  std::uint64_t middle = 0;
  std::size_t size = 0;
  constexpr bool operator==(const WordBytes&) const = default;
};

constexpr WordBytes bytes_of(std::string_view word) {
  const char* p = word.data();
  const std::size_t n = word.size();
  WordBytes out{.size = n};
  if (n < 4) {
    out.head = byte(p, 0) | (byte(p + n / 2, 0) << 8U) | (byte(p + n - 1, 0) << 16U);
  } else if (n <= 8) {
    out.head = four(p) | (four(p + n - 4) << 32U);
  } else {
    out.head = eight(p);
    out.tail = eight(p + n - 8) & kCase;
    if (n > 16) out.middle = eight(p + 8) & kCase;
  }
  out.head &= kCase;
  return out;
}

constexpr std::size_t slot_of(const WordBytes& word) {
  const std::uint64_t mixed = (word.head ^ (word.tail * 0x9E3779B97F4A7C15U) ^ word.size) * 0xD6E8FEB86659FD93U;
  return (mixed ^ (mixed >> 32U)) * 0xD6E8FEB86659FD93U >> (64U - kSlotBits);
}

struct KeywordTable {
  std::array<std::uint16_t, kSlots> slots{};  ///< a keyword's number, 0 for none
  std::array<WordBytes, kKeywordNames.size() + 1> words{};
};

constexpr KeywordTable fill_table() {
  KeywordTable table;
  for (std::size_t i = 0; i < kKeywordNames.size(); ++i) {
    table.words.at(i + 1) = bytes_of(kKeywordNames[i]);
    std::size_t at = slot_of(table.words.at(i + 1));
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
  for (std::size_t at = slot_of(wanted); kTable.slots[at] != 0; at = (at + 1) % kSlots) {
    if (kTable.words[kTable.slots[at]] == wanted) return static_cast<Keyword>(kTable.slots[at]);
  }
  return Keyword::NoKeyword;
}

}  // namespace

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

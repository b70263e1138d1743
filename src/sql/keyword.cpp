#include "sql/keyword.h"

// A table of open addressing, filled while compiling. The hash reads the upper-case bytes of the word; words with the
// two non-ASCII letters that fold to ASCII take the slow way through fold_upper.

#include <algorithm>

#include "sql/token.h"

namespace lakecode::sql {
namespace {

constexpr std::size_t kSlots = 8192;
constexpr std::size_t kLongest = 24;  ///< no keyword is longer

constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

/// Length and four of the bytes tell most words apart.
constexpr std::uint32_t hash_of(std::string_view word) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<std::uint8_t>(upper(word[i])));
  };
  const std::size_t last = word.size() - 1;
  const std::uint32_t mixed = (byte(0) << 24U) ^ (byte(last) << 16U) ^ (byte(last / 2) << 8U) ^
                              byte(last / 3 + (last > 1 ? 1U : 0U)) ^ (static_cast<std::uint32_t>(last) << 5U);
  return (mixed * 0x9E3779B1U) >> 19U;
}

constexpr std::array<std::uint16_t, kSlots> fill_slots() {
  std::array<std::uint16_t, kSlots> slots{};
  for (std::size_t i = 0; i < kKeywordNames.size(); ++i) {
    std::size_t at = hash_of(kKeywordNames[i]);
    while (slots.at(at) != 0) at = (at + 1) % kSlots;
    slots.at(at) = static_cast<std::uint16_t>(i + 1);
  }
  return slots;
}

constexpr std::array<std::uint16_t, kSlots> kSlotOf = fill_slots();
static_assert(kKeywordNames.size() * 2 < kSlots, "the table must stay sparse");
static_assert(std::all_of(kKeywordNames.begin(), kKeywordNames.end(),
                          [](std::string_view name) { return name.size() <= kLongest; }));

bool same_word(std::string_view word, std::string_view name) {
  if (word.size() != name.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (upper(word[i]) != name[i]) return false;
  }
  return true;
}

Keyword look_up(std::string_view word) {
  if (word.size() > kLongest) return Keyword::NoKeyword;
  for (std::size_t at = hash_of(word); kSlotOf[at] != 0; at = (at + 1) % kSlots) {
    if (same_word(word, kKeywordNames[kSlotOf[at] - 1U])) return static_cast<Keyword>(kSlotOf[at]);
  }
  return Keyword::NoKeyword;
}

}  // namespace

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

#pragma once
// Phrases of stems, found in a request by their first one. Pure.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lakecode::knowledge {

/// The number of a stem in a Vocabulary.
using TermId = std::uint32_t;
inline constexpr TermId kNoTerm = 0xFFFFFFFF;

/// Stems and their numbers. A stem stays where it is while the vocabulary lives.
class Vocabulary {
 public:
  TermId add(std::string_view stem);
  /// kNoTerm when it is not known.
  [[nodiscard]] TermId find(std::string_view stem) const;
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  [[nodiscard]] std::string_view text_of(TermId term) const { return texts_[term]; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, TermId, Hash, std::equal_to<>> ids_;
  std::vector<std::string_view> texts_;
};

struct Phrase {
  TermId first = kNoTerm;
  std::uint32_t begin = 0;  ///< of its stems, in the table
  std::uint32_t size = 0;
  std::size_t row = 0;
  double weight = 0.0;
};

class PhraseTable {
 public:
  /// Phrases separated by "|"; each further word of one adds to its weight, unless that is 0.
  void add(std::string_view phrases, std::size_t row, double weight, Vocabulary& vocabulary);
  /// After the last add().
  void settle();
  /// Calls `found(phrase, at)` for each phrase that stands in `stems` from `at` on.
  template <typename Found>
  void find(const std::vector<std::string>& stems, const Vocabulary& vocabulary, const Found& found) const;
  /// All stems of all phrases.
  [[nodiscard]] std::span<const TermId> stems() const { return stems_; }

 private:
  [[nodiscard]] std::span<const Phrase> from(TermId first) const;
  [[nodiscard]] bool goes_on(const Phrase& phrase, const std::vector<TermId>& ids, std::size_t at) const;

  std::vector<Phrase> phrases_;  ///< by first stem, then as they came
  std::vector<TermId> stems_;
};

/// "FetchFailedException" and "ModuleNotFoundError" are an exception and an error, whatever else they are; else empty.
std::string_view kind_of_error(std::string_view stem);

template <typename Found>
void PhraseTable::find(const std::vector<std::string>& stems, const Vocabulary& vocabulary, const Found& found) const {
  std::vector<TermId> ids;
  ids.reserve(stems.size());
  for (const std::string& stem : stems) ids.push_back(vocabulary.find(stem));
  const auto find_word = [&](std::string_view word, std::size_t at) {
    for (const Phrase& phrase : from(vocabulary.find(word))) {
      if (phrase.size == 1) found(phrase, at);
    }
  };
  for (std::size_t at = 0; at < stems.size(); ++at) {
    const std::string_view whole = stems[at];
    find_word(kind_of_error(whole), at);
    for (const Phrase& phrase : from(ids[at])) {
      if (goes_on(phrase, ids, at)) found(phrase, at);
    }
    // "system.billing.usage" is also found as "system.billing".
    for (std::size_t end = whole.rfind('.'); end != std::string_view::npos && end > 0; end = whole.rfind('.', end - 1))
      find_word(whole.substr(0, end), at);
  }
}

}  // namespace lakecode::knowledge

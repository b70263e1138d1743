#include "knowledge/phrase_table.h"

#include <algorithm>

#include "base/text.h"
#include "knowledge/stems.h"

namespace lakecode::knowledge {
namespace {

constexpr std::size_t kMostStems = 12;  // of a phrase
constexpr double kLongerPhrase = 0.5;   // for each further word

}  // namespace

TermId Vocabulary::add(std::string_view stem) {
  const auto known = ids_.find(stem);
  if (known != ids_.end()) return known->second;
  const auto id = static_cast<TermId>(texts_.size());
  const auto added = ids_.emplace(stem, id).first;
  texts_.push_back(added->first);
  return id;
}

TermId Vocabulary::find(std::string_view stem) const {
  const auto known = ids_.find(stem);
  return known == ids_.end() ? kNoTerm : known->second;
}

void PhraseTable::add(std::string_view phrases, std::size_t row, double weight, Vocabulary& vocabulary) {
  while (!phrases.empty()) {
    const std::size_t bar = std::min(phrases.find('|'), phrases.size());
    Phrase phrase{.first = kNoTerm, .begin = static_cast<std::uint32_t>(stems_.size()), .row = row, .weight = weight};
    StemReader reader(phrases.substr(0, bar));
    phrases.remove_prefix(std::min(bar + 1, phrases.size()));
    while (phrase.size < kMostStems) {
      const std::string_view stem = reader.next();
      if (stem.empty()) break;
      stems_.push_back(vocabulary.add(stem));
      ++phrase.size;
    }
    if (phrase.size == 0) continue;
    if (weight > 0) phrase.weight += kLongerPhrase * static_cast<double>(phrase.size - 1);
    phrase.first = stems_[phrase.begin];
    phrases_.push_back(phrase);
  }
}

void PhraseTable::settle() {
  std::stable_sort(phrases_.begin(), phrases_.end(),
                   [](const Phrase& a, const Phrase& b) { return a.first < b.first; });
}

std::span<const Phrase> PhraseTable::from(TermId first) const {
  const auto begin = std::partition_point(phrases_.begin(), phrases_.end(),
                                          [first](const Phrase& phrase) { return phrase.first < first; });
  const auto end = std::find_if(begin, phrases_.end(), [first](const Phrase& phrase) { return phrase.first != first; });
  return {begin, end};
}

bool PhraseTable::goes_on(const Phrase& phrase, const std::vector<TermId>& ids, std::size_t at) const {
  if (at + phrase.size > ids.size()) return false;
  const auto begin = stems_.begin() + static_cast<std::ptrdiff_t>(phrase.begin);
  return std::equal(begin, begin + static_cast<std::ptrdiff_t>(phrase.size),
                    ids.begin() + static_cast<std::ptrdiff_t>(at));
}

std::string_view kind_of_error(std::string_view stem) {
  for (const std::string_view kind : {"exception", "error"}) {
    if (stem.size() > kind.size() && stem.ends_with(kind)) return kind;
  }
  return {};
}

}  // namespace lakecode::knowledge

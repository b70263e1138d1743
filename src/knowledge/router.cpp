// Score of a skill = its trigger phrases (strong 3, fair 1.7, weak 0.8, more for longer ones, each further one counting
// 0.7 of the one before) + a share of BM25 (k1 1.2, b 0.75) over name, description and headings. It is routed to when
// the score passes a threshold, which is lower where words of the platform stand beside and much higher where a phrase
// says that something else is meant. The numbers are judgement, tuned on tests/corpus/routes.

#include "knowledge/router.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "base/text.h"
#include "knowledge/lexicon.h"
#include "knowledge/phrase_table.h"
#include "knowledge/stems.h"
#include "knowledge/subject_words.h"
#include "knowledge/trigger_words.h"

namespace lakecode::knowledge {
namespace {

constexpr std::size_t kMaxBytes = 64U << 10U;
constexpr std::size_t kMaxWords = 400;
constexpr double kStrong = 3.0;
constexpr double kFair = 1.7;
constexpr double kWeak = 0.8;
constexpr double kFurther = 0.7;
constexpr double kWordFit = 0.3;      // share of BM25 beside trigger phrases
constexpr double kWordsAlone = 0.35;  // share of BM25 for skills that have none
constexpr double kBodyWeight = 0.4;
constexpr std::size_t kBodyBytes = 3000;  // its beginning says what it is about, and a router must be made in a moment
constexpr double kThreshold = 1.7;
constexpr double kThresholdAtHome = 0.9;
constexpr double kThresholdElsewhere = 3.4;
constexpr double kThresholdOtherProduct = 4.2;
constexpr double kLeastShare = 0.3;  // of the best score

struct Match {
  std::size_t first = 0;
  std::size_t last = 0;
  double weight = 0.0;
};

struct Document {
  std::string name;
  bool has_triggers = false;
  std::vector<std::pair<TermId, double>> terms;  ///< weighted counts, by term
  double length = 0.0;

  /// The weighted count of a term; 0 when it does not occur.
  [[nodiscard]] double count_of(TermId term) const {
    const auto found = std::lower_bound(terms.begin(), terms.end(), term,
                                        [](const auto& entry, TermId wanted) { return entry.first < wanted; });
    return found == terms.end() || found->first != term ? 0.0 : found->second;
  }
};

/// Counts the terms of one document after the other.
class TermCounter {
 public:
  explicit TermCounter(Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  void add(Document& document, std::string_view text, double weight) {
    StemReader reader(text);
    for (std::size_t read = 0; read < kMostTerms; ++read) {
      const std::string_view stem = reader.next();
      if (stem.empty()) break;
      if (stem.size() < 2 || is_stop_word(stem)) continue;
      const TermId term = vocabulary_.add(stem);
      if (counts_.size() <= term) counts_.resize(2 * static_cast<std::size_t>(term) + 64);
      if (counts_[term] == 0.0) seen_.push_back(term);
      counts_[term] += weight;
      document.length += weight;
    }
  }

  void finish(Document& document) {
    std::sort(seen_.begin(), seen_.end());
    document.terms.reserve(seen_.size());
    for (const TermId term : seen_) document.terms.emplace_back(term, std::exchange(counts_[term], 0.0));
    seen_.clear();
  }

 private:
  static constexpr std::size_t kMostTerms = 4000;
  Vocabulary& vocabulary_;
  std::vector<double> counts_;  ///< of the document in hand, by term
  std::vector<TermId> seen_;
};

std::string headings_of(std::string_view body) {
  std::string headings;
  bool fenced = false;
  for (const std::string_view line : text::lines(body)) {
    if (line.starts_with("```")) fenced = !fenced;
    if (!fenced && line.starts_with("#")) headings += std::string(line) + "\n";
  }
  return headings;
}

/// The best phrases that do not overlap, each further one for less.
double weight_of(std::vector<Match> matches) {
  std::stable_sort(matches.begin(), matches.end(), [](const Match& a, const Match& b) { return a.weight > b.weight; });
  std::vector<Match> taken;
  double sum = 0.0;
  double share = 1.0;
  for (const Match& match : matches) {
    const bool free = std::none_of(taken.begin(), taken.end(),
                                   [&](const Match& t) { return match.first < t.last && t.first < match.last; });
    if (!free) continue;
    sum += share * match.weight;
    share *= kFurther;
    taken.push_back(match);
  }
  return sum;
}

}  // namespace

struct Router::Index {
  Vocabulary vocabulary;
  std::vector<Document> documents;
  std::vector<double> idf;  ///< by term; 0: stands in no document
  double average_length = 1.0;
  PhraseTable triggers;  ///< row is the place in `documents`
  PhraseTable domain;
  PhraseTable elsewhere;
  PhraseTable products;
  std::vector<std::string_view> spoken;  ///< stems of trigger phrases that a slip may have been meant for, sorted

  void add_triggers(std::size_t document);
  void weigh_terms();
  void note_spoken();
  /// Puts a long word that no skill knows right where a letter was missed.
  void mend_slips(std::vector<std::string>& stems) const;
  [[nodiscard]] double word_fit(const Document& document, const std::vector<TermId>& terms) const;
  /// What a score must reach; `away` when the words speak of something else, and trigger phrases alone count.
  [[nodiscard]] double threshold(const std::vector<std::string>& stems, bool& away) const;
};

void Router::Index::add_triggers(std::size_t document) {
  for (const TriggerRow& row : trigger_rows()) {
    if (row.skill != documents[document].name) continue;
    documents[document].has_triggers = true;
    triggers.add(row.strong, document, kStrong, vocabulary);
    triggers.add(row.fair, document, kFair, vocabulary);
    triggers.add(row.weak, document, kWeak, vocabulary);
  }
}

void Router::Index::weigh_terms() {
  std::vector<double> containing(vocabulary.size());
  double length = 0.0;
  for (const Document& document : documents) {
    length += document.length;
    for (const auto& [term, count] : document.terms) containing[term] += 1.0;
  }
  const auto count = static_cast<double>(documents.size());
  idf.resize(containing.size());
  for (std::size_t term = 0; term < containing.size(); ++term) {
    if (containing[term] > 0) idf[term] = std::log(1.0 + (count - containing[term] + 0.5) / (containing[term] + 0.5));
  }
  average_length = documents.empty() ? 1.0 : std::max(1.0, length / count);
}

void Router::Index::note_spoken() {
  constexpr std::size_t kLeast = 6;  // shorter words have too many neighbours
  std::vector<bool> noted(vocabulary.size());
  for (const PhraseTable* table : {&triggers, &domain}) {
    for (const TermId term : table->stems()) {
      if (noted[term] || vocabulary.text_of(term).size() < kLeast) continue;
      noted[term] = true;
      spoken.push_back(vocabulary.text_of(term));
    }
  }
  std::sort(spoken.begin(), spoken.end());
}

void Router::Index::mend_slips(std::vector<std::string>& stems) const {
  constexpr std::size_t kLeast = 6;
  for (std::string& one : stems) {
    const bool letters = std::all_of(one.begin(), one.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (one.size() < kLeast || !letters) continue;
    if (const TermId term = vocabulary.find(one); term != kNoTerm && idf[term] > 0) continue;
    if (std::binary_search(spoken.begin(), spoken.end(), one)) continue;
    const auto meant = std::find_if(spoken.begin(), spoken.end(), [&one](std::string_view known) {
      return known.front() == one.front() && one_slip(one, known);
    });
    if (meant != spoken.end()) one = *meant;
  }
}

double Router::Index::word_fit(const Document& document, const std::vector<TermId>& terms) const {
  constexpr double kSaturation = 1.2;
  constexpr double kLengthShare = 0.75;
  double score = 0.0;
  for (const TermId term : terms) {
    const double count = document.count_of(term);
    if (count == 0.0) continue;
    const double norm = kSaturation * (1.0 - kLengthShare + kLengthShare * document.length / average_length);
    score += idf[term] * count * (kSaturation + 1.0) / (count + norm);
  }
  return score;
}

double Router::Index::threshold(const std::vector<std::string>& stems, bool& away) const {
  bool home = false;
  away = false;
  domain.find(stems, vocabulary, [&](const Phrase&, std::size_t) { home = true; });
  elsewhere.find(stems, vocabulary, [&](const Phrase&, std::size_t) { away = true; });
  bool product = false;
  products.find(stems, vocabulary, [&](const Phrase&, std::size_t) { product = true; });
  const bool named = std::find(stems.begin(), stems.end(), "databrick") != stems.end();
  if (product && !home && !named) {
    away = true;
    return kThresholdOtherProduct;
  }
  away = away && !named;
  if (away) return home ? kStrong : kThresholdElsewhere;
  return home ? kThresholdAtHome : kThreshold;
}

Router::Router(std::span<const Skill> skills) : index_(std::make_unique<Index>()) {
  TermCounter counter(index_->vocabulary);
  for (const Skill& skill : skills) {
    if (skill.for_people_only) continue;
    Document document;
    document.name = skill.name;
    counter.add(document, text::replace_all(skill.name, "-", " "), 3.0);
    counter.add(document, skill.description, 2.0);
    counter.add(document, headings_of(skill.body), 1.0);
    counter.add(document, std::string_view(skill.body).substr(0, kBodyBytes), kBodyWeight);
    counter.finish(document);
    index_->documents.push_back(std::move(document));
    index_->add_triggers(index_->documents.size() - 1);
  }
  index_->domain.add(domain_words(), 0, 0.0, index_->vocabulary);
  index_->elsewhere.add(other_meanings(), 0, 0.0, index_->vocabulary);
  index_->products.add(other_products(), 0, 0.0, index_->vocabulary);
  for (PhraseTable* table : {&index_->triggers, &index_->domain, &index_->elsewhere, &index_->products})
    table->settle();
  index_->weigh_terms();
  index_->note_spoken();
}

Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

std::vector<Routed> Router::route(std::string_view text, std::size_t most) const {
  std::vector<std::string> stems = stems_of(text.substr(0, kMaxBytes), kMaxWords);
  index_->mend_slips(stems);
  std::vector<std::vector<Match>> matches(index_->documents.size());
  index_->triggers.find(stems, index_->vocabulary, [&](const Phrase& phrase, std::size_t at) {
    matches[phrase.row].push_back({at, at + phrase.size, phrase.weight});
  });
  std::vector<TermId> terms;
  for (const std::string& stem : std::set<std::string>(stems.begin(), stems.end())) {
    const TermId term = index_->vocabulary.find(stem);
    if (term != kNoTerm && !is_stop_word(stem)) terms.push_back(term);
  }
  bool away = false;
  const double threshold = index_->threshold(stems, away);
  std::vector<Routed> routed;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const Document& document = index_->documents[i];
    const double triggers = weight_of(std::move(matches[i]));
    const double fit = index_->word_fit(document, terms);
    const double score = triggers + (document.has_triggers ? kWordFit : kWordsAlone) * fit;
    const bool passes = (away ? triggers : score) >= threshold;
    if (passes) routed.push_back({document.name, std::round(score * 1000.0) / 1000.0});
  }
  std::stable_sort(routed.begin(), routed.end(), [](const Routed& a, const Routed& b) { return a.score > b.score; });
  while (!routed.empty() && (routed.size() > most || routed.back().score < kLeastShare * routed.front().score))
    routed.pop_back();
  return routed;
}

}  // namespace lakecode::knowledge

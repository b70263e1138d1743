// Score of a skill = its trigger phrases (strong 3, fair 1.7, weak 0.8, more for longer ones, each further one counting
// 0.7 of the one before) + a share of BM25 (k1 1.2, b 0.75) over name, description and headings. It is routed to when
// the score passes a threshold, which is lower where words of the platform stand beside and much higher where a phrase
// says that something else is meant. The numbers are judgement, tuned on tests/corpus/routes.

#include "knowledge/router.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "knowledge/lexicon.h"
#include "knowledge/subject_words.h"
#include "knowledge/trigger_words.h"

namespace lakecode::knowledge {
namespace {

constexpr std::size_t kMaxBytes = 64U << 10U;
constexpr std::size_t kMaxWords = 400;
constexpr double kStrong = 3.0;
constexpr double kFair = 1.7;
constexpr double kWeak = 0.8;
constexpr double kLongerPhrase = 0.5;  // for each further word
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

constexpr std::string_view kStopWords[] = {
    "a",   "an",   "the",   "my",     "our",  "your", "their", "this", "that",  "these", "those",  "some",
    "all", "of",   "to",    "in",     "is",   "are",  "be",    "for",  "and",   "or",    "it",     "i",
    "we",  "you",  "me",    "us",     "do",   "does", "did",   "can",  "could", "would", "should", "will",
    "how", "what", "which", "please", "on",   "at",   "by",    "as",   "there", "want",  "need",   "help",
    "use", "when", "if",    "so",     "just", "have", "has",   "get",  "like",  "its",   "into"};
constexpr std::size_t kLongestStopWord = 6;
/// Left out within phrases.
constexpr std::string_view kArticles[] = {"a",    "an",   "the",   "my",   "our", "your", "their",
                                          "this", "that", "these", "some", "his", "her"};

template <std::size_t N>
bool in(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// A word without its commonest endings: "scheduling", "schedules" and "schedule" are one.
std::string stem(std::string word) {
  const auto drop = [&word](std::string_view ending, std::size_t least) {
    if (word.size() < least + ending.size() || !word.ends_with(ending)) return false;
    word.resize(word.size() - ending.size());
    return true;
  };
  if (word.find_first_of("_.@/()0123456789") != std::string::npos) return word;
  if (drop("ies", 3)) return word + "y";
  if (!word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is")) drop("s", 3);
  if (drop("ing", 4) || drop("ed", 4)) {
    const std::size_t size = word.size();
    if (size > 3 && word[size - 1] == word[size - 2] && word[size - 1] != 'l' && word[size - 1] != 's') word.pop_back();
  }
  drop("e", 4);
  return word;
}

bool is_word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80 ||
         std::string_view("_-./@&+").find(c) != std::string_view::npos;
}

/// The next word of `text` from `at` on, without signs around it; `at` moves behind it.
std::string_view next_word(std::string_view text, std::size_t& at) {
  while (at < text.size() && !is_word_char(text[at])) ++at;
  const std::size_t begin = at;
  while (at < text.size() && is_word_char(text[at])) ++at;
  const std::string_view word = text.substr(begin, at - begin);
  const std::size_t first = word.find_first_not_of("-&+");
  const std::size_t last = word.find_last_not_of(".-/&+");
  if (first == std::string_view::npos || last == std::string_view::npos || last < first) return {};
  return word.substr(first, last + 1 - first);
}

/// "thumbs up/down" is three words, "/volumes" and "a/b.py" are one.
std::vector<std::string_view> parts_of(std::string_view word) {
  const bool either = !word.empty() && word.front() != '/' && word.find('.') == std::string_view::npos;
  auto parts = text::split(word, either ? '/' : '\0');
  std::erase(parts, std::string_view());
  return parts;
}

/// Stems in order, articles left out.
std::vector<std::string> stems_of(std::string_view text, std::size_t most) {
  std::vector<std::string> stems;
  for (std::size_t at = 0; at < text.size() && stems.size() < most;) {
    for (const std::string_view part : parts_of(next_word(text, at))) {
      std::string lower = text::to_lower(part);
      if (lower.size() > kLongestStopWord || !in(lower, kArticles)) stems.push_back(stem(std::move(lower)));
    }
  }
  return stems;
}

struct Phrase {
  std::vector<std::string> stems;
  std::size_t row = 0;
  double weight = 0.0;
};

struct Match {
  std::size_t first = 0;
  std::size_t last = 0;
  double weight = 0.0;
};

struct Document {
  std::string name;
  bool has_triggers = false;
  std::unordered_map<std::string, double> terms;  ///< weighted counts
  double length = 0.0;
};

void add_terms(Document& document, std::string_view text, double weight) {
  for (const std::string& term : stems_of(text, 4000)) {
    if (term.size() < 2 || (term.size() <= kLongestStopWord && in(term, kStopWords))) continue;
    document.terms[term] += weight;
    document.length += weight;
  }
}

std::string headings_of(std::string_view body) {
  std::string headings;
  bool fenced = false;
  for (const std::string_view line : text::lines(body)) {
    if (line.starts_with("```")) fenced = !fenced;
    if (!fenced && line.starts_with("#")) headings += std::string(line) + "\n";
  }
  return headings;
}

using PhraseTable = std::map<std::string, std::vector<Phrase>, std::less<>>;

void add_phrases(PhraseTable& table, std::string_view words, std::size_t row, double weight) {
  for (const std::string_view entry : text::split(words, '|')) {
    Phrase phrase{stems_of(entry, 12), row, weight};
    if (phrase.stems.empty()) continue;
    if (weight > 0) phrase.weight += kLongerPhrase * static_cast<double>(phrase.stems.size() - 1);
    const std::string first = phrase.stems.front();
    table[first].push_back(std::move(phrase));
  }
}

/// "FetchFailedException" and "ModuleNotFoundError" are an exception and an error, whatever else they are.
std::string_view kind_of_error(std::string_view stem) {
  for (const std::string_view kind : {"exception", "error"}) {
    if (stem.size() > kind.size() && stem.ends_with(kind)) return kind;
  }
  return {};
}

const std::vector<Phrase>& phrases_from(const PhraseTable& table, std::string_view first) {
  static const std::vector<Phrase> kNone;
  const auto rows = table.find(first);
  return rows == table.end() ? kNone : rows->second;
}

bool goes_on(const Phrase& phrase, const std::vector<std::string>& stems, std::size_t at) {
  if (at + phrase.stems.size() > stems.size()) return false;
  const auto begin = stems.begin() + static_cast<std::ptrdiff_t>(at) + 1;
  return std::equal(phrase.stems.begin() + 1, phrase.stems.end(), begin);
}

/// Calls `found` for each phrase of `table` in `stems`.
template <typename Found>
void find_phrases(const PhraseTable& table, const std::vector<std::string>& stems, const Found& found) {
  for (std::size_t at = 0; at < stems.size(); ++at) {
    const std::string_view whole = stems[at];
    for (const Phrase& phrase : phrases_from(table, kind_of_error(whole))) {
      if (phrase.stems.size() == 1) found(phrase, at);
    }
    for (const Phrase& phrase : phrases_from(table, whole)) {
      if (goes_on(phrase, stems, at)) found(phrase, at);
    }
    // "system.billing.usage" is also found as "system.billing".
    for (std::size_t end = whole.rfind('.'); end != std::string_view::npos && end > 0;
         end = whole.rfind('.', end - 1)) {
      for (const Phrase& phrase : phrases_from(table, whole.substr(0, end))) {
        if (phrase.stems.size() == 1) found(phrase, at);
      }
    }
  }
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
  std::vector<Document> documents;
  std::unordered_map<std::string, double> idf;
  double average_length = 1.0;
  PhraseTable triggers;  ///< row is the place in `documents`
  PhraseTable domain;
  PhraseTable elsewhere;
  PhraseTable products;
  std::vector<std::string> spoken;  ///< stems of trigger phrases that a slip may have been meant for, sorted

  void add_triggers(std::size_t document);
  void weigh_terms();
  void note_spoken();
  /// Puts a long word that no skill knows right where a letter was missed.
  void mend_slips(std::vector<std::string>& stems) const;
  [[nodiscard]] double word_fit(const Document& document, const std::set<std::string>& terms) const;
  /// What a score must reach; `away` when the words speak of something else, and trigger phrases alone count.
  [[nodiscard]] double threshold(const std::vector<std::string>& stems, bool& away) const;
};

void Router::Index::add_triggers(std::size_t document) {
  for (const TriggerRow& row : trigger_rows()) {
    if (row.skill != documents[document].name) continue;
    documents[document].has_triggers = true;
    add_phrases(triggers, row.strong, document, kStrong);
    add_phrases(triggers, row.fair, document, kFair);
    add_phrases(triggers, row.weak, document, kWeak);
  }
}

void Router::Index::weigh_terms() {
  std::unordered_map<std::string, double> containing;
  double length = 0.0;
  for (const Document& document : documents) {
    length += document.length;
    for (const auto& [term, count] : document.terms) containing[term] += 1.0;
  }
  const auto count = static_cast<double>(documents.size());
  for (const auto& [term, in_documents] : containing)
    idf[term] = std::log(1.0 + (count - in_documents + 0.5) / (in_documents + 0.5));
  average_length = documents.empty() ? 1.0 : std::max(1.0, length / count);
}

void Router::Index::note_spoken() {
  constexpr std::size_t kLeast = 6;  // shorter words have too many neighbours
  for (const PhraseTable* table : {&triggers, &domain}) {
    for (const auto& [first, phrases] : *table) {
      for (const Phrase& phrase : phrases) {
        for (const std::string& one : phrase.stems) {
          if (one.size() >= kLeast) spoken.push_back(one);
        }
      }
    }
  }
  std::sort(spoken.begin(), spoken.end());
  spoken.erase(std::unique(spoken.begin(), spoken.end()), spoken.end());
}

void Router::Index::mend_slips(std::vector<std::string>& stems) const {
  constexpr std::size_t kLeast = 6;
  for (std::string& one : stems) {
    const bool letters = std::all_of(one.begin(), one.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (one.size() < kLeast || !letters || idf.contains(one)) continue;
    if (std::binary_search(spoken.begin(), spoken.end(), one)) continue;
    const auto meant = std::find_if(spoken.begin(), spoken.end(), [&one](const std::string& known) {
      return known.front() == one.front() && one_slip(one, known);
    });
    if (meant != spoken.end()) one = *meant;
  }
}

double Router::Index::word_fit(const Document& document, const std::set<std::string>& terms) const {
  constexpr double kSaturation = 1.2;
  constexpr double kLengthShare = 0.75;
  double score = 0.0;
  for (const std::string& term : terms) {
    const auto found = document.terms.find(term);
    if (found == document.terms.end()) continue;
    const double norm = kSaturation * (1.0 - kLengthShare + kLengthShare * document.length / average_length);
    score += idf.at(term) * found->second * (kSaturation + 1.0) / (found->second + norm);
  }
  return score;
}

double Router::Index::threshold(const std::vector<std::string>& stems, bool& away) const {
  bool home = false;
  away = false;
  find_phrases(domain, stems, [&](const Phrase&, std::size_t) { home = true; });
  find_phrases(elsewhere, stems, [&](const Phrase&, std::size_t) { away = true; });
  bool product = false;
  find_phrases(products, stems, [&](const Phrase&, std::size_t) { product = true; });
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
  for (const Skill& skill : skills) {
    if (skill.for_people_only) continue;
    Document document;
    document.name = skill.name;
    add_terms(document, text::replace_all(skill.name, "-", " "), 3.0);
    add_terms(document, skill.description, 2.0);
    add_terms(document, headings_of(skill.body), 1.0);
    add_terms(document, std::string_view(skill.body).substr(0, kBodyBytes), kBodyWeight);
    index_->documents.push_back(std::move(document));
    index_->add_triggers(index_->documents.size() - 1);
  }
  index_->weigh_terms();
  add_phrases(index_->domain, domain_words(), 0, 0.0);
  add_phrases(index_->elsewhere, other_meanings(), 0, 0.0);
  add_phrases(index_->products, other_products(), 0, 0.0);
  index_->note_spoken();
}

Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

std::vector<Routed> Router::route(std::string_view text, std::size_t most) const {
  std::vector<std::string> stems = stems_of(text.substr(0, kMaxBytes), kMaxWords);
  index_->mend_slips(stems);
  std::vector<std::vector<Match>> matches(index_->documents.size());
  find_phrases(index_->triggers, stems, [&](const Phrase& phrase, std::size_t at) {
    matches[phrase.row].push_back({at, at + phrase.stems.size(), phrase.weight});
  });
  std::set<std::string> terms;
  for (const std::string& term : stems) {
    if (!in(term, kStopWords)) terms.insert(term);
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

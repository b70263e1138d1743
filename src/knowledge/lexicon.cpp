#include "knowledge/lexicon.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/text.h"

namespace lakecode::knowledge {
namespace {

struct Phrase {
  std::vector<std::string> words;
  Concepts concepts;
};

/// The lexicon made quick to search. Built once from constant data; read-only afterwards.
struct Index {
  std::map<std::string, Concepts, std::less<>> words;
  std::vector<std::pair<std::string, Concepts>> beginnings;
  std::map<std::string, std::vector<Phrase>, std::less<>> phrases;  ///< by their first word
  std::vector<std::string> known;                                   ///< whole words of five letters and more
};

void add_entry(Index& index, Concept meaning, std::string_view entry) {
  if (entry.find(' ') != std::string_view::npos) {
    Phrase phrase;
    for (const std::string_view word : text::split(entry, ' ')) phrase.words.emplace_back(word);
    phrase.concepts.add(meaning);
    std::vector<Phrase>& all = index.phrases[phrase.words.front()];
    all.push_back(std::move(phrase));
  } else if (entry.back() == '*') {
    Concepts concepts;
    concepts.add(meaning);
    entry.remove_suffix(1);
    index.beginnings.emplace_back(entry, concepts);
    index.known.emplace_back(entry);
  } else {
    index.words[std::string(entry)].add(meaning);
    index.known.emplace_back(entry);
  }
}

Index build_index() {
  Index index;
  for (const LexiconRow& row : lexicon_rows()) {
    for (const std::string_view entry : text::split(row.words, '|')) add_entry(index, row.meaning, entry);
  }
  // Beginnings miss their endings: what people type most is a target for slips too.
  for (const char* word : {"failed", "failure", "failing", "catalogs", "grants", "expensive", "profile", "quality",
                           "duplicates", "biggest", "largest", "deployed", "validate", "diagnose", "investigate"})
    index.known.emplace_back(word);
  std::sort(index.known.begin(), index.known.end());
  index.known.erase(std::unique(index.known.begin(), index.known.end()), index.known.end());
  return index;
}

const Index& index_of_lexicon() {
  static const Index index = build_index();
  return index;
}

/// Neighbours on a keyboard: a short word with any other letter changed is another word ("monty" is no money).
bool are_near(char a, char b) {
  constexpr std::string_view kRows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
  for (std::size_t row = 0; row < std::size(kRows); ++row) {
    const std::size_t at = kRows[row].find(a);
    if (at == std::string_view::npos) continue;
    for (std::size_t other = row > 0 ? row - 1 : 0; other < std::min(row + 2, std::size(kRows)); ++other) {
      const std::size_t to = kRows[other].find(b);
      if (to != std::string_view::npos && (to > at ? to - at : at - to) <= 1) return true;
    }
  }
  return false;
}

/// Short words that are typed wrongly often, and are too short to be guessed by their letters.
constexpr std::pair<std::string_view, std::string_view> kShortSlips[] = {
    {"jbo", "job"},        {"jobb", "job"},     {"joob", "job"},     {"shwo", "show"},    {"hsow", "show"},
    {"sohw", "show"},      {"lsit", "list"},    {"lits", "list"},    {"wich", "which"},   {"whihc", "which"},
    {"waht", "what"},      {"wht", "what"},     {"hwo", "who"},      {"wyh", "why"},      {"whyd", "why did"},
    {"cst", "cost"},       {"csot", "cost"},    {"fial", "fail"},    {"faild", "failed"}, {"failes", "fails"},
    {"tabl", "table"},     {"teh", "the"},      {"rnu", "run"},      {"logz", "logs"},    {"lgos", "logs"},
    {"jobz", "jobs"},      {"jbos", "jobs"},    {"acess", "access"}, {"tbale", "table"},  {"dya", "day"},
    {"wek", "week"},       {"dyas", "days"},    {"dasy", "days"},    {"lat", "last"},     {"nite", "night"},
    {"colums", "columns"}, {"wy", "why"},       {"crsh", "crash"},   {"shw", "show"},     {"lst", "list"},
    {"tabel", "table"},    {"jb", "job"},       {"loggs", "logs"},   {"schma", "schema"}, {"colunms", "columns"},
    {"qry", "query"},      {"qrys", "queries"},
};

/// Everyday words one letter away from ours.
constexpr std::string_view kEveryday[] = {
    "there",   "these",   "those",   "their", "other",  "would",  "could", "about", "after",  "again", "where",
    "while",   "being",   "first",   "place", "great",  "right",  "think", "thing", "three",  "world", "house",
    "point",   "small",   "sound",   "still", "night",  "month",  "today", "hours", "weeks",  "years", "please",
    "tonight", "morning", "through", "plane", "plant",  "grand",  "plain", "place", "prices", "prime", "pricing",
    "stages",  "stage",   "staging", "stale", "state",  "stable", "cable", "cause", "pause",  "loose", "close",
    "class",   "clash",   "cloud",   "count", "court",  "mouth",  "fresh", "flesh", "brave",  "since", "under",
    "every",   "never",   "using",   "which", "whose",  "whole",  "write", "white", "quite",  "quiet", "users",
    "group",   "groups",  "sales",   "scale", "scales", "lines",  "links", "likes", "lives",  "looks", "books",
    "hook",    "shop",    "shape",   "share", "shared", "stores", "store", "story", "score",  "rate",  "rates",
    "risks",   "march",   "match",   "watch", "catch",  "batch",  "patch", "reach", "teach",  "beach", "orders",
    "order",   "event",   "events",  "prods", "proud",
};

}  // namespace

Concepts concepts_of(std::string_view word) {
  const Index& index = index_of_lexicon();
  Concepts found;
  const auto exact = index.words.find(word);
  if (exact != index.words.end()) found.add(exact->second);
  for (const auto& [beginning, concepts] : index.beginnings) {
    if (word.starts_with(beginning)) found.add(concepts);
  }
  return found;
}

Concepts phrase_concepts(std::span<const std::string> words, std::size_t& taken) {
  taken = 0;
  Concepts found;
  if (words.empty()) return found;
  const Index& index = index_of_lexicon();
  const auto rows = index.phrases.find(words.front());
  if (rows == index.phrases.end()) return found;
  for (const Phrase& phrase : rows->second) {
    if (phrase.words.size() > words.size()) continue;
    if (!std::equal(phrase.words.begin(), phrase.words.end(), words.begin())) continue;
    found.add(phrase.concepts);
    taken = std::max(taken, phrase.words.size());
  }
  return found;
}

bool one_slip(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  if (a.size() < b.size()) return a.substr(same) == b.substr(same + 1);
  constexpr std::size_t kShort = 5;
  if (a.substr(same + 1) == b.substr(same + 1))
    return a.size() > kShort || (same < a.size() && are_near(a[same], b[same]));
  return same + 1 < a.size() && a[same] == b[same + 1] && a[same + 1] == b[same] &&
         a.substr(same + 2) == b.substr(same + 2);
}

std::string without_slip(const std::string& word) {
  for (const auto& [slip, right] : kShortSlips) {
    if (word == slip) return std::string(right);
  }
  constexpr std::size_t kLeast = 5;  // shorter words have too many neighbours
  if (word.size() < kLeast || !concepts_of(word).none()) return word;
  if (!std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; })) return word;
  if (std::find(std::begin(kEveryday), std::end(kEveryday), word) != std::end(kEveryday)) return word;
  for (const std::string& known : index_of_lexicon().known) {
    if (known.size() + 1 < kLeast || known.front() != word.front()) continue;
    if (word.starts_with(known)) continue;  // an ending, no slip
    if (one_slip(word, known)) return known;
  }
  return word;
}

}  // namespace lakecode::knowledge

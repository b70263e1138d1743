#include "knowledge/stems.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace lakecode::knowledge {
namespace {

/// Short words as numbers, in order: a look costs a few compares. All skills are read before the first answer.
template <std::size_t N>
class ShortWords {
 public:
  static constexpr std::size_t kLongest = 6;

  constexpr explicit ShortWords(const std::string_view (&words)[N]) {
    for (std::size_t i = 0; i < N; ++i) codes_[i] = code_of(words[i]);
    std::sort(codes_.begin(), codes_.end());
  }
  [[nodiscard]] constexpr bool contains(std::string_view word) const {
    return word.size() <= kLongest && std::binary_search(codes_.begin(), codes_.end(), code_of(word));
  }

 private:
  static constexpr std::uint64_t code_of(std::string_view word) {
    std::uint64_t code = 0;
    for (const char c : word) code = code << 8U | static_cast<unsigned char>(c);
    return code;
  }

  std::array<std::uint64_t, N> codes_{};
};

constexpr std::string_view kStopWords[] = {
    "a",   "an",   "the",   "my",     "our",  "your", "their", "this", "that",  "these", "those",  "some",
    "all", "of",   "to",    "in",     "is",   "are",  "be",    "for",  "and",   "or",    "it",     "i",
    "we",  "you",  "me",    "us",     "do",   "does", "did",   "can",  "could", "would", "should", "will",
    "how", "what", "which", "please", "on",   "at",   "by",    "as",   "there", "want",  "need",   "help",
    "use", "when", "if",    "so",     "just", "have", "has",   "get",  "like",  "its",   "into"};
/// Left out within phrases.
constexpr std::string_view kArticles[] = {"a",    "an",   "the",   "my",   "our", "your", "their",
                                          "this", "that", "these", "some", "his", "her"};
constexpr ShortWords kStops(kStopWords);
constexpr ShortWords kArticleSet(kArticles);

/// What a byte is in a word.
enum Mark : std::uint8_t {
  kInWord = 1,    ///< may stand in one
  kPlain = 2,     ///< a letter that endings are taken off of; names and numbers stay as they are
  kNotFirst = 4,  ///< is no part of the word at its beginning
  kNotLast = 8,   ///< nor at its end
};
constexpr std::array<std::uint8_t, 256> make_marks() {
  std::array<std::uint8_t, 256> marks{};
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const char c = static_cast<char>(i);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    if (letter || digit || i >= 0x80 || std::string_view("_-./@&+").find(c) != std::string_view::npos) {
      marks.at(i) |= kInWord;
    }
    if (!digit && std::string_view("_.@/()").find(c) == std::string_view::npos) marks.at(i) |= kPlain;
    if (std::string_view("-&+").find(c) != std::string_view::npos) marks.at(i) |= kNotFirst;
    if (std::string_view(".-/&+").find(c) != std::string_view::npos) marks.at(i) |= kNotLast;
  }
  return marks;
}
constexpr std::array<std::uint8_t, 256> kMarks = make_marks();

bool has(char c, Mark mark) {
  return (kMarks[static_cast<unsigned char>(c)] & mark) != 0;
}

/// Takes the commonest endings off.
void cut_endings(std::string& word) {
  const auto drop = [&word](std::string_view ending, std::size_t least) {
    if (word.size() < least + ending.size() || !word.ends_with(ending)) return false;
    word.resize(word.size() - ending.size());
    return true;
  };
  if (drop("ies", 3)) {
    word += 'y';
    return;
  }
  if (!word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is")) drop("s", 3);
  if (drop("ing", 4) || drop("ed", 4)) {
    const std::size_t size = word.size();
    if (size > 3 && word[size - 1] == word[size - 2] && word[size - 1] != 'l' && word[size - 1] != 's') word.pop_back();
  }
  drop("e", 4);
}

}  // namespace

/// Puts the next word of the text in hand, without signs around it.
void StemReader::take_word() {
  while (at_ < text_.size() && !has(text_[at_], kInWord)) ++at_;
  std::size_t begin = at_;
  while (at_ < text_.size() && has(text_[at_], kInWord)) ++at_;
  std::size_t end = at_;
  while (begin < end && has(text_[begin], kNotFirst)) ++begin;
  while (end > begin && has(text_[end - 1], kNotLast)) --end;
  rest_ = text_.substr(begin, end - begin);
  is_split_ = !rest_.empty() && rest_.front() != '/' && rest_.find('.') == std::string_view::npos;
}

std::string_view StemReader::next() {
  for (;;) {
    while (rest_.empty() && at_ < text_.size()) take_word();
    if (rest_.empty()) return {};
    const std::size_t cut = is_split_ ? rest_.find('/') : std::string_view::npos;
    const std::string_view part = rest_.substr(0, cut);
    rest_ = cut == std::string_view::npos ? std::string_view() : rest_.substr(cut + 1);
    if (part.empty()) continue;
    stem_.clear();
    bool plain = true;
    for (const char c : part) {
      plain = plain && has(c, kPlain);
      stem_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (kArticleSet.contains(stem_)) continue;
    if (plain) cut_endings(stem_);
    return stem_;
  }
}

std::vector<std::string> stems_of(std::string_view text, std::size_t most) {
  std::vector<std::string> stems;
  StemReader reader(text);
  while (stems.size() < most) {
    const std::string_view stem = reader.next();
    if (stem.empty()) break;
    stems.emplace_back(stem);
  }
  return stems;
}

bool is_stop_word(std::string_view stem) {
  return kStops.contains(stem);
}

}  // namespace lakecode::knowledge

#include "knowledge/request.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "knowledge/courtesies.h"
#include "knowledge/time_span.h"

namespace lakecode::knowledge {
namespace {

constexpr std::size_t kMaxWords = 512;

constexpr std::pair<std::string_view, std::string_view> kPlainForms[] = {
    {"\u2018", "'"},   {"\u2019", "'"}, {"\u201c", "\""},   {"\u201d", "\""}, {"\u2013", "-"},
    {"\u2014", " - "}, {"\u00a0", " "}, {"\u2026", "... "}, {"\u200b", ""},   {"\ufeff", ""},
};

/// What contracts into one word is read as two.
constexpr std::pair<std::string_view, std::string_view> kContractions[] = {
    {"don't", "do not"},
    {"dont", "do not"},
    {"doesn't", "does not"},
    {"didn't", "did not"},
    {"won't", "will not"},
    {"can't", "can not"},
    {"cannot", "can not"},
    {"shouldn't", "should not"},
    {"isn't", "is not"},
    {"aren't", "are not"},
    {"wasn't", "was not"},
    {"haven't", "have not"},
    {"hasn't", "has not"},
    {"couldn't", "could not"},
    {"wouldn't", "would not"},
    {"what's", "what is"},
    {"whats", "what is"},
    {"who's", "who is"},
    {"whos", "who is"},
    {"how's", "how is"},
    {"hows", "how is"},
    {"where's", "where is"},
    {"wheres", "where is"},
    {"why's", "why is"},
    {"it's", "it is"},
    {"that's", "that is"},
    {"there's", "there is"},
    {"i'd", "i would"},
    {"i'm", "i am"},
    {"i've", "i have"},
    {"let's", "let us"},
    {"lets", "let us"},
    {"we're", "we are"},
    {"we've", "we have"},
    {"you're", "you are"},
    {"they're", "they are"},
    {"whyd", "why did"},
    {"gimme", "give me"},
    {"lemme", "let me"},
    {"wanna", "want to"},
    {"gonna", "going to"},
    {"mustn't", "must not"},
    {"when's", "when is"},
    {"which's", "which is"},
    {"w/", "with"},
    {"w/o", "without"},
    {"thru", "through"},
    {"u", "you"},
    {"yday", "yesterday"},
    {"ystd", "yesterday"},
    {"2day", "today"},
    {"wk", "week"},
    {"wks", "weeks"},
    {"hr", "hour"},
    {"hrs", "hours"},
    {"mth", "month"},
    {"mths", "months"},
    {"yr", "year"},
    {"yrs", "years"},
    {"qtr", "quarter"},
    {"rn", "right now"},
    {"cuz", "because"},
    {"ppl", "people"},
    {"sb", "somebody"},
    {"smth", "something"},
    {"abt", "about"},
    {"tmrw", "tomorrow"},
    {"tmr", "tomorrow"},
    {"mtd", "this month"},
    {"ytd", "this year"},
    {"wtd", "this week"},
    {"q's", "queries"},
    {"cant", "can not"},
    {"wont", "will not"},
    {"doesnt", "does not"},
    {"didnt", "did not"},
    {"isnt", "is not"},
    {"arent", "are not"},
    {"wasnt", "was not"},
    {"shouldnt", "should not"},
    {"wouldnt", "would not"},
    {"couldnt", "could not"},
    {"havent", "have not"},
    {"hasnt", "has not"},
    {"weren't", "were not"},
    {"needn't", "need not"},
    {"hadn't", "had not"},
    {"ive", "i have"},
    {"dunno", "do not know"},
    {"why'd", "why did"},
    {"what're", "what are"},
    {"how'd", "how did"},
};

std::string plain_forms(std::string_view raw) {
  std::string text(text::trim(raw));
  for (const auto& [from, to] : kPlainForms) text = text::replace_all(text, from, to);
  return text;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Punctuation that no word of ours ends or begins with.
bool is_edge(char c) {
  return std::string_view(",;:!?()[]{}<>\"'").find(c) != std::string_view::npos;
}

bool ends_sentence(std::string_view token) {
  return !token.empty() && std::string_view(",;.!?:-").find(token.back()) != std::string_view::npos;
}

/// `main`.`sales`.`orders` without its ticks; anything else in ticks is a quoted text.
std::size_t ticked_name(std::string_view text, std::size_t at, std::string& name) {
  std::size_t end = at;
  while (end < text.size() && text[end] == '`') {
    const std::size_t close = text.find('`', end + 1);
    if (close == std::string_view::npos) return at;
    name += text.substr(end + 1, close - end - 1);
    end = close + 1;
    if (end + 1 < text.size() && text[end] == '.' && text[end + 1] == '`') {
      name += '.';
      ++end;
    }
  }
  return end;
}

class Cutter {
 public:
  Cutter(Request& request, std::string_view text) : request_(request), text_(text) {}

  void run() {
    while (at_ < text_.size() && request_.words.size() < kMaxWords) {
      if (is_blank(text_[at_])) {
        ++at_;
      } else if (!take_quoted()) {
        take_token();
      }
    }
  }

 private:
  bool take_quoted() {
    const char quote = text_[at_];
    if (quote != '"' && quote != '\'' && quote != '`') return false;
    std::string inside;
    std::size_t end = at_;
    if (quote == '`') {
      end = ticked_name(text_, at_, inside);
    } else {
      const std::size_t close = text_.find(quote, at_ + 1);
      const bool closed = close != std::string_view::npos &&
                          (close + 1 == text_.size() || !std::isalnum(static_cast<unsigned char>(text_[close + 1])));
      if (closed) {
        inside = text_.substr(at_ + 1, close - at_ - 1);
        end = close + 1;
      }
    }
    if (end == at_ || text::trim(inside).empty()) return false;
    Word word;
    word.text = std::string(text::trim(inside));
    word.lower = text::to_lower(word.text);
    word.quoted = true;
    word.begin = at_;
    word.breaks = broken_;
    broken_ = false;
    request_.words.push_back(std::move(word));
    at_ = end;
    return true;
  }

  void take_token() {
    std::size_t end = at_;
    while (end < text_.size() && !is_blank(text_[end])) ++end;
    std::string_view token = text_.substr(at_, end - at_);
    begin_ = at_;
    at_ = end;
    const bool breaks_after = ends_sentence(token);
    while (!token.empty() && is_edge(token.front())) {
      token.remove_prefix(1);
      ++begin_;
    }
    while (!token.empty() && (is_edge(token.back()) || token.back() == '.')) token.remove_suffix(1);
    if (token.empty() || token == "-") {
      broken_ = broken_ || breaks_after;
      return;
    }
    split_token(token == "4" && stands_for_a_word() ? "for" : token);
    broken_ = breaks_after;
  }

  /// "logs 4 run 12": a number counts or names what stands beside it, and here neither neighbour can be that.
  [[nodiscard]] bool stands_for_a_word() const {
    const std::string_view rest = text_.substr(at_);
    const bool noun = rest.starts_with(" run ") || rest.starts_with(" job ") || rest.starts_with(" table ") ||
                      rest.starts_with(" me");
    return noun && !request_.words.empty() && request_.words.back().concepts.none() &&
           !number_of(request_.words.back().lower) &&
           concepts_of(request_.words.back().lower)
               .has_any({Concept::Logs, Concept::Status, Concept::Columns, Concept::Why, Concept::Debug});
  }

  /// "job_id=12345", "run:77" and "#77" are a word and a value.
  void split_token(std::string_view token) {
    const std::size_t sign = token.find_first_of("=:");
    const bool names_value =
        sign != std::string_view::npos && sign > 0 && sign + 1 < token.size() && token[sign + 1] != '/' &&
        std::all_of(token.begin(), token.begin() + static_cast<std::ptrdiff_t>(sign),
                    [](char c) { return c == '_' || c == '-' || std::isalpha(static_cast<unsigned char>(c)); });
    if (names_value) {
      push(token.substr(0, sign));
      push(token.substr(sign + 1));
    } else {
      push(token);
    }
  }

  void push(std::string_view token) {
    std::string lower = text::to_lower(token);
    for (const auto& [short_form, plain] : kContractions) {
      if (lower != short_form) continue;
      const auto parts = text::split(plain, ' ');
      if (parts.size() == 1) return add(token, std::string(plain));  // a catalog may be called "hr"
      for (const std::string_view part : parts) add(part, std::string(part));
      return;
    }
    Word owner;
    if (lower.size() > 2 && (lower.ends_with("'s") || lower.ends_with("s'"))) {
      token.remove_suffix(lower.ends_with("'s") ? 2 : 1);
      add(token, text::to_lower(token));
      request_.words.back().owner = true;
      return;
    }
    add(token, without_slip(lower));
  }

  void add(std::string_view token, std::string lower) {
    Word word;
    word.text = token;
    word.lower = std::move(lower);
    word.begin = begin_;
    word.breaks = broken_;
    broken_ = false;
    request_.words.push_back(std::move(word));
  }

  Request& request_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  bool broken_ = false;
};

void find_concepts(Request& request) {
  std::vector<std::string> lower;
  lower.reserve(request.words.size());
  for (const Word& word : request.words) lower.push_back(word.quoted ? std::string("\x01") : word.lower);
  for (std::size_t i = 0; i < lower.size(); ++i) {
    Word& word = request.words[i];
    if (word.quoted) continue;
    word.concepts = concepts_of(word.lower);
    word.concepts.add(phrase_concepts(std::span(lower).subspan(i), word.phrase));
  }
}

}  // namespace

Request parse_request(std::string_view text) {
  Request request;
  request.text = plain_forms(text);
  Cutter(request, request.text).run();
  find_concepts(request);
  skip_courtesies(request);
  request.question = request.text.find('?') != std::string::npos;
  return request;
}

std::string words_text(const Request& request, std::size_t first, std::size_t last) {
  std::string text;
  for (std::size_t i = first; i < std::min(last, request.words.size()); ++i)
    text += (text.empty() ? "" : " ") + request.words[i].lower;
  return text;
}

}  // namespace lakecode::knowledge

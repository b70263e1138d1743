#include "sql/token.h"

#include <algorithm>

namespace lakecode::sql {
namespace {

constexpr char upper_ascii(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// The folded character at `i` and how many bytes it takes; 0 for a byte that folds to itself.
struct Folded {
  char letter;
  std::size_t bytes;
};

Folded fold_at(std::string_view text, std::size_t i) {
  if (static_cast<unsigned char>(text[i]) < 0x80) return {upper_ascii(text[i]), 1};
  if (text.substr(i, 2) == "\xC4\xB1") return {'I', 2};
  if (text.substr(i, 2) == "\xC5\xBF") return {'S', 2};
  return {upper_ascii(text[i]), 1};
}

}  // namespace

std::string fold_upper(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Folded folded = fold_at(text, i);
    out += folded.letter;
    i += folded.bytes;
  }
  return out;
}

bool folds_to(std::string_view text, std::string_view upper) {
  if (text.size() < upper.size()) return false;
  std::size_t at = 0;
  for (std::size_t i = 0; i < text.size(); ++at) {
    const Folded folded = fold_at(text, i);
    if (at >= upper.size() || folded.letter != upper[at]) return false;
    i += folded.bytes;
  }
  return at == upper.size();
}

std::string_view TokenView::text(std::size_t i) const {
  if (i >= size()) return {};
  return text_.substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
}

bool TokenView::is_word(std::size_t i, std::string_view upper) const {
  return is_kind(i, TokenKind::Word) && folds_to(text(i), upper);
}

bool TokenView::is_any_word(std::size_t i, std::span<const std::string_view> uppers) const {
  return is_kind(i, TokenKind::Word) &&
         std::any_of(uppers.begin(), uppers.end(), [&](std::string_view upper) { return folds_to(text(i), upper); });
}

bool TokenView::is_operator(std::size_t i, std::string_view wanted) const {
  return is_kind(i, TokenKind::Operator) && text(i) == wanted;
}

bool TokenView::has_words(std::size_t i, std::initializer_list<std::string_view> uppers) const {
  for (const std::string_view upper : uppers) {
    if (!is_word(i++, upper)) return false;
  }
  return true;
}

bool TokenView::is_name(std::size_t i) const {
  return is_kind(i, TokenKind::Word) || is_kind(i, TokenKind::QuotedName);
}

bool TokenView::is_string(std::size_t i) const {
  return is_kind(i, TokenKind::String) || is_kind(i, TokenKind::RawString) || is_kind(i, TokenKind::DollarString);
}

std::string TokenView::word(std::size_t i) const {
  return is_kind(i, TokenKind::Word) ? fold_upper(text(i)) : std::string();
}

TokenView TokenView::from(std::size_t first) const {
  return slice(first, size());
}

TokenView TokenView::slice(std::size_t first, std::size_t last) const {
  last = std::min(last, size());
  first = std::min(first, last);
  return {text_, tokens_.subspan(first, last - first)};
}

std::string_view TokenView::span_text() const {
  if (empty()) return {};
  return text_.substr(tokens_.front().begin, tokens_.back().end - tokens_.front().begin);
}

std::string normalise(const TokenView& view) {
  if (view.empty()) return {};
  std::string out;
  const std::string_view text = view.whole_text();
  out.reserve(view.span_text().size());
  // Tokens that stand as they should, side by side or one blank apart, are copied as one run.
  std::size_t run = view.tokens().front().begin;
  std::size_t end = run;
  for (const Token& token : view.tokens()) {
    const bool as_it_is = token.begin == end || (token.begin == end + 1 && text[end] == ' ');
    if (!as_it_is) {
      out.append(text.substr(run, end - run)).append(1, ' ');
      run = token.begin;
    }
    end = token.end;
  }
  out.append(text.substr(run, end - run));
  return out;
}

}  // namespace lakecode::sql

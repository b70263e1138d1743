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

std::string TokenView::word(std::size_t i) const {
  return is_kind(i, TokenKind::Word) ? fold_upper(text(i)) : std::string();
}

std::string normalise(const TokenView& view) {
  if (view.empty()) return {};
  const std::string_view text = view.whole_text();
  const Token* const last = view.tokens().data() + view.size();
  // Tokens that stand as they should, side by side or one blank apart, are copied as one run; mostly all of them do.
  const auto run_from = [&](const Token* token) {
    for (std::uint32_t end = token->end; ++token != last; end = token->end) {
      if (token->begin != end && (token->begin != end + 1 || text[end] != ' ')) break;
    }
    return token;
  };
  const auto bytes = [&](const Token* from, const Token* to) {
    return text.substr(from->begin, (to - 1)->end - from->begin);
  };
  const Token* from = view.tokens().data();
  const Token* to = run_from(from);
  std::string out(bytes(from, to));
  while (to != last) {
    from = to;
    to = run_from(from);
    out.append(1, ' ').append(bytes(from, to));
  }
  return out;
}

}  // namespace lakecode::sql

#pragma once
// Tokens of Databricks SQL as places in a text, and a light view to read a run of them.
// A token never owns its text: keep the text alive as long as its tokens are read. Plain values; thread-safe.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/keyword.h"

namespace lakecode::sql {

enum class TokenKind : std::uint8_t {
  // In this order: names first, then the three kinds of text.
  Word,          ///< unquoted identifier or keyword
  QuotedName,    ///< `back-ticked`
  String,        ///< '…' or "…" with escapes
  RawString,     ///< r'…' or R"…"
  DollarString,  ///< $$…$$ or $tag$…$tag$
  Number,
  Parameter,  ///< :name or ?
  Operator,   ///< punctuation; "::", "||", "|>", "->", "=>", "/*+" and "*/" are one token
};

/// Operators of more than one character; an operator of one character is its own code. "==" has the code of "=".
namespace op {
inline constexpr std::uint8_t kNullSafeEqual = 128;
inline constexpr std::uint8_t kCast = 129;
inline constexpr std::uint8_t kConcat = 130;
inline constexpr std::uint8_t kPipe = 131;
inline constexpr std::uint8_t kArrow = 132;
inline constexpr std::uint8_t kFatArrow = 133;
inline constexpr std::uint8_t kLessEqual = 134;
inline constexpr std::uint8_t kGreaterEqual = 135;
inline constexpr std::uint8_t kNotEqual = 136;
inline constexpr std::uint8_t kHintOpen = 137;
inline constexpr std::uint8_t kHintClose = 138;
}  // namespace op

struct Token {
  TokenKind kind = TokenKind::Operator;
  std::uint8_t op = 0;                   ///< of an Operator, see namespace op; 0 for others
  Keyword keyword = Keyword::NoKeyword;  ///< of a Word
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  ///< one past the last byte
  bool operator==(const Token&) const = default;
};

/// `text` in upper case as the engine folds it: ASCII letters, and U+0131 to I, U+017F to S.
std::string fold_upper(std::string_view text);
/// True when `text` folds to `upper`, which must be upper-case ASCII already.
bool folds_to(std::string_view text, std::string_view upper);

/// A run of tokens over one text. Positions past the end read as empty, so look-ahead needs no bounds checks.
class TokenView {
 public:
  TokenView(std::string_view text, std::span<const Token> tokens) : text_(text), tokens_(tokens) {}

  [[nodiscard]] std::size_t size() const { return tokens_.size(); }
  [[nodiscard]] bool empty() const { return tokens_.empty(); }
  [[nodiscard]] std::string_view text(std::size_t i) const {
    return i < size() ? bytes(tokens_[i].begin, tokens_[i].end) : std::string_view();
  }
  [[nodiscard]] bool is_kind(std::size_t i, TokenKind kind) const { return i < size() && tokens_[i].kind == kind; }
  /// The unquoted word at `i` is `upper` (upper-case ASCII) without regard to case.
  [[nodiscard]] bool is_word(std::size_t i, std::string_view upper) const;
  [[nodiscard]] bool is_any_word(std::size_t i, std::span<const std::string_view> uppers) const;
  [[nodiscard]] bool is_operator(std::size_t i, std::string_view text) const;
  /// The words from `i` on are exactly these.
  [[nodiscard]] bool has_words(std::size_t i, std::initializer_list<std::string_view> uppers) const;
  /// Word or QuotedName.
  [[nodiscard]] bool is_name(std::size_t i) const { return i < size() && tokens_[i].kind <= TokenKind::QuotedName; }
  [[nodiscard]] bool is_string(std::size_t i) const {
    return i < size() && tokens_[i].kind >= TokenKind::String && tokens_[i].kind <= TokenKind::DollarString;
  }
  /// Folded text of a Word, "" for anything else.
  [[nodiscard]] std::string word(std::size_t i) const;
  [[nodiscard]] TokenView from(std::size_t first) const { return slice(first, size()); }
  /// [first, last)
  [[nodiscard]] TokenView slice(std::size_t first, std::size_t last) const {
    last = last < size() ? last : size();
    first = first < last ? first : last;
    return {text_, tokens_.subspan(first, last - first)};
  }
  /// The bytes from the first to the last token; empty for an empty view.
  [[nodiscard]] std::string_view span_text() const {
    return empty() ? std::string_view() : bytes(tokens_.front().begin, tokens_.back().end);
  }
  [[nodiscard]] std::string_view whole_text() const { return text_; }
  [[nodiscard]] std::span<const Token> tokens() const { return tokens_; }

 private:
  [[nodiscard]] std::string_view bytes(std::size_t begin, std::size_t end) const {
    return text_.substr(begin, end - begin);
  }

  std::string_view text_;
  std::span<const Token> tokens_;
};

/// The tokens' texts, one blank where blanks or comments stood between two of them. Literals stay as they are.
std::string normalise(const TokenView& view);

}  // namespace lakecode::sql

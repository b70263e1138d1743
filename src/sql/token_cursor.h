#pragma once
// A place in a run of tokens, with looks ahead and takes: what the statement parser reads through. For src/sql only.
// Positions past the end read as empty. The first problem told is kept; nesting is counted and limited.

#include <initializer_list>
#include <string_view>

#include "sql/statement.h"

namespace lakecode::sql {

inline constexpr int kMaxNesting = 300;  ///< brackets, CASE, blocks inside one another

class TokenCursor {
 protected:
  explicit TokenCursor(const TokenView& view)
      : view_(view), tokens_(view.tokens().data()), size_(static_cast<std::uint32_t>(view.size())) {}

  /// Counts one level of nesting for as long as it lives.
  class Nest {
   public:
    explicit Nest(TokenCursor& cursor) : cursor_(cursor) { ++cursor_.depth_; }
    ~Nest() { --cursor_.depth_; }
    Nest(const Nest&) = delete;
    Nest& operator=(const Nest&) = delete;
    [[nodiscard]] bool too_deep() const { return cursor_.depth_ > kMaxNesting; }

   private:
    TokenCursor& cursor_;
  };

  [[nodiscard]] Keyword word(std::uint32_t ahead = 0) const {
    return at_ + ahead < size_ ? tokens_[at_ + ahead].keyword : Keyword::NoKeyword;
  }
  [[nodiscard]] TokenKind kind(std::uint32_t ahead = 0) const {
    return at_ + ahead < size_ ? tokens_[at_ + ahead].kind : TokenKind::Operator;
  }
  [[nodiscard]] std::uint8_t op(std::uint32_t ahead = 0) const {
    return at_ + ahead < size_ ? tokens_[at_ + ahead].op : std::uint8_t{0};
  }
  [[nodiscard]] bool at_end() const { return at_ >= size_ || tokens_[at_].op == ';'; }
  [[nodiscard]] bool is(Keyword keyword) const { return word() == keyword; }
  [[nodiscard]] bool is(Keyword first, Keyword second) const { return word() == first && word(1) == second; }
  [[nodiscard]] bool is_name(std::uint32_t ahead = 0) const {
    return at_ + ahead < size_ &&
           (tokens_[at_ + ahead].kind == TokenKind::Word || tokens_[at_ + ahead].kind == TokenKind::QuotedName);
  }
  [[nodiscard]] bool is_string(std::uint32_t ahead = 0) const {
    return kind(ahead) == TokenKind::String || kind(ahead) == TokenKind::RawString;
  }
  [[nodiscard]] bool is_op(std::uint8_t code) const { return op() == code; }
  /// All of these words are taken, or none.
  bool take(std::initializer_list<Keyword> words) {
    std::uint32_t ahead = 0;
    for (const Keyword keyword : words) {
      if (word(ahead++) != keyword) return false;
    }
    at_ += ahead;
    return true;
  }
  bool take(Keyword keyword) { return word() == keyword && step(); }
  bool take_op(std::uint8_t code) { return op() == code && step(); }
  bool take_any(const KeywordSet& words) { return words.has(word()) && step(); }
  bool expect(Keyword keyword) { return take(keyword) || fail("a word of the grammar is missing"); }
  bool expect(std::initializer_list<Keyword> words) { return take(words) || fail("a word of the grammar is missing"); }
  bool expect_op(std::uint8_t code) {
    return take_op(code) || fail(code == ')' ? "a bracket is not closed" : "punctuation is missing");
  }
  bool fail(std::string_view why);
  bool step() { return ++at_, true; }
  [[nodiscard]] TokenRange since(std::uint32_t first) const { return {first, at_}; }

  TokenView view_;
  const Token* tokens_;
  std::uint32_t size_;
  std::uint32_t at_ = 0;
  int depth_ = 0;
  std::string_view problem_;
  std::uint32_t problem_at_ = 0;
};

}  // namespace lakecode::sql

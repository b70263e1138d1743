#include "sql/token_cursor.h"

namespace lakecode::sql {

bool TokenCursor::is_name(std::uint32_t ahead) const {
  return at_ + ahead < size_ && (kind(ahead) == TokenKind::Word || kind(ahead) == TokenKind::QuotedName);
}

bool TokenCursor::is_string(std::uint32_t ahead) const {
  return at_ + ahead < size_ && (kind(ahead) == TokenKind::String || kind(ahead) == TokenKind::RawString);
}

bool TokenCursor::take(std::initializer_list<Keyword> words) {
  std::uint32_t ahead = 0;
  for (const Keyword keyword : words) {
    if (word(ahead++) != keyword) return false;
  }
  at_ += ahead;
  return true;
}

bool TokenCursor::take(Keyword keyword) {
  if (word() != keyword) return false;
  ++at_;
  return true;
}

bool TokenCursor::take_op(std::uint8_t code) {
  if (op() != code) return false;
  ++at_;
  return true;
}

bool TokenCursor::take_any(const KeywordSet& words) {
  if (!words.has(word())) return false;
  ++at_;
  return true;
}

bool TokenCursor::expect(Keyword keyword) {
  return take(keyword) || fail("a word of the grammar is missing");
}

bool TokenCursor::expect(std::initializer_list<Keyword> words) {
  return take(words) || fail("a word of the grammar is missing");
}

bool TokenCursor::expect_op(std::uint8_t code) {
  return take_op(code) || fail(code == ')' ? "a bracket is not closed" : "punctuation is missing");
}

bool TokenCursor::fail(std::string_view why) {
  if (problem_.empty()) {
    problem_ = why;
    problem_at_ = at_;
  }
  return false;
}

}  // namespace lakecode::sql

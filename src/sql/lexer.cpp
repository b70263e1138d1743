#include "sql/lexer.h"

// Follows the lexical rules of Spark's SqlBaseLexer.g4, of which Databricks SQL is a superset:
//   blanks      space, TAB, LF, VT, FF, CR and the Unicode blanks the grammar lists
//   -- comment  to the first CR or LF; a backslash directly before LF carries it on
//   /* */       nests, but "/*+" never opens a nested one; "/*+ … */" after SELECT is a hint whose inside is tokens
//   '…' "…"     backslash escapes any next character; a doubled quote stays inside
//   r'…' R"…"   end at the next quote, no escapes; the prefix must be a token of its own
//   `…`         a doubled back-tick stays inside, a backslash is an ordinary character
//   $$ … $$     and $tag$ … $tag$, the tag is letters, compared with case
// Refused (a problem): other non-ASCII outside quotes and comments, control characters, NUL anywhere, URI names
// ("letters://…"), open strings and comments, stray "#", "\", "{", "}".

#include <array>

#include "base/utf8.h"
#include "sql/word_bytes.h"

namespace lakecode::sql {
namespace {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct LongOperator {
  std::string_view text;
  std::uint8_t code;
};
constexpr std::array<LongOperator, 11> kLongOperators = {{{"<=>", op::kNullSafeEqual},
                                                          {"::", op::kCast},
                                                          {"||", op::kConcat},
                                                          {"|>", op::kPipe},
                                                          {"->", op::kArrow},
                                                          {"=>", op::kFatArrow},
                                                          {"<=", op::kLessEqual},
                                                          {">=", op::kGreaterEqual},
                                                          {"!=", op::kNotEqual},
                                                          {"<>", op::kNotEqual},
                                                          {"==", '='}}};
constexpr std::string_view kOperators = "()[],.;:?=<>!+-*/%&|^~@";
constexpr std::string_view kLongStarts = "<:|-=>!";

/// What a byte may begin, so that the common cases need one look.
/// In this order: what may stand within a word comes last.
enum class ByteClass : std::uint8_t { Other, Operator, Blank, Quote, Dot, Letter, Digit };

constexpr std::array<ByteClass, 256> make_byte_classes() {
  std::array<ByteClass, 256> classes{};
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const char c = static_cast<char>(i);
    if (std::string_view("(),;*%&^~@[]+").find(c) != std::string_view::npos) classes.at(i) = ByteClass::Operator;
    if (c == ' ' || (c >= '\t' && c <= '\r')) classes.at(i) = ByteClass::Blank;
    if (c == '\'' || c == '"') classes.at(i) = ByteClass::Quote;
    if (c == '.') classes.at(i) = ByteClass::Dot;
    if (is_letter(c) || c == '_') classes.at(i) = ByteClass::Letter;
    if (is_digit(c)) classes.at(i) = ByteClass::Digit;
  }
  return classes;
}
constexpr std::array<ByteClass, 256> kByteClasses = make_byte_classes();

constexpr ByteClass class_of(char c) {
  return kByteClasses[static_cast<unsigned char>(c)];
}

class Lexer {
 public:
  Lexer(std::string_view text, std::pmr::memory_resource* memory) : text_(text), out_(memory) {}

  Lexed run() {
    if (text_.size() > kMaxSqlBytes) return fail("the text is longer than a statement may be"), std::move(out_);
    if (text_.find('\0') != std::string_view::npos) return fail("it holds a NUL byte"), std::move(out_);
    if (!utf8::is_valid(text_)) return fail("it is not valid UTF-8"), std::move(out_);
    out_.tokens.reserve(text_.size() / 4 + 8);
    // The one place that stores a token, so that storing is not a call.
    while (at_ < text_.size()) {
      if (text_.data()[at_] == ' ') {
        ++at_;  // by far the most common blank: no look at its class
      } else if (step()) {
        out_.tokens.push_back(token_);
      } else if (!out_.ok()) {
        break;
      }
    }
    if (out_.ok() && in_hint_) fail("a hint is not closed");
    return std::move(out_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool starts(std::string_view s) const { return text_.substr(at_, s.size()) == s; }
  /// Bytes of a word character at `position`, 0 when there is none.
  [[nodiscard]] std::size_t word_bytes(std::size_t position) const {
    if (position >= text_.size()) return 0;
    const ByteClass kind = class_of(text_[position]);
    if (kind == ByteClass::Letter || kind == ByteClass::Digit) return 1;
    if (static_cast<unsigned char>(text_[position]) < 0x80) return 0;
    const std::string_view two = text_.substr(position, 2);
    return two == "\xC4\xB1" || two == "\xC5\xBF" ? 2 : 0;
  }
  /// Bytes of a blank at the cursor, 0 when there is none.
  [[nodiscard]] std::size_t blank_bytes() const {
    const char c = peek();
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    if (static_cast<unsigned char>(c) < 0x80) return 0;
    const utf8::Decoded decoded = utf8::decode_at(text_, at_);
    const char32_t p = decoded.code_point;
    const bool blank = p == 0xA0 || p == 0x1680 || (p >= 0x2000 && p <= 0x200A) || p == 0x2028 || p == 0x202F ||
                       p == 0x205F || p == 0x3000;
    return blank ? decoded.length : 0;
  }

  bool fail(std::string_view why) {
    out_.problem = why;
    out_.problem_at = at_;
    return false;
  }
  bool emit(TokenKind kind, std::size_t begin, std::uint8_t code = 0, Keyword keyword = Keyword::NoKeyword) {
    token_ = Token{.kind = kind,
                   .op = code,
                   .keyword = keyword,
                   .begin = static_cast<std::uint32_t>(begin),
                   .end = static_cast<std::uint32_t>(at_)};
    return true;
  }

  /// Reads what stands at the cursor. True: it is the token in token_. False: a blank, a comment, or a problem.
  bool step() {
    switch (class_of(text_.data()[at_])) {
      case ByteClass::Blank:
        ++at_;
        return false;
      case ByteClass::Letter:
        return take_word();
      case ByteClass::Digit:
        return take_number();
      case ByteClass::Dot:
        return is_digit(peek(1)) && !follows_operand() ? take_number() : take_operator(1, '.');
      case ByteClass::Quote:
        return take_string();
      case ByteClass::Operator:
        if (in_hint_ && starts("*/")) break;
        return take_operator(1, static_cast<std::uint8_t>(text_[at_]));  // begins nothing longer
      case ByteClass::Other:
        break;
    }
    return step_by_look();
  }

  bool step_by_look() {
    const char c = peek();
    if (c == '=' && peek(1) != '>' && peek(1) != '=') return take_operator(1, '=');
    if (c == '-' && peek(1) == '-') return skip_line_comment();
    if (c == '/' && peek(1) == '*') return peek(2) == '+' ? open_hint() : skip_block_comment();
    if (in_hint_ && starts("*/")) return close_hint();
    if (c == '`') return take_quoted_name();
    if (c == '$') return take_dollar_string();
    if (const std::size_t blank = blank_bytes(); blank > 0) return at_ += blank, false;
    return word_bytes(at_) > 0 ? take_word() : take_punctuation();
  }

  bool skip_line_comment() {
    at_ += 2;
    while (at_ < text_.size() && peek() != '\r' && peek() != '\n') at_ += starts("\\\n") ? 2 : 1;
    return false;
  }

  bool skip_block_comment() {
    const std::size_t begin = at_;
    std::size_t depth = 1;
    at_ += 2;
    while (at_ < text_.size() && depth > 0) {
      if (starts("*/")) {
        --depth;
        at_ += 2;
      } else if (starts("/*") && !starts("/*+")) {
        ++depth;
        at_ += 2;
      } else {
        ++at_;
      }
    }
    if (depth == 0) return false;
    at_ = begin;
    return fail("a comment is not closed");
  }

  bool open_hint() {
    const bool placed =
        !out_.tokens.empty() && (out_.tokens.back().keyword == "SELECT"_kw || out_.tokens.back().op == op::kHintClose);
    if (in_hint_ || !placed) return fail("a hint does not follow SELECT");
    in_hint_ = true;
    return take_operator(3, op::kHintOpen);
  }

  bool close_hint() {
    in_hint_ = false;
    return take_operator(2, op::kHintClose);
  }

  bool take_operator(std::size_t bytes, std::uint8_t code) {
    const std::size_t begin = at_;
    at_ += bytes;
    return emit(TokenKind::Operator, begin, code);
  }

  bool take_string() {
    const std::size_t begin = at_;
    const char quote = peek();
    for (++at_; at_ < text_.size();) {
      if (peek() == '\\') {
        at_ += 2;
      } else if (peek() != quote) {
        ++at_;
      } else if (peek(1) == quote) {
        at_ += 2;
      } else {
        ++at_;
        return emit(TokenKind::String, begin);
      }
    }
    at_ = begin;
    return fail("a string is not closed");
  }

  bool take_quoted_name() {
    const std::size_t begin = at_;
    for (++at_; at_ < text_.size();) {
      if (peek() != '`') {
        ++at_;
      } else if (peek(1) == '`') {
        at_ += 2;
      } else {
        ++at_;
        return emit(TokenKind::QuotedName, begin);
      }
    }
    at_ = begin;
    return fail("a quoted name is not closed");
  }

  bool take_dollar_string() {
    const std::size_t begin = at_;
    std::size_t tag_end = at_ + 1;
    while (tag_end < text_.size() && is_letter(text_[tag_end])) ++tag_end;
    if (tag_end >= text_.size() || text_[tag_end] != '$') return fail("'$' does not begin a token");
    const std::string_view tag = text_.substr(begin, tag_end + 1 - begin);
    const std::size_t close = text_.find(tag, tag_end + 1);
    if (close == std::string_view::npos) return fail("a dollar-quoted string is not closed");
    at_ = close + tag.size();
    return emit(TokenKind::DollarString, begin);
  }

  /// True when a letter beyond ASCII was among them.
  bool skip_word_characters() {
    bool wide = false;
    while (true) {
      std::size_t at = at_;  // a local stays in a register
      while (at < text_.size() && class_of(text_[at]) >= ByteClass::Letter) ++at;
      at_ = at;
      if (at_ >= text_.size() || static_cast<unsigned char>(text_[at_]) < 0x80) return wide;
      const std::size_t bytes = word_bytes(at_);  // the two letters beyond ASCII
      if (bytes == 0) return wide;
      wide = true;
      at_ += bytes;
    }
  }

  bool take_word() { return at_ + kShortWord <= text_.size() ? take_short_word() : take_any_word(); }

  /// There are eight bytes or more: a word that ends within them needs no walk.
  bool take_short_word() {
    const std::uint64_t bytes = eight_at(text_.data() + at_);
    const unsigned size = word_run(bytes);
    if (size == kShortWord || size == 0) return take_any_word();
    const std::uint64_t behind = bytes >> (8U * size);
    const auto next = static_cast<char>(behind & 0xFFU);
    // What makes more of a word than its letters is left to the long way.
    if (next != ' ' && (next == ':' || static_cast<unsigned char>(next) >= 0x80 || class_of(next) == ByteClass::Quote))
      return take_any_word();
    const std::size_t begin = at_;
    at_ += size;
    return emit(TokenKind::Word, begin, 0, find_short_keyword(bytes ^ (behind << (8U * size)), size));
  }

  bool take_any_word() {
    const std::size_t begin = at_;
    const bool wide = skip_word_characters();
    const std::string_view word(text_.data() + begin, at_ - begin);
    if (at_ < text_.size() && text_[at_] != ' ') {
      if (word.size() == 1 && (word[0] == 'r' || word[0] == 'R') && class_of(peek()) == ByteClass::Quote)
        return take_raw_string(begin);
      if (peek() == ':' && starts("://")) return fail("an unquoted URI is not a name");
    }
    return emit(TokenKind::Word, begin, 0, wide ? find_keyword(word) : find_ascii_keyword(word));
  }

  bool take_raw_string(std::size_t begin) {
    const std::size_t close = text_.find(peek(), at_ + 1);
    if (close == std::string_view::npos) return fail("a raw string is not closed");
    at_ = close + 1;
    return emit(TokenKind::RawString, begin);
  }

  /// True when the last token touches the cursor and may be followed by a field access.
  [[nodiscard]] bool follows_operand() const {
    if (out_.tokens.empty() || out_.tokens.back().end != at_) return false;
    const TokenKind kind = out_.tokens.back().kind;
    if (kind == TokenKind::Word || kind == TokenKind::QuotedName || kind == TokenKind::String) return true;
    const char last = text_[at_ - 1];
    return last == ')' || last == ']';
  }

  // A run of digits; with letters in it, it is a name such as 2024_sales, unless they are an exponent or a type suffix.
  bool take_number() {
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    if (peek() == '.' && word_bytes(at_ + 1) == 0) ++at_;
    if (peek() == '.' && is_digit(peek(1))) {
      ++at_;
      while (is_digit(peek())) ++at_;
    }
    const std::size_t digits_end = at_;
    if ((peek() == 'e' || peek() == 'E') && (peek(1) == '+' || peek(1) == '-') && is_digit(peek(2))) at_ += 2;
    skip_word_characters();
    if (at_ == digits_end || is_number_tail(text_.substr(digits_end, at_ - digits_end)))
      return emit(TokenKind::Number, begin);
    if (text_.substr(begin, at_ - begin).find_first_of(".+-") != std::string_view::npos)
      return fail("a number is malformed");
    return emit(TokenKind::Word, begin);
  }

  static bool is_number_tail(std::string_view tail) {
    if (!tail.empty() && (tail[0] == 'e' || tail[0] == 'E')) {
      tail.remove_prefix(1);
      if (!tail.empty() && (tail[0] == '+' || tail[0] == '-')) tail.remove_prefix(1);
      if (tail.empty() || !is_digit(tail[0])) return false;
      while (!tail.empty() && is_digit(tail[0])) tail.remove_prefix(1);
    }
    static constexpr std::array<std::string_view, 7> kSuffixes = {"", "L", "S", "Y", "D", "F", "BD"};
    for (const std::string_view suffix : kSuffixes) {
      if (folds_to(tail, suffix)) return true;
    }
    return false;
  }

  bool take_punctuation() {
    const std::size_t begin = at_;
    if (peek() == '?' || (peek() == ':' && peek(1) != ':' && word_bytes(at_ + 1) > 0 && !follows_operand())) {
      ++at_;
      if (text_[begin] == ':') skip_word_characters();
      return emit(TokenKind::Parameter, begin);
    }
    const bool may_be_long = kLongStarts.find(peek()) != std::string_view::npos;
    for (const LongOperator& longer : kLongOperators) {
      if (may_be_long && starts(longer.text)) return take_operator(longer.text.size(), longer.code);
    }
    if (kOperators.find(peek()) == std::string_view::npos) return fail("a character is not part of the language here");
    return take_operator(1, static_cast<std::uint8_t>(peek()));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool in_hint_ = false;
  Token token_;  ///< read last
  Lexed out_;
};

}  // namespace

Lexed lex(std::string_view sql, std::pmr::memory_resource* memory) {
  return Lexer(sql, memory).run();
}

}  // namespace lakecode::sql

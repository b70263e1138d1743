#include "local/dialect/lexer.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "base/text.h"
#include "base/utf8.h"
#include "local/dialect/sql_error.h"

namespace lakecode::local::dialect {
namespace {

bool is_word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word_part(char c) {
  return is_word_start(c) || is_digit(c);
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

constexpr std::array<std::string_view, 13> kLongSymbols{"<=>", "?::", "||", "::", "<=", ">=", "<>",
                                                        "!=",  "==",  "->", "=>", "|>", "!<"};
constexpr std::string_view kSymbols = "()[]{},.;+-*/%<>=!&|^~:@";

class Lexer {
 public:
  explicit Lexer(std::string_view sql) : sql_(sql) {}

  Result<std::vector<Token>> run() {
    for (;;) {
      TRY_VOID(skip_blanks());
      if (at_ >= sql_.size()) break;
      Token token;
      token.begin = at_;
      TRY_VOID(take(token));
      token.end = at_;
      tokens_.push_back(std::move(token));
    }
    Token end;
    end.begin = end.end = sql_.size();
    tokens_.push_back(std::move(end));
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const { return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0'; }
  [[nodiscard]] bool starts(std::string_view text) const { return sql_.substr(at_).starts_with(text); }

  Result<void> skip_blanks() {
    for (;;) {
      while (at_ < sql_.size() && is_blank(sql_[at_])) ++at_;
      if (starts("--")) {
        at_ = std::min(sql_.find('\n', at_), sql_.size());
      } else if (starts("/*")) {
        TRY_VOID(skip_block_comment());
      } else {
        return {};
      }
    }
  }

  Result<void> skip_block_comment() {
    int depth = 0;
    while (at_ < sql_.size()) {
      if (starts("/*")) {
        ++depth;
        at_ += 2;
      } else if (starts("*/")) {
        at_ += 2;
        if (--depth == 0) return {};
      } else {
        ++at_;
      }
    }
    return sql_error("UNCLOSED_BRACKETED_COMMENT", "Found an unclosed bracketed comment.", "42601");
  }

  Result<void> take(Token& token) {
    const char c = peek();
    if ((c == 'r' || c == 'R') && (peek(1) == '\'' || peek(1) == '"')) {
      ++at_;
      return take_text(token, Escapes::None);
    }
    if ((c == 'x' || c == 'X') && peek(1) == '\'') {
      ++at_;
      TRY_VOID(take_text(token, Escapes::None));
      token.kind = TokenKind::Bytes;
      return {};
    }
    if (c == '\'' || c == '"') return take_text(token, Escapes::Backslash);
    if (starts("$$")) return take_dollar_text(token);
    if (c == '`') return take_quoted_name(token);
    if (is_word_start(c)) return take_word(token);
    if (is_digit(c) || (c == '.' && is_digit(peek(1)) && !after_name())) return take_number(token);
    if (c == ':' && is_word_start(peek(1)) && peek(1) != ':' && !after_operand()) return take_marker(token);
    return take_symbol(token);
  }

  /// "a.1" is a path into a struct or a name part, never the number .1
  [[nodiscard]] bool after_name() const {
    return !tokens_.empty() && tokens_.back().is_name() && tokens_.back().end == at_;
  }
  /// "a:b" is a path into JSON; a marker never follows an operand without a blank.
  [[nodiscard]] bool after_operand() const {
    return !tokens_.empty() && tokens_.back().end == at_ &&
           (tokens_.back().is_name() || tokens_.back().kind == TokenKind::Text || tokens_.back().is_symbol(")") ||
            tokens_.back().is_symbol("]"));
  }

  Result<void> take_word(Token& token) {
    token.kind = TokenKind::Word;
    while (is_word_part(peek())) token.value.push_back(sql_[at_++]);
    return {};
  }

  Result<void> take_marker(Token& token) {
    ++at_;
    TRY_VOID(take_word(token));
    token.kind = TokenKind::Marker;
    return {};
  }

  Result<void> take_quoted_name(Token& token) {
    token.kind = TokenKind::QuotedName;
    ++at_;
    while (at_ < sql_.size()) {
      if (peek() == '`' && peek(1) != '`') {
        ++at_;
        return {};
      }
      if (peek() == '`') ++at_;
      token.value.push_back(sql_[at_++]);
    }
    return syntax_error("`");
  }

  enum class Escapes { None, Backslash };
  Result<void> take_text(Token& token, Escapes escapes) {
    token.kind = TokenKind::Text;
    const char quote = sql_[at_++];
    while (at_ < sql_.size()) {
      const char c = sql_[at_++];
      if (c == quote && peek() == quote && escapes == Escapes::Backslash) {
        token.value.push_back(quote);
        ++at_;
      } else if (c == quote) {
        return {};
      } else if (c == '\\' && escapes == Escapes::Backslash && at_ < sql_.size()) {
        take_escape(token.value);
      } else {
        token.value.push_back(c);
      }
    }
    return syntax_error(std::string(1, quote));
  }

  /// $$ ... $$, as it stands: the body of a function in another language.
  Result<void> take_dollar_text(Token& token) {
    const std::size_t end = sql_.find("$$", at_ + 2);
    if (end == std::string_view::npos) return syntax_error("$$");
    token.kind = TokenKind::Text;
    token.value = sql_.substr(at_ + 2, end - at_ - 2);
    at_ = end + 2;
    return {};
  }

  void take_escape(std::string& out) {
    const char c = sql_[at_++];
    switch (c) {
      case 'n':
        out.push_back('\n');
        break;
      case 't':
        out.push_back('\t');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case 'b':
        out.push_back('\b');
        break;
      case '0':
        out.push_back('\0');
        break;
      case 'Z':
        out.push_back('\x1a');
        break;
      case '%':
      case '_':  // stay escaped, for LIKE
        out.push_back('\\');
        out.push_back(c);
        break;
      case 'u':
        take_code_point(out);
        break;
      default:
        out.push_back(c);
    }
  }

  void take_code_point(std::string& out) {
    char32_t code = 0;
    std::size_t digits = 0;
    for (; digits < 4; ++digits) {
      const char c = peek(digits);
      if (is_digit(c)) {
        code = code * 16 + static_cast<char32_t>(c - '0');
      } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
        code = code * 16 + static_cast<char32_t>((c | 0x20) - 'a' + 10);
      } else {
        break;
      }
    }
    if (digits < 4) {
      out.push_back('u');
      return;
    }
    at_ += 4;
    utf8::append(out, code);
  }

  Result<void> take_number(Token& token) {
    token.kind = TokenKind::Number;
    const std::size_t from = at_;
    while (is_digit(peek())) ++at_;
    if (peek() == '.' && (is_digit(peek(1)) || !is_word_start(peek(1)))) {
      ++at_;
      while (is_digit(peek())) ++at_;
    }
    const bool exponent = (peek() == 'e' || peek() == 'E') &&
                          (is_digit(peek(1)) || ((peek(1) == '-' || peek(1) == '+') && is_digit(peek(2))));
    if (exponent) {
      at_ += 2;
      while (is_digit(peek())) ++at_;
    }
    while (is_word_part(peek())) ++at_;  // suffix: L, S, Y, D, F, BD; what else it may be is told by the rewriter
    token.value = sql_.substr(from, at_ - from);
    return {};
  }

  Result<void> take_symbol(Token& token) {
    token.kind = TokenKind::Symbol;
    for (const std::string_view symbol : kLongSymbols) {
      if (!starts(symbol)) continue;
      token.value = symbol;
      at_ += symbol.size();
      return {};
    }
    const char c = sql_[at_++];
    token.value = c;
    if (c == '?') token.kind = TokenKind::Question;
    if (c == '?' || kSymbols.find(c) != std::string_view::npos) return {};
    return syntax_error(token.value);
  }

  std::string_view sql_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

bool Token::is_word(std::string_view upper) const {
  return kind == TokenKind::Word && text::equals_ignore_case(value, upper);
}

Result<std::vector<Token>> lex(std::string_view sql) {
  return Lexer(sql).run();
}

std::string quote_name(std::string_view name) {
  return "\"" + text::replace_all(name, "\"", "\"\"") + "\"";
}

std::string quote_text(std::string_view text) {
  std::string quoted = "'" + text::replace_all(text, "'", "''") + "'";
  if (text.find('\0') == std::string_view::npos) return quoted;
  // The engine takes statements as C strings.
  return "(" + text::replace_all(quoted, std::string_view("\0", 1), "' || chr(0) || '") + ")";
}

}  // namespace lakecode::local::dialect

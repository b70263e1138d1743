#pragma once
// Words of Databricks SQL. Pure and total: any text gives tokens or an error, in linear time.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lakecode::local::dialect {

enum class TokenKind {
  Word,        ///< bare identifier or keyword
  QuotedName,  ///< `name`
  Text,        ///< 'text' or "text", also r'raw'
  Number,      ///< with its suffix
  Bytes,       ///< X'1F'
  Marker,      ///< :name
  Question,    ///< ?
  Symbol,      ///< operator or punctuation; `value` is the symbol
  End
};

struct Token {
  TokenKind kind = TokenKind::End;
  std::string value;      ///< name without quotes, text without quotes and escapes, else as written
  std::size_t begin = 0;  ///< byte offsets in the statement
  std::size_t end = 0;

  /// Bare word equal to `upper` (written in capitals), case ignored.
  [[nodiscard]] bool is_word(std::string_view upper) const;
  [[nodiscard]] bool is_symbol(std::string_view symbol) const { return kind == TokenKind::Symbol && value == symbol; }
  [[nodiscard]] bool is_name() const { return kind == TokenKind::Word || kind == TokenKind::QuotedName; }
};

/// The tokens of `sql`, ended by one of kind End. Comments (-- and nested /* */) are left out.
/// Error InvalidArgument with a [PARSE_SYNTAX_ERROR] reason for an unclosed quote or comment or a foreign character.
Result<std::vector<Token>> lex(std::string_view sql);

/// `name` quoted for the engine: "name".
std::string quote_name(std::string_view name);
/// `text` quoted for the engine: 'text'.
std::string quote_text(std::string_view text);

}  // namespace lakecode::local::dialect

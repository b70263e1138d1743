#pragma once
// Where secrets stand in a text: the finders behind base/redact.h. Pure; thread-safe.
// Every finder is linear in the text: it moves on past what it has looked at.

#include <cstddef>
#include <string_view>
#include <vector>

namespace lakecode::redaction {

/// Bytes [begin, end) hold a secret of `kind` (a literal). `quote` is put around the mask when it is not 0, so that
/// JSON stays JSON where a bare number is masked.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view kind;
  char quote = '\0';
};

/// Secrets known by their own form: tokens with a fixed prefix, JWTs, PEM keys, passwords in URLs, bearer tokens.
void find_shapes(std::string_view text, std::vector<Span>& spans);

/// Values that stand after a secret-looking name: name=value, "name": "value", --name value.
void find_named_values(std::string_view text, std::vector<Span>& spans);

/// Letters, digits and the other characters that tokens are made of: "_" and "-".
bool is_token_char(char c);

}  // namespace lakecode::redaction

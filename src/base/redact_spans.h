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

/// The characters that a token of another service begins with.
inline constexpr std::string_view kVendorFirst = "gxhsrSnpd";
/// The token of another service that begins at `at`; empty (end 0) when there is none.
Span find_vendor_token(std::string_view text, std::size_t at);

/// Values that stand after a secret-looking name: name=value, "name": "value", --name value.
void find_named_values(std::string_view text, std::vector<Span>& spans);

/// What a name promises: "password", "secret", "token", "authorization", "random" (only a random-looking value is one),
/// or "" for nothing.
std::string_view kind_of_name(std::string_view word);
/// False for what no secret of that kind looks like: empty, masked, a reference, a count.
bool is_worth_masking(std::string_view value, std::string_view kind);
/// The value stands elsewhere, or is masked already; its first 128 bytes tell.
bool is_reference(std::string_view value);
/// `text` begins with code that fetches a value: var.x, os.environ["x"], f("x").
bool is_expression(std::string_view text);
/// PWD is a password in a connection string and a folder in an environment.
bool is_path_variable(std::string_view name);

/// Letters, digits and the other characters that tokens are made of: "_" and "-".
bool is_token_char(char c);

}  // namespace lakecode::redaction

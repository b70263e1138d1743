// Values after a secret-looking name:
//   name=value   name: value   "name": "value"   \"name\": \"value\"   --name value
// What is no secret although its name sounds like one stays: counts (input_tokens: 12), kinds (token_type), references
// (${TOKEN}, {{secrets/scope/key}}), empty values, and what is masked already. A name it gets wrong: "secretary=Ann".
#include <algorithm>
#include <array>

#include "base/redact_spans.h"
#include "base/text.h"

namespace lakecode::redaction {
namespace {

// Names longer than this are judged by their last part.
constexpr std::size_t kLongestName = 64;

bool is_name_char(char c) {
  return is_token_char(c) || c == '.';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool ends_with(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() && name.substr(name.size() - ending.size()) == ending;
}

/// "password", "secret" or "token" for a name that promises one, else "".
std::string_view kind_of_name(std::string_view word) {
  std::string name = text::to_lower(word.size() > kLongestName ? word.substr(word.size() - kLongestName) : word);
  std::replace(name.begin(), name.end(), '-', '_');
  constexpr std::array<std::string_view, 22> kHarmless = {
      "_type", "_count",    "_id",      "_name",  "_scope", "_scopes", "_limit",  "_url",
      "_uri",  "_endpoint", "_expiry",  "_at",    "_in",    "_budget", "_policy", "_usage",
      "_path", "_file",     "_seconds", "tokens", "_class", "_kind"};
  if (std::any_of(kHarmless.begin(), kHarmless.end(), [&](auto ending) { return ends_with(name, ending); })) return {};
  const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
  if (has("password") || has("passwd") || has("passphrase")) return "password";
  if (has("secret") || has("api_key") || has("apikey") || has("access_key") || has("accesskey") || has("private_key") ||
      has("privatekey") || has("credential")) {
    return "secret";
  }
  if (has("token") || name == "authorization") return "token";
  return {};
}

/// Where the value begins and how it is quoted: "" bare, "\"" or "'" plainly, "\\\"" inside a JSON string.
struct Opening {
  std::size_t at = std::string_view::npos;
  std::string_view quote;
  std::string_view name_quote;
  bool after_colon = false;
};

std::string_view quote_at(std::string_view text, std::size_t at) {
  for (const std::string_view quote : {"\\\"", "\"", "'"}) {
    if (text.substr(at, quote.size()) == quote) return quote;
  }
  return {};
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

/// Reads from the end of a name to the begin of its value; `at` npos when no value follows.
Opening find_opening(std::string_view text, std::size_t name_begin, std::size_t name_end) {
  Opening opening;
  std::size_t at = name_end;
  const auto name_quote = quote_at(text, at);
  opening.name_quote = name_quote;
  at = skip_blanks(text, at + name_quote.size());
  const bool option = text.substr(name_begin, 2) == "--" && at > name_end && name_quote.empty();
  if (at < text.size() && (text[at] == '=' || text[at] == ':')) {
    opening.after_colon = text[at] == ':';
    at = skip_blanks(text, at + 1);
    if (at < text.size() && text[at] == '>' && text[at - 1] == '=') at = skip_blanks(text, at + 1);
  } else if (!option) {
    return opening;
  }
  if (at >= text.size()) return opening;
  opening.quote = quote_at(text, at);
  opening.at = at + opening.quote.size();
  return opening;
}

std::size_t end_of_quoted(std::string_view text, std::size_t begin, std::string_view quote) {
  for (std::size_t at = begin; at < text.size(); ++at) {
    if (text.substr(at, quote.size()) == quote) return at;
    if (text[at] == '\\' && quote.size() == 1) ++at;  // an escaped character never closes
    if (text[at] == '\\' && quote.size() == 2 && text.substr(at, 3) == "\\\\\\") at += 3;
  }
  return text.size();
}

std::size_t end_of_bare(std::string_view text, std::size_t begin) {
  std::size_t at = begin;
  while (at < text.size() && static_cast<unsigned char>(text[at]) > ' ' &&
         std::string_view(",;&\"'`)}]<>\\").find(text[at]) == std::string_view::npos) {
    ++at;
  }
  return at;
}

bool is_reference(std::string_view value) {
  constexpr std::array<std::string_view, 6> kStarts = {"${", "{{", "$(", "[redacted:", "{", "["};
  return std::any_of(kStarts.begin(), kStarts.end(),
                     [&](auto start) { return value.substr(0, start.size()) == start; });
}

bool is_plain_word(std::string_view value) {
  return value == "null" || value == "true" || value == "false" || value == "None" || value == "nil";
}

bool is_short_number(std::string_view value) {
  return value.size() <= 10 && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_worth_masking(std::string_view value, std::string_view kind, const Opening& opening) {
  if (value.empty() || is_plain_word(value) || is_reference(value)) return false;
  if (kind == "token") {
    if (is_short_number(value)) return false;
    // "unexpected token: SELECT" is a message of a parser, no secret.
    if (opening.after_colon && opening.name_quote.empty() && value.size() < 8) return false;
  }
  return true;
}

/// "Authorization: Bearer X": the secret is the word after the scheme.
std::size_t skip_scheme(std::string_view text, std::size_t begin) {
  for (const std::string_view scheme : {"bearer ", "basic ", "token "}) {
    if (text::equals_ignore_case(text.substr(begin, scheme.size()), scheme))
      return skip_blanks(text, begin + scheme.size());
  }
  return begin;
}

/// Looks for a value after the name [begin, end); returns where to go on.
std::size_t find_value(std::string_view text, std::size_t begin, std::size_t end, std::vector<Span>& spans) {
  const auto kind = kind_of_name(text.substr(begin, end - begin));
  if (kind.empty()) return end;
  const auto opening = find_opening(text, begin, end);
  if (opening.at >= text.size()) return end;
  const std::size_t first = skip_scheme(text, opening.at);
  if (is_reference(text.substr(first, 16))) return end;
  const std::size_t last = opening.quote.empty() ? end_of_bare(text, first) : end_of_quoted(text, first, opening.quote);
  if (!is_worth_masking(text.substr(first, last - first), kind, opening)) return end;
  // A bare number becomes text, quoted as the name is. Inside an escaped string nothing can be added.
  const bool quote = opening.name_quote.size() == 1 && opening.quote.empty() && opening.after_colon;
  spans.push_back({first, last, kind, quote ? opening.name_quote.front() : '\0'});
  return last;
}

}  // namespace

void find_named_values(std::string_view text, std::vector<Span>& spans) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_name_char(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_name_char(text[end])) ++end;
    at = find_value(text, at, end, spans);
  }
}

}  // namespace lakecode::redaction

// Values after a secret-looking name:
//   name=value   name: value   "name": "value"   \"name\": \"value\"   --name value   name 'value'
//   call("name", "value")   <name>value</name>   spark.dotted.name value   "names": ["value", …]   name: | and a block
// What is no secret although its name sounds like one stays: counts (input_tokens: 12), kinds (token_type), page and
// idempotency tokens, references (${TOKEN}, {{secrets/scope/key}}, var.token, os.environ[…]), empty values, and what is
// masked already. Which names promise a secret: redact_name_words.cpp. A text it gets wrong: "password 'x' is wrong".
#include <algorithm>
#include <array>

#include "base/redact_spans.h"
#include "base/text.h"

namespace lakecode::redaction {
namespace {

constexpr std::size_t kLongestRandom = 512;

bool is_name_char(char c) {
  return is_token_char(c) || c == '.';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// How a value hangs on its name.
enum class Link { None, Equals, Colon, Option, Call, Blank, Element, Attribute, Prose };

/// Where the value begins and how it is quoted: "" bare, "\"" or "'" plainly, "\\\"" inside a JSON string.
struct Opening {
  std::size_t at = std::string_view::npos;
  std::string_view quote;
  std::string_view name_quote;
  Link link = Link::None;
};

std::string_view quote_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return {};
  if (text[at] == '"') return "\"";
  if (text[at] == '\'') return "'";
  return text[at] == '\\' && at + 1 < text.size() && text[at + 1] == '"' ? "\\\"" : std::string_view();
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

/// The name is the first argument of a call: name character, "(", quote, name.
bool is_first_argument(std::string_view text, std::size_t name_begin, std::string_view quote) {
  const std::size_t before = quote.size() + 2;
  return !quote.empty() && name_begin >= before && text[name_begin - before + 1] == '(' &&
         is_name_char(text[name_begin - before]);
}

/// <add key="password" value="X">: the value of the next attribute.
bool is_before_value_attribute(std::string_view text, std::size_t at) {
  return text.substr(at, 7) == "value=\"";
}

/// Where the word that may be a secret begins in "token X" and "the password is X"; npos for short words, which are
/// most: this is asked for every word of a text.
std::size_t long_word_at(std::string_view text, std::size_t at) {
  constexpr std::size_t kShortest = 20;
  if (text.substr(at, 3) == "is ") at += 3;
  std::size_t end = at;
  while (end < text.size() && end - at < kShortest && is_token_char(text[end])) ++end;
  return end - at == kShortest ? at : std::string_view::npos;
}

Link link_at(std::string_view text, std::size_t at, std::size_t name_begin, std::size_t name_end,
             std::string_view name_quote) {
  if (at >= text.size()) return Link::None;
  if (text[at] == '=') return Link::Equals;
  if (text[at] == ':') return Link::Colon;
  if (text[at] == ',' && is_first_argument(text, name_begin, name_quote)) return Link::Call;
  if (!name_quote.empty() && is_before_value_attribute(text, at)) return Link::Attribute;
  if (!name_quote.empty() || at == name_end) {
    return at == name_end && text[at] == '>' && name_begin > 0 && text[name_begin - 1] == '<' ? Link::Element
                                                                                              : Link::None;
  }
  if (text.substr(name_begin, 2) == "--") return Link::Option;
  const bool setting = text::equals_ignore_case(text.substr(name_begin, 6), "spark.");
  if (text[at] == '\'' || setting) return Link::Blank;
  return long_word_at(text, at) == std::string_view::npos ? Link::None : Link::Prose;
}

/// Reads from the end of a name to the begin of its value; `at` npos when no value follows.
Opening find_opening(std::string_view text, std::size_t name_begin, std::size_t name_end) {
  Opening opening;
  opening.name_quote = quote_at(text, name_end);
  std::size_t at = skip_blanks(text, name_end + opening.name_quote.size());
  opening.link = link_at(text, at, name_begin, name_end, opening.name_quote);
  if (opening.link == Link::None) return opening;
  if (opening.link == Link::Prose) {
    opening.at = long_word_at(text, at);
    return opening;
  }
  if (opening.link == Link::Attribute) at += 6;
  if (opening.link != Link::Option && opening.link != Link::Blank && opening.link != Link::Attribute)
    at = skip_blanks(text, at + 1);
  if (opening.link == Link::Equals && at < text.size() && text[at] == '>') at = skip_blanks(text, at + 1);
  if (at >= text.size()) return opening;
  opening.quote = quote_at(text, at);
  if (opening.link == Link::Call && opening.quote.empty()) return opening;
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

/// "Authorization: Bearer X": the secret is the word after the scheme.
std::size_t skip_scheme(std::string_view text, std::size_t begin) {
  for (const std::string_view scheme : {"bearer ", "basic ", "token "}) {
    if (text::equals_ignore_case(text.substr(begin, scheme.size()), scheme))
      return skip_blanks(text, begin + scheme.size());
  }
  return begin;
}

/// The block of a YAML scalar that begins with "|" or ">": every following line indented deeper than the name.
std::size_t end_of_block(std::string_view text, std::size_t name_begin, std::size_t at) {
  constexpr std::size_t kDeepest = 64;
  std::size_t indent = 0;
  while (indent < kDeepest && indent < name_begin && text[name_begin - 1 - indent] == ' ') ++indent;
  std::size_t end = text.find('\n', at);
  while (end < text.size()) {
    std::size_t first = end + 1;
    while (first < text.size() && text[first] == ' ') ++first;
    const bool blank = first < text.size() && text[first] == '\n';
    if (!blank && first - end - 1 <= indent) return end;
    end = first >= text.size() ? text.size() : text.find('\n', first);
  }
  return text.size();
}

bool opens_block(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != '|' && text[at] != '>')) return false;
  constexpr std::size_t kLongestHeader = 3;  // "|2-"
  return text.substr(at, kLongestHeader + 1).find('\n') <= kLongestHeader;
}

/// Every string of a list: ["a", "b"]. Returns where to go on.
std::size_t mask_list(std::string_view text, std::size_t at, std::string_view kind, std::vector<Span>& spans) {
  while (at < text.size() && text[at] != ']' && text[at] != '{') {
    const auto quote = quote_at(text, at);
    if (quote.empty()) {
      ++at;
      continue;
    }
    const std::size_t begin = at + quote.size();
    const std::size_t end = end_of_quoted(text, begin, quote);
    if (is_worth_masking(text.substr(begin, end - begin), kind)) spans.push_back({begin, end, kind});
    at = std::min(text.size(), end + quote.size());
  }
  return at;
}

/// "unexpected token: SELECT" and "--password on standard input" are sentences.
bool is_prose(std::string_view value, std::string_view kind, const Opening& opening) {
  if (kind == "token" && opening.link == Link::Colon && opening.name_quote.empty() && opening.quote.empty() &&
      value.size() < 8)
    return true;
  return opening.link == Link::Option && opening.quote.empty() && value.size() <= 3;
}

/// Looks for a value after the name [begin, end); returns where to go on.
std::size_t find_value(std::string_view text, std::size_t begin, std::size_t end, std::vector<Span>& spans) {
  const auto name = text.substr(begin, end - begin);
  // Most words of a text are followed by nothing that looks like a value: that is asked first, being cheaper.
  const auto opening = find_opening(text, begin, end);
  if (opening.at >= text.size()) return end;
  auto kind = kind_of_name(name);
  if (kind.empty()) return end;
  if (opening.link == Link::Prose) kind = "random";  // of a sentence only what looks random is a secret
  if (opening.quote.empty() && opening.link == Link::Colon && text[opening.at] == '[' && !opening.name_quote.empty())
    return mask_list(text, opening.at + 1, kind, spans);
  if (opening.quote.empty() && opens_block(text, opening.at)) {
    const std::size_t first = text.find('\n', opening.at) + 1;
    const std::size_t last = end_of_block(text, begin, opening.at);
    if (last > first) spans.push_back({first, last, kind});
    return std::max(end, last);
  }
  const std::size_t first = skip_scheme(text, opening.at);
  // Judged before the end is looked for: reading to the end for every name would be quadratic.
  if (is_reference(text.substr(first, 128))) return end;
  if (kind == "random") text = text.substr(0, std::min(text.size(), first + kLongestRandom));
  const std::size_t last = opening.quote.empty() ? end_of_bare(text, first) : end_of_quoted(text, first, opening.quote);
  const auto value = text.substr(first, last - first);
  if (is_prose(value, kind, opening) || !is_worth_masking(value, kind)) return end;
  if (opening.quote.empty() && is_expression(text.substr(first, 256))) return end;
  if (is_path_variable(name) && value.front() == '/') return end;
  // A bare number becomes text, quoted as the name is. Inside an escaped string nothing can be added.
  const bool quote = opening.name_quote.size() == 1 && opening.quote.empty() && opening.link == Link::Colon;
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

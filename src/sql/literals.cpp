#include "sql/literals.h"

#include "base/utf8.h"
#include "sql/lexer.h"

namespace lakecode::sql {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Reads `digits` hexadecimal digits of `body` at `at`; nullopt when they are not all there.
std::optional<char32_t> read_hex(std::string_view body, std::size_t at, std::size_t digits) {
  if (at + digits > body.size()) return std::nullopt;
  char32_t value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const int digit = hex_digit(body[at + i]);
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

bool is_octal(std::string_view body, std::size_t at) {
  return at + 3 <= body.size() && body[at] >= '0' && body[at] <= '1' && body[at + 1] >= '0' && body[at + 1] <= '7' &&
         body[at + 2] >= '0' && body[at + 2] <= '7';
}

/// Appends what the escape after the backslash at `at` stands for; returns the bytes it took, without the backslash.
std::size_t decode_escape(std::string_view body, std::size_t at, std::string& out) {
  const char c = body[at];
  for (const auto& [letter, digits] : {std::pair<char, std::size_t>{'u', 4}, std::pair<char, std::size_t>{'U', 8}}) {
    if (c != letter) continue;
    if (const auto point = read_hex(body, at + 1, digits)) {
      utf8::append(out, *point);
      return digits + 1;
    }
  }
  if (is_octal(body, at)) {
    utf8::append(out, static_cast<char32_t>((c - '0') * 64 + (body[at + 1] - '0') * 8 + (body[at + 2] - '0')));
    return 3;
  }
  switch (c) {
    case '0':
      out += '\0';
      break;
    case 'b':
      out += '\b';
      break;
    case 'n':
      out += '\n';
      break;
    case 'r':
      out += '\r';
      break;
    case 't':
      out += '\t';
      break;
    case 'Z':
      out += '\x1A';
      break;
    case '%':
    case '_':
      out += '\\';
      out += c;
      break;
    default:
      out += c;
      break;
  }
  return 1;
}

std::string decode_quoted(std::string_view token) {
  const char quote = token.front();
  const std::string_view body = token.substr(1, token.size() - 2);
  std::string out;
  out.reserve(body.size());
  for (std::size_t i = 0; i < body.size();) {
    if (body[i] == '\\' && i + 1 < body.size()) {
      i += 1 + decode_escape(body, i + 1, out);
    } else {
      out += body[i];
      i += body[i] == quote ? 2 : 1;
    }
  }
  return out;
}

}  // namespace

std::optional<std::string> string_value(const TokenView& view, std::size_t i) {
  const std::string_view token = view.text(i);
  if (view.is_kind(i, TokenKind::String)) return decode_quoted(token);
  if (view.is_kind(i, TokenKind::RawString)) return std::string(token.substr(2, token.size() - 3));
  if (view.is_kind(i, TokenKind::DollarString)) {
    const std::size_t tag = token.find('$', 1) + 1;
    return std::string(token.substr(tag, token.size() - 2 * tag));
  }
  return std::nullopt;
}

std::string name_value(const TokenView& view, std::size_t i) {
  const std::string_view token = view.text(i);
  if (view.is_kind(i, TokenKind::Word)) return std::string(token);
  if (!view.is_kind(i, TokenKind::QuotedName)) return {};
  std::string out;
  for (std::size_t at = 1; at + 1 < token.size(); ++at) {
    out += token[at];
    if (token[at] == '`') ++at;
  }
  return out;
}

std::string quote_identifier(std::string_view name) {
  std::string out = "`";
  for (const char c : name) {
    out += c;
    if (c == '`') out += c;
  }
  return out + '`';
}

std::string quote_name(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += '.';
    out += quote_identifier(part);
  }
  return out;
}

std::string quote_string(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + '\'';
}

Result<std::vector<std::string>> parse_name(std::string_view text, std::size_t max_parts) {
  const auto invalid = [&](std::string reason) {
    return Error{.code = ErrorCode::InvalidArgument,
                 .action = "read name",
                 .subject = std::string(text),
                 .reason = std::move(reason),
                 .advice = "write it as catalog.schema.table, odd parts in back-ticks"};
  };
  const Lexed lexed = lex(text);
  if (!lexed.ok()) return invalid(lexed.problem);
  const TokenView view(text, lexed.tokens);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < view.size(); i += 2) {
    if (!view.is_name(i)) return invalid("a part of the name is missing");
    if (i + 1 < view.size() && !view.is_operator(i + 1, ".")) return invalid("it is not a dotted name");
    parts.push_back(name_value(view, i));
    if (parts.back().empty()) return invalid("a part of the name is empty");
  }
  if (parts.empty() || (view.size() % 2) == 0) return invalid("a part of the name is missing");
  if (parts.size() > max_parts) return invalid("it has too many parts");
  return parts;
}

}  // namespace lakecode::sql

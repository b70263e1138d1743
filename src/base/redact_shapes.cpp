// Secrets known by their own form. Sources: Databricks token formats as the platform issues them (dapi, dose, dkea,
// dsapi and 32 hex digits), AWS access key ids (20 capitals and digits, IAM reference), Azure shared access signatures
// (sig=) and connection strings (AccountKey=), Google API keys (AIza and 35) and OAuth tokens (ya29.), RFC 7519 for
// JWTs, RFC 7468 for PEM, RFC 3986 for userinfo.
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/redact_spans.h"
#include "base/text.h"

namespace lakecode::redaction {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::string_view kMask = "[redacted:";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_base64(char c) {
  return is_token_char(c) || c == '+' || c == '/' || c == '=' || c == '%';
}
bool is_bearer(char c) {
  return is_token_char(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
}

template <typename Predicate>
std::size_t run_end(std::string_view text, std::size_t at, Predicate belongs) {
  while (at < text.size() && belongs(text[at])) ++at;
  return at;
}

bool starts_at(std::string_view text, std::size_t at, std::string_view prefix) {
  return text.substr(at, prefix.size()) == prefix;
}

bool begins_word(std::string_view text, std::size_t at) {
  return at == 0 || !is_token_char(text[at - 1]);
}

/// Each matcher returns the end of the secret that begins at `at`, or kNone.
std::size_t databricks_token(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 4> kPrefixes = {"dapi", "dose", "dkea", "dsapi"};
  for (const auto prefix : kPrefixes) {
    if (!starts_at(text, at, prefix)) continue;
    const std::size_t first = at + prefix.size();
    const std::size_t end = run_end(text, first, is_hex);
    if (end - first < 32) continue;
    // A suffix such as "-2" tells the shard and belongs to the token.
    const bool suffix = end + 1 < text.size() && text[end] == '-' && is_digit(text[end + 1]);
    return suffix ? run_end(text, end + 1, is_digit) : end;
  }
  return kNone;
}

std::size_t aws_key_id(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 4> kPrefixes = {"AKIA", "ASIA", "AROA", "AIDA"};
  const bool known = std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](auto p) { return starts_at(text, at, p); });
  if (!known || !begins_word(text, at) || text.size() - at < 20) return kNone;
  const auto body = text.substr(at, 20);
  const bool fits = std::all_of(body.begin(), body.end(), [](char c) { return is_upper(c) || is_digit(c); });
  const bool ends = at + 20 == text.size() || !is_token_char(text[at + 20]);
  return fits && ends ? at + 20 : kNone;
}

std::size_t google_key(std::string_view text, std::size_t at) {
  if (!begins_word(text, at)) return kNone;
  if (starts_at(text, at, "AIza") && text.size() - at >= 39) {
    const auto body = text.substr(at, 39);
    return std::all_of(body.begin(), body.end(), is_token_char) ? at + 39 : kNone;
  }
  for (const std::string_view prefix : {"ya29.", "GOCSPX-"}) {
    if (!starts_at(text, at, prefix)) continue;
    const std::size_t end = run_end(text, at + prefix.size(), is_bearer);
    return end - at >= prefix.size() + 16 ? end : kNone;
  }
  return kNone;
}

/// Three base64url parts; the first is the header, which always begins with {" and so with eyJ.
std::size_t jwt(std::string_view text, std::size_t at) {
  if (!starts_at(text, at, "eyJ") || !begins_word(text, at)) return kNone;
  std::size_t end = at;
  for (int part = 0; part < 3; ++part) {
    const std::size_t begin = part == 0 ? at : end + 1;
    if (part > 0 && (end >= text.size() || text[end] != '.')) return kNone;
    end = run_end(text, begin, is_token_char);
    if (part < 2 && end - begin < 8) return kNone;
  }
  return end;
}

std::size_t pem_key(std::string_view text, std::size_t at) {
  if (!starts_at(text, at, "-----BEGIN ")) return kNone;
  const auto label = text.substr(at, 64);
  const auto title = label.find("PRIVATE KEY");
  if (title == kNone || title > label.find("-----", 11)) return kNone;
  const auto closing = text.find("-----END ", at);
  if (closing == kNone) return text.size();  // cut off: the rest is key
  const auto dashes = text.find("-----", closing + 9);
  return dashes == kNone ? text.size() : dashes + 5;
}

bool is_secret_parameter(std::string_view text, std::size_t at, std::string_view name) {
  return text::equals_ignore_case(text.substr(at, name.size()), name) && begins_word(text, at);
}

/// The words in front of a token that tell its kind.
struct Introduced {
  std::string_view kind;
  std::size_t begin;
  std::size_t end;
};

Introduced azure_parameter(std::string_view text, std::size_t at) {
  if (is_secret_parameter(text, at, "sig=")) {
    const auto end = run_end(text, at + 4, is_base64);
    if (end - at >= 4 + 16) return {"azure-sas", at + 4, end};
  }
  for (const std::string_view name : {"AccountKey=", "SharedAccessKey="}) {
    if (!is_secret_parameter(text, at, name)) continue;
    return {"azure-key", at + name.size(), run_end(text, at + name.size(), is_base64)};
  }
  return {{}, 0, 0};
}

/// "Bearer X": X is a token and no word when it is long or holds a digit.
Introduced authorization(std::string_view text, std::size_t at) {
  for (const std::string_view scheme : {"bearer", "basic"}) {
    if (!is_secret_parameter(text, at, scheme)) continue;
    const std::size_t blank = at + scheme.size();
    const std::size_t begin = run_end(text, blank, [](char c) { return c == ' ' || c == '\t'; });
    if (begin == blank) continue;
    const std::size_t end = run_end(text, begin, is_bearer);
    const auto token = text.substr(begin, end - begin);
    const bool digit = std::any_of(token.begin(), token.end(), is_digit);
    if (token.size() >= 20 || (digit && token.size() >= 8)) return {"bearer", begin, end};
  }
  return {{}, 0, 0};
}

/// scheme://user:PASSWORD@host
Introduced url_password(std::string_view text, std::size_t at) {
  if (!starts_at(text, at, "://") || at == 0 || !is_letter(text[at - 1])) return {{}, 0, 0};
  const std::size_t begin = at + 3;
  const std::size_t end = run_end(text, begin, [](char c) {
    return c > ' ' && c != '/' && c != '?' && c != '#' && c != '"' && c != '\'' && c != '<' && c != '>' && c != '`';
  });
  const auto authority = text.substr(begin, end - begin);
  const auto host = authority.rfind('@');
  // A login masked before stays as it is.
  const auto masked = starts_at(authority, 0, kMask) ? authority.find(']') : 0;
  const auto colon = authority.find(':', masked);
  if (host == kNone || colon == kNone || colon >= host || colon + 1 == host) return {{}, 0, 0};
  if (starts_at(authority, colon + 1, kMask)) return {{}, 0, 0};
  return {"url-password", begin + colon + 1, begin + host};
}

/// Client secrets of Entra ID: three characters, "8Q~", then 34 more. `at` is that of the 8.
Introduced entra_secret(std::string_view text, std::size_t at) {
  if (!starts_at(text, at, "8Q~") || at < 3 || !is_token_char(text[at - 1])) return {{}, 0, 0};
  const auto near = text.substr(0, std::min(text.size(), at + 64));
  const auto end = run_end(near, at + 3, [](char c) { return is_token_char(c) || c == '.' || c == '~'; });
  return end - at < 30 ? Introduced{{}, 0, 0} : Introduced{"azure-secret", at - 3, end};
}

/// jdbc:oracle:thin:USER/PASSWORD@host
Introduced oracle_password(std::string_view text, std::size_t at) {
  if (!starts_at(text, at, "thin:")) return {{}, 0, 0};
  const auto slash = run_end(text, at + 5, is_token_char);
  if (slash >= text.size() || text[slash] != '/' || slash == at + 5) return {{}, 0, 0};
  const auto end = run_end(text, slash + 1, [](char c) { return c > ' ' && c != '@' && c != '/' && c != '"'; });
  if (end >= text.size() || text[end] != '@' || end == slash + 1) return {{}, 0, 0};
  return {"url-password", slash + 1, end};
}

/// curl -u USER:PASSWORD, --user USER:PASSWORD
Introduced login_option(std::string_view text, std::size_t at) {
  for (const std::string_view option : {"-u ", "--user "}) {
    if (!starts_at(text, at, option) || (at > 0 && text[at - 1] > ' ')) continue;
    const auto colon =
        run_end(text, at + option.size(), [](char c) { return is_token_char(c) || c == '.' || c == '@'; });
    if (colon >= text.size() || text[colon] != ':' || colon == at + option.size()) continue;
    const auto end = run_end(text, colon + 1, [](char c) { return c > ' ' && c != '"' && c != '\''; });
    if (end > colon + 1 && !starts_at(text, colon + 1, kMask)) return {"password", colon + 1, end};
  }
  return {{}, 0, 0};
}

/// IDENTIFIED BY 'PASSWORD', as other databases spell it.
Introduced identified_by(std::string_view text, std::size_t at) {
  constexpr std::string_view kWords = "identified by '";
  if (!is_secret_parameter(text, at, kWords)) return {{}, 0, 0};
  const auto end = run_end(text, at + kWords.size(), [](char c) { return c != '\''; });
  if (starts_at(text, at + kWords.size(), kMask)) return {{}, 0, 0};
  return {"password", at + kWords.size(), end};
}

/// An access key id is often followed by its secret key: 40 characters of base64 behind a comma, colon or blank.
Introduced key_behind_id(std::string_view text, std::size_t id_end) {
  const auto begin = run_end(text, id_end, [](char c) { return c == ',' || c == ' ' || c == ':' || c == '"'; });
  if (begin == id_end || begin - id_end > 4) return {{}, 0, 0};
  const auto near = text.substr(0, std::min(text.size(), begin + 41));
  const auto end = run_end(near, begin, [](char c) { return is_digit(c) || is_letter(c) || c == '+' || c == '/'; });
  const auto key = text.substr(begin, end - begin);
  const bool mixed = std::any_of(key.begin(), key.end(), is_digit) && std::any_of(key.begin(), key.end(), is_upper);
  return end - begin == 40 && mixed ? Introduced{"aws-key", begin, end} : Introduced{{}, 0, 0};
}

struct Matcher {
  std::string_view first;  ///< the characters it begins with
  std::string_view kind;
  std::size_t (*end)(std::string_view, std::size_t);
};
constexpr std::array<Matcher, 5> kMatchers = {{{"d", "databricks-token", databricks_token},
                                               {"A", "aws-key", aws_key_id},
                                               {"AyG", "gcp-key", google_key},
                                               {"e", "jwt", jwt},
                                               {"-", "private-key", pem_key}}};

/// Secrets that something before them introduces.
struct Introduction {
  std::string_view first;
  Introduced (*find)(std::string_view, std::size_t);
};
constexpr std::array<Introduction, 7> kIntroductions = {{{"-", login_option},
                                                         {"iI", identified_by},
                                                         {"8", entra_secret},
                                                         {"t", oracle_password},
                                                         {"sSAa", azure_parameter},
                                                         {"bB", authorization},
                                                         {":", url_password}}};

/// Which rows of the tables may begin with a character, one bit each. Most characters begin nothing, and this is asked
/// for every character of a text.
using Beginners = std::array<std::uint16_t, 256>;
constexpr std::size_t kFirstIntroduction = kMatchers.size();
constexpr std::size_t kVendor = kFirstIntroduction + kIntroductions.size();

constexpr std::uint16_t bit(std::size_t row) {
  return static_cast<std::uint16_t>(1U << row);
}

constexpr Beginners beginners() {
  Beginners rows{};
  const auto mark = [&rows](std::string_view characters, std::size_t row) {
    for (const char c : characters) {
      auto& held = rows[static_cast<unsigned char>(c)];
      held = static_cast<std::uint16_t>(held | bit(row));
    }
  };
  for (std::size_t i = 0; i < kMatchers.size(); ++i) mark(kMatchers[i].first, i);
  for (std::size_t i = 0; i < kIntroductions.size(); ++i) mark(kIntroductions[i].first, kFirstIntroduction + i);
  mark(kVendorFirst, kVendor);
  return rows;
}
constexpr Beginners kBeginners = beginners();

Introduced find_shape(std::string_view text, std::size_t at, std::uint16_t rows) {
  for (std::size_t i = 0; i < kMatchers.size(); ++i) {
    if ((rows & bit(i)) == 0) continue;
    const auto end = kMatchers[i].end(text, at);
    if (end != kNone) return {kMatchers[i].kind, at, end};
  }
  if ((rows & bit(kVendor)) != 0) {
    if (const Span vendor = find_vendor_token(text, at); vendor.end > 0) return {vendor.kind, vendor.begin, vendor.end};
  }
  for (std::size_t i = 0; i < kIntroductions.size(); ++i) {
    if ((rows & bit(kFirstIntroduction + i)) != 0) return kIntroductions[i].find(text, at);
  }
  return {{}, 0, 0};
}

}  // namespace

bool is_token_char(char c) {
  return is_digit(c) || is_letter(c) || c == '_' || c == '-';
}

void find_shapes(std::string_view text, std::vector<Span>& spans) {
  for (std::size_t at = 0; at < text.size();) {
    const std::uint16_t rows = kBeginners[static_cast<unsigned char>(text[at])];
    if (rows == 0) {
      ++at;
      continue;
    }
    const auto found = find_shape(text, at, rows);
    if (found.end > found.begin) spans.push_back({found.begin, found.end, found.kind});
    if (found.kind == "aws-key") {
      const auto key = key_behind_id(text, found.end);
      if (key.end > 0) spans.push_back({key.begin, key.end, key.kind});
    }
    // A login in a URL may hold a token of its own on both sides of the colon.
    at = found.kind == "url-password" ? at + 1 : std::max(at + 1, found.end);
  }
}

}  // namespace lakecode::redaction

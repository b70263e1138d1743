// Which names promise a secret, and which values are none. Tables and plain tests; the reading is in redact_names.cpp.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/redact_spans.h"
#include "base/text.h"

namespace lakecode::redaction {
namespace {

// Names longer than this are judged by their last part.
constexpr std::size_t kLongestName = 64;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool ends_with(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() && name.substr(name.size() - ending.size()) == ending;
}

/// Endings that make a count, a kind or a place of a secret's name.
constexpr std::array<std::string_view, 22> kHarmlessEndings = {
    "_type", "_count",    "_id",      "_name",  "_scope", "_scopes", "_limit",  "_url",
    "_uri",  "_endpoint", "_expiry",  "_at",    "_in",    "_budget", "_policy", "_usage",
    "_path", "_file",     "_seconds", "tokens", "_class", "_kind"};
/// Tokens that open nothing, and words that only begin like one.
constexpr std::array<std::string_view, 14> kHarmlessParts = {"storage_credential",
                                                             "service_credential",
                                                             "page_token",
                                                             "pagetoken",
                                                             "next_token",
                                                             "nexttoken",
                                                             "idempotency_token",
                                                             "idempotencytoken",
                                                             "continuation_token",
                                                             "continuationtoken",
                                                             "secretar",
                                                             "tokeniz",
                                                             "tokenis",
                                                             "passwordless"};

struct NameRule {
  std::string_view part;
  std::string_view kind;
};
constexpr std::array<NameRule, 26> kSecretParts = {{{"password", "password"},       {"passwd", "password"},
                                                    {"passphrase", "password"},     {"secret", "secret"},
                                                    {"api_key", "secret"},          {"apikey", "secret"},
                                                    {"access_key", "secret"},       {"accesskey", "secret"},
                                                    {"private_key", "secret"},      {"privatekey", "secret"},
                                                    {"encryption_key", "secret"},   {"encryptionkey", "secret"},
                                                    {"signing_key", "secret"},      {"signingkey", "secret"},
                                                    {"account_key", "secret"},      {"accountkey", "secret"},
                                                    {"account.key", "secret"},      {"secret.key", "secret"},
                                                    {"sharedkey", "secret"},        {"shared_key", "secret"},
                                                    {"credential", "secret"},       {"code_verifier", "secret"},
                                                    {"client_assertion", "secret"}, {"x_amz_signature", "secret"},
                                                    {"x_goog_signature", "secret"}, {"token", "token"}}};

/// Every name that promises anything holds one of these; asked first, for most names hold none.
constexpr std::array<std::string_view, 12> kHints = {"pass",  "secret",    "key",           "token",
                                                     "cred",  "auth",      "pwd",           "sas",
                                                     "cooki", "signature", "code_verifier", "client_assertion"};

double entropy_per_byte(std::string_view value) {
  std::array<std::size_t, 256> counts{};
  for (const char c : value) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const std::size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(value.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

/// Long, of mixed case, with digits, and close to random. Hashes and UUIDs have one case and do not count.
bool looks_random(std::string_view value) {
  constexpr std::size_t kLongest = 512;
  constexpr double kLeastEntropy = 3.5;  // English words have about 3 at this length, base64 about 4.5
  if (value.size() < 20 || value.size() > kLongest) return false;
  const auto digits = std::count_if(value.begin(), value.end(), is_digit);
  const bool upper = std::any_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  const bool lower = std::any_of(value.begin(), value.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const bool plain = std::all_of(value.begin(), value.end(), [](char c) {
    return is_token_char(c) || c == '+' || c == '/' || c == '=' || c == '.' || c == '~';
  });
  return digits >= 3 && upper && lower && plain && entropy_per_byte(value) >= kLeastEntropy;
}

bool is_identifier_char(char c) {
  return c == '_' || c == '.' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

bool is_reference(std::string_view value) {
  constexpr std::array<std::string_view, 7> kStarts = {"${", "{{", "$(", "[redacted:", "{", "[", "<"};
  if (std::any_of(kStarts.begin(), kStarts.end(), [&](auto start) { return value.substr(0, start.size()) == start; }))
    return true;
  return value.size() > 1 && value.front() == '$' && std::all_of(value.begin() + 1, value.end(), [](char c) {
           return c == '_' || is_digit(c) || (c >= 'A' && c <= 'Z');
         });
}

namespace {

bool is_plain_word(std::string_view value) {
  constexpr std::array<std::string_view, 7> kWords = {"null", "true", "false", "None", "nil", "True", "False"};
  if (std::find(kWords.begin(), kWords.end(), value) != kWords.end()) return true;
  const char first = value.front();
  return (first == '*' || (first == 'x' && value.size() > 2)) &&
         value.find_first_not_of(first) == std::string_view::npos;
}

}  // namespace

std::string_view kind_of_name(std::string_view word) {
  std::string name = text::to_lower(word.size() > kLongestName ? word.substr(word.size() - kLongestName) : word);
  std::replace(name.begin(), name.end(), '-', '_');
  const auto has = [&](std::string_view part) { return name.find(part) != std::string::npos; };
  if (std::none_of(kHints.begin(), kHints.end(), has) && !ends_with(name, "_value")) return {};
  if (std::any_of(kHarmlessEndings.begin(), kHarmlessEndings.end(), [&](auto end) { return ends_with(name, end); }))
    return {};
  if (std::any_of(kHarmlessParts.begin(), kHarmlessParts.end(), has)) return {};
  for (const NameRule& rule : kSecretParts) {
    if (has(rule.part)) return rule.kind;
  }
  if (name == "pwd" || ends_with(name, "_pwd") || ends_with(name, ".pwd")) return "password";
  if (name == "__string_value" || name == "__bytes_value") return "secret";  // databricks secrets put-secret
  if (name == "authorization" || name == "proxy_authorization") return "authorization";
  for (const std::string_view ending : {"key", "auth", "pass", "sas", "signature", "cookie"}) {
    if (ends_with(name, ending)) return "random";
  }
  return {};
}

bool is_worth_masking(std::string_view value, std::string_view kind) {
  if (value.empty() || is_plain_word(value) || is_reference(value)) return false;
  if (kind == "random") return looks_random(value);
  const bool digit = std::any_of(value.begin(), value.end(), is_digit);
  if (kind == "authorization") return digit || value.size() >= 20;
  const bool number = value.size() <= 10 && std::all_of(value.begin(), value.end(), is_digit);
  return kind != "token" || !number;
}

bool is_expression(std::string_view text) {
  for (const std::string_view start : {"var.", "local.", "data.", "module.", "os.environ", "process.env.", "env."}) {
    if (text.substr(0, start.size()) == start) return true;
  }
  std::size_t at = 0;
  while (at < text.size() && is_identifier_char(text[at])) ++at;
  if (at == 0 || at + 1 >= text.size() || is_digit(text.front())) return false;
  const char next = text[at + 1];
  return (text[at] == '(' || text[at] == '[') &&
         (next == '"' || next == '\'' || next == ')' || is_identifier_char(next));
}

bool is_path_variable(std::string_view name) {
  return text::equals_ignore_case(name, "pwd");
}

}  // namespace lakecode::redaction

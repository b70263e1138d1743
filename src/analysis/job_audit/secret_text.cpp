#include "analysis/job_audit/secret_text.h"

// Two ways to know one: its shape (base/redact knows the vendors' tokens, connection strings and keys), or a name that
// promises a secret together with a value that looks drawn by chance. A name alone says nothing: "partition_key".

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "base/redact.h"
#include "base/text.h"

namespace lakecode::job_audit {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kReferences = {
    {{"{{", "}}"}, {"${", "}"}, {"<", ">"}}};
constexpr std::array<std::string_view, 5> kPasswordWords = {"password", "passwd", "pwd", "passphrase", "pass"};
constexpr std::array<std::string_view, 7> kSecretWords = {"secret",    "token",      "key",        "apikey",
                                                          "accesskey", "credential", "credentials"};
constexpr std::size_t kShortestPassword = 4;
constexpr std::size_t kShortestKey = 16;  // what services hand out is longer; words are shorter
constexpr double kLeastEntropy = 3.0;     // bits a byte; hexadecimal digits come near 4, words stay below

/// `value` without its references, so that what points at a secret is not taken for one.
std::string without_references(std::string_view value) {
  std::string rest(value);
  for (const auto& [open, close] : kReferences) {
    std::size_t at = rest.find(open);
    while (at != std::string::npos) {
      const std::size_t end = rest.find(close, at + open.size());
      if (end == std::string::npos) break;
      rest.erase(at, end + close.size() - at);
      at = rest.find(open, at);
    }
  }
  return rest;
}

/// "clientSecret", "client_secret", "--client-secret" -> client, secret.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  char before = ' ';
  for (const char c : name) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    const bool was_lower = before >= 'a' && before <= 'z';
    const bool is_word = is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!is_word || (is_upper && was_lower)) words.emplace_back();
    if (is_word) words.back() += text::to_lower(std::string_view(&c, 1));
    before = c;
  }
  std::erase(words, "");
  return words;
}

double entropy_of(std::string_view value) {
  std::map<char, double> counts;
  for (const char c : value) counts[c] += 1;
  double bits = 0;
  for (const auto& [c, count] : counts) {
    const double share = count / static_cast<double>(value.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

bool looks_drawn(std::string_view value) {
  if (value.size() < kShortestKey || value.find(' ') != std::string_view::npos) return false;
  if (value.starts_with("/") || value.find("://") != std::string_view::npos ||
      value.find(":/") != std::string_view::npos)
    return false;
  const auto digits = std::count_if(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  const auto letters = std::count_if(value.begin(), value.end(),
                                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  return digits >= 3 && letters >= 3 && entropy_of(value) >= kLeastEntropy;
}

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_plain_word(std::string_view value) {
  return text::equals_ignore_case(value, "true") || text::equals_ignore_case(value, "false") ||
         text::equals_ignore_case(value, "none") || text::equals_ignore_case(value, "null") ||
         std::all_of(value.begin(), value.end(), [](char c) { return c == '*'; });
}

std::string masked(std::string_view value) {
  return std::string(value.substr(0, 2)) + "… (" + std::to_string(value.size()) + " characters)";
}

}  // namespace

std::optional<std::string> find_secret(const SettingText& setting) {
  const std::string rest(text::trim(without_references(setting.value)));
  if (rest.empty()) return std::nullopt;
  if (std::string safe = Redactor().redact(rest); safe != rest) return safe;
  const std::vector<std::string> words = words_of(setting.name);
  if (words.empty()) return std::nullopt;
  const std::string& last = words.back();
  if (is_one_of(last, kPasswordWords) && rest.size() >= kShortestPassword && !is_plain_word(rest)) return masked(rest);
  const bool promises = std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return is_one_of(word, kSecretWords) || is_one_of(word, kPasswordWords);
  });
  return promises && looks_drawn(rest) ? std::optional(masked(rest)) : std::nullopt;
}

std::vector<std::string> secret_scopes(std::string_view value) {
  constexpr std::string_view kOpen = "{{secrets/";
  std::vector<std::string> scopes;
  for (std::size_t at = value.find(kOpen); at != std::string_view::npos; at = value.find(kOpen, at + 1)) {
    const std::string_view rest = value.substr(at + kOpen.size());
    const std::size_t slash = rest.find('/');
    if (slash != std::string_view::npos && slash > 0) scopes.emplace_back(rest.substr(0, slash));
  }
  return scopes;
}

}  // namespace lakecode::job_audit

#include "base/redact.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/redact_spans.h"

namespace lakecode {
namespace {

constexpr std::size_t kShortestSecret = 6;  // a shorter one would mask ordinary words
constexpr std::size_t kShortestForm = 8;

std::string percent_encode(std::string_view bytes, bool upper_case) {
  std::string out;
  for (const char c : bytes) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    const unsigned value = static_cast<unsigned char>(c);
    out += unreserved ? std::string(1, c) : upper_case ? fmt::format("%{:02X}", value) : fmt::format("%{:02x}", value);
  }
  return out;
}

std::string json_escape(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

/// The base64 digits that depend on the secret alone when it stands `offset` bytes behind a multiple of three.
std::string base64_core(std::string_view secret, std::size_t offset) {
  const std::string digits = crypto::base64url_encode(std::string(offset, '\0') + std::string(secret));
  constexpr std::array<std::size_t, 3> kMixedDigits = {0, 2, 3};
  const std::size_t begin = kMixedDigits[offset];
  const std::size_t end = (offset + secret.size()) * 8 / 6;
  return end > begin ? digits.substr(begin, end - begin) : std::string();
}

void find_exact(std::string_view text, std::string_view form, std::vector<redaction::Span>& spans) {
  if (text.empty()) return;  // memmem(3) takes no null pointer
  std::size_t done = 0;
  // Not std::string_view::find, which tries each place where the form's first byte stands.
  while (const void* found = ::memmem(text.data() + done, text.size() - done, form.data(), form.size())) {
    const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    spans.push_back({at, at + form.size(), "secret"});
    done = at + form.size();
  }
}

}  // namespace

void Redactor::add(const Secret& secret) {
  const std::string_view plain = secret.reveal();
  if (plain.size() < kShortestSecret) return;
  std::vector<std::string> forms = {std::string(plain), percent_encode(plain, true), percent_encode(plain, false),
                                    json_escape(plain)};
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string core = base64_core(plain, offset);
    if (core.size() < kShortestForm) continue;
    std::string standard = core;
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
    forms.push_back(core);
    forms.push_back(standard);
  }
  std::sort(forms.begin(), forms.end());
  forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
  for (auto& form : forms) {
    const bool known =
        std::any_of(exact_.begin(), exact_.end(), [&](const Secret& held) { return held.matches(form); });
    if (!known) exact_.emplace_back(std::move(form));
  }
}

std::string Redactor::redact(std::string_view text) const {
  std::vector<redaction::Span> spans;
  for (const auto& form : exact_) find_exact(text, form.reveal(), spans);
  redaction::find_shapes(text, spans);
  redaction::find_named_values(text, spans);
  if (spans.empty()) return std::string(text);
  std::stable_sort(spans.begin(), spans.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });

  std::string out;
  out.reserve(text.size());
  std::size_t done = 0;
  for (std::size_t i = 0; i < spans.size();) {
    // Overlapping finds become one mask that covers them all.
    redaction::Span whole = spans[i];
    for (++i; i < spans.size() && spans[i].begin < whole.end; ++i) {
      whole.end = std::max(whole.end, spans[i].end);
      if (whole.quote == '\0') whole.quote = spans[i].begin == whole.begin ? spans[i].quote : '\0';
    }
    out += text.substr(done, whole.begin - done);
    if (whole.quote != '\0') out += whole.quote;
    out += fmt::format("[redacted:{}]", whole.kind);
    if (whole.quote != '\0') out += whole.quote;
    done = whole.end;
  }
  out += text.substr(done);
  return out;
}

}  // namespace lakecode

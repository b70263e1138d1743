// Tokens that other services mark with a prefix of their own, as a table. Sources: the services' own documents on token
// formats (GitHub, GitLab, Slack, Stripe, SendGrid, npm, PyPI, Docker, Vault, Hugging Face, model providers). A token
// is the prefix and at least `least` characters of its alphabet, at the begin of a word.
#include <algorithm>
#include <array>

#include "base/redact_spans.h"

namespace lakecode::redaction {
namespace {

struct Vendor {
  std::string_view prefix;
  std::size_t least;
  std::string_view extra;  ///< characters beside letters, digits, "_" and "-"
  std::string_view kind;
};

constexpr std::size_t kLongest = 256;  // looking further at every prefix would be quadratic

constexpr std::array<Vendor, 28> kVendors = {{
    {"ghp_", 20, "", "github-token"},
    {"gho_", 20, "", "github-token"},
    {"ghu_", 20, "", "github-token"},
    {"ghs_", 20, "", "github-token"},
    {"ghr_", 20, "", "github-token"},
    {"github_pat_", 30, "", "github-token"},
    {"glpat-", 16, "", "gitlab-token"},
    {"xoxb-", 20, "", "slack-token"},
    {"xoxp-", 20, "", "slack-token"},
    {"xoxa-", 20, "", "slack-token"},
    {"xoxr-", 20, "", "slack-token"},
    {"xoxs-", 20, "", "slack-token"},
    {"xapp-", 20, "", "slack-token"},
    {"hooks.slack.com/services/", 20, "/", "slack-hook"},
    {"sk-ant-", 24, "", "model-key"},
    {"sk-proj-", 24, "", "model-key"},
    {"sk_live_", 16, "", "stripe-key"},
    {"sk_test_", 16, "", "stripe-key"},
    {"rk_live_", 16, "", "stripe-key"},
    {"SG.", 40, ".", "sendgrid-key"},
    {"npm_", 30, "", "npm-token"},
    {"pypi-", 50, "", "pypi-token"},
    {"dckr_pat_", 20, "", "docker-token"},
    {"hvs.", 24, "", "vault-token"},
    {"hvb.", 24, "", "vault-token"},
    {"hf_", 30, "", "hugging-face-token"},
    {"data_sharing_activation/", 16, "", "activation-link"},
    {"sk-", 32, "", "model-key"},
}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Words joined by dashes are no token: one needs a digit.
bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_digit);
}

}  // namespace

Span find_vendor_token(std::string_view text, std::size_t at) {
  if (at > 0 && is_token_char(text[at - 1])) return {};
  for (const Vendor& vendor : kVendors) {
    if (text[at] != vendor.prefix.front() || text.substr(at, vendor.prefix.size()) != vendor.prefix) continue;
    std::size_t end = at + vendor.prefix.size();
    const std::size_t limit = std::min(text.size(), end + kLongest);
    while (end < limit && (is_token_char(text[end]) || vendor.extra.find(text[end]) != std::string_view::npos)) ++end;
    const auto body = text.substr(at + vendor.prefix.size(), end - at - vendor.prefix.size());
    if (body.size() < vendor.least) continue;
    if (vendor.kind != "hugging-face-token" && !has_digit(body)) continue;
    return {at, end, vendor.kind};
  }
  return {};
}

}  // namespace lakecode::redaction

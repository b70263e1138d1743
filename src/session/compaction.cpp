#include "session/compaction.h"

#include <algorithm>
#include <cmath>

namespace lakecode::session {
namespace {

constexpr double kBytesOfProse = 3.6;
constexpr double kBytesOfCode = 2.8;
constexpr std::int64_t kMessageTokens = 4;  // role and frame of a message
constexpr double kLeastFactor = 0.5;
constexpr double kMostFactor = 2.0;
/// What may stay after a cut: the rest is room for the turns to come, so that it is not cut again at once.
constexpr double kKeptShare = 0.4;
constexpr std::int64_t kShortResult = 2'000;

std::int64_t by_bytes(std::size_t bytes, double bytes_a_token) {
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(bytes) / bytes_a_token));
}

/// JSON, SQL and tables have many signs and few long words.
bool looks_like_code(std::string_view text) {
  const std::string_view head = text.substr(0, 400);
  const auto is_sign = [](char c) { return std::string_view("{}[]\":,|()=;<>_.").find(c) != std::string_view::npos; };
  const auto signs = std::count_if(head.begin(), head.end(), is_sign);
  return signs * 8 > static_cast<std::ptrdiff_t>(head.size());
}

struct BlockTokens {
  std::int64_t operator()(const llm::TextBlock& b) const { return TokenGauge::raw(b.text); }
  std::int64_t operator()(const llm::ThinkingBlock& b) const {
    return TokenGauge::raw(b.text) + by_bytes(b.signature.size(), kBytesOfCode);
  }
  std::int64_t operator()(const llm::ToolUse& b) const {
    return by_bytes(b.id.size() + b.name.size() + b.input.size(), kBytesOfCode) + kMessageTokens;
  }
  std::int64_t operator()(const llm::ToolResult& b) const {
    return TokenGauge::raw(b.content) + by_bytes(b.tool_use_id.size(), kBytesOfCode);
  }
  std::int64_t operator()(const llm::OpaqueBlock& b) const { return by_bytes(b.json.size(), kBytesOfCode); }
};

bool has_results(const llm::Message& message) {
  return std::any_of(message.blocks.begin(), message.blocks.end(),
                     [](const llm::Block& b) { return std::holds_alternative<llm::ToolResult>(b); });
}

/// A message that needs nothing of what is before it: the summary, a User message, goes first.
bool can_begin(const llm::Message& message) {
  return !has_results(message);
}

bool is_request(const llm::Message& message) {
  return message.role == llm::Role::User && !has_results(message);
}

/// Places to cut, from the end; nullopt where there is none.
struct Candidates {
  std::optional<std::size_t> last;          ///< the last one at all
  std::optional<std::size_t> last_request;  ///< the last request of the person
  std::optional<std::size_t> fits;          ///< the first one after which everything fits
  std::optional<std::size_t> request_fits;  ///< the same among requests
};

Candidates find_candidates(std::span<const llm::Message> messages, std::int64_t room, const TokenGauge& gauge,
                           bool forced) {
  Candidates found;
  std::int64_t taken = 0;
  for (std::size_t i = messages.size() - 1; i > 0; --i) {
    taken += gauge.tokens(messages.subspan(i, 1));
    if (!can_begin(messages[i])) continue;
    if (!found.last) found.last = i;
    if (is_request(messages[i]) && !found.last_request) found.last_request = i;
    // A person who asks for it wants less than what fits: the last request and its answer.
    if (taken > room || (forced && found.request_fits)) continue;
    found.fits = i;
    if (is_request(messages[i])) found.request_fits = i;
  }
  return found;
}

Cut cut_at(std::size_t first, std::int64_t result_limit, std::span<const llm::Message> messages,
           const TokenGauge& gauge) {
  const auto kept = messages.subspan(first);
  if (result_limit == 0) return {.first_kept = first, .kept_tokens = gauge.tokens(kept)};
  std::vector<llm::Message> copies(kept.begin(), kept.end());
  for (llm::Message& message : copies) shorten_results(message, result_limit);
  return {.first_kept = first, .result_limit = result_limit, .kept_tokens = gauge.tokens(copies)};
}

}  // namespace

void TokenGauge::correct(std::int64_t estimated, std::int64_t counted) {
  if (estimated <= 0 || counted <= 0) return;
  factor_ = std::clamp(static_cast<double>(counted) / static_cast<double>(estimated), kLeastFactor, kMostFactor);
}

std::int64_t TokenGauge::raw(std::string_view text) {
  return by_bytes(text.size(), looks_like_code(text) ? kBytesOfCode : kBytesOfProse);
}

std::int64_t TokenGauge::raw(const llm::Message& message) {
  std::int64_t sum = kMessageTokens;
  for (const llm::Block& block : message.blocks) sum += std::visit(BlockTokens(), block);
  return sum;
}

std::int64_t TokenGauge::tokens(std::span<const llm::Message> messages) const {
  std::int64_t sum = 0;
  for (const llm::Message& message : messages) sum += raw(message);
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(sum) * factor_));
}

std::int64_t TokenGauge::tokens(std::string_view text) const {
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(raw(text)) * factor_));
}

bool is_over(std::span<const llm::Message> messages, const Window& window, const TokenGauge& gauge) {
  return window.budget && window.fixed + gauge.tokens(messages) > *window.budget;
}

std::optional<Cut> find_cut(std::span<const llm::Message> messages, const Window& window, const TokenGauge& gauge,
                            bool forced) {
  if (!window.budget || messages.size() < 2) return std::nullopt;
  if (!forced && !is_over(messages, window, gauge)) return std::nullopt;
  const auto room = std::max<std::int64_t>(
      static_cast<std::int64_t>(static_cast<double>(*window.budget) * kKeptShare) - window.fixed, 0);
  const Candidates found = find_candidates(messages, room, gauge, forced);
  if (!found.last) return std::nullopt;
  if (found.request_fits) return cut_at(*found.request_fits, 0, messages, gauge);
  // The last request with shortened results says more than the end of its answer alone.
  if (found.last_request) {
    const Cut shortened = cut_at(*found.last_request, kShortResult, messages, gauge);
    if (shortened.kept_tokens <= room) return shortened;
  }
  if (found.fits) return cut_at(*found.fits, 0, messages, gauge);
  return cut_at(*found.last, kShortResult, messages, gauge);
}

std::string shorten(std::string_view content, std::int64_t limit) {
  const auto most = static_cast<std::size_t>(std::max<std::int64_t>(limit, 0));
  constexpr std::size_t kNote = 100;
  if (limit <= 0 || content.size() <= most + kNote) return std::string(content);
  // Cut between characters: continuation bytes belong to what is before them.
  const auto is_inside = [&](std::size_t at) { return (static_cast<unsigned char>(content[at]) & 0xC0U) == 0x80U; };
  std::size_t head = most * 3 / 4;
  while (head > 0 && is_inside(head)) --head;
  std::size_t tail = content.size() - most / 4;
  while (tail < content.size() && is_inside(tail)) ++tail;
  return std::string(content.substr(0, head)) + "\n[… " + std::to_string(tail - head) +
         " bytes left out to save room; the whole result is kept in the session …]\n" +
         std::string(content.substr(tail));
}

void shorten_results(llm::Message& message, std::int64_t limit) {
  for (llm::Block& block : message.blocks) {
    if (auto* result = std::get_if<llm::ToolResult>(&block)) result->content = shorten(result->content, limit);
  }
}

}  // namespace lakecode::session

#include "workflows/line_diff.h"

// Myers' greedy search for the shortest edit script (1986), after equal heads and tails are cut away. Its cost is the
// number of lines times the number of edits; beyond kMostEdits only counts of the middle are told.

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace lakecode::workflows {
namespace {

using Lines = std::vector<std::string_view>;
using Index = std::ptrdiff_t;

constexpr Index kMostEdits = 1'000;
constexpr Index kContext = 3;
constexpr std::size_t kMostText = 64U << 10U;

struct Edit {
  char kind = ' ';  ///< ' ', '-' or '+'
  std::string_view line;
};

/// The furthest x on each diagonal after each number of edits; empty when more than kMostEdits are needed.
std::vector<std::vector<Index>> search(const Lines& a, const Lines& b) {
  const auto n = static_cast<Index>(a.size());
  const auto m = static_cast<Index>(b.size());
  const Index most = std::min(kMostEdits, n + m);
  std::vector<Index> furthest(static_cast<std::size_t>(2 * most + 3), 0);
  const auto at = [&](Index k) -> Index& { return furthest[static_cast<std::size_t>(k + most + 1)]; };
  std::vector<std::vector<Index>> trace;
  for (Index d = 0; d <= most; ++d) {
    trace.push_back(furthest);
    for (Index k = -d; k <= d; k += 2) {
      Index x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < n && x - k < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) ++x;
      at(k) = x;
      if (x >= n && x - k >= m) return trace;
    }
  }
  return {};
}

std::vector<Edit> edits_of(const Lines& a, const Lines& b, const std::vector<std::vector<Index>>& trace) {
  std::vector<Edit> edits;
  auto x = static_cast<Index>(a.size());
  auto y = static_cast<Index>(b.size());
  for (auto d = static_cast<Index>(trace.size()) - 1; d >= 0; --d) {
    const auto& furthest = trace[static_cast<std::size_t>(d)];
    const auto middle = static_cast<Index>(furthest.size() / 2);
    const auto at = [&](Index k) { return furthest[static_cast<std::size_t>(k + middle)]; };
    const Index k = x - y;
    const Index before_k = k == -d || (k != d && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
    const Index before_x = d == 0 ? 0 : at(before_k);
    const Index before_y = d == 0 ? 0 : before_x - before_k;
    while (x > before_x && y > before_y) {
      edits.push_back({' ', a[static_cast<std::size_t>(--x)]});
      --y;
    }
    if (d == 0) break;
    if (x > before_x) edits.push_back({'-', a[static_cast<std::size_t>(--x)]});
    if (y > before_y) edits.push_back({'+', b[static_cast<std::size_t>(--y)]});
  }
  std::reverse(edits.begin(), edits.end());
  return edits;
}

/// "4,2": where lines stand in a file and how many there are, as unified diffs say it: none stand after the line
/// before.
std::string span_of(std::size_t first, std::size_t count) {
  return fmt::format("{},{}", count == 0 ? first - 1 : first, count);
}

/// Hunks with lines around them; `first` is the number of equal lines before the edits.
std::string hunks_of(const std::vector<Edit>& edits, std::size_t first) {
  std::string text;
  std::vector<bool> shown(edits.size());
  for (Index i = 0; i < static_cast<Index>(edits.size()); ++i) {
    if (edits[static_cast<std::size_t>(i)].kind == ' ') continue;
    for (Index k = std::max<Index>(0, i - kContext); k <= i + kContext && k < static_cast<Index>(edits.size()); ++k) {
      shown[static_cast<std::size_t>(k)] = true;
    }
  }
  std::size_t old_line = first + 1;
  std::size_t new_line = first + 1;
  for (std::size_t i = 0; i < edits.size();) {
    const std::size_t old_first = old_line;
    const std::size_t new_first = new_line;
    const bool is_shown = shown[i];
    std::string body;
    for (; i < edits.size() && shown[i] == is_shown; ++i) {
      body += edits[i].kind + std::string(edits[i].line) + "\n";
      if (edits[i].kind != '+') ++old_line;
      if (edits[i].kind != '-') ++new_line;
    }
    if (!is_shown) continue;
    text += fmt::format("@@ -{} +{} @@\n", span_of(old_first, old_line - old_first),
                        span_of(new_first, new_line - new_first));
    text += body;
  }
  return text;
}

}  // namespace

LineDiff diff_lines(std::string_view before, std::string_view after) {
  Lines a = text::lines(before);
  Lines b = text::lines(after);
  const auto heads = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto head = static_cast<std::size_t>(heads.first - a.begin());
  const std::size_t kept = head - std::min<std::size_t>(head, kContext);  // some equal lines stay as context
  a.erase(a.begin(), a.begin() + static_cast<Index>(kept));
  b.erase(b.begin(), b.begin() + static_cast<Index>(kept));
  const auto tails = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
  const Index tail = std::max<Index>(0, (tails.first - a.rbegin()) - kContext);
  a.resize(a.size() - static_cast<std::size_t>(std::min<Index>(tail, static_cast<Index>(a.size()))));
  b.resize(b.size() - static_cast<std::size_t>(std::min<Index>(tail, static_cast<Index>(b.size()))));
  LineDiff diff;
  if (a == b) return diff;
  const auto trace = search(a, b);
  if (trace.empty()) {
    diff.added = b.size();
    diff.removed = a.size();
    diff.is_whole = false;
    return diff;
  }
  const std::vector<Edit> edits = edits_of(a, b, trace);
  diff.added = static_cast<std::size_t>(
      std::count_if(edits.begin(), edits.end(), [](const Edit& edit) { return edit.kind == '+'; }));
  diff.removed = static_cast<std::size_t>(
      std::count_if(edits.begin(), edits.end(), [](const Edit& edit) { return edit.kind == '-'; }));
  diff.text = hunks_of(edits, kept);
  if (diff.text.size() > kMostText) {
    diff.text.resize(diff.text.rfind('\n', kMostText) + 1);
    diff.is_whole = false;
  }
  return diff;
}

}  // namespace lakecode::workflows

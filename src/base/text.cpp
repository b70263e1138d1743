#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

namespace lakecode::text {
namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Words longer than this are no slips of the finger; the bound keeps the table small.
constexpr std::size_t kLongestWord = 64;

/// Optimal string alignment distance: insert, delete, replace, swap two neighbours; each costs one.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

/// Knuth-Morris-Pratt: for each prefix of `needle`, the length of its longest proper border, case ignored.
std::vector<std::size_t> border_table(std::string_view needle) {
  std::vector<std::size_t> border(needle.size(), 0);
  std::size_t length = 0;
  for (std::size_t i = 1; i < needle.size(); ++i) {
    while (length > 0 && lower(needle[i]) != lower(needle[length])) length = border[length - 1];
    if (lower(needle[i]) == lower(needle[length])) ++length;
    border[i] = length;
  }
  return border;
}

}  // namespace

std::string_view trim(std::string_view s) {
  while (!s.empty() && is_blank(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_blank(s.back())) s.remove_suffix(1);
  return s;
}

std::string to_lower(std::string_view s) {
  std::string out(s);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string to_upper(std::string_view s) {
  std::string out(s);
  std::transform(out.begin(), out.end(), out.begin(), upper);
  return out;
}

bool equals_ignore_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

bool contains_ignore_case(std::string_view haystack, std::string_view needle) {
  return find_ignore_case(haystack, needle) != std::string_view::npos;
}

std::size_t find_ignore_case(std::string_view haystack, std::string_view needle, std::size_t from) {
  if (from > haystack.size() || needle.size() > haystack.size() - from) return std::string_view::npos;
  if (needle.empty()) return from;
  const auto border = border_table(needle);
  std::size_t matched = 0;
  for (std::size_t i = from; i < haystack.size(); ++i) {
    while (matched > 0 && lower(haystack[i]) != lower(needle[matched])) matched = border[matched - 1];
    if (lower(haystack[i]) == lower(needle[matched])) ++matched;
    if (matched == needle.size()) return i + 1 - needle.size();
  }
  return std::string_view::npos;
}

std::vector<std::string_view> split(std::string_view s, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (;;) {
    const auto end = s.find(separator, begin);
    if (end == std::string_view::npos) break;
    parts.push_back(s.substr(begin, end - begin));
    begin = end + 1;
  }
  parts.push_back(s.substr(begin));
  return parts;
}

std::vector<std::string_view> lines(std::string_view s) {
  auto parts = split(s, '\n');
  if (parts.back().empty()) parts.pop_back();
  for (auto& line : parts) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  }
  return parts;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

std::string replace_all(std::string_view s, std::string_view from, std::string_view to) {
  if (from.empty()) return std::string(s);
  std::string out;
  std::size_t begin = 0;
  for (;;) {
    const auto at = s.find(from, begin);
    if (at == std::string_view::npos) break;
    out += s.substr(begin, at - begin);
    out += to;
    begin = at + from.size();
  }
  out += s.substr(begin);
  return out;
}

std::optional<long long> parse_int(std::string_view s) {
  long long value = 0;
  const auto [end, failure] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (s.empty() || failure != std::errc() || end != s.data() + s.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_double(std::string_view s) {
  double value = 0;
  const auto [end, failure] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (s.empty() || failure != std::errc() || end != s.data() + s.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  if (word.empty() || word.size() > kLongestWord) return std::nullopt;
  // A third of the letters wrong is still a slip; more is another word. Gets "cat" for "cot" wrong when both exist.
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::optional<std::string> best;
  for (const auto& candidate : candidates) {
    if (candidate.size() > kLongestWord) continue;
    const auto distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string group_digits(long long value) {
  std::string digits = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

}  // namespace lakecode::text

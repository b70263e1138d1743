#include "policy/time_window.h"

#include <array>

#include "base/text.h"

namespace lakecode::policy {
namespace {

constexpr int kDay = 24 * 60;
constexpr std::array<std::string_view, 7> kDays = {"monday", "tuesday",  "wednesday", "thursday",
                                                   "friday", "saturday", "sunday"};

std::optional<int> two_digits(std::string_view text) {
  if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

std::optional<int> find_day(std::string_view text) {
  const std::string name = text::to_lower(text::trim(text));
  for (std::size_t i = 0; i < kDays.size(); ++i) {
    if (name == kDays[i] || name == kDays[i].substr(0, 3)) return static_cast<int>(i);
  }
  return std::nullopt;
}

}  // namespace

bool TimeWindow::contains(WallTime time) const {
  using std::chrono::minutes;
  const auto local = std::chrono::floor<minutes>(time.time_since_epoch()) + minutes(offset);
  const auto since = local.count();
  const auto day_number = since >= 0 ? since / kDay : (since - (kDay - 1)) / kDay;
  const int minute = static_cast<int>(since - day_number * kDay);
  // 1970-01-01 was a Thursday, day 3 of a week that begins on Monday.
  const int day = static_cast<int>(((day_number + 3) % 7 + 7) % 7);
  const auto has_day = [this](int d) { return (days >> static_cast<unsigned>((d + 7) % 7) & 1U) != 0; };
  if (from == to) return has_day(day);
  if (from < to) return has_day(day) && minute >= from && minute < to;
  return (has_day(day) && minute >= from) || (has_day(day - 1) && minute < to);
}

std::optional<int> parse_minutes(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = two_digits(text.substr(0, 2));
  const auto rest = two_digits(text.substr(3));
  if (!hours || !rest || *rest > 59 || *hours > 24 || (*hours == 24 && *rest != 0)) return std::nullopt;
  return *hours * 60 + *rest;
}

std::optional<int> parse_offset(std::string_view text) {
  if (text::equals_ignore_case(text, "utc") || text::equals_ignore_case(text, "z")) return 0;
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = two_digits(text.substr(1, 2));
  const auto rest = two_digits(text.substr(text[3] == ':' ? 4 : 3));
  if (!hours || !rest || *hours > 14 || *rest > 59) return std::nullopt;
  const int minutes = *hours * 60 + *rest;
  return text[0] == '-' ? -minutes : minutes;
}

std::optional<std::uint8_t> parse_days(std::string_view text) {
  const std::string_view word = text::trim(text);
  if (text::equals_ignore_case(word, "weekdays")) return static_cast<std::uint8_t>(0x1F);
  if (text::equals_ignore_case(word, "weekend")) return static_cast<std::uint8_t>(0x60);
  const std::size_t dash = word.find('-');
  const auto first = find_day(word.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : find_day(word.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  unsigned bits = 0;
  for (int day = *first;; day = (day + 1) % 7) {
    bits |= 1U << static_cast<unsigned>(day);
    if (day == *last) break;
  }
  return static_cast<std::uint8_t>(bits);
}

}  // namespace lakecode::policy

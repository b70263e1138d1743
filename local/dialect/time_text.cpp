#include "local/dialect/time_text.h"

#include <charconv>
#include <chrono>

#include "base/text.h"

namespace lakecode::local::dialect {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

/// Reads pieces from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool accept(char c) {
    if (peek() != c || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// From `least` to `most` digits.
  std::optional<std::int64_t> digits(std::size_t least, std::size_t most, std::size_t* count = nullptr) {
    std::size_t n = 0;
    std::int64_t value = 0;
    while (n < most && n < rest_.size() && rest_[n] >= '0' && rest_[n] <= '9') value = value * 10 + (rest_[n++] - '0');
    if (n < least) return std::nullopt;
    rest_.remove_prefix(n);
    if (count != nullptr) *count = n;
    return value;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// yyyy[-m[-d]]
std::optional<std::int32_t> scan_day(Scanner& scanner) {
  const bool negative = scanner.accept('-');
  if (!negative) scanner.accept('+');
  const auto year = scanner.digits(4, 6);
  if (!year) return std::nullopt;
  std::int64_t month = 1;
  std::int64_t day = 1;
  if (scanner.accept('-')) {
    const auto read = scanner.digits(1, 2);
    if (!read) return std::nullopt;
    month = *read;
    if (scanner.accept('-')) {
      const auto read_day = scanner.digits(1, 2);
      if (!read_day) return std::nullopt;
      day = *read_day;
    }
  }
  return days_of(static_cast<int>(negative ? -*year : *year), static_cast<int>(month), static_cast<int>(day));
}

/// Z, UTC, GMT, UT, with or without +h[h][:mm]; the offset in seconds.
std::optional<std::int64_t> parse_zone(std::string_view zone) {
  zone = text::trim(zone);
  if (zone == "Z" || zone == "z") return 0;
  for (const std::string_view name : {"UTC", "GMT", "UT"}) {
    if (!zone.starts_with(name)) continue;
    zone.remove_prefix(name.size());
    if (zone.empty()) return 0;
    break;
  }
  Scanner scanner(zone);
  const bool negative = scanner.accept('-');
  if (!negative && !scanner.accept('+')) return std::nullopt;
  const auto hours = scanner.digits(1, 2);
  std::int64_t minutes = 0;
  if (hours && !scanner.at_end()) {
    scanner.accept(':');
    const auto read = scanner.digits(1, 2);
    if (!read) return std::nullopt;
    minutes = *read;
  }
  if (!hours || *hours > 18 || minutes > 59 || !scanner.at_end()) return std::nullopt;
  const std::int64_t offset = *hours * 3600 + minutes * 60;
  return negative ? -offset : offset;
}

/// h[h]:m[m][:s[s][.fraction]][zone]; micros of the day in UTC.
std::optional<std::int64_t> scan_clock(Scanner& scanner) {
  const auto hours = scanner.digits(1, 2);
  if (!hours || !scanner.accept(':')) return std::nullopt;
  const auto minutes = scanner.digits(1, 2);
  std::int64_t seconds = 0;
  std::int64_t micros = 0;
  if (minutes && scanner.accept(':')) {
    const auto read = scanner.digits(1, 2);
    if (!read) return std::nullopt;
    seconds = *read;
    if (scanner.accept('.')) {
      std::size_t count = 0;
      micros = scanner.digits(0, 6, &count).value_or(0);
      for (; count < 6; ++count) micros *= 10;
      scanner.digits(0, 20);  // finer than the type holds
    }
  }
  if (!minutes || *hours > 23 || *minutes > 59 || seconds > 59) return std::nullopt;
  std::int64_t offset = 0;
  if (!scanner.at_end()) {
    const auto zone = parse_zone(scanner.rest());
    if (!zone) return std::nullopt;
    offset = *zone;
  }
  return (*hours * 3600 + *minutes * 60 + seconds - offset) * kMicrosPerSecond + micros;
}

}  // namespace

std::optional<std::int32_t> days_of(int year, int month, int day) {
  // std::chrono's years end at 32767; later ones do not fit a timestamp that anyone means.
  if (year < -32767 || year > 32767 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::optional<std::int64_t> parse_timestamp(std::string_view text) {
  Scanner scanner(text::trim(text));
  const auto day = scan_day(scanner);
  if (!day) return std::nullopt;
  std::int64_t clock = 0;
  if (!scanner.at_end()) {
    if (!scanner.accept(' ') && !scanner.accept('T')) return std::nullopt;
    const auto read = scan_clock(scanner);
    if (!read) return std::nullopt;
    clock = *read;
  }
  return static_cast<std::int64_t>(*day) * kMicrosPerDay + clock;
}

std::optional<std::int32_t> parse_date(std::string_view text) {
  Scanner scanner(text::trim(text));
  const auto day = scan_day(scanner);
  if (!day) return std::nullopt;
  if (!scanner.at_end() && !scanner.accept(' ') && !scanner.accept('T')) return std::nullopt;
  return day;
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  text = text::trim(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  const auto number = text::parse_int(text);
  if (!number) return std::nullopt;
  return *number;
}

std::optional<double> parse_real(std::string_view text) {
  text = text::trim(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return std::nullopt;
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace lakecode::local::dialect

// The patterns of java.time.format.DateTimeFormatter, as far as Databricks SQL documents them: a run of one letter is a
// field, its length the width; anything else stands for itself; 'text' is quoted; [ ] is optional when reading.

#include <array>
#include <chrono>

#include <fmt/format.h>

#include "base/text.h"
#include "local/dialect/time_text.h"

namespace lakecode::local::dialect {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                "Thursday", "Friday", "Saturday"};

struct Fields {
  std::int64_t year = 1970;
  std::int64_t month = 1;
  std::int64_t day = 1;
  std::int64_t day_of_year = 0;
  std::int64_t hour = 0;
  std::int64_t minute = 0;
  std::int64_t second = 0;
  std::int64_t micros = 0;
  std::int64_t offset = 0;
  bool half_day = false;  ///< hour counts to 12
  bool afternoon = false;
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// One name of `names` at the front of `rest`, short (three letters) or full; its index.
template <std::size_t Count>
std::optional<std::size_t> take_name(const std::array<std::string_view, Count>& names, bool full,
                                     std::string_view& rest) {
  for (std::size_t i = 0; i < Count; ++i) {
    const std::string_view name = full ? names[i] : names[i].substr(0, 3);
    if (!rest.starts_with(name)) continue;
    rest.remove_prefix(name.size());
    return i;
  }
  return std::nullopt;
}

std::optional<std::int64_t> take_digits(std::size_t least, std::size_t most, std::string_view& rest) {
  std::size_t n = 0;
  std::int64_t value = 0;
  while (n < most && n < rest.size() && is_digit(rest[n])) value = value * 10 + (rest[n++] - '0');
  if (n < least) return std::nullopt;
  rest.remove_prefix(n);
  return value;
}

bool take_offset(std::string_view& rest, Fields& fields) {
  if (rest.starts_with("Z") || rest.starts_with("UTC") || rest.starts_with("GMT")) {
    rest.remove_prefix(rest.front() == 'Z' ? 1 : 3);
    return true;
  }
  if (rest.empty() || (rest.front() != '+' && rest.front() != '-')) return false;
  const bool negative = rest.front() == '-';
  rest.remove_prefix(1);
  const auto hours = take_digits(2, 2, rest);
  if (!hours) return false;
  if (rest.starts_with(':')) rest.remove_prefix(1);
  const std::int64_t minutes = take_digits(2, 2, rest).value_or(0);
  fields.offset = (*hours * 3600 + minutes * 60) * (negative ? -1 : 1);
  return true;
}

struct NumberField {
  char letter;
  std::int64_t Fields::*field;
};
constexpr std::array<NumberField, 9> kNumberFields{{{'d', &Fields::day},
                                                    {'H', &Fields::hour},
                                                    {'k', &Fields::hour},
                                                    {'h', &Fields::hour},
                                                    {'K', &Fields::hour},
                                                    {'m', &Fields::minute},
                                                    {'s', &Fields::second},
                                                    {'D', &Fields::day_of_year},
                                                    {'M', &Fields::month}}};

bool take_fraction(std::size_t width, std::string_view& rest, Fields& fields) {
  const auto value = take_digits(width, width, rest);
  if (!value) return false;
  fields.micros = *value;
  for (std::size_t i = width; i < 6; ++i) fields.micros *= 10;
  for (std::size_t i = 6; i < width; ++i) fields.micros /= 10;
  return true;
}

bool take_year(std::size_t width, std::string_view& rest, Fields& fields) {
  const auto year = width == 2
                        ? take_digits(2, 2, rest)
                        : take_digits(width == 1 ? 1 : width, width == 1 ? 6 : std::max<std::size_t>(width, 4), rest);
  if (!year) return false;
  fields.year = width == 2 ? 2000 + *year : *year;
  return true;
}

/// One field of `width` letters from the front of `rest`.
bool take_field(char letter, std::size_t width, std::string_view& rest, Fields& fields) {
  switch (letter) {
    case 'y':
    case 'u':
      return take_year(width, rest, fields);
    case 'S':
      return take_fraction(width, rest, fields);
    case 'E':
      return take_name(kDays, width > 3, rest).has_value();
    case 'z':
    case 'Z':
    case 'X':
    case 'x':
    case 'O':
    case 'V':
      return take_offset(rest, fields);
    case 'a':
      fields.half_day = true;
      fields.afternoon = text::equals_ignore_case(rest.substr(0, 2), "PM");
      if (!fields.afternoon && !text::equals_ignore_case(rest.substr(0, 2), "AM")) return false;
      rest.remove_prefix(2);
      return true;
    default:
      break;
  }
  if ((letter == 'M' || letter == 'L') && width >= 3) {
    const auto month = take_name(kMonths, width > 3, rest);
    if (month) fields.month = static_cast<std::int64_t>(*month) + 1;
    return month.has_value();
  }
  for (const NumberField& known : kNumberFields) {
    if (known.letter != (letter == 'L' ? 'M' : letter)) continue;
    const std::size_t most = letter == 'D' ? 3 : 2;
    const auto value = take_digits(width == 1 ? 1 : width, width == 1 ? most : width, rest);
    if (!value) return false;
    fields.*known.field = *value;
    if (letter == 'h' || letter == 'K') fields.half_day = true;
    return true;
  }
  return false;
}

/// 'text', '' for a quote.
bool take_quoted(std::string_view pattern, std::size_t& at, std::string_view& rest) {
  const std::size_t end = pattern.find('\'', at + 1);
  if (end == std::string_view::npos) return false;
  const std::string_view quoted = end == at + 1 ? std::string_view("'") : pattern.substr(at + 1, end - at - 1);
  if (!rest.starts_with(quoted)) return false;
  rest.remove_prefix(quoted.size());
  at = end + 1;
  return true;
}

bool take_pattern(std::string_view pattern, std::string_view& rest, Fields& fields);

/// [pattern], which may be left out.
bool take_optional(std::string_view pattern, std::size_t& at, std::string_view& rest, Fields& fields) {
  const std::size_t end = pattern.find(']', at);
  if (end == std::string_view::npos) return false;
  std::string_view attempt = rest;
  Fields trial = fields;
  if (take_pattern(pattern.substr(at + 1, end - at - 1), attempt, trial)) {
    rest = attempt;
    fields = trial;
  }
  at = end + 1;
  return true;
}

bool take_pattern(std::string_view pattern, std::string_view& rest, Fields& fields) {
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (c == '\'') {
      if (!take_quoted(pattern, i, rest)) return false;
    } else if (c == '[') {
      if (!take_optional(pattern, i, rest, fields)) return false;
    } else if (is_letter(c)) {
      std::size_t width = 1;
      while (i + width < pattern.size() && pattern[i + width] == c) ++width;
      if (!take_field(c, width, rest, fields)) return false;
      i += width;
    } else {
      if (rest.empty() || rest.front() != c) return false;
      rest.remove_prefix(1);
      ++i;
    }
  }
  return true;
}

struct Moment {
  std::chrono::year_month_day date;
  unsigned weekday = 0;
  int day_of_year = 0;
  std::int64_t seconds = 0;  ///< of the day
  std::int64_t micros = 0;
};

Moment split(std::int64_t micros) {
  const std::chrono::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(micros)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  Moment moment;
  moment.date = std::chrono::year_month_day(day);
  moment.weekday = std::chrono::weekday(day).c_encoding();
  const std::chrono::sys_days first(moment.date.year() / 1 / 1);
  moment.day_of_year = static_cast<int>((day - first).count()) + 1;
  const std::int64_t of_day = (time - day).count();
  moment.seconds = of_day / kMicrosPerSecond;
  moment.micros = of_day % kMicrosPerSecond;
  return moment;
}

std::string padded(std::int64_t value, std::size_t width) {
  return fmt::format("{:0{}}", value, width);
}

std::optional<std::string> render_field(char letter, std::size_t width, const Moment& moment) {
  const auto month = static_cast<unsigned>(moment.date.month());
  const std::int64_t hour = moment.seconds / 3600;
  switch (letter) {
    case 'y':
    case 'u':
      return width == 2 ? padded(static_cast<int>(moment.date.year()) % 100, 2)
                        : padded(static_cast<int>(moment.date.year()), width);
    case 'M':
    case 'L':
      if (width > 3) return std::string(kMonths[month - 1]);
      return width == 3 ? std::string(kMonths[month - 1].substr(0, 3)) : padded(month, width);
    case 'd':
      return padded(static_cast<unsigned>(moment.date.day()), width);
    case 'D':
      return padded(moment.day_of_year, width);
    case 'H':
      return padded(hour, width);
    case 'k':
      return padded(hour == 0 ? 24 : hour, width);
    case 'h':
      return padded((hour + 11) % 12 + 1, width);
    case 'K':
      return padded(hour % 12, width);
    case 'm':
      return padded(moment.seconds / 60 % 60, width);
    case 's':
      return padded(moment.seconds % 60, width);
    case 'S':
      return padded(moment.micros, 6).append(9, '0').substr(0, width);
    case 'a':
      return hour < 12 ? "AM" : "PM";
    case 'E':
      return std::string(width > 3 ? kDays[moment.weekday] : kDays[moment.weekday].substr(0, 3));
    case 'q':
    case 'Q':
      return padded((month + 2) / 3, width);
    case 'z':
    case 'V':
      return "UTC";
    case 'X':
      return "Z";
    case 'x':
    case 'Z':
      return width == 3 || width == 5 ? "+00:00" : "+0000";
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<std::int64_t> parse_by_pattern(std::string_view text, std::string_view pattern) {
  Fields fields;
  if (!take_pattern(pattern, text, fields) || !text.empty()) return std::nullopt;
  if (fields.half_day) fields.hour = fields.hour % 12 + (fields.afternoon ? 12 : 0);
  if (fields.hour > 23 || fields.minute > 59 || fields.second > 59) return std::nullopt;
  auto days = days_of(static_cast<int>(fields.year), static_cast<int>(fields.month), static_cast<int>(fields.day));
  if (days && fields.day_of_year > 0)
    days = *days_of(static_cast<int>(fields.year), 1, 1) + static_cast<std::int32_t>(fields.day_of_year) - 1;
  if (!days) return std::nullopt;
  const std::int64_t seconds =
      *days * kSecondsPerDay + fields.hour * 3600 + fields.minute * 60 + fields.second - fields.offset;
  return seconds * kMicrosPerSecond + fields.micros;
}

std::optional<std::string> format_by_pattern(std::int64_t micros, std::string_view pattern) {
  const Moment moment = split(micros);
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (c == '\'') {
      const std::size_t end = pattern.find('\'', i + 1);
      if (end == std::string_view::npos) return std::nullopt;
      out += end == i + 1 ? "'" : std::string(pattern.substr(i + 1, end - i - 1));
      i = end + 1;
    } else if (is_letter(c)) {
      std::size_t width = 1;
      while (i + width < pattern.size() && pattern[i + width] == c) ++width;
      const auto field = render_field(c, std::min<std::size_t>(width, 9), moment);
      if (!field) return std::nullopt;
      out += *field;
      i += width;
    } else {
      if (c != '[' && c != ']') out.push_back(c);
      ++i;
    }
  }
  return out;
}

}  // namespace lakecode::local::dialect

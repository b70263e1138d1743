#include "knowledge/time_span.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/text.h"

namespace lakecode::knowledge {
namespace {

constexpr std::int64_t kDay = 24;
constexpr std::int64_t kMostHours = 10LL * 366 * kDay;

constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
    {"hour", 1},
    {"hours", 1},
    {"hr", 1},
    {"hrs", 1},
    {"h", 1},
    {"day", kDay},
    {"days", kDay},
    {"d", kDay},
    {"night", kDay},
    {"nights", kDay},
    {"week", 7 * kDay},
    {"weeks", 7 * kDay},
    {"wk", 7 * kDay},
    {"wks", 7 * kDay},
    {"w", 7 * kDay},
    {"fortnight", 14 * kDay},
    {"month", 30 * kDay},
    {"months", 30 * kDay},
    {"mo", 30 * kDay},
    {"quarter", 90 * kDay},
    {"quarters", 90 * kDay},
    {"year", 365 * kDay},
    {"years", 365 * kDay},
    {"yr", 365 * kDay},
    {"weekend", 3 * kDay},
    {"sprint", 14 * kDay},
    {"evening", kDay},
    {"morning", kDay},
    {"afternoon", kDay},
    {"minutes", 0},
    {"minute", 0},
    {"min", 0},
    {"mins", 0},
};

constexpr std::pair<std::string_view, std::int64_t> kWords[] = {
    {"today", kDay},       {"yesterday", kDay},      {"tonight", kDay}, {"overnight", kDay},  {"quarterly", 90 * kDay},
    {"weekend", 3 * kDay}, {"fortnight", 14 * kDay}, {"todays", kDay},  {"yesterdays", kDay},
};

constexpr std::string_view kWeekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

constexpr std::pair<std::string_view, std::int64_t> kNumbers[] = {
    {"a", 1},       {"an", 1},           {"one", 1},       {"two", 2},          {"three", 3},        {"four", 4},
    {"five", 5},    {"six", 6},          {"seven", 7},     {"eight", 8},        {"nine", 9},         {"ten", 10},
    {"eleven", 11}, {"twelve", 12},      {"fourteen", 14}, {"fifteen", 15},     {"twenty", 20},      {"thirty", 30},
    {"sixty", 60},  {"ninety", 90},      {"fifty", 50},    {"hundred", 100},    {"couple", 2},       {"few", 3},
    {"dozen", 12},  {"twenty-four", 24}, {"forty", 40},    {"forty-eight", 48}, {"seventy-two", 72},
};

template <std::size_t N>
std::optional<std::int64_t> value_in(const std::pair<std::string_view, std::int64_t> (&rows)[N],
                                     std::string_view word) {
  for (const auto& [name, value] : rows) {
    if (name == word) return value;
  }
  return std::nullopt;
}

/// "24h", "7d", "2weeks", "24-hour", "7-day" as one word.
std::optional<std::int64_t> joined_span(std::string_view word) {
  const std::size_t digits = word.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos) return std::nullopt;
  const auto count = text::parse_int(word.substr(0, digits));
  std::string_view unit = word.substr(digits);
  if (unit.front() == '-') unit.remove_prefix(1);
  const auto hours = value_in(kUnits, unit);
  if (!count || !hours || *hours == 0 || *count <= 0 || *count > kMostHours / *hours) return std::nullopt;
  return *count * *hours;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "3 days", "a couple of weeks", "couple weeks" beginning at `at`.
std::optional<TimeSpan> counted_span(const Request& request, std::size_t at) {
  const auto& words = request.words;
  const auto count = number_of(words[at].lower);
  if (!count || *count <= 0) return std::nullopt;
  std::size_t unit = at + 1;
  std::int64_t times = *count;
  if (is_one_of(words[at].lower, {"a", "an"}) && unit < words.size() &&
      is_one_of(words[unit].lower, {"couple", "few", "dozen"}))
    times = *number_of(words[unit++].lower);
  while (unit < words.size() && is_one_of(words[unit].lower, {"of", "full", "whole", "calendar", "business"})) ++unit;
  if (unit >= words.size()) return std::nullopt;
  const auto hours = value_in(kUnits, words[unit].lower);
  if (!hours) return std::nullopt;
  if (*hours == 0) return TimeSpan{(times + 59) / 60, at, unit + 1};  // minutes, rounded up
  if (times > kMostHours / *hours) return std::nullopt;
  return TimeSpan{times * *hours, at, unit + 1};
}

/// "month to date", "year-to-date", "the beginning of the month": what a calendar has of it at most.
std::optional<TimeSpan> span_to_date(const Request& request, std::size_t at) {
  const auto& words = request.words;
  std::string unit = words[at].lower;
  std::size_t last = at + 1;
  if (unit.ends_with("-to-date")) {
    unit.resize(unit.size() - std::string_view("-to-date").size());
  } else if (words_text(request, at + 1, at + 3) == "to date") {
    last = at + 3;
  } else if (is_one_of(unit, {"beginning", "start", "half"})) {
    while (last < words.size() && is_one_of(words[last].lower, {"of", "the", "this", "a"})) ++last;
    if (last >= words.size() || last == at + 1) return std::nullopt;
    const auto hours = value_in(kUnits, words[last].lower);
    if (!hours || *hours < 7 * kDay) return std::nullopt;
    return TimeSpan{unit == "half" ? *hours / (30 * kDay) * 15 * kDay : *hours, at, last + 1};
  } else {
    return std::nullopt;
  }
  const auto hours = value_in(kUnits, unit);
  if (!hours || *hours < 7 * kDay) return std::nullopt;
  return TimeSpan{*hours, at, last};
}

bool is_weekday(std::string_view word) {
  return std::find(std::begin(kWeekdays), std::end(kWeekdays), word) != std::end(kWeekdays);
}

/// "last week", "this month", "past day", "previous quarter".
std::optional<TimeSpan> near_span(const Request& request, std::size_t at) {
  const auto& words = request.words;
  if (!is_one_of(words[at].lower, {"last", "past", "this", "previous", "prior", "recent", "the", "current", "trailing",
                                   "per", "preceding"}))
    return std::nullopt;
  if (at + 1 >= words.size()) return std::nullopt;
  const std::string& unit = words[at + 1].lower;
  if (is_weekday(unit)) return TimeSpan{7 * kDay, at, at + 2};
  if (is_one_of(words[at].lower, {"the", "per"})) return std::nullopt;
  const auto hours = value_in(kUnits, unit);
  if (!hours || *hours == 0 || unit.size() < 3) return std::nullopt;
  return TimeSpan{*hours, at, at + 2};
}

/// "the money burner of the week": not "the end of the week", and no part of it.
std::optional<TimeSpan> span_of_the(const Request& request, std::size_t at) {
  const auto& words = request.words;
  if (at == 0 || at + 2 >= words.size() || words[at].lower != "of" || words[at + 1].lower != "the") return std::nullopt;
  if (is_one_of(words[at - 1].lower, {"end", "rest", "day", "days", "time", "middle", "start", "beginning", "half"}))
    return std::nullopt;
  const auto hours = value_in(kUnits, words[at + 2].lower);
  if (!hours || *hours < 7 * kDay) return std::nullopt;
  return TimeSpan{*hours, at, at + 3};
}

/// "days 7", "--days 7", "hours=12": as an input is written.
std::optional<TimeSpan> input_span(const Request& request, std::size_t at) {
  if (at + 1 >= request.words.size() || request.words[at + 1].breaks) return std::nullopt;
  const std::string_view word = request.words[at].lower;
  const std::string_view unit = word.substr(std::min(word.find_first_not_of('-'), word.size()));
  if (unit != "days" && unit != "hours") return std::nullopt;
  const auto count = number_of(request.words[at + 1].lower);
  if (!count || *count <= 0 || *count >= 4000) return std::nullopt;
  return TimeSpan{*count * (unit == "days" ? kDay : 1), at, at + 2};
}

/// "our monthly spend", "the annual bill": what is counted stands close behind.
std::optional<TimeSpan> rate_span(const Request& request, std::size_t at) {
  constexpr std::pair<std::string_view, std::int64_t> kRates[] = {{"weekly", 7 * kDay},
                                                                  {"monthly", 30 * kDay},
                                                                  {"quarterly", 90 * kDay},
                                                                  {"yearly", 365 * kDay},
                                                                  {"annual", 365 * kDay}};
  constexpr std::size_t kNear = 3;
  const auto hours = value_in(kRates, request.words[at].lower);
  if (!hours) return std::nullopt;
  for (std::size_t next = at + 1; next < std::min(at + 1 + kNear, request.words.size()); ++next) {
    if (request.words[next].concepts.has_any({Concept::Cost, Concept::Usage, Concept::Fail}))
      return TimeSpan{*hours, at, at + 1};
  }
  return std::nullopt;
}

bool is_past_weekday(const Request& request, std::size_t at) {
  if (!is_weekday(request.words[at].lower)) return false;
  return at == 0 || !is_one_of(request.words[at - 1].lower, {"every", "each", "next", "until", "by", "before", "for"});
}

}  // namespace

std::optional<std::int64_t> number_of(std::string_view word) {
  if (const auto named = value_in(kNumbers, word)) return named;
  if (word.empty() || word.size() > 12) return std::nullopt;
  std::string digits = text::replace_all(word, ",", "");
  const std::int64_t times = digits.ends_with('k') ? 1000 : digits.ends_with('m') ? 1'000'000 : 1;
  if (times > 1) digits.pop_back();
  constexpr std::int64_t kMost = 1'000'000'000'000;
  const auto value = text::parse_int(digits);
  if (!value || *value < 0 || *value > kMost) return std::nullopt;
  return *value * times;
}

bool speaks_of_a_time_to_come(const Request& request) {
  const auto& words = request.words;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at].quoted) continue;
    const std::string& word = words[at].lower;
    if (is_weekday(word) || is_one_of(word, {"noon", "midnight", "tonight", "tomorrow", "o'clock", "oclock"}))
      return true;
    if (at + 1 >= words.size()) continue;
    const bool clock = std::isdigit(static_cast<unsigned char>(words[at + 1].lower.front())) != 0;
    if (is_one_of(word, {"at", "by"}) && clock) return true;
    if (word == "in" && (counted_span(request, at + 1) || joined_span(words[at + 1].lower))) return true;
  }
  return false;
}

std::optional<TimeSpan> find_time_span(const Request& request) {
  for (std::size_t at = 0; at < request.words.size(); ++at) {
    const Word& word = request.words[at];
    if (word.quoted) continue;
    if (const auto counted = counted_span(request, at)) return counted;
    if (const auto joined = joined_span(word.lower)) return TimeSpan{*joined, at, at + 1};
    if (const auto input = input_span(request, at)) return input;
    if (const auto near = near_span(request, at)) return near;
    if (const auto whole = span_of_the(request, at)) return whole;
    if (const auto named = value_in(kWords, word.lower); named && *named > 0) return TimeSpan{*named, at, at + 1};
    if (const auto to_date = span_to_date(request, at)) return to_date;
    if (is_past_weekday(request, at)) return TimeSpan{7 * kDay, at, at + 1};
  }
  for (std::size_t at = 0; at < request.words.size(); ++at) {
    if (request.words[at].quoted) continue;
    if (const auto rate = rate_span(request, at)) return rate;
  }
  return std::nullopt;
}

}  // namespace lakecode::knowledge

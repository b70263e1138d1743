#pragma once
// ASCII text helpers that read no locale. UTF-8 and display width live in base/utf8.h.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::text {

std::string_view trim(std::string_view s);
std::string to_lower(std::string_view s);  ///< ASCII letters only
std::string to_upper(std::string_view s);  ///< ASCII letters only
bool equals_ignore_case(std::string_view a, std::string_view b);
bool contains_ignore_case(std::string_view haystack, std::string_view needle);
/// Position of `needle` in `haystack` from `from`, ASCII case ignored; npos when absent.
std::size_t find_ignore_case(std::string_view haystack, std::string_view needle, std::size_t from = 0);
/// Splits at each `separator`; keeps empty parts; "" gives one empty part. Views into `s`.
std::vector<std::string_view> split(std::string_view s, char separator);
/// Lines without their "\n" or "\r\n"; no empty last line for a final newline. Views into `s`.
std::vector<std::string_view> lines(std::string_view s);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string replace_all(std::string_view s, std::string_view from, std::string_view to);
/// Whole string as a base-10 int64 / double; nullopt for anything else (no leading +, no blanks).
std::optional<long long> parse_int(std::string_view s);
std::optional<double> parse_double(std::string_view s);
/// The candidate nearest to `word` by edit distance, when near enough to be a slip; for did-you-mean.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);
/// 1234567 -> "1,234,567".
std::string group_digits(long long value);

}  // namespace lakecode::text

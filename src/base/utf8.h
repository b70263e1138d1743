#pragma once
// UTF-8: validation, repair, iteration by grapheme cluster and display width (utf8proc). Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lakecode::utf8 {

bool is_valid(std::string_view s);
/// Every invalid byte becomes U+FFFD. Valid text comes back unchanged.
std::string sanitize(std::string_view s);
/// Appends one code point as UTF-8.
void append(std::string& out, char32_t code_point);
/// The code point at `position` and its length in bytes; invalid bytes give {U+FFFD, 1}.
struct Decoded {
  char32_t code_point;
  std::size_t length;
};
Decoded decode_at(std::string_view s, std::size_t position);
/// Grapheme clusters in order; views into `s`, which must be valid UTF-8.
std::vector<std::string_view> graphemes(std::string_view s);
/// Terminal columns `s` takes: by cluster, emoji with VS16/ZWJ/flags count 2, combining marks 0.
std::size_t width(std::string_view s);
/// Longest prefix of whole clusters that fits `columns`; with `ellipsis`, the last column is "…" when cut.
std::string truncate(std::string_view s, std::size_t columns, std::string_view ellipsis = "…");

}  // namespace lakecode::utf8

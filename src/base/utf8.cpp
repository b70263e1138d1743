#include "base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <utf8proc.h>

namespace lakecode::utf8 {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kZeroWidthJoiner = 0x200D;
constexpr char32_t kEmojiSelector = 0xFE0F;  // VS16: show as a picture, two columns wide

bool is_printable_ascii(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

/// The first position from `at` on that does not hold ASCII; eight bytes a look where there are as many.
std::size_t skip_ascii(std::string_view s, std::size_t at) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  for (std::uint64_t eight = 0; at + sizeof eight <= s.size(); at += sizeof eight) {
    std::memcpy(&eight, s.data() + at, sizeof eight);
    if ((eight & kHighBits) != 0) break;
  }
  while (at < s.size() && static_cast<unsigned char>(s[at]) < 0x80) ++at;
  return at;
}

bool is_regional_indicator(char32_t c) {
  return c >= 0x1F1E6 && c <= 0x1F1FF;
}

std::size_t code_point_width(char32_t c) {
  const int columns = utf8proc_charwidth(static_cast<utf8proc_int32_t>(c));
  return columns > 0 ? static_cast<std::size_t>(columns) : 0;
}

/// Columns of one cluster: those of its widest part, as the marks stack on the base.
std::size_t cluster_width(std::string_view cluster) {
  std::size_t widest = 0;
  std::size_t indicators = 0;
  bool picture = false;
  for (std::size_t at = 0; at < cluster.size();) {
    const auto [code_point, length] = decode_at(cluster, at);
    if (is_regional_indicator(code_point)) ++indicators;
    if (at > 0 && (code_point == kEmojiSelector || code_point == kZeroWidthJoiner)) picture = true;
    widest = std::max(widest, code_point_width(code_point));
    at += length;
  }
  if (indicators >= 2 || (picture && widest > 0 && cluster.find("\xEF\xB8\x8F") != std::string_view::npos)) return 2;
  return std::min<std::size_t>(widest, 2);
}

}  // namespace

Decoded decode_at(std::string_view s, std::size_t position) {
  if (position >= s.size()) return {kReplacement, 1};
  utf8proc_int32_t code_point = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(s.data() + position);
  const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(s.size() - position), &code_point);
  if (length <= 0) return {kReplacement, 1};
  return {static_cast<char32_t>(code_point), static_cast<std::size_t>(length)};
}

bool is_valid(std::string_view s) {
  for (std::size_t at = skip_ascii(s, 0); at < s.size(); at = skip_ascii(s, at)) {
    const auto decoded = decode_at(s, at);
    if (decoded.length == 1) return false;  // a good sequence beyond ASCII has two bytes or more
    at += decoded.length;
  }
  return true;
}

std::string sanitize(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t at = 0; at < s.size();) {
    const auto decoded = decode_at(s, at);
    if (decoded.length == 1 && static_cast<unsigned char>(s[at]) >= 0x80) {
      append(out, kReplacement);
    } else {
      out += s.substr(at, decoded.length);
    }
    at += decoded.length;
  }
  return out;
}

void append(std::string& out, char32_t code_point) {
  const bool encodable = code_point <= 0x10FFFF && !(code_point >= 0xD800 && code_point <= 0xDFFF);
  utf8proc_uint8_t bytes[4];
  const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(encodable ? code_point : kReplacement), bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

std::vector<std::string_view> graphemes(std::string_view s) {
  std::vector<std::string_view> clusters;
  utf8proc_int32_t state = 0;
  utf8proc_int32_t previous = -1;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < s.size();) {
    const auto decoded = decode_at(s, at);
    const auto code_point = static_cast<utf8proc_int32_t>(decoded.code_point);
    if (previous >= 0 && utf8proc_grapheme_break_stateful(previous, code_point, &state)) {
      clusters.push_back(s.substr(begin, at - begin));
      begin = at;
    }
    previous = code_point;
    at += decoded.length;
  }
  if (begin < s.size()) clusters.push_back(s.substr(begin));
  return clusters;
}

std::size_t width(std::string_view s) {
  if (is_printable_ascii(s)) return s.size();
  std::size_t columns = 0;
  for (const auto cluster : graphemes(s)) columns += cluster_width(cluster);
  return columns;
}

std::string truncate(std::string_view s, std::size_t columns, std::string_view ellipsis) {
  // A text of no more bytes than columns cannot be too wide: no code point is wider than its bytes.
  if (s.size() <= columns || width(s) <= columns) return std::string(s);
  const auto mark = width(ellipsis);
  const std::size_t room = mark <= columns ? columns - mark : columns;
  std::string out;
  std::size_t used = 0;
  for (const auto cluster : graphemes(s)) {
    const auto wide = cluster_width(cluster);
    if (used + wide > room) break;
    used += wide;
    out += cluster;
  }
  if (mark <= columns) out += ellipsis;
  return out;
}

}  // namespace lakecode::utf8

// Kernels on texts. Positions count code points from 1, as Spark has them.

#include <fmt/format.h>

#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "base/utf8.h"
#include "local/dialect/time_text.h"
#include "local/dialect/types.h"
#include "local/engine/scalar_rule.h"

namespace lakecode::local {
namespace {

Value text_value(std::string text) {
  Value out;
  out.text = std::move(text);
  return out;
}

/// Byte offsets of the code points of `s`, and its end.
std::vector<std::size_t> code_points(std::string_view s) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if ((static_cast<unsigned char>(s[i]) & 0xC0U) != 0x80U) starts.push_back(i);
  }
  starts.push_back(s.size());
  return starts;
}

/// `length` code points from `position`: 0 counts as 1, negative ones from the end.
std::string substring(std::string_view s, std::int64_t position, std::int64_t length) {
  const std::vector<std::size_t> starts = code_points(s);
  const auto count = static_cast<std::int64_t>(starts.size()) - 1;
  std::int64_t from = position > 0 ? position - 1 : position < 0 ? count + position : 0;
  if (length <= 0 || from >= count) return "";
  const std::int64_t to = length > count - from ? count : from + length;
  from = std::max<std::int64_t>(from, 0);
  if (to <= from) return "";
  return std::string(s.substr(starts[static_cast<std::size_t>(from)],
                              starts[static_cast<std::size_t>(to)] - starts[static_cast<std::size_t>(from)]));
}

Value substring_two(const Row& row) {
  return text_value(substring(row.text(0), row.value<std::int64_t>(1), INT64_MAX));
}
Value substring_three(const Row& row) {
  return text_value(substring(row.text(0), row.value<std::int64_t>(1), row.value<std::int64_t>(2)));
}

Value overlay(const Row& row) {
  const std::string_view s = row.text(0);
  const std::int64_t position = row.value<std::int64_t>(2);
  std::int64_t length = row.value<std::int64_t>(3);
  if (length < 0) length = static_cast<std::int64_t>(code_points(row.text(1)).size()) - 1;
  return text_value(substring(s, 1, position - 1) + std::string(row.text(1)) +
                    substring(s, position + length, INT64_MAX));
}

Value locate(const Row& row) {
  const std::string_view needle = row.text(0);
  const std::string_view s = row.text(1);
  const std::int64_t position = row.value<std::int64_t>(2);
  const std::vector<std::size_t> starts = code_points(s);
  if (position < 1 || position > static_cast<std::int64_t>(starts.size())) return whole(0);
  const std::size_t found = s.find(needle, starts[static_cast<std::size_t>(position) - 1]);
  if (found == std::string_view::npos) return whole(0);
  return whole(std::lower_bound(starts.begin(), starts.end(), found) - starts.begin() + 1);
}

Value split_part(const Row& row) {
  const std::string_view s = row.text(0);
  const std::string_view delimiter = row.text(1);
  const std::int64_t wanted = row.value<std::int64_t>(2);
  if (wanted == 0) {
    return failed("INVALID_INDEX_OF_ZERO",
                  "The index 0 is invalid. An index shall be either < 0 or > 0 (the first element has index 1).",
                  "22003");
  }
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  while (!delimiter.empty()) {
    const std::size_t found = s.find(delimiter, from);
    if (found == std::string_view::npos) break;
    parts.push_back(s.substr(from, found - from));
    from = found + delimiter.size();
  }
  parts.push_back(s.substr(from));
  const auto count = static_cast<std::int64_t>(parts.size());
  const std::int64_t index = wanted > 0 ? wanted - 1 : count + wanted;
  if (index < 0 || index >= count) return text_value("");
  return text_value(std::string(parts[static_cast<std::size_t>(index)]));
}

Value substring_index(const Row& row) {
  const std::string_view s = row.text(0);
  const std::string_view delimiter = row.text(1);
  std::int64_t count = row.value<std::int64_t>(2);
  if (count == 0 || delimiter.empty()) return text_value("");
  if (count > 0) {
    std::size_t at = 0;
    for (;;) {
      const std::size_t found = s.find(delimiter, at);
      if (found == std::string_view::npos) return text_value(std::string(s));
      if (--count == 0) return text_value(std::string(s.substr(0, found)));
      at = found + delimiter.size();
    }
  }
  std::size_t at = s.size();
  for (;;) {
    const std::size_t found = at == 0 ? std::string_view::npos : s.rfind(delimiter, at - 1);
    if (found == std::string_view::npos) return text_value(std::string(s));
    if (++count == 0) return text_value(std::string(s.substr(found + delimiter.size())));
    at = found;
  }
}

Value find_in_set(const Row& row) {
  const std::string_view needle = row.text(0);
  if (needle.find(',') != std::string_view::npos) return whole(0);
  std::int64_t position = 1;
  for (const std::string_view part : text::split(row.text(1), ',')) {
    if (part == needle) return whole(position);
    ++position;
  }
  return whole(0);
}

Value soundex(const Row& row) {
  constexpr std::string_view kCodes = "01230120022455012623010202";
  const std::string s = text::to_upper(row.text(0));
  const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (s.empty() || !is_letter(s[0])) return text_value(std::string(row.text(0)));
  std::string out(1, s[0]);
  char last = kCodes[static_cast<std::size_t>(s[0] - 'A')];
  for (std::size_t i = 1; i < s.size() && out.size() < 4; ++i) {
    if (!is_letter(s[i])) {
      last = '0';
      continue;
    }
    const char code = kCodes[static_cast<std::size_t>(s[i] - 'A')];
    if (code != '0' && code != last) out.push_back(code);
    // H and W do not part two equal codes.
    if (s[i] != 'H' && s[i] != 'W') last = code;
  }
  out.resize(4, '0');
  return text_value(std::move(out));
}

Value mask(const Row& row) {
  std::string out;
  const std::string_view upper = row.text(1);
  const std::string_view lower = row.text(2);
  const std::string_view digit = row.text(3);
  const std::string_view other = row.text(4);
  // chr(1) stands for NULL: leave such characters alone.
  const auto put = [&out](std::string_view with, char c) {
    if (with == "\x01") {
      out.push_back(c);
    } else {
      out.append(with);
    }
  };
  for (const char c : row.text(0)) {
    if (c >= 'A' && c <= 'Z') {
      put(upper, c);
    } else if (c >= 'a' && c <= 'z') {
      put(lower, c);
    } else if (c >= '0' && c <= '9') {
      put(digit, c);
    } else {
      put(other, c);
    }
  }
  return text_value(std::move(out));
}

Value luhn_check(const Row& row) {
  const std::string_view s = row.text(0);
  int sum = 0;
  bool twice = false;
  for (std::size_t i = s.size(); i > 0; --i) {
    const char c = s[i - 1];
    if (c < '0' || c > '9') return whole(0);
    int value = c - '0';
    if (twice) value = value * 2 > 9 ? value * 2 - 9 : value * 2;
    sum += value;
    twice = !twice;
  }
  return whole(!s.empty() && sum % 10 == 0 ? 1 : 0);
}

Value conv(const Row& row) {
  const std::int64_t from = row.value<std::int64_t>(1);
  const std::int64_t to = row.value<std::int64_t>(2);
  const std::int64_t to_base = std::abs(to);
  if (from < 2 || from > 36 || to_base < 2 || to_base > 36) return {};
  std::string s = text::to_lower(text::trim(row.text(0)));
  if (s.empty()) return {};
  const bool negative = s[0] == '-';
  if (negative) s.erase(0, 1);
  unsigned long long value = 0;
  for (const char c : s) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
    if (digit >= from) break;
    value = value * static_cast<unsigned long long>(from) + static_cast<unsigned long long>(digit);
  }
  if (negative && to > 0) value = 0 - value;
  bool sign = false;
  if (to < 0) {
    const auto number = negative ? -static_cast<long long>(value) : static_cast<long long>(value);
    sign = number < 0;
    value = sign ? 0 - static_cast<unsigned long long>(number) : static_cast<unsigned long long>(number);
  }
  std::string out;
  do {
    const auto digit = static_cast<std::size_t>(value % static_cast<unsigned long long>(to_base));
    out.insert(out.begin(), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit]);
    value /= static_cast<unsigned long long>(to_base);
  } while (value != 0);
  return text_value((sign ? "-" : "") + out);
}

/// The named part of a URL; nothing when it has none.
std::optional<std::string> url_part(std::string_view url, std::string_view part) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const std::string_view rest = url.substr(scheme + 3);
  const std::string_view before_fragment = rest.substr(0, rest.find('#'));
  const std::string_view authority = before_fragment.substr(0, before_fragment.find_first_of("/?"));
  const std::size_t query = before_fragment.find('?');
  const std::string_view path =
      before_fragment.substr(authority.size(), query == std::string_view::npos ? query : query - authority.size());
  const std::size_t at = authority.rfind('@');
  const std::string_view host_port = at == std::string_view::npos ? authority : authority.substr(at + 1);
  if (part == "PROTOCOL") return std::string(url.substr(0, scheme));
  if (part == "AUTHORITY") return std::string(authority);
  if (part == "HOST") return std::string(host_port.substr(0, host_port.rfind(':')));
  if (part == "PATH") return std::string(path);
  if (part == "QUERY" && query != std::string_view::npos) return std::string(before_fragment.substr(query + 1));
  if (part == "FILE") return std::string(before_fragment.substr(authority.size()));
  if (part == "REF" && rest.find('#') != std::string_view::npos) return std::string(rest.substr(rest.find('#') + 1));
  if (part == "USERINFO" && at != std::string_view::npos) return std::string(authority.substr(0, at));
  return std::nullopt;
}

Value parse_url(const Row& row) {
  Value out;
  out.text = url_part(row.text(0), row.text(1));
  return out;
}

Value parse_url_key(const Row& row) {
  const auto query = url_part(row.text(0), row.text(1));
  if (!query) return {};
  for (const std::string_view pair : text::split(*query, '&')) {
    const std::size_t equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == row.text(2))
      return text_value(std::string(pair.substr(equals + 1)));
  }
  return {};
}

Value time_to_text(const Row& row) {
  Value out;
  out.text = dialect::format_by_pattern(row.value<std::int64_t>(0), row.text(1));
  return out;
}

Value same_bytes(const Row& row) {
  return text_value(std::string(row.text(0)));
}

enum class Charset { Ascii, Latin, Utf8, Utf16Big, Utf16Little, Utf16, Unknown };

Charset charset_of(std::string_view name) {
  constexpr std::pair<std::string_view, Charset> kCharsets[] = {
      {"US-ASCII", Charset::Ascii},    {"ISO-8859-1", Charset::Latin},     {"UTF-8", Charset::Utf8},
      {"UTF-16BE", Charset::Utf16Big}, {"UTF-16LE", Charset::Utf16Little}, {"UTF-16", Charset::Utf16}};
  for (const auto& [known, charset] : kCharsets) {
    if (text::equals_ignore_case(known, name)) return charset;
  }
  return Charset::Unknown;
}

Value unknown_charset(std::string_view function, std::string_view name) {
  return failed("INVALID_PARAMETER_VALUE.CHARSET",
                fmt::format("The value of parameter(s) `charset` in `{}` is invalid: Expects one of the charsets "
                            "'iso-8859-1', 'us-ascii', 'utf-16', 'utf-16be', 'utf-16le', 'utf-32', 'utf-8', but got "
                            "{}.",
                            function, name),
                "22023");
}

void append_unit(std::string& out, std::uint32_t unit, bool big) {
  const char high = static_cast<char>(unit >> 8U & 0xFFU);
  const char low = static_cast<char>(unit & 0xFFU);
  out.push_back(big ? high : low);
  out.push_back(big ? low : high);
}

Value encode_text(const Row& row) {
  const std::string_view value = row.text(0);
  const Charset charset = charset_of(row.text(1));
  if (charset == Charset::Unknown) return unknown_charset("encode", row.text(1));
  if (charset == Charset::Utf8) return text_value(std::string(value));
  std::string out;
  if (charset == Charset::Utf16) append_unit(out, 0xFEFF, true);
  const bool narrow = charset == Charset::Ascii || charset == Charset::Latin;
  for (std::size_t i = 0; i < value.size();) {
    const utf8::Decoded one = utf8::decode_at(value, i);
    i += std::max<std::size_t>(one.length, 1);
    const auto code = static_cast<std::uint32_t>(one.code_point);
    const bool big = charset != Charset::Utf16Little;
    if (narrow) {
      const std::uint32_t most = charset == Charset::Ascii ? 0x7F : 0xFF;
      if (code > most) {
        return failed("MALFORMED_CHARACTER_CODING",
                      fmt::format("Invalid value found when performing `encode` with {}", row.text(1)), "22000");
      }
      out.push_back(static_cast<char>(code));
    } else if (code > 0xFFFF) {
      append_unit(out, 0xD800 + ((code - 0x10000) >> 10U), big);
      append_unit(out, 0xDC00 + ((code - 0x10000) & 0x3FFU), big);
    } else {
      append_unit(out, code, big);
    }
  }
  return text_value(std::move(out));
}

Value decode_bytes(const Row& row) {
  std::string_view bytes = row.text(0);
  const Charset charset = charset_of(row.text(1));
  if (charset == Charset::Unknown) return unknown_charset("decode", row.text(1));
  if (charset == Charset::Utf8) return text_value(utf8::sanitize(bytes));
  std::string out;
  if (charset == Charset::Ascii || charset == Charset::Latin) {
    for (const char c : bytes) utf8::append(out, static_cast<unsigned char>(c));
    return text_value(std::move(out));
  }
  const bool marked =
      charset == Charset::Utf16 && bytes.size() > 1 && (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE"));
  const bool big = marked ? bytes.starts_with("\xFE\xFF") : charset != Charset::Utf16Little;
  if (marked) bytes.remove_prefix(2);
  std::uint32_t high = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto first = static_cast<unsigned char>(bytes[i]);
    const auto second = static_cast<unsigned char>(bytes[i + 1]);
    const std::uint32_t unit = big ? first * 256U + second : second * 256U + first;
    if (unit >= 0xD800 && unit < 0xDC00) {
      high = unit;
    } else if (unit >= 0xDC00 && unit < 0xE000 && high != 0) {
      utf8::append(out, 0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00));
      high = 0;
    } else {
      utf8::append(out, unit);
    }
  }
  return text_value(std::move(out));
}

Value next_day(const Row& row) {
  constexpr std::string_view kDays[] = {"TH", "FR", "SA", "SU", "MO", "TU", "WE"};  // day 0 was a Thursday
  const std::string name = text::to_upper(row.text(1));
  const std::int64_t date = row.value<std::int32_t>(0);
  for (std::int64_t i = 0; i < 7; ++i) {
    if (name.size() < 2 || std::string_view(name).substr(0, 2) != kDays[i]) continue;
    const std::int64_t weekday = ((date % 7) + 7) % 7;
    const std::int64_t ahead = ((i - weekday) % 7 + 7) % 7;
    return whole(date + (ahead == 0 ? 7 : ahead));
  }
  return failed("ILLEGAL_DAY_OF_WEEK", fmt::format("Illegal input for day of week: {}.", row.text(1)), "22009");
}

/// A structure as the engine tells it ({"a":"UBIGINT","b":["VARCHAR"]}) in Spark's words.
std::string spark_schema(const JsonValue& structure, int depth) {
  if (depth > 50) return "STRING";
  if (structure.is_array()) {
    return "ARRAY<" + (structure.as_array().empty() ? "STRING" : spark_schema(structure.as_array()[0], depth + 1)) +
           ">";
  }
  if (structure.is_object()) {
    std::string out;
    for (const auto& member : structure.as_object())
      out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", std::string_view(member.key()),
                         spark_schema(member.value(), depth + 1));
    return "STRUCT<" + out + ">";
  }
  std::string word = json::as_string(structure).value_or("");
  if (word == "UBIGINT" || word == "BIGINT" || word == "HUGEINT") return "BIGINT";
  if (word == "DOUBLE" || word == "BOOLEAN") return word;
  return "STRING";
}

Value type_text(const Row& row) {
  if (row.text(0) == "JSON") return text_value("variant");
  return text_value(dialect::facts_of_engine_type(row.text(0)).text);
}

Value check_json(const Row& row) {
  if (json::parse(row.text(0), "text")) return text_value(std::string(row.text(0)));
  return failed("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
                fmt::format("Malformed records are detected in record parsing: {}.", row.text(0).substr(0, 100)),
                "22023");
}

Value schema_text(const Row& row) {
  const auto structure = json::parse(row.text(0), "structure");
  return structure ? text_value(spark_schema(*structure, 0)) : Value{};
}

constexpr duckdb_type kNone = DUCKDB_TYPE_INVALID;
constexpr duckdb_type kText = DUCKDB_TYPE_VARCHAR;
constexpr duckdb_type kLong = DUCKDB_TYPE_BIGINT;
constexpr duckdb_type kInt = DUCKDB_TYPE_INTEGER;
constexpr duckdb_type kBool = DUCKDB_TYPE_BOOLEAN;
constexpr duckdb_type kDouble = DUCKDB_TYPE_DOUBLE;

constexpr ScalarRule kRules[] = {
    {"lc_substring", {kText, kLong, kNone}, kText, substring_two},
    {"lc_substring", {kText, kLong, kLong, kNone}, kText, substring_three},
    {"lc_encode", {kText, kText, kNone}, DUCKDB_TYPE_BLOB, encode_text},
    {"lc_decode", {DUCKDB_TYPE_BLOB, kText, kNone}, kText, decode_bytes},
    {"lc_overlay", {kText, kText, kLong, kLong, kNone}, kText, overlay},
    {"lc_locate", {kText, kText, kLong, kNone}, kInt, locate},
    {"lc_split_part", {kText, kText, kLong, kNone}, kText, split_part},
    {"lc_substring_index", {kText, kText, kLong, kNone}, kText, substring_index},
    {"lc_find_in_set", {kText, kText, kNone}, kInt, find_in_set},
    {"lc_soundex", {kText, kNone}, kText, soundex},
    {"lc_mask", {kText, kText, kText, kText, kText}, kText, mask},
    {"lc_luhn_check", {kText, kNone}, kBool, luhn_check},
    {"lc_conv", {kText, kLong, kLong, kNone}, kText, conv},
    {"lc_parse_url", {kText, kText, kNone}, kText, parse_url},
    {"lc_parse_url", {kText, kText, kText, kNone}, kText, parse_url_key},
    {"lc_to_char", {DUCKDB_TYPE_TIMESTAMP, kText, kNone}, kText, time_to_text},
    {"lc_bytes", {kText, kNone}, DUCKDB_TYPE_BLOB, same_bytes},
    {"lc_bytes", {DUCKDB_TYPE_BLOB, kNone}, DUCKDB_TYPE_BLOB, same_bytes},
    {"lc_type_text", {kText, kNone}, kText, type_text},
    {"lc_check_json", {kText, kNone}, kText, check_json},
    {"lc_spark_schema", {kText, kNone}, kText, schema_text},
    {"lc_next_day", {DUCKDB_TYPE_DATE, kText, kNone}, DUCKDB_TYPE_DATE, next_day},
};

}  // namespace

std::span<const ScalarRule> text_rules() {
  return kRules;
}

}  // namespace lakecode::local

#include "render/screen_door.h"

#include <fmt/format.h>

#include "base/utf8.h"

namespace lakecode::render {
namespace {

/// Controls, and characters that are invisible or reorder what is seen (Unicode bidi controls, zero-width, tags,
/// variation selectors supplement, interlinear annotation, line and paragraph separators).
bool is_unsafe(char32_t c) {
  if (c < 0x20 || c == 0x7F || (c >= 0x80 && c < 0xA0)) return true;
  if (c == 0x00AD || c == 0x061C || c == 0x180E || c == 0xFEFF) return true;
  if (c >= 0x200B && c <= 0x200F && c != 0x200D) return true;
  if ((c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F)) return true;
  if (c >= 0xFFF9 && c <= 0xFFFB) return true;
  if (c >= 0xE0000 && c <= 0xE0FFF) return true;
  return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
}

/// A zero-width joiner is part of emoji sequences; anywhere else it hides something. What counts on both sides is what
/// is shown: `before` ends with a character beyond ASCII and not with an escape, `after` begins with one that stays.
bool joins_emoji(std::string_view before, std::string_view after) {
  if (before.empty() || (static_cast<unsigned char>(before.back()) & 0x80U) == 0) return false;
  const utf8::Decoded next = utf8::decode_at(after, 0);
  return next.length > 1 && next.code_point >= 0x2190 && !is_unsafe(next.code_point);
}

void append_escape(std::string& out, char32_t c) {
  out += c < 0x100 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
                   : fmt::format("\\u{{{:04x}}}", static_cast<unsigned>(c));
}

std::string escape(std::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      if (byte == '\n' || byte == '\t') {
        out += keep_lines ? std::string_view(&text[i], 1) : (byte == '\n' ? "\\n" : "\\t");
      } else if (is_unsafe(byte)) {
        append_escape(out, byte);
      } else {
        out += text[i];
      }
      ++i;
      continue;
    }
    const utf8::Decoded decoded = utf8::decode_at(text, i);
    const bool invalid = decoded.code_point == 0xFFFD && decoded.length == 1;
    const bool lone_joiner = decoded.code_point == 0x200D && !joins_emoji(out, text.substr(i + decoded.length));
    if (invalid) {
      append_escape(out, byte);
    } else if (lone_joiner || is_unsafe(decoded.code_point)) {
      append_escape(out, decoded.code_point);
    } else {
      out += text.substr(i, decoded.length);
    }
    i += decoded.length;
  }
  return out;
}

}  // namespace

std::string inert(std::string_view text) {
  return escape(text, true);
}

std::string inert_line(std::string_view text) {
  return escape(text, false);
}

std::string inert_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size();) {
    std::size_t plain = i;
    while (plain < json.size() && static_cast<unsigned char>(json[plain]) < 0x7F) ++plain;
    out += json.substr(i, plain - i);
    i = plain;
    if (i == json.size()) break;
    const utf8::Decoded decoded = utf8::decode_at(json, i);
    const char32_t c = decoded.code_point;
    // ASCII controls are escaped by the serializer already; a newline between members stays.
    if (!(is_unsafe(c) || c == 0x200D)) {
      out += json.substr(i, decoded.length);
    } else if (c < 0x10000) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      const auto rest = static_cast<unsigned>(c) - 0x10000U;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800U + (rest >> 10U), 0xDC00U + (rest & 0x3FFU));
    }
    i += decoded.length;
  }
  return out;
}

}  // namespace lakecode::render

#include "llm/json_text.h"

#include <array>

#include "base/json.h"
#include "base/utf8.h"

namespace lakecode::llm {
namespace {

bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4U];
      out += kHex[static_cast<unsigned char>(c) & 0x0FU];
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!needs_escape(text[at])) continue;
    out.append(text.substr(plain, at - plain));
    append_escape(out, text[at]);
    plain = at + 1;
  }
  out.append(text.substr(plain));
  out += '"';
}

}  // namespace

void JsonText::separate() {
  // A finished value never ends in one of these: strings end in a quote.
  if (out_.empty() || out_.back() == '{' || out_.back() == '[' || out_.back() == ':') return;
  out_ += ',';
}

JsonText& JsonText::begin_object() {
  separate();
  out_ += '{';
  return *this;
}

JsonText& JsonText::end_object() {
  out_ += '}';
  return *this;
}

JsonText& JsonText::begin_array() {
  separate();
  out_ += '[';
  return *this;
}

JsonText& JsonText::end_array() {
  out_ += ']';
  return *this;
}

JsonText& JsonText::key(std::string_view name) {
  separate();
  append_quoted(out_, name);
  out_ += ':';
  return *this;
}

JsonText& JsonText::text(std::string_view value) {
  separate();
  if (utf8::is_valid(value)) {
    append_quoted(out_, value);
  } else {
    append_quoted(out_, utf8::sanitize(value));
  }
  return *this;
}

JsonText& JsonText::number(std::int64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

JsonText& JsonText::number(double value) {
  return raw(json::serialize(JsonValue(value)));
}

JsonText& JsonText::flag(bool value) {
  return raw(value ? "true" : "false");
}

JsonText& JsonText::null() {
  return raw("null");
}

JsonText& JsonText::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

JsonText& JsonText::member(std::string_view name, std::string_view value) {
  return key(name).text(value);
}

bool is_json_object(std::string_view text) {
  const auto parsed = json::parse(text, "input");
  return parsed && parsed->is_object();
}

bool is_json(std::string_view text) {
  return json::parse(text, "input").has_value();
}

}  // namespace lakecode::llm

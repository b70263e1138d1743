// Whatever bytes come, the door lets out valid UTF-8 without a control, bidi or tag character, changes nothing on a
// second pass, and keeps the value of a JSON text.
#include <string>

#include "base/check.h"
#include "base/json.h"
#include "base/utf8.h"
#include "fuzz/input.h"
#include "render/screen_door.h"

namespace {

/// Written from the Unicode charts, not from the door's own table.
bool drives_a_terminal(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c <= 0x9F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x200B || c == 0x200E || c == 0x200F || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE007F);
}

void check_shown(const std::string& shown) {
  LAKECODE_CHECK(lakecode::utf8::is_valid(shown), "what is shown is UTF-8");
  for (std::size_t at = 0; at < shown.size();) {
    const auto decoded = lakecode::utf8::decode_at(shown, at);
    LAKECODE_CHECK(!drives_a_terminal(decoded.code_point), "nothing drives the terminal");
    at += decoded.length;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = lakecode::fuzz::as_text(data, size);
  const std::string shown = lakecode::render::inert(text);
  check_shown(shown);
  LAKECODE_CHECK(lakecode::render::inert(shown) == shown, "a second pass changes nothing");
  const std::string line = lakecode::render::inert_line(text);
  check_shown(line);
  LAKECODE_CHECK(line.find_first_of("\n\t") == std::string::npos, "a line is one line");

  const lakecode::JsonValue value(boost::json::string(lakecode::utf8::sanitize(text)));
  const std::string json = lakecode::render::inert_json(lakecode::json::serialize(value));
  check_shown(json);
  const auto back = lakecode::json::parse(json, "json");
  LAKECODE_CHECK(back.has_value() && *back == value, "JSON keeps its value");
  return 0;
}

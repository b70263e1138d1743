// What parses must come back the same from both ways of writing it. Doubles may move by a rounding: Boost.JSON 1.81
// does not read every one to the nearest.
#include <cmath>

#include "base/check.h"
#include "base/json.h"
#include "fuzz/input.h"

namespace {

using lakecode::JsonValue;

bool same(const JsonValue& read_back, const JsonValue& original);

bool same_members(const lakecode::JsonObject& a, const lakecode::JsonObject& b) {
  if (a.size() != b.size()) return false;
  for (const auto& member : a) {
    const auto* other = b.if_contains(member.key());
    if (other == nullptr || !same(member.value(), *other)) return false;
  }
  return true;
}

bool same_items(const lakecode::JsonArray& a, const lakecode::JsonArray& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

bool same(const JsonValue& read_back, const JsonValue& original) {
  if (read_back.is_object() && original.is_object()) return same_members(read_back.get_object(), original.get_object());
  if (read_back.is_array() && original.is_array()) return same_items(read_back.get_array(), original.get_array());
  if (!original.is_double()) return read_back == original;
  const double number = original.get_double();
  if (!std::isfinite(number)) return read_back.is_null();
  return read_back.is_double() && std::abs(read_back.get_double() - number) <= std::abs(number) * 1e-15;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace json = lakecode::json;
  const auto text = lakecode::fuzz::as_text(data, size);
  const json::Limits limits{.max_bytes = 1U << 16U, .max_depth = 32};
  const auto value = json::parse(text, "input", limits);
  if (!value) {
    LAKECODE_CHECK(!value.error().reason.empty(), "an error says why");
    return 0;
  }
  const json::Limits wider{.max_depth = 32};
  const auto compact = json::parse(json::serialize(*value), "compact", wider);
  LAKECODE_CHECK(compact && same(*compact, *value), "compact text reads back the same");
  const auto pretty = json::parse(json::serialize_pretty(*value), "pretty", wider);
  LAKECODE_CHECK(pretty && same(*pretty, *value), "pretty text reads back the same");
  return 0;
}

#pragma once
// What libFuzzer hands over, as text. Views into the fuzzer's own buffer; one thread.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lakecode::fuzz {

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Takes the first byte off `text` as a number; 0 when there is none.
inline std::size_t take_number(std::string_view& text) {
  if (text.empty()) return 0;
  const auto number = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  return number;
}

}  // namespace lakecode::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

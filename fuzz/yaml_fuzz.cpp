// Marks of what parses must lie inside the text, and a value written on one line must read back the same.
#include "base/check.h"
#include "base/json.h"
#include "base/yaml.h"
#include "fuzz/input.h"

// libfyaml 0.7.12 loses a buffer of its own for a scalar of many pieces, as '' repeated; it is not ours to free.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfyaml.so";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace yaml = lakecode::yaml;
  const auto text = lakecode::fuzz::as_text(data, size);
  const yaml::Limits limits{.max_bytes = 1U << 14U, .max_depth = 24, .max_nodes = 2'000};
  const auto document = yaml::parse(text, "input", limits);
  if (!document) {
    LAKECODE_CHECK(!document.error().reason.empty(), "an error says why");
    return 0;
  }
  for (const auto& [pointer, mark] : document->marks) {
    LAKECODE_CHECK(mark.value_begin <= mark.value_end && mark.value_end <= text.size(), "marks lie inside the text");
  }
  const auto again = yaml::parse("key: " + yaml::to_inline(*document->root), "inline");
  LAKECODE_CHECK(again.has_value(), "one line reads back");
  const auto* value = lakecode::json::find(*again->root, "key");
  LAKECODE_CHECK(value != nullptr && *value == *document->root, "one line means the same");
  return 0;
}

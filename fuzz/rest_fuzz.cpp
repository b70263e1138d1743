// A request as three lines: method, path, body. Reads are reads in every spelling we accept, DELETE is never one, and a
// trailing slash changes nothing.
#include "base/check.h"
#include "base/text.h"
#include "fuzz/input.h"
#include "safety/classify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace safety = lakecode::safety;
  const std::string text(lakecode::fuzz::as_text(data, size));
  const std::size_t first = std::min(text.find('\n'), text.size());
  const std::size_t second = std::min(text.find('\n', std::min(first + 1, text.size())), text.size());
  safety::RestEffect effect{.method = text.substr(0, first),
                            .path = first < text.size() ? text.substr(first + 1, second - first - 1) : std::string(),
                            .query = "",
                            .body = second < text.size() ? text.substr(second + 1) : std::string()};
  const safety::Verdict verdict = safety::classify_rest(effect);
  LAKECODE_CHECK(!lakecode::safety::reasons_of(verdict).empty(), "every verdict has a reason");
  LAKECODE_CHECK(verdict.parsed || verdict.effect_class == safety::EffectClass::Destructive, "unknown is DESTRUCTIVE");
  LAKECODE_CHECK(effect.path.starts_with('/') || verdict.effect_class == safety::EffectClass::Destructive,
                 "another host is refused");
  safety::RestEffect removal = effect;
  removal.method = "DELETE";
  LAKECODE_CHECK(safety::classify_rest(removal).effect_class == safety::EffectClass::Destructive, "DELETE removes");
  safety::RestEffect slash = effect;
  if (!slash.path.ends_with('/') && slash.path.find('?') == std::string::npos && !slash.path.empty()) {
    slash.path += '/';
    LAKECODE_CHECK(safety::classify_rest(slash).effect_class >= verdict.effect_class, "a slash never makes it milder");
  }
  return 0;
}

// Words of a command line, one a line of the input. A judged command never gets milder by one more word that is a flag
// we fear, nothing but `databricks` is run, and every verdict has a reason.
#include "base/check.h"
#include "base/text.h"
#include "fuzz/input.h"
#include "safety/classify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace safety = lakecode::safety;
  const std::string text(lakecode::fuzz::as_text(data, size));
  safety::ArgvEffect effect{{"databricks"}};
  for (const std::string_view word : lakecode::text::split(text, '\n')) effect.argv.emplace_back(word);
  const safety::Verdict verdict = safety::classify_argv(effect);
  LAKECODE_CHECK(!lakecode::safety::reasons_of(verdict).empty(), "every verdict has a reason");
  LAKECODE_CHECK(verdict.parsed || verdict.effect_class == safety::EffectClass::Destructive, "unknown is DESTRUCTIVE");

  safety::ArgvEffect worse = effect;
  worse.argv.insert(worse.argv.begin() + 1, "--log-file=x");
  const safety::Verdict logged = safety::classify_argv(worse);
  LAKECODE_CHECK(logged.effect_class >= verdict.effect_class || verdict.kind == "HELP",
                 "a log file never makes it milder");

  safety::ArgvEffect other = effect;
  other.argv[0] = "sh";
  LAKECODE_CHECK(safety::classify_argv(other).effect_class == safety::EffectClass::Destructive,
                 "another program is refused");
  return 0;
}

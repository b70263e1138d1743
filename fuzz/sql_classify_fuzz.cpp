// A verdict must be whole: spans inside the text, the worst statement decides, what is not parsed is DESTRUCTIVE, and a
// write beside the text never becomes a read.
#include "base/check.h"
#include "fuzz/input.h"
#include "safety/classify.h"

namespace {

using lakecode::safety::EffectClass;
using lakecode::safety::Verdict;

Verdict judge(std::string text) {
  return lakecode::safety::classify_sql(lakecode::safety::SqlEffect{.text = std::move(text)});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(lakecode::fuzz::as_text(data, size));
  const Verdict verdict = judge(text);
  EffectClass worst = EffectClass::ReadOnly;
  for (const auto& statement : verdict.statements) {
    worst = std::max(worst, statement.effect_class);
    LAKECODE_CHECK(statement.span.begin <= statement.span.end && statement.span.end <= text.size(),
                   "the span is inside");
    LAKECODE_CHECK(statement.danger.begin <= statement.danger.end && statement.danger.end <= text.size(),
                   "the danger is inside");
    LAKECODE_CHECK(statement.parsed || statement.effect_class == EffectClass::Destructive, "not parsed is DESTRUCTIVE");
  }
  LAKECODE_CHECK(verdict.statements.empty() || worst == verdict.effect_class, "the worst statement decides");
  LAKECODE_CHECK(verdict.parsed || verdict.effect_class == EffectClass::Destructive, "not understood is DESTRUCTIVE");
  LAKECODE_CHECK(!lakecode::safety::reasons_of(verdict).empty(), "every verdict has a reason");
  const bool goes_on = text.ends_with('\\');  // a comment may go on behind a backslash
  LAKECODE_CHECK(
      goes_on || judge(text + "\n; DROP TABLE zz").effect_class == EffectClass::Destructive || !verdict.parsed,
      "a DROP beside it is seen");
  return 0;
}

// The loader of policies, and the promise that one more deny rule never loosens a decision, nor a filter hides a rule.
#include <algorithm>
#include <optional>

#include "base/check.h"
#include "fuzz/input.h"
#include "policy/decide.h"
#include "policy/explain.h"
#include "policy/read_file.h"
#include "safety/classify.h"

namespace {

namespace policy = lakecode::policy;
namespace safety = lakecode::safety;

// libfyaml loses a buffer of its own for a scalar of many pieces; see yaml_fuzz.cpp.
constexpr const char* kStatements[] = {"SELECT 1", "DROP TABLE prod.a.b", "DELETE FROM `prod`.a.b",
                                       "INSERT INTO dev.a.b SELECT * FROM prod.x.y; UPDATE t SET a = 1",
                                       "gibberish \xFF"};

/// nullopt when a rule could not be evaluated.
std::optional<policy::Ruling> strictest_report(const std::vector<policy::RuleReport>& reports) {
  policy::Ruling strictest = policy::Ruling::Allow;
  for (const policy::RuleReport& report : reports) {
    if (report.is_fault) return std::nullopt;
    if (report.speaks) strictest = std::max(strictest, report.rule->ruling);
  }
  return strictest;
}

void check_decisions(const policy::Policy& rules, const policy::Policy& stricter) {
  // A budget that is never used up: explanation and decision spend it in different orders.
  const policy::PatternLimits limits{.steps_each = 1'000, .steps_shared = 1'000};
  policy::Evaluator evaluator(limits);
  for (const char* text : kStatements) {
    const safety::Effect effect = safety::SqlEffect{.text = text};
    const safety::Verdict verdict = safety::classify(effect);
    const policy::Act act{.effect = effect, .verdict = verdict, .tool = "sql_execute", .profile = "PROD"};
    const policy::Decision decision = evaluator.decide(rules, act);
    LAKECODE_CHECK(evaluator.decide(stricter, act).ruling >= decision.ruling, "a deny more never loosens");
    LAKECODE_CHECK(decision.ruling != policy::Ruling::Allow || decision.rule != nullptr ||
                       verdict.effect_class == safety::EffectClass::ReadOnly,
                   "without a rule only reads are allowed");
    if (decision.is_fault) continue;
    const auto reported = strictest_report(policy::explain(rules, act, limits));
    LAKECODE_CHECK(!reported || *reported <= decision.ruling, "no filter hides a rule");
  }
}

}  // namespace

extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfyaml.so";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = lakecode::fuzz::as_text(data, size);
  if (text.size() > (1U << 14U)) return 0;
  policy::FileReading reading = policy::read_policy(text, "input", policy::Layer::Global);
  for (const std::string& mistake : reading.mistakes)
    LAKECODE_CHECK(mistake.starts_with("input:"), "a mistake has its place");
  if (!reading.mistakes.empty()) return 0;
  LAKECODE_CHECK(!reading.rules.rules.empty(), "no rules are a mistake");
  policy::Policy rules;
  policy::Policy stricter;
  policy::RuleSet more = reading.rules;
  more.rules.push_back(policy::Rule{.name = "more", .match = {.kinds = {policy::Glob("D*")}}});
  rules.add(std::move(reading.rules));
  stricter.add(std::move(more));
  check_decisions(rules, stricter);
  return 0;
}

// What a decision costs under a thousand rules, whether memory stays flat, and what hostile patterns may take.
#include <benchmark/benchmark.h>

#include <fstream>
#include <string>

#include "policy/decide.h"
#include "policy/read_file.h"
#include "safety/classify.h"

namespace lakecode::policy {
namespace {

constexpr std::string_view kStatement = "UPDATE sales.core.orders SET status = 'late' WHERE order_id = 17";

Policy make_policy(benchmark::State& state, const std::string& yaml) {
  FileReading reading = read_policy(yaml, "bench", Layer::Global);
  if (!reading.mistakes.empty()) state.SkipWithError(reading.mistakes.front().c_str());
  Policy policy;
  policy.add(std::move(reading.rules));
  return policy;
}

/// Patterns of the kind people write, one schema each; the last one speaks.
std::string pattern_rules(int count) {
  std::string yaml;
  for (int i = 0; i < count - 1; ++i) {
    const std::string n = std::to_string(i);
    yaml +=
        "- {name: r" + n + ", match: {tool: sql_execute, statement: 'DROP.*production_" + n + "\\.'}, action: deny}\n";
  }
  return yaml + "- {name: last, match: {statement: '^UPDATE.*ORDERS'}, action: confirm}\n";
}

/// Rules on facts alone, so that no text rules them out.
std::string fact_rules(int count) {
  std::string yaml;
  for (int i = 0; i < count - 1; ++i) {
    const std::string n = std::to_string(i);
    yaml += "- {name: r" + n + ", match: {class: [WRITE_REMOTE, DESTRUCTIVE], profile: 'PROD_" + n +
            "', objects: ['*.schema_" + n + ".*']}, action: deny}\n";
  }
  return yaml + "- {name: last, match: {kind: UPDATE}, action: confirm}\n";
}

class Decider {
 public:
  explicit Decider(Policy policy) : policy_(std::move(policy)) {}
  Ruling decide(const safety::Effect& effect, const safety::Verdict& verdict) {
    const Act act{.effect = effect, .verdict = verdict, .tool = "sql_execute", .profile = "DEV"};
    return evaluator_.decide(policy_, act).ruling;
  }

 private:
  Policy policy_;
  Evaluator evaluator_;
};

void decide(benchmark::State& state, const std::string& yaml) {
  Decider decider(make_policy(state, yaml));
  const safety::Effect effect = safety::SqlEffect{.text = std::string(kStatement)};
  const safety::Verdict verdict = safety::classify(effect);
  for (auto round : state) {
    if (decider.decide(effect, verdict) != Ruling::Confirm) state.SkipWithError("the last rule must decide");
  }
}

void decide_among_1000(benchmark::State& state) {
  decide(state, pattern_rules(1000));
}
BENCHMARK(decide_among_1000)->Unit(benchmark::kMicrosecond);

void decide_parsed_facts_1000(benchmark::State& state) {
  decide(state, fact_rules(1000));
}
BENCHMARK(decide_parsed_facts_1000)->Unit(benchmark::kMicrosecond);

double resident_kb() {
  std::ifstream file("/proc/self/statm");
  double pages = 0;
  double resident = 0;
  file >> pages >> resident;
  return resident * 4;
}

void decide_ten_million(benchmark::State& state) {
  Decider decider(make_policy(state, pattern_rules(20)));
  const safety::Effect effect = safety::SqlEffect{.text = std::string(kStatement)};
  const safety::Verdict verdict = safety::classify(effect);
  for (auto round : state) {
    for (int i = 0; i < 100'000; ++i) benchmark::DoNotOptimize(decider.decide(effect, verdict));
    const double before = resident_kb();
    for (int i = 0; i < 9'900'000; ++i) benchmark::DoNotOptimize(decider.decide(effect, verdict));
    state.counters["growth_kb"] = resident_kb() - before;
  }
}
BENCHMARK(decide_ten_million)->Unit(benchmark::kSecond)->Iterations(1);

/// A thousand rules that backtrack as far as they may, and a text made for it.
void decide_hostile_100k(benchmark::State& state) {
  std::string yaml;
  for (int i = 0; i < 1000; ++i) {
    const std::string n = std::to_string(i);
    yaml += "- {name: r" + n + ", match: {statement: '(?:(a|aa)+)+[" + std::string(1, static_cast<char>('b' + i % 20)) +
            "$](?!x{" + std::to_string(1 + i % 50) + "})'}, action: confirm}\n";
  }
  Decider decider(make_policy(state, yaml));
  const safety::Effect effect = safety::SqlEffect{.text = "SELECT '" + std::string(100'000, 'a') + "'"};
  const safety::Verdict verdict = safety::classify(effect);
  for (auto round : state) {
    if (decider.decide(effect, verdict) != Ruling::Deny) state.SkipWithError("a limit that is hit must deny");
  }
}
BENCHMARK(decide_hostile_100k)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace lakecode::policy

BENCHMARK_MAIN();

// How fast base/json reads and writes what the platform sends: a list of job runs, about two megabytes.
#include <benchmark/benchmark.h>

#include <string>

#include "base/json.h"
#include "base/random.h"

namespace lakecode {
namespace {

JsonObject make_run(std::uint64_t number, SeededRandom& random) {
  JsonArray tasks;
  for (int i = 0; i < 3; ++i) {
    tasks.push_back(JsonObject{{"task_key", "task_" + random.hex(4)},
                               {"run_id", random.next() >> 12U},
                               {"attempt_number", i},
                               {"state", JsonObject{{"life_cycle_state", "TERMINATED"}, {"result_state", "SUCCESS"}}},
                               {"notebook_task", JsonObject{{"notebook_path", "/Workspace/Shared/\"" + random.hex(8)}}},
                               {"execution_duration", random.below(1'000'000)}});
  }
  return JsonObject{{"job_id", number},
                    {"run_id", random.next() >> 12U},
                    {"start_time", 1'760'000'000'000 + static_cast<std::int64_t>(random.below(1'000'000'000))},
                    {"run_name", "nightly load \xC3\xBC " + random.hex(8)},
                    {"cost", static_cast<double>(random.below(100'000)) / 7.0},
                    {"schedule", nullptr},
                    {"tasks", std::move(tasks)}};
}

std::string make_document() {
  SeededRandom random(7);
  JsonArray runs;
  for (std::uint64_t i = 0; i < 2'600; ++i) runs.push_back(make_run(i, random));
  return json::serialize(JsonObject{{"runs", std::move(runs)}, {"has_more", true}});
}

void parse(benchmark::State& state) {
  const std::string document = make_document();
  for (auto round : state) {
    auto value = json::parse(document, "bench");
    if (!value) state.SkipWithError("the document must parse");
    benchmark::DoNotOptimize(value);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * document.size()));
}
BENCHMARK(parse)->Unit(benchmark::kMillisecond);

void serialize(benchmark::State& state) {
  const std::string document = make_document();
  const auto value = json::parse(document, "bench");
  for (auto round : state) benchmark::DoNotOptimize(json::serialize(*value));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * document.size()));
}
BENCHMARK(serialize)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lakecode

BENCHMARK_MAIN();

// How long it takes to take up a session of 10,000 events: read the journal, check every line, make the request of it;
// and what one more event costs.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/redact.h"
#include "base/temp_folder.h"
#include "session/compaction.h"
#include "session/conversation.h"
#include "session/journal.h"
#include "session/summary.h"

namespace lakecode::session {
namespace {

constexpr int kTurns = 1'667;  // six records each

std::vector<Record> turn(int number) {
  const std::string id = "toolu_" + std::to_string(number);
  const std::string table = "main.sales.orders_" + std::to_string(number);
  const llm::Message call{
      llm::Role::Assistant,
      {llm::ThinkingBlock{"The person wants the rows of one day.", std::string(200, 'S')},
       llm::ToolUse{id, "sql_execute", R"({"sql":"SELECT status, count(*) FROM )" + table + R"( GROUP BY 1"})"}}};
  return {UserMessage{{llm::Role::User, {llm::TextBlock{"How many orders of each status are in " + table + "?"}}}},
          AssistantMessage{call, llm::StopReason::ToolUse, "model"},
          Decision{.tool_use_id = id, .tool = "sql_execute", .effect_class = "READ_ONLY", .decision = "allowed"},
          ToolResults{{{id, std::string(40, 'r') + " | 12\n" + std::string(200, 'c')}}},
          ModelUse{.provider = "anthropic", .model = "model", .tokens = {.input = 1'000, .output = 50}, .usd = 0.01},
          AssistantMessage{
              {llm::Role::Assistant, {llm::TextBlock{"There are 12 orders that are open, and none is late."}}}}};
}

/// A journal of 10,000 events in a folder of its own.
struct Written {
  Written() {
    auto journal = Journal::create(folder.path(), "s", Opened{.title = "bench", .tool_version = "0"}, redactor, clock);
    for (int i = 0; journal && i < kTurns; ++i)
      ignore_result(journal->append(turn(i)), "the load finds what is missing");
  }
  TempFolder folder;
  Redactor redactor;
  SystemClock clock;
};

const Written& written() {
  static const Written session;
  return session;
}

void load(benchmark::State& state) {
  const auto file = journal_file(written().folder.path(), "s");
  for (auto round : state) {
    const auto journal = load_journal(file);
    const auto conversation = conversation_of(journal->entries);
    if (!journal->repairs.empty() || conversation.messages.size() != std::size_t{kTurns} * 4)
      state.SkipWithError("the session must come back whole");
  }
}
BENCHMARK(load)->Unit(benchmark::kMillisecond);

/// What our part of one turn costs on a history of about 100,000 tokens: measure it, and add one record to the journal.
void add_to_long_history(benchmark::State& state) {
  const auto loaded = load_journal(journal_file(written().folder.path(), "s"));
  auto conversation = conversation_of(loaded->entries);
  conversation.messages.resize(2'400);
  const TempFolder folder;
  auto journal = Journal::create(folder.path(), "s", Opened{.tool_version = "0"}, written().redactor, written().clock);
  const Record record = UserMessage{{llm::Role::User, {llm::TextBlock{"And yesterday?"}}}};
  const TokenGauge gauge;
  for (auto round : state) {
    benchmark::DoNotOptimize(is_over(conversation.messages, {.budget = 200'000}, gauge));
    if (!journal->append(record)) state.SkipWithError("the record must be kept");
  }
  state.counters["tokens"] = static_cast<double>(gauge.tokens(conversation.messages));
}
BENCHMARK(add_to_long_history)->Unit(benchmark::kMillisecond);

void compact(benchmark::State& state) {
  const auto loaded = load_journal(journal_file(written().folder.path(), "s"));
  const auto conversation = conversation_of(loaded->entries);
  const TokenGauge gauge;
  for (auto round : state) {
    const auto cut = find_cut(conversation.messages, {.budget = 100'000}, gauge);
    benchmark::DoNotOptimize(make_compaction(conversation, *cut, digest_of(conversation, cut->first_kept), gauge));
  }
}
BENCHMARK(compact)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lakecode::session

BENCHMARK_MAIN();

// What one turn adds to model and workspace: prompt, request body, history, journal in memory, events, at 100,000
// tokens of history.
#include <benchmark/benchmark.h>

#include <string>

#include "agent/prompt.h"
#include "agent/turn.h"
#include "auth/token_source.h"
#include "base/random.h"
#include "catalog/catalog.h"
#include "llm/wire.h"
#include "tools/result_store.h"

namespace lakecode::agent {
namespace {

class NoToken final : public auth::TokenSource {
 public:
  Result<void> authorize(net::HttpRequest&, const CallContext&) override { return {}; }
  [[nodiscard]] std::string name() const override { return "none"; }
};

/// Answers at once; what a request costs to write is counted, what a model costs is not.
class InstantProvider final : public llm::Provider {
 public:
  [[nodiscard]] std::string_view name() const override { return "instant"; }
  [[nodiscard]] std::string origin() const override { return "https://model.example"; }
  [[nodiscard]] llm::Capabilities capabilities(std::string_view) const override { return {.caching = true}; }
  Result<llm::Reply> complete(const llm::Request& request, llm::Sink& sink, const CallContext&) override {
    benchmark::DoNotOptimize(llm::messages_wire().body(request, {.capabilities = capabilities(""), .without = {}}));
    sink.on_text("Done.");
    llm::Reply reply{.message = {.role = llm::Role::Assistant, .blocks = {llm::TextBlock{"Done."}}}};
    reply.usage = {.input = 100'000, .output = 5};
    return reply;
  }
  Result<std::int64_t> count_tokens(const llm::Request&, const CallContext&) override { return std::int64_t{0}; }
  Result<std::vector<std::string>> list_models(const CallContext&) override { return std::vector<std::string>(); }
};

class NoSink final : public EventSink {
 public:
  void on_event(const Event& event) override { benchmark::DoNotOptimize(&event); }
};

/// Requests, calls, results and answers of about `tokens` tokens in all.
session::Conversation history_of(std::int64_t tokens) {
  session::Conversation history;
  const std::string rows(2'000, 'x');
  std::int64_t have = 0;
  for (int i = 0; have < tokens; ++i) {
    const std::string id = "call_" + std::to_string(i);
    const llm::Message turn[] = {
        {llm::Role::User, {llm::TextBlock{"How many orders were there on day " + std::to_string(i) + "?"}}},
        {llm::Role::Assistant,
         {llm::ToolUse{id, "sql_execute", R"({"sql":"SELECT count(*) FROM shop.sales.orders"})"}}},
        {llm::Role::User, {llm::ToolResult{id, rows}}},
        {llm::Role::Assistant, {llm::TextBlock{"There were 42 orders."}}}};
    for (const llm::Message& message : turn) {
      have += session::TokenGauge::raw(message);
      history.numbers.push_back(static_cast<std::int64_t>(history.messages.size()));
      history.messages.push_back(message);
    }
  }
  return history;
}

void turn_at_tokens(benchmark::State& state) {
  const SystemClock clock;
  SeededRandom random(1);
  NoToken tokens;
  databricks::Client client({.host = "http://127.0.0.1:9"}, tokens, random);
  catalog::Catalog catalog(client, clock, {});
  tools::ResultStore results;
  gate::Gate gate(gate::Approval::Read, nullptr, nullptr);
  tools::Services services{.client = client, .gate = gate, .clock = clock, .catalog = catalog, .results = results};
  session::Journal journal = session::Journal::make_private("bench", clock);
  InstantProvider provider;
  NoSink sink;
  Mailbox mailbox;
  const Redactor redactor;
  const TurnParts parts{.provider = provider,
                        .tools = tools::registry(),
                        .services = services,
                        .redactor = redactor,
                        .journal = journal,
                        .sink = sink,
                        .mailbox = mailbox};
  const TurnSettings settings{
      .model = "bench", .system = assemble_prompt({.today = "2026-11-28"}).parts, .context_budget = 1'000'000};
  const Conversation before{.record = history_of(state.range(0)), .gauge = {}};
  const CallContext ctx{.stop = {}, .clock = &clock};
  for (auto _ : state) {
    state.PauseTiming();
    Conversation conversation = before;
    state.ResumeTiming();
    const TurnEnd end = run_turn(parts, settings, conversation, {.texts = {"And today?"}, .outside = {}}, ctx);
    if (end.status != Status::Ok) state.SkipWithError(end.why.c_str());
  }
}
BENCHMARK(turn_at_tokens)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lakecode::agent

BENCHMARK_MAIN();

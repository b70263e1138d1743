// What our own code adds to a turn of a model: decoding its stream (bytes to events of the conversation), and writing
// the request for a long history.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

#include "llm/wire.h"

namespace lakecode::llm {
namespace {

constexpr std::size_t kEvents = 10'000;
constexpr std::size_t kPiece = 16'384;

class NullSink final : public Sink {
 public:
  void on_text(std::string_view delta) override { bytes += delta.size(); }
  void on_thinking(std::string_view) override {}
  void on_restart(int, std::int64_t, std::string_view) override {}
  std::size_t bytes = 0;
};

std::string messages_stream() {
  std::string stream =
      "event: message_start\ndata: "
      "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"m\",\"usage\":{}}}\n\n"
      "event: content_block_start\ndata: "
      "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\","
      "\"text\":\"\"}}\n\n";
  for (std::size_t i = 0; i < kEvents; ++i) {
    stream +=
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":"
        "\"text_delta\",\"text\":\" word" +
        std::to_string(i) + "\"}}\n\n";
  }
  return stream +
         "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
         "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n"
         "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
}

std::string chat_stream() {
  std::string stream;
  for (std::size_t i = 0; i < kEvents; ++i) {
    stream +=
        "data: "
        "{\"id\":\"chatcmpl-123\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"gpt-5\","
        "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word" +
        std::to_string(i) + "\"},\"finish_reason\":null}],\"usage\":null}\n\n";
  }
  return stream + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
}

void decode(benchmark::State& state, const Wire& wire, const std::string& stream) {
  for (auto round : state) {
    NullSink sink;
    net::SseParser parser;
    const auto decoder = wire.decoder(sink);
    for (std::size_t at = 0; at < stream.size(); at += kPiece) {
      const auto fed = parser.feed(std::string_view(stream).substr(at, kPiece), [&](const net::SseEvent& event) {
        if (!decoder->take(event)) state.SkipWithError("an event was refused");
      });
      if (!fed) state.SkipWithError("the stream must parse");
    }
    if (!decoder->is_complete() || text_of(decoder->finish().message).size() != sink.bytes) {
      state.SkipWithError("the reply is not whole");
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * stream.size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kEvents));
}

void messages(benchmark::State& state) {
  decode(state, messages_wire(), messages_stream());
}
BENCHMARK(messages)->Unit(benchmark::kMillisecond);

void chat(benchmark::State& state) {
  decode(state, chat_wire(), chat_stream());
}
BENCHMARK(chat)->Unit(benchmark::kMillisecond);

/// A conversation of some 100,000 tokens: prose, calls, and results of calls that are tables.
Request long_history() {
  Request request{.model = "claude-sonnet-5", .system = {{std::string(20'000, 's')}}, .tools = {}, .messages = {}};
  std::string rows;
  while (rows.size() < 2'500) rows += "main.sales.orders\t2026-01-01\t\"quoted\"\t12345\n";
  for (int turn = 0; turn < 100; ++turn) {
    const std::string id = "toolu_" + std::to_string(turn);
    request.messages.push_back({.role = Role::User, .blocks = {TextBlock{"what is next? " + id}}});
    request.messages.push_back(
        {.role = Role::Assistant,
         .blocks = {TextBlock{std::string(400, 'a')}, ToolUse{id, "sql_execute", R"({"statement":"SELECT 1"})"}}});
    request.messages.push_back({.role = Role::User, .blocks = {ToolResult{id, rows}}});
  }
  return request;
}

void write_history(benchmark::State& state, const Wire& wire) {
  const Request request = long_history();
  const BodyOptions options{.capabilities = CapabilityTable().of(request.model)};
  std::size_t bytes = 0;
  for (auto round : state) bytes += wire.body(request, options).size();
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.counters["tokens"] = static_cast<double>(estimated_tokens(request));
}

void write_messages(benchmark::State& state) {
  write_history(state, messages_wire());
}
BENCHMARK(write_messages)->Unit(benchmark::kMillisecond);

void write_chat(benchmark::State& state) {
  write_history(state, chat_wire());
}
BENCHMARK(write_chat)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lakecode::llm

BENCHMARK_MAIN();

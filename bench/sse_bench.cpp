// How fast the event stream parser takes the small events that a model streams, in pieces as they come off a socket.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <string>

#include "net/sse_parser.h"

namespace lakecode::net {
namespace {

constexpr std::size_t kEvents = 10'000;

std::string make_stream() {
  std::string stream;
  for (std::size_t i = 0; i < kEvents; ++i) {
    stream +=
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":"
        "\"text_delta\",\"text\":\" word" +
        std::to_string(i) + "\"}}\n\n";
  }
  return stream;
}

/// The range is the size of a piece in bytes.
void feed(benchmark::State& state) {
  const std::string stream = make_stream();
  const auto piece = static_cast<std::size_t>(state.range(0));
  std::size_t events = 0;
  for (auto round : state) {
    SseParser parser;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      const auto fed = parser.feed(std::string_view(stream).substr(at, piece), [&](const SseEvent&) { ++events; });
      if (!fed) state.SkipWithError("the stream must parse");
    }
  }
  if (events != kEvents * state.iterations()) state.SkipWithError("an event was lost");
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * stream.size()));
  state.SetItemsProcessed(static_cast<std::int64_t>(events));
}
BENCHMARK(feed)->Arg(64)->Arg(1'400)->Arg(16'384)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lakecode::net

BENCHMARK_MAIN();

// 500 requests to a server that takes 20 ms an answer, with 1 and with 16 in flight. The wall time is what counts.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/clock.h"
#include "net/http_client.h"
#include "net/http_server.h"

namespace lakecode::net {
namespace {

constexpr std::size_t kRequests = 500;
constexpr std::chrono::milliseconds kAnswerTime{20};

/// The range is the number of requests in flight.
void fan_out(benchmark::State& state) {
  const SystemClock clock;
  const CallContext ctx{.clock = &clock};
  auto server = HttpServer::start({}, [&](const ServerRequest& request) {
    ignore_result(ctx.wait(kAnswerTime, "answer"), "nothing stops this context");
    return ServerResponse{.body = request.path};
  });
  if (!server) {
    state.SkipWithError("the server must start");
    return;
  }
  std::vector<HttpRequest> requests;
  for (std::size_t i = 0; i < kRequests; ++i) requests.push_back({.url = server->origin() + "/" + std::to_string(i)});
  for (auto round : state) {
    HttpClient client{ClientOptions()};
    for (const auto& result : client.send_all(requests, static_cast<std::size_t>(state.range(0)), ctx)) {
      if (!result || result->status != 200) state.SkipWithError("every request must be answered");
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kRequests * state.iterations()));
}
BENCHMARK(fan_out)->Arg(1)->Arg(16)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lakecode::net

BENCHMARK_MAIN();

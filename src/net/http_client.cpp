#include "net/http_client.h"

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_map>

#include "base/check.h"
#include "net/cassette.h"
#include "net/curl_transfer.h"
#include "net/traffic.h"
#include "net/url.h"

namespace lakecode::net {
namespace {

// How often the loop looks at the context's clock when nothing happens; a stop does not wait for it.
constexpr std::chrono::milliseconds kLongestPoll{1'000};

struct MultiDeleter {
  const CurlLibrary* curl = nullptr;
  void operator()(CURLM* multi) const { curl->multi_cleanup(multi); }
};

/// What outlives a call: the connection pool (inside the multi handle) and easy handles to use again.
struct Engine {
  CurlLibrary curl;
  ClientOptions options;
  std::unique_ptr<CURLM, MultiDeleter> multi;
  std::vector<EasyHandle> idle;
};

struct Batch {
  std::span<const HttpRequest> requests;
  std::size_t in_flight = 1;
  const CurlTransfer::OnBytes* on_bytes = nullptr;
};

Result<Engine> make_engine(ClientOptions options) {
  TRY_ASSIGN(const CurlLibrary curl, load_curl());
  Engine engine;
  engine.curl = curl;
  engine.options = std::move(options);
  engine.options.max_connections_per_host = std::max<std::size_t>(engine.options.max_connections_per_host, 1);
  return engine;
}

/// Once the engine has its final address: the handles keep a pointer to its library.
void start_multi(Engine& engine) {
  const CurlLibrary& curl = engine.curl;
  engine.multi = {curl.multi_init(), MultiDeleter{&curl}};
  LAKECODE_CHECK(engine.multi != nullptr, "libcurl could not start");
  const auto connections = static_cast<long>(engine.options.max_connections_per_host);
  curl.multi_setopt(engine.multi.get(), CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  curl.multi_setopt(engine.multi.get(), CURLMOPT_MAX_HOST_CONNECTIONS, connections);
  curl.multi_setopt(engine.multi.get(), CURLMOPT_MAXCONNECTS, 2 * connections);
}

EasyHandle take_idle(Engine& engine) {
  if (engine.idle.empty()) {
    EasyHandle fresh(engine.curl.easy_init(), EasyDeleter{&engine.curl});
    LAKECODE_CHECK(fresh != nullptr, "libcurl could not make a handle");
    return fresh;
  }
  EasyHandle easy = std::move(engine.idle.back());
  engine.idle.pop_back();
  return easy;
}

/// Runs one batch on the calling thread until every request has its result.
class BatchRun {
 public:
  BatchRun(Engine& engine, const Batch& batch, const CallContext& ctx)
      : engine_(engine),
        batch_(batch),
        ctx_(ctx),
        // More than the connections would only wait inside libcurl while their time limits run.
        in_flight_(std::clamp<std::size_t>(batch.in_flight, 1, engine.options.max_connections_per_host)),
        results_(batch.requests.size()) {}

  std::vector<Result<HttpResponse>> run() {
    const std::stop_callback wake(ctx_.stop, [this] { engine_.curl.multi_wakeup(engine_.multi.get()); });
    while (settled_ < results_.size()) {
      if (auto live = ctx_.check("send the request"); !live) {
        end_all(live.error());
        break;
      }
      start_more();
      int running = 0;
      engine_.curl.multi_perform(engine_.multi.get(), &running);
      if (!collect_finished() && !active_.empty() && !end_silent()) wait();
    }
    std::vector<Result<HttpResponse>> results;
    results.reserve(results_.size());
    for (auto& result : results_) results.push_back(std::move(*result));
    return results;
  }

 private:
  struct Active {
    std::size_t index = 0;
    std::unique_ptr<CurlTransfer> transfer;
  };

  void start_more() {
    while (active_.size() < in_flight_ && next_ < batch_.requests.size()) {
      const std::size_t index = next_++;
      auto transfer =
          std::make_unique<CurlTransfer>(engine_.curl, engine_.options, batch_.requests[index], batch_.on_bytes);
      if (auto ready = transfer->start(take_idle(engine_), ctx_); !ready) {
        engine_.idle.push_back(transfer->release());
        settle(index, std::move(ready).error());
        continue;
      }
      CURL* easy = transfer->easy();
      engine_.curl.multi_add_handle(engine_.multi.get(), easy);
      active_[easy] = Active{.index = index, .transfer = std::move(transfer)};
    }
  }

  /// True when something ended, so that there may be room to start more.
  bool collect_finished() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = engine_.curl.multi_info_read(engine_.multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      any = true;
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      engine_.curl.multi_remove_handle(engine_.multi.get(), easy);
      Active& active = active_.find(easy)->second;
      if (auto result = active.transfer->finish(code, ctx_)) {
        settle(active.index, std::move(*result));
        engine_.idle.push_back(active.transfer->release());
        active_.erase(easy);
      } else {
        engine_.curl.multi_add_handle(engine_.multi.get(), easy);
      }
    }
    return any;
  }

  /// Ends the exchanges whose server said nothing for too long; true when there was one.
  bool end_silent() {
    bool any = false;
    for (auto at = active_.begin(); at != active_.end();) {
      if (at->second.transfer->idle_time_left().count() > 0) {
        ++at;
        continue;
      }
      any = true;
      engine_.curl.multi_remove_handle(engine_.multi.get(), at->first);
      settle(at->second.index, at->second.transfer->idle());
      at = active_.erase(at);
    }
    return any;
  }

  void wait() const {
    auto span = std::min(kLongestPoll, ctx_.remaining());
    for (const auto& [easy, active] : active_) span = std::min(span, active.transfer->idle_time_left());
    engine_.curl.multi_poll(engine_.multi.get(), nullptr, 0, static_cast<int>(span.count()), nullptr);
  }

  void end_all(const Error& cause) {
    for (auto& [easy, active] : active_) {
      engine_.curl.multi_remove_handle(engine_.multi.get(), easy);
      settle(active.index, active.transfer->ended(cause));
    }
    active_.clear();
    while (next_ < batch_.requests.size()) settle(next_++, cause);
  }

  void settle(std::size_t index, Result<HttpResponse> result) {
    results_[index].emplace(std::move(result));
    ++settled_;
  }

  Engine& engine_;
  const Batch& batch_;
  const CallContext& ctx_;
  std::size_t in_flight_;
  std::vector<std::optional<Result<HttpResponse>>> results_;
  std::unordered_map<CURL*, Active> active_;
  std::size_t next_ = 0;
  std::size_t settled_ = 0;
};

}  // namespace

ClientOptions client_options_from_environment(const std::function<std::string(std::string_view)>& variable) {
  const auto first_of = [&](std::string_view name, std::string_view other) {
    const std::string value = variable(name);
    return value.empty() ? variable(other) : value;
  };
  ClientOptions options;
  options.proxy = first_of("https_proxy", "HTTPS_PROXY");
  options.http_proxy = first_of("http_proxy", "HTTP_PROXY");
  options.no_proxy = first_of("no_proxy", "NO_PROXY");
  options.ca_file = first_of("SSL_CERT_FILE", "CURL_CA_BUNDLE");
  return options;
}

namespace {

std::size_t bytes_of(const Headers& headers) {
  std::size_t sum = 0;
  for (const auto& [name, value] : headers.list()) sum += name.size() + value.size() + 4;
  return sum;
}

void tell(TrafficObserver& observer, const HttpRequest& request, const Result<HttpResponse>& outcome,
          std::size_t streamed) {
  const auto url = parse_url(request.url);
  if (!url || (!outcome && was_never_sent(outcome.error()))) return;
  Exchange exchange{.method = request.method,
                    .origin = url->origin(),
                    .path = url->path,
                    .bytes_out = request.url.size() + bytes_of(request.headers) + request.body.size(),
                    .bytes_in = streamed};
  if (outcome) {
    exchange.status = outcome->status;
    exchange.bytes_in += bytes_of(outcome->headers) + outcome->body.size();
  }
  observer.on_exchange(exchange);
  // Where a redirect ended at another origin, that one was asked as well: with a URL, without body and credentials.
  const auto last = outcome ? parse_url(outcome->effective_url) : Result<Url>(Error{});
  if (!last || last->origin() == exchange.origin) return;
  observer.on_exchange({.method = request.method,
                        .origin = last->origin(),
                        .path = last->path,
                        .bytes_out = outcome->effective_url.size(),
                        .status = outcome->status});
}

}  // namespace

struct HttpClient::State {
  Result<Engine> engine;  ///< stays where it is: handles point into it; an error where a cassette answers
  std::shared_ptr<Cassette> cassette;
  std::shared_ptr<TrafficObserver> observer;

  std::vector<Result<HttpResponse>> run(const Batch& batch, const CallContext& ctx) {
    if (cassette && cassette->is_replaying()) return play(batch, ctx);
    if (!engine) return {batch.requests.size(), engine.error()};
    if (!cassette && !observer) return BatchRun(*engine, batch, ctx).run();
    return run_watched(batch, ctx);
  }

 private:
  std::vector<Result<HttpResponse>> play(const Batch& batch, const CallContext& ctx) const {
    std::vector<Result<HttpResponse>> results;
    results.reserve(batch.requests.size());
    for (const HttpRequest& request : batch.requests) {
      const auto live = ctx.check("send the request");
      results.push_back(live ? cassette->play(request, batch.on_bytes) : Result<HttpResponse>(live.error()));
    }
    return results;
  }

  std::vector<Result<HttpResponse>> run_watched(const Batch& batch, const CallContext& ctx) {
    std::vector<std::string> pieces;
    std::size_t streamed = 0;
    const CurlTransfer::OnBytes watch = [&](std::string_view bytes) {
      streamed += bytes.size();
      if (cassette) pieces.emplace_back(bytes);
      return (*batch.on_bytes)(bytes);
    };
    Batch watched = batch;
    if (batch.on_bytes != nullptr) watched.on_bytes = &watch;
    auto results = BatchRun(*engine, watched, ctx).run();
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (observer) tell(*observer, batch.requests[i], results[i], streamed);
      if (cassette) cassette->keep(batch.requests[i], results[i], pieces);
    }
    return results;
  }
};

HttpClient::HttpClient(ClientOptions options) {
  auto cassette = options.cassette;
  auto observer = options.observer;
  // A cassette that answers needs no library for the network.
  const bool is_replaying = cassette && cassette->is_replaying();
  auto engine = is_replaying
                    ? Result<Engine>(Error{.code = ErrorCode::Unavailable, .action = "reach", .subject = "the network"})
                    : make_engine(std::move(options));
  state_ = std::make_unique<State>(State{std::move(engine), std::move(cassette), std::move(observer)});
  if (state_->engine) start_multi(*state_->engine);
}

HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request, const CallContext& ctx) {
  return std::move(state_->run({.requests = std::span(&request, 1)}, ctx).front());
}

std::vector<Result<HttpResponse>> HttpClient::send_all(const std::vector<HttpRequest>& requests, std::size_t in_flight,
                                                       const CallContext& ctx) {
  return state_->run({.requests = requests, .in_flight = in_flight}, ctx);
}

Result<HttpResponse> HttpClient::stream(const HttpRequest& request,
                                        const std::function<bool(std::string_view)>& on_bytes, const CallContext& ctx) {
  return std::move(state_->run({.requests = std::span(&request, 1), .on_bytes = &on_bytes}, ctx).front());
}

}  // namespace lakecode::net

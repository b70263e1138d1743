#include "net/http_client.h"

#include <algorithm>
#include <optional>
#include <span>
#include <unordered_map>

#include "base/check.h"
#include "net/curl_transfer.h"

namespace lakecode::net {
namespace {

// How often the loop looks at the context's clock when nothing happens; a stop does not wait for it.
constexpr std::chrono::milliseconds kLongestPoll{1'000};

struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

/// What outlives a call: the connection pool (inside the multi handle) and easy handles to use again.
struct Engine {
  ClientOptions options;
  std::unique_ptr<CURLM, MultiDeleter> multi;
  std::vector<EasyHandle> idle;
};

struct Batch {
  std::span<const HttpRequest> requests;
  std::size_t in_flight = 1;
  const CurlTransfer::OnBytes* on_bytes = nullptr;
};

EasyHandle take_idle(Engine& engine) {
  if (engine.idle.empty()) {
    EasyHandle fresh(curl_easy_init());
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
      : engine_(engine), batch_(batch), ctx_(ctx), results_(batch.requests.size()) {}

  std::vector<Result<HttpResponse>> run() {
    const std::stop_callback wake(ctx_.stop, [multi = engine_.multi.get()] { curl_multi_wakeup(multi); });
    while (settled_ < results_.size()) {
      if (auto live = ctx_.check("send the request"); !live) {
        end_all(live.error());
        break;
      }
      start_more();
      int running = 0;
      curl_multi_perform(engine_.multi.get(), &running);
      if (!collect_finished() && !active_.empty()) wait();
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
    while (active_.size() < batch_.in_flight && next_ < batch_.requests.size()) {
      const std::size_t index = next_++;
      auto transfer = std::make_unique<CurlTransfer>(engine_.options, batch_.requests[index], batch_.on_bytes);
      if (auto ready = transfer->start(take_idle(engine_), ctx_); !ready) {
        engine_.idle.push_back(transfer->release());
        settle(index, std::move(ready).error());
        continue;
      }
      CURL* easy = transfer->easy();
      curl_multi_add_handle(engine_.multi.get(), easy);
      active_[easy] = Active{.index = index, .transfer = std::move(transfer)};
    }
  }

  /// True when something ended, so that there may be room to start more.
  bool collect_finished() {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(engine_.multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      any = true;
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      curl_multi_remove_handle(engine_.multi.get(), easy);
      Active& active = active_.find(easy)->second;
      if (auto result = active.transfer->finish(code, ctx_)) {
        settle(active.index, std::move(*result));
        engine_.idle.push_back(active.transfer->release());
        active_.erase(easy);
      } else {
        curl_multi_add_handle(engine_.multi.get(), easy);
      }
    }
    return any;
  }

  void wait() const {
    const auto span = std::min(kLongestPoll, ctx_.remaining());
    curl_multi_poll(engine_.multi.get(), nullptr, 0, static_cast<int>(span.count()), nullptr);
  }

  void end_all(const Error& cause) {
    for (auto& [easy, active] : active_) {
      curl_multi_remove_handle(engine_.multi.get(), easy);
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

struct HttpClient::State {
  Engine engine;
};

HttpClient::HttpClient(ClientOptions options) : state_(std::make_unique<State>()) {
  // Thread-safe and counted since libcurl 7.84; never undone, since a resolver thread may outlive its call.
  curl_global_init(CURL_GLOBAL_DEFAULT);
  Engine& engine = state_->engine;
  engine.options = std::move(options);
  engine.multi.reset(curl_multi_init());
  LAKECODE_CHECK(engine.multi != nullptr, "libcurl could not start");
  const auto connections = static_cast<long>(std::max<std::size_t>(engine.options.max_connections_per_host, 1));
  curl_multi_setopt(engine.multi.get(), CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
  curl_multi_setopt(engine.multi.get(), CURLMOPT_MAX_HOST_CONNECTIONS, connections);
  curl_multi_setopt(engine.multi.get(), CURLMOPT_MAXCONNECTS, 2 * connections);
}

HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const HttpRequest& request, const CallContext& ctx) {
  const Batch batch{.requests = std::span(&request, 1)};
  return std::move(BatchRun(state_->engine, batch, ctx).run().front());
}

std::vector<Result<HttpResponse>> HttpClient::send_all(const std::vector<HttpRequest>& requests, std::size_t in_flight,
                                                       const CallContext& ctx) {
  // More than the connections would only wait inside libcurl while their time limits run.
  const std::size_t bound =
      std::clamp<std::size_t>(in_flight, 1, std::max<std::size_t>(state_->engine.options.max_connections_per_host, 1));
  const Batch batch{.requests = requests, .in_flight = bound};
  return BatchRun(state_->engine, batch, ctx).run();
}

Result<HttpResponse> HttpClient::stream(const HttpRequest& request,
                                        const std::function<bool(std::string_view)>& on_bytes, const CallContext& ctx) {
  const Batch batch{.requests = std::span(&request, 1), .on_bytes = &on_bytes};
  return std::move(BatchRun(state_->engine, batch, ctx).run().front());
}

}  // namespace lakecode::net

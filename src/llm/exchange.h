#pragma once
// Exchange: asks one model server, with its retries. Owns the connection. What was half received is thrown away and
// asked for again; what a server refuses by name is left out from then on. One thread at a time.
//
// Retries: as the vendors' SDKs do: x-should-retry where the server says it; else 408, 409, 429, from 500 on, broken
// and silent connections, cut and garbled streams; after retry-after-ms, Retry-After, else min(0.5·2^n, 8) s times
// 0.75 to 1. Not after a spending cap, nor where the server asks for more than two minutes, nor where the wait would
// outlast the context's deadline.

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/call_context.h"
#include "base/json_fwd.h"
#include "base/random.h"
#include "base/result.h"
#include "llm/capabilities.h"
#include "llm/refusal.h"
#include "llm/wire.h"
#include "net/http_client.h"

namespace lakecode::llm {

/// Puts the credentials on a request to the provider's own origin.
using Authorize = std::function<Result<void>(net::HttpRequest& request, const CallContext& ctx)>;

struct RetryRules {
  int max_attempts = 4;
  int max_connects = 3;  ///< where no byte of the request left
  std::chrono::milliseconds first_wait{500};
  std::chrono::milliseconds longest_wait{8'000};
};

struct ProviderSettings {
  std::string base_url;    ///< without a slash at its end
  std::string credential;  ///< what authorize sends, by name, for advice: "ANTHROPIC_API_KEY"
  Authorize authorize;     ///< empty: nothing is sent
  net::ClientOptions http;
  CapabilityTable capabilities;
  RetryRules retry;
  std::chrono::milliseconds idle_timeout{180'000};  ///< longest silence, also before the first byte
  RandomSource* random = nullptr;                   ///< borrowed; never null
};

class Exchange {
 public:
  /// What a 429 without Retry-After means at this vendor.
  enum class BareLimit { Passes, IsSpendingCap };

  explicit Exchange(ProviderSettings settings, BareLimit bare_limit = BareLimit::Passes);

  /// A path of the server to POST to, with the headers of its protocol.
  struct Route {
    std::string path;
    net::Headers headers;
  };

  /// One whole reply to `request`. A conversation that does not fit comes back as an empty Reply with ContextFull.
  /// Errors: those of Provider::complete.
  Result<Reply> complete(const Wire& wire, const Route& route, const Request& request, Sink& sink,
                         const CallContext& ctx);

  /// The JSON of one small answer; `body` empty: GET. Retried by the same rules.
  Result<JsonBox> fetch(const Route& route, const std::string& body, const CallContext& ctx);

  [[nodiscard]] Capabilities capabilities(std::string_view model) const { return settings_.capabilities.of(model); }
  [[nodiscard]] const ProviderSettings& settings() const { return settings_; }
  [[nodiscard]] const Asked& asked() const { return asked_; }

 private:
  struct Outcome;
  struct Question;
  Outcome ask_once(const Question& question, Sink& sink, const CallContext& ctx);
  Outcome judge(const net::HttpResponse& response, Decoder& decoder, const std::string& whole, const Error* broken,
                const CallContext& ctx);
  [[nodiscard]] Outcome failed(Error error, const CallContext& ctx) const;
  Result<net::HttpRequest> make_request(const Route& route, std::string body, const CallContext& ctx) const;
  [[nodiscard]] bool may_retry(const Outcome& outcome, int attempt) const;
  [[nodiscard]] std::chrono::milliseconds wait_before(int next_attempt, const Outcome& outcome) const;
  [[nodiscard]] Error named(Error error, std::string_view action, const std::string& model, int attempts) const;

  ProviderSettings settings_;
  Asked asked_;
  net::HttpClient client_;
  std::map<std::string, Parts, std::less<>> without_;  ///< by model: what its server does not take
};

}  // namespace lakecode::llm

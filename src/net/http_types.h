#pragma once
// Requests and responses as plain values, shared by the client and the loopback server.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lakecode::net {

/// Names are compared without case; order and repeats are kept.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> list) : list_(list) {}
  void add(std::string name, std::string value) { list_.emplace_back(std::move(name), std::move(value)); }
  void set(std::string name, std::string value);  ///< replaces all of that name
  /// The first value of that name, or nullopt.
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& list() const { return list_; }

 private:
  std::vector<std::pair<std::string, std::string>> list_;
};

/// Whether sending it twice does the same as once. Decides what may be retried.
enum class Repeat {
  Safe,          ///< a read, or the body carries an idempotency token
  NotRepeatable  ///< a change: never sent again once a byte may have reached the server
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  Headers headers;  ///< credentials go here as Authorization; never forwarded to another origin
  std::string body;
  Repeat repeat = Repeat::Safe;
  std::chrono::milliseconds timeout{60'000};  ///< whole exchange
  std::chrono::milliseconds connect_timeout{10'000};
  std::size_t max_response_bytes = 64U << 20U;  ///< decompressed
  std::chrono::milliseconds idle_timeout{0};  ///< longest silence of the server, may be changed meanwhile; 0: no limit
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  std::string body;
  std::string effective_url;
  int attempts = 1;
};

}  // namespace lakecode::net

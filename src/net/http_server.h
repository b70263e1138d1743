#pragma once
// A small HTTP/1.1 server for loopback on libmicrohttpd: the embedded workspace and the fake servers of tests.
// The handler runs on the server's own threads, several at a time; it must be thread-safe. It sees a request only after
// Host (loopback names with our port), Origin (none, or loopback) and size were checked; what fails these checks is
// answered 403, 400 or 413 with {"error_code", "message"}. Every connection has a thread, so that a slow handler (a
// long query) holds up its own connection alone; with the library's fixed pool it would hold up every connection of its
// pool thread.

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_types.h"
#include "net/url.h"

namespace lakecode::net {

struct ServerRequest {
  std::string method;
  std::string path;       ///< raw, percent-encoded, without query
  QueryParameters query;  ///< decoded, in order
  Headers headers;
  std::string body;
  int peer_port = 0;  ///< of the client's end of the connection; 0 in requests that came over none
  int own_port = 0;   ///< as above, of ours
  /// The first value of that query parameter, or nullopt.
  [[nodiscard]] std::optional<std::string> query_value(std::string_view name) const;
};

struct ServerResponse {
  int status = 200;
  Headers headers;
  std::string body;
  /// Test faults: send only this many body bytes, then cut the connection although Content-Length promised more.
  std::optional<std::size_t> cut_after;
  /// Streams pieces instead of `body`: called, on the connection's thread, until it returns nullopt. Chunked transfer.
  std::function<std::optional<std::string>()> next_piece;
};

struct ServerOptions {
  int port = 0;      ///< 0: any free one
  int threads = 64;  ///< handlers at work at the same time; further requests wait for their turn
  std::size_t max_body_bytes = 256U << 20U;
  std::size_t max_connections = 256;
};

/// Whether a Host header names a server on this machine's loopback at `port`; port 80 may be left out, as clients do.
/// Without this check a page in a browser could reach us through a name that it points to 127.0.0.1.
bool is_own_host(std::string_view host, int port);

class HttpServer {
 public:
  using Handler = std::function<ServerResponse(const ServerRequest&)>;
  /// Listens on 127.0.0.1. Unavailable when the port is taken.
  static Result<HttpServer> start(const ServerOptions& options, Handler handler);
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) noexcept;
  ~HttpServer();  ///< stops; waits for running handlers

  [[nodiscard]] int port() const;
  [[nodiscard]] std::string origin() const;  ///< "http://127.0.0.1:PORT"

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lakecode::net

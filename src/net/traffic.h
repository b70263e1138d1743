#pragma once
// Who watches the exchanges of clients: for the record of which bytes left the machine, and where to.

#include <cstddef>
#include <string>
#include <string_view>

namespace lakecode::net {

/// One request that was sent, a retry being one of its own. Bytes are those of URL, headers and body, without TLS and
/// framing; the answer's body is counted after decompression.
struct Exchange {
  std::string_view method;
  std::string origin;  ///< "https://host[:port]" that was asked
  std::string path;    ///< without the query, which may hold a secret
  std::size_t bytes_out = 0;
  std::size_t bytes_in = 0;
  int status = 0;  ///< 0: it ended without an answer
};

class TrafficObserver {
 public:
  virtual ~TrafficObserver() = default;
  /// Called when an exchange ended, on the thread that made it; several may call at once. Requests that were never sent
  /// are not told, nor those a cassette answered.
  virtual void on_exchange(const Exchange& exchange) = 0;
};

}  // namespace lakecode::net

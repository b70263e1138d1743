#pragma once
// Turns the way an exchange failed into an Error a person can act on. Pure; any thread.
// Invariant: the texts name the origin and never the query, a header or a body, since those may hold secrets.

#include <curl/curl.h>

#include <chrono>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/url.h"

namespace lakecode::net {

/// What is known about an exchange when it ended.
struct ExchangeFacts {
  std::string method;
  Url url;
  std::string proxy_host;       ///< host[:port] of the proxy in use; empty: none
  bool connected = false;       ///< a connection (TLS included) stood
  bool sent = false;            ///< a byte of the request may have reached the server
  bool answer_started = false;  ///< a status line arrived
  int proxy_status = 0;         ///< answer of the proxy to CONNECT; 0: none
  std::chrono::milliseconds connect_timeout{};
  std::chrono::milliseconds timeout{};
};

/// `curl_text` is libcurl's own explanation, kept in Error.detail and, for TLS, in the reason.
Error transport_error(CURLcode code, std::string_view curl_text, const ExchangeFacts& facts);

/// The answer outgrew `limit` bytes after decompression: CorruptData.
Error over_size_limit(std::size_t limit, const ExchangeFacts& facts);

/// A stop or a deadline of the caller ended the exchange: `cause` (from CallContext::check) with the origin named.
Error ended_by_caller(Error cause, const ExchangeFacts& facts);

}  // namespace lakecode::net

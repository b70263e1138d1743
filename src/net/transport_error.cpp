#include "net/transport_error.h"

#include <algorithm>
#include <array>

#include "base/time_format.h"
#include "net/http_client.h"

namespace lakecode::net {
namespace {

// Opens Error.detail of a request that never left; the retry rules read it through was_never_sent.
constexpr std::string_view kNeverSent = "never sent: ";

struct Explanation {
  CURLcode curl;
  ErrorCode code;
  std::string_view reason;
  std::string_view advice;
};

constexpr std::string_view kCaHint =
    "if your network or server uses its own certificate authority, set SSL_CERT_FILE to its PEM file";

constexpr std::array kExplanations = {
    Explanation{CURLE_COULDNT_RESOLVE_HOST, ErrorCode::Unavailable, "the host name cannot be resolved",
                "check the spelling of the host, the network and the DNS settings"},
    Explanation{CURLE_COULDNT_RESOLVE_PROXY, ErrorCode::Unavailable, "the proxy's host name cannot be resolved",
                "check HTTPS_PROXY and HTTP_PROXY"},
    Explanation{CURLE_COULDNT_CONNECT, ErrorCode::Unavailable, "the connection was refused or no route leads there",
                "check that the server is running and that host and port are right"},
    Explanation{CURLE_SSL_CONNECT_ERROR, ErrorCode::Unavailable, "no TLS connection could be made",
                "check that the port speaks HTTPS and that no proxy or firewall cuts the connection"},
    Explanation{CURLE_PEER_FAILED_VERIFICATION, ErrorCode::Unavailable, "its TLS certificate is not trusted", kCaHint},
    Explanation{CURLE_SSL_CACERT_BADFILE, ErrorCode::Unavailable, "the file of trusted certificates cannot be read",
                "check the path in SSL_CERT_FILE or CURL_CA_BUNDLE"},
    Explanation{CURLE_GOT_NOTHING, ErrorCode::Unavailable, "the server closed the connection without an answer",
                "try again; if it stays, look at the server's log"},
    Explanation{CURLE_SEND_ERROR, ErrorCode::Unavailable, "the connection broke while the request was sent",
                "check the network and try again"},
    Explanation{CURLE_RECV_ERROR, ErrorCode::Unavailable, "the connection broke before an answer came",
                "check the network and try again"},
    Explanation{CURLE_PARTIAL_FILE, ErrorCode::CorruptData, "the answer was cut off before its end", "try again"},
    Explanation{CURLE_BAD_CONTENT_ENCODING, ErrorCode::CorruptData, "the compressed answer is damaged", "try again"},
    Explanation{CURLE_UNSUPPORTED_PROTOCOL, ErrorCode::CorruptData, "the answer is not HTTP",
                "check that host and port are those of the workspace"},
    Explanation{CURLE_WEIRD_SERVER_REPLY, ErrorCode::CorruptData, "the answer is not HTTP",
                "check that host and port are those of the workspace"},
};

constexpr Explanation kOther{CURLE_OK, ErrorCode::Unavailable, "the exchange failed", "try again"};
constexpr Explanation kCut{CURLE_OK, ErrorCode::CorruptData, "the answer was cut off before its end", "try again"};

bool is_break(CURLcode code) {
  return code == CURLE_RECV_ERROR || code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM || code == CURLE_SEND_ERROR;
}

Explanation explanation_of(CURLcode code, const ExchangeFacts& facts) {
  if (facts.answer_started && is_break(code)) return kCut;
  const auto* found = std::find_if(kExplanations.begin(), kExplanations.end(),
                                   [code](const Explanation& row) { return row.curl == code; });
  return found == kExplanations.end() ? kOther : *found;
}

/// Scheme, host and path of the request: enough for --verbose, nothing that could be a secret.
std::string detail_of(const ExchangeFacts& facts, std::string_view curl_text) {
  std::string detail(facts.sent ? std::string_view() : kNeverSent);
  detail += facts.method + " " + facts.url.origin() + facts.url.path;
  if (!curl_text.empty()) detail.append(": ").append(curl_text);
  return detail;
}

Error blank_error(const ExchangeFacts& facts, std::string_view curl_text) {
  return Error{.code = ErrorCode::Unavailable,
               .action = facts.answer_started ? "read the answer of" : "reach",
               .subject = facts.url.origin(),
               .detail = detail_of(facts, curl_text)};
}

Error timeout_error(Error error, const ExchangeFacts& facts) {
  error.code = ErrorCode::DeadlineExceeded;
  if (!facts.connected) {
    const auto limit = std::min(facts.connect_timeout, facts.timeout);
    error.reason = "no connection within " + format_duration(limit);
    error.advice = "check the network, the proxy settings and the host";
  } else if (!facts.answer_started) {
    error.reason = "no answer within " + format_duration(facts.timeout);
    error.advice = "try again; the server may be busy";
  } else {
    error.reason = "the answer was not complete within " + format_duration(facts.timeout);
    error.advice = "try again, or ask for less at once";
  }
  return error;
}

}  // namespace

bool was_never_sent(const Error& error) {
  return error.detail.starts_with(kNeverSent);
}

Error transport_error(CURLcode code, std::string_view curl_text, const ExchangeFacts& facts) {
  Error error = blank_error(facts, curl_text);
  if (code == CURLE_OPERATION_TIMEDOUT) return timeout_error(std::move(error), facts);
  const Explanation row = explanation_of(code, facts);
  error.code = row.code;
  error.reason = row.reason;
  error.advice = row.advice;
  if (code == CURLE_PEER_FAILED_VERIFICATION && !curl_text.empty()) error.reason.append(": ").append(curl_text);
  if (facts.proxy_status >= 300) {
    error.reason = "the proxy " + facts.proxy_host + " answered " + std::to_string(facts.proxy_status);
    error.advice = "check HTTPS_PROXY, or name the host in NO_PROXY";
  } else if (code == CURLE_COULDNT_CONNECT && !facts.proxy_host.empty()) {
    error.reason = "the proxy " + facts.proxy_host + " does not accept connections";
    error.advice = "check HTTPS_PROXY and HTTP_PROXY";
  }
  return error;
}

Error over_size_limit(std::size_t limit, const ExchangeFacts& facts) {
  Error error = blank_error(facts, "over the size limit");
  error.code = ErrorCode::CorruptData;
  error.reason = "it is larger than " + std::to_string(limit) + " bytes";
  error.advice = "ask for less at once, a page or a filter";
  return error;
}

Error ended_by_caller(Error cause, const ExchangeFacts& facts) {
  Error error = blank_error(facts, "ended by the caller");
  error.code = cause.code;
  error.reason = std::move(cause.reason);
  error.advice = std::move(cause.advice);
  return error;
}

}  // namespace lakecode::net

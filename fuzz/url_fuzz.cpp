// A URL that we accept must mean the same to us, to our own text of it, and to libcurl, which connects. Else a check
// made here (same origin, loopback, which paths a permit names) would be made on something other than what is asked
// for.
#include <curl/curl.h>

#include <memory>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "fuzz/input.h"
#include "net/url.h"

namespace {

using lakecode::net::Url;

struct Free {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return "";
  const std::unique_ptr<char, Free> owner(text);
  return text;
}

void check_against_curl(const Url& url) {
  const std::unique_ptr<CURLU, Free> theirs(curl_url());
  const auto code = curl_url_set(theirs.get(), CURLUPART_URL, url.to_string().c_str(), CURLU_PATH_AS_IS);
  if (code != CURLUE_OK) return;  // refused there means no connection: safe
  LAKECODE_CHECK(part_of(theirs.get(), CURLUPART_SCHEME) == url.scheme, "same scheme");
  const bool ipv6 = url.host.find(':') != std::string::npos;
  const std::string host = part_of(theirs.get(), CURLUPART_HOST);
  // libcurl writes IPv6 addresses in their shortest form.
  LAKECODE_CHECK(ipv6 ? host.starts_with('[') : host == url.host, "same host");
  LAKECODE_CHECK(part_of(theirs.get(), CURLUPART_PORT) == std::to_string(url.port), "same port");
  LAKECODE_CHECK(part_of(theirs.get(), CURLUPART_PATH) == url.path, "same path");
  LAKECODE_CHECK(part_of(theirs.get(), CURLUPART_QUERY) == url.query, "same query");
}

void check_stable(const Url& url) {
  const auto again = lakecode::net::parse_url(url.to_string());
  LAKECODE_CHECK(again && again->to_string() == url.to_string(), "its own text means the same");
  LAKECODE_CHECK(lakecode::net::same_origin(url, *again), "its own text has the same origin");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace net = lakecode::net;
  const auto text = lakecode::fuzz::as_text(data, size);
  LAKECODE_CHECK(net::decode_component(net::encode_component(text), true) == text, "components survive");
  const auto query = net::decode_query(text);
  LAKECODE_CHECK(net::decode_query(net::encode_query(query)) == query || text.empty(), "queries survive");

  if (const auto url = net::parse_url(text)) {
    check_stable(*url);
    check_against_curl(*url);
  }
  const Url base{.scheme = "https", .host = "base.example", .port = 443, .path = "/a/b", .query = "q"};
  if (const auto url = net::resolve_url(base, text)) check_stable(*url);
  return 0;
}

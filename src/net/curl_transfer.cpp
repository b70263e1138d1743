#include "net/curl_transfer.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace lakecode::net {
namespace {

constexpr int kMaxHops = 5;
constexpr std::size_t kMaxHeaderBytes = 1U << 20U;

// All that another origin learns about the request that was redirected to it.
constexpr std::array<std::string_view, 2> kHeadersForOthers = {"Accept", "Accept-Language"};

bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";  // RFC 9110 5.6.2
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_header_value(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

Error bad_request(std::string subject, std::string reason) {
  return Error{.code = ErrorCode::InvalidArgument,
               .action = "send the request",
               .subject = std::move(subject),
               .reason = std::move(reason)};
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

long as_curl_ms(std::chrono::milliseconds time) {
  // Zero would mean "no limit" to libcurl.
  return static_cast<long>(std::max<std::chrono::milliseconds::rep>(time.count(), 1));
}

/// host[:port] of a proxy setting, without scheme and password.
std::string proxy_host_of(std::string_view proxy) {
  if (const auto scheme = proxy.find("://"); scheme != std::string_view::npos) proxy.remove_prefix(scheme + 3);
  proxy = proxy.substr(0, proxy.find('/'));
  if (const auto at = proxy.rfind('@'); at != std::string_view::npos) proxy.remove_prefix(at + 1);
  return std::string(proxy);
}

int status_of(std::string_view status_line) {
  const auto blank = status_line.find(' ');
  if (blank == std::string_view::npos) return 0;
  int status = 0;
  const auto digits = status_line.substr(blank + 1, 3);
  std::from_chars(digits.data(), digits.data() + digits.size(), status);
  return status;
}

}  // namespace

CurlTransfer::CurlTransfer(const CurlLibrary& curl, const ClientOptions& options, const HttpRequest& request,
                           const OnBytes* on_bytes)
    : curl_(curl), options_(options), request_(request), on_bytes_(on_bytes), method_(request.method) {}

Result<void> CurlTransfer::check_request() const {
  if (!is_token(request_.method)) return bad_request("", "its method is not a word");
  for (const auto& [name, value] : request_.headers.list()) {
    if (!is_token(name)) return bad_request("", "one of its header names is not valid");
    if (!is_header_value(value)) return bad_request("", "the value of header " + name + " holds a line break");
  }
  return {};
}

Result<void> CurlTransfer::start(EasyHandle easy, const CallContext& ctx) {
  easy_ = std::move(easy);
  TRY_ASSIGN(url_, parse_url(request_.url));
  TRY_VOID(check_request());
  clock_ = ctx.clock;
  began_ = ctx.clock->steady_now();
  // What remains is cut to whole milliseconds: one more, so that the caller's deadline ends it as such and not this
  // timer a moment before.
  const auto left = ctx.remaining();
  allowed_ = left < request_.timeout ? left + std::chrono::milliseconds(1) : request_.timeout;
  set_up(ctx);
  return {};
}

EasyHandle CurlTransfer::release() {
  curl_.easy_reset(easy());  // it must not keep pointers into this transfer
  return std::move(easy_);
}

void CurlTransfer::set_up(const CallContext& ctx) {
  curl_.easy_reset(easy());
  curl_text_.fill('\0');
  response_ = {};
  headers_complete_ = false;
  header_bytes_ = body_bytes_ = 0;
  last_byte_ = ctx.clock->steady_now();
  set(CURLOPT_ERRORBUFFER, curl_text_.data());
  set(CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set_network_options();
  set_method_and_body();
  set_headers();
  set_times(ctx);
}

std::string_view CurlTransfer::proxy() const {
  if (is_loopback_host(url_.host)) return "";
  return url_.scheme == "https" ? options_.proxy : options_.http_proxy;
}

void CurlTransfer::set_network_options() {
  const bool tls = url_.scheme == "https";
  set(CURLOPT_URL, url_.to_string().c_str());
  set(CURLOPT_PATH_AS_IS, 1L);  // what was checked is what is sent
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_HTTP_VERSION, tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1);
  // Without TLS there is nothing to wait for: the first answer would hold back the whole batch.
  set(CURLOPT_PIPEWAIT, tls ? 1L : 0L);
  set(CURLOPT_FRESH_CONNECT, request_.repeat == Repeat::NotRepeatable ? 1L : 0L);
  // An empty text, unlike null, keeps libcurl from reading the environment by itself.
  set(CURLOPT_PROXY, std::string(proxy()).c_str());
  set(CURLOPT_NOPROXY, options_.no_proxy.c_str());
  set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
}

void CurlTransfer::set_method_and_body() {
  const bool body =
      with_body_ && (!request_.body.empty() || method_ == "POST" || method_ == "PUT" || method_ == "PATCH");
  if (method_ == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
    return;
  }
  if (body) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.data());
  }
  set(CURLOPT_CUSTOMREQUEST, method_.c_str());
}

void CurlTransfer::set_headers() {
  curl_slist* list = curl_.slist_append(nullptr, "Expect:");  // no round trip before a large body
  if (!request_.headers.find("Content-Type")) list = curl_.slist_append(list, "Content-Type:");
  for (const auto& [name, value] : request_.headers.list()) {
    const bool allowed = with_credentials_ || std::any_of(kHeadersForOthers.begin(), kHeadersForOthers.end(),
                                                          [&n = name](std::string_view other) {
                                                            return text::equals_ignore_case(other, n);
                                                          });
    if (!allowed) continue;
    const std::string line = value.empty() ? name + ";" : name + ": " + value;
    list = curl_.slist_append(list, line.c_str());
  }
  header_list_ = {list, HeaderListDeleter{&curl_}};
  set(CURLOPT_HTTPHEADER, list);
  set(CURLOPT_USERAGENT, options_.user_agent.c_str());
  set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
}

void CurlTransfer::set_times(const CallContext& ctx) {
  const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(ctx.clock->steady_now() - began_);
  set(CURLOPT_TIMEOUT_MS, as_curl_ms(allowed_ - passed));
  set(CURLOPT_CONNECTTIMEOUT_MS, as_curl_ms(request_.connect_timeout));
}

std::size_t CurlTransfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  const bool taken = static_cast<CurlTransfer*>(self)->take_header({data, size * count});
  return taken ? size * count : 0;
}

std::size_t CurlTransfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  const bool taken = static_cast<CurlTransfer*>(self)->take_body({data, size * count});
  return taken ? size * count : 0;
}

bool CurlTransfer::take_header(std::string_view line) {
  last_byte_ = clock_->steady_now();
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes) {
    body_end_ = BodyEnd::TooLarge;
    return false;
  }
  line = text::trim(line);
  if (line.starts_with("HTTP/")) {  // also the start of the real answer after a 1xx one
    response_.headers = {};
    response_.status = status_of(line);
    headers_complete_ = false;
  } else if (line.empty()) {
    headers_complete_ = true;
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos && !headers_complete_) {
    response_.headers.add(std::string(line.substr(0, colon)), std::string(text::trim(line.substr(colon + 1))));
  }
  return true;
}

bool CurlTransfer::take_body(std::string_view bytes) {
  last_byte_ = clock_->steady_now();
  body_bytes_ += bytes.size();
  if (body_bytes_ > request_.max_response_bytes) {
    body_end_ = BodyEnd::TooLarge;
    return false;
  }
  if (on_bytes_ == nullptr || response_.status / 100 != 2) {
    response_.body.append(bytes);
    return true;
  }
  if ((*on_bytes_)(bytes)) return true;
  body_end_ = BodyEnd::Refused;
  return false;
}

std::chrono::milliseconds CurlTransfer::idle_time_left() const {
  if (request_.idle_timeout.count() <= 0) return std::chrono::milliseconds::max();
  const auto silent = std::chrono::duration_cast<std::chrono::milliseconds>(clock_->steady_now() - last_byte_);
  return std::max(request_.idle_timeout - silent, std::chrono::milliseconds::zero());
}

Error CurlTransfer::idle() const {
  Error error = ended(Error{.code = ErrorCode::DeadlineExceeded});
  error.reason = "the server was silent for " + std::to_string(request_.idle_timeout.count()) + " ms";
  return error;
}

std::optional<Result<HttpResponse>> CurlTransfer::finish(CURLcode code, const CallContext& ctx) {
  if (body_end_ == BodyEnd::TooLarge) return over_size_limit(request_.max_response_bytes, facts_now());
  if (body_end_ == BodyEnd::Refused) {
    return ended(Error{.code = ErrorCode::Cancelled, .reason = "the reader asked for no more"});
  }
  if (code != CURLE_OK) return transport_error(code, curl_text_.data(), facts_now());
  if (auto target = redirect_target()) {
    follow(std::move(*target), ctx);
    return std::nullopt;
  }
  response_.effective_url = url_.to_string();
  return std::move(response_);
}

std::optional<Url> CurlTransfer::redirect_target() const {
  const auto location = response_.headers.find("Location");
  if (!is_redirect(response_.status) || !location || hops_ == kMaxHops) return std::nullopt;
  auto target = resolve_url(url_, *location);
  if (!target) return std::nullopt;
  const bool reads = method_ == "GET" || method_ == "HEAD";
  if (same_origin(url_, *target)) {
    if (!reads && (response_.status == 301 || response_.status == 302)) return std::nullopt;
  } else if (method_ != "GET" || (url_.scheme == "https" && target->scheme == "http")) {
    return std::nullopt;
  }
  return std::move(*target);
}

void CurlTransfer::follow(Url target, const CallContext& ctx) {
  ++hops_;
  if (!same_origin(url_, target)) with_credentials_ = with_body_ = false;
  if (response_.status == 303 && method_ != "HEAD") {
    method_ = "GET";
    with_body_ = false;
  }
  url_ = std::move(target);
  set_up(ctx);
}

ExchangeFacts CurlTransfer::facts_now() const {
  long request_bytes = 0;
  long proxy_status = 0;
  curl_off_t before_transfer = 0;
  curl_.easy_getinfo(easy(), CURLINFO_REQUEST_SIZE, &request_bytes);
  curl_.easy_getinfo(easy(), CURLINFO_HTTP_CONNECTCODE, &proxy_status);
  curl_.easy_getinfo(easy(), CURLINFO_PRETRANSFER_TIME_T, &before_transfer);
  return ExchangeFacts{.method = method_,
                       .url = url_,
                       .proxy_host = proxy_host_of(proxy()),
                       .connected = before_transfer > 0,
                       .sent = request_bytes > 0 || hops_ > 0,
                       .answer_started = response_.status != 0,
                       .proxy_status = static_cast<int>(proxy_status),
                       .connect_timeout = request_.connect_timeout,
                       .timeout = allowed_};
}

}  // namespace lakecode::net

#pragma once
// One exchange as libcurl sees it: sets up an easy handle, collects the answer, decides about redirects.
// Lives on one thread and at one address while libcurl knows it. Invariant: credentials never leave the first origin.

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/call_context.h"
#include "net/curl_library.h"
#include "net/http_client.h"
#include "net/transport_error.h"

namespace lakecode::net {

struct EasyDeleter {
  const CurlLibrary* curl = nullptr;
  void operator()(CURL* easy) const { curl->easy_cleanup(easy); }
};
struct HeaderListDeleter {
  const CurlLibrary* curl = nullptr;
  void operator()(curl_slist* list) const { curl->slist_free_all(list); }
};
using EasyHandle = std::unique_ptr<CURL, EasyDeleter>;

class CurlTransfer {
 public:
  using OnBytes = std::function<bool(std::string_view)>;

  /// All are borrowed for the life of the transfer; `on_bytes` null: collect the body.
  CurlTransfer(const CurlLibrary& curl, const ClientOptions& options, const HttpRequest& request,
               const OnBytes* on_bytes);

  /// Takes an idle handle and makes it ready for the first hop. InvalidArgument for a bad URL, method or header.
  Result<void> start(EasyHandle easy, const CallContext& ctx);

  /// libcurl is done with this hop. The result, or nullopt when a redirect was set up and the handle must run again.
  std::optional<Result<HttpResponse>> finish(CURLcode code, const CallContext& ctx);

  /// The error of an exchange that `cause`, a stop or a deadline, ended.
  [[nodiscard]] Error ended(Error cause) const { return ended_by_caller(std::move(cause), facts_now()); }

  /// Time until the server has been silent for too long, not below zero; max() where no limit was set.
  [[nodiscard]] std::chrono::milliseconds idle_time_left() const;
  /// The error of an exchange whose server fell silent.
  [[nodiscard]] Error idle() const;

  [[nodiscard]] CURL* easy() const { return easy_.get(); }
  /// Gives the handle back for the next request; its connection stays alive.
  EasyHandle release();

 private:
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);

  Result<void> check_request() const;
  void set_up(const CallContext& ctx);
  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_.easy_setopt(easy(), option, value);
  }
  void set_network_options();
  void set_method_and_body();
  void set_headers();
  void set_times(const CallContext& ctx);
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  void follow(Url target, const CallContext& ctx);
  [[nodiscard]] std::optional<Url> redirect_target() const;
  [[nodiscard]] std::string_view proxy() const;
  [[nodiscard]] ExchangeFacts facts_now() const;

  enum class BodyEnd { None, TooLarge, Refused };

  const CurlLibrary& curl_;
  const ClientOptions& options_;
  const HttpRequest& request_;
  const OnBytes* on_bytes_;
  EasyHandle easy_;
  std::unique_ptr<curl_slist, HeaderListDeleter> header_list_;
  std::array<char, CURL_ERROR_SIZE> curl_text_{};

  Url url_;                       ///< of this hop
  std::string method_;            ///< of this hop
  bool with_body_ = true;         ///< this hop still carries the request's body
  bool with_credentials_ = true;  ///< this hop is still within the first origin
  int hops_ = 0;
  SteadyTime began_{};
  SteadyTime last_byte_{};  ///< when the server last gave a sign of life, or the hop began
  const Clock* clock_ = nullptr;
  std::chrono::milliseconds allowed_{};  ///< for the whole exchange, redirects included

  HttpResponse response_;
  bool headers_complete_ = false;
  std::size_t header_bytes_ = 0;
  std::size_t body_bytes_ = 0;
  BodyEnd body_end_ = BodyEnd::None;
};

}  // namespace lakecode::net

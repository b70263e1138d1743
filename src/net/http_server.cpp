#include "net/http_server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <semaphore>

#include "base/text.h"

// A request passes three moments: the target line (on_target makes the Exchange), the headers (checked once; the first
// fault is remembered), the body (collected, or thrown away after a fault). It is answered when the body is complete,
// so that a client always gets to read its refusal.

namespace lakecode::net {
namespace {

constexpr std::size_t kConnectionMemory = 128U << 10U;  // headers and URL of one request must fit
constexpr std::size_t kStreamBlock = 32U << 10U;
constexpr std::ptrdiff_t kMostHandlers = 4'096;
constexpr int kBacklog = 512;

struct Refusal {
  int status;
  std::string_view error_code;
  std::string_view message;
  bool at_once = false;  ///< nobody knows where the body ends: answered before it, and the connection closed
};

constexpr Refusal kBadTarget{400, "BAD_REQUEST", "The request target must start with a slash."};
constexpr Refusal kBadHost{403, "PERMISSION_DENIED", "The Host header does not name this server."};
constexpr Refusal kBadOrigin{403, "PERMISSION_DENIED", "Requests of pages from other origins are refused."};
constexpr Refusal kTwoLengths{400, "MALFORMED_REQUEST", "The request tells the length of its body more than once.",
                              true};
constexpr Refusal kBadEncoding{501, "NOT_IMPLEMENTED", "The only Transfer-Encoding here is chunked.", true};
constexpr Refusal kTooLarge{413, "MAX_REQUEST_SIZE_EXCEEDED", "The request body is too large."};

struct Exchange {
  ServerRequest request;
  std::optional<Refusal> refusal;
  bool headers_seen = false;
};

/// The body of one answer while libmicrohttpd sends it.
struct BodySource {
  ServerResponse response;
  std::string piece;
  std::size_t piece_sent = 0;
};

ServerResponse render_refusal(const Refusal& refusal) {
  ServerResponse response{.status = refusal.status, .headers = {{"Content-Type", "application/json"}}};
  response.body.append(R"({"error_code":")").append(refusal.error_code);
  response.body.append(R"(","message":")").append(refusal.message).append(R"("})");
  return response;
}

bool is_loopback_origin(std::string_view origin) {
  const auto url = parse_url(origin);
  return url && is_loopback_host(url->host);
}

std::optional<Refusal> check_headers(const ServerRequest& request, const ServerOptions& options, int port) {
  if (!request.path.starts_with('/')) return kBadTarget;
  const auto& headers = request.headers.list();
  const auto hosts = std::count_if(headers.begin(), headers.end(),
                                   [](const auto& header) { return text::equals_ignore_case(header.first, "Host"); });
  if (hosts != 1 || !is_own_host(*request.headers.find("Host"), port)) return kBadHost;
  const auto origin = request.headers.find("Origin");
  if (origin && !is_loopback_origin(*origin)) return kBadOrigin;
  const auto encoding = request.headers.find("Transfer-Encoding");
  if (encoding && !text::equals_ignore_case(text::trim(*encoding), "chunked")) return kBadEncoding;
  const auto lengths = std::count_if(headers.begin(), headers.end(), [](const auto& header) {
    return text::equals_ignore_case(header.first, "Content-Length");
  });
  if (lengths > 1 || (lengths > 0 && encoding)) return kTwoLengths;
  const auto length = request.headers.find("Content-Length");
  const auto bytes = length ? text::parse_int(*length) : std::nullopt;
  if (bytes && static_cast<std::size_t>(std::max(*bytes, 0LL)) > options.max_body_bytes) return kTooLarge;
  return std::nullopt;
}

void* on_target(void*, const char* target, MHD_Connection*) {
  auto exchange = std::make_unique<Exchange>();
  const std::string_view text(target);
  const auto mark = text.find('?');
  exchange->request.path = text.substr(0, mark);
  if (mark != std::string_view::npos) exchange->request.query = decode_query(text.substr(mark + 1));
  return exchange.release();  // on_completed takes it back
}

void on_completed(void*, MHD_Connection*, void** slot, MHD_RequestTerminationCode) {
  const std::unique_ptr<Exchange> exchange(static_cast<Exchange*>(*slot));
  *slot = nullptr;
}

MHD_Result on_header(void* headers, MHD_ValueKind, const char* name, const char* value) {
  static_cast<Headers*>(headers)->add(name, value == nullptr ? "" : value);
  return MHD_YES;
}

int peer_port_of(MHD_Connection* connection) {
  const MHD_ConnectionInfo* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == nullptr || info->client_addr == nullptr || info->client_addr->sa_family != AF_INET) return 0;
  return ntohs(reinterpret_cast<const sockaddr_in*>(info->client_addr)->sin_port);
}

/// A body of known length, cut short on request of a test.
ssize_t read_cut_body(void* source, std::uint64_t position, char* out, std::size_t room) {
  const ServerResponse& response = static_cast<BodySource*>(source)->response;
  const std::size_t end = std::min(*response.cut_after, response.body.size());
  if (position >= end) return MHD_CONTENT_READER_END_WITH_ERROR;
  return static_cast<ssize_t>(response.body.copy(out, std::min(room, end - position), position));
}

ssize_t read_piece(void* opaque, std::uint64_t, char* out, std::size_t room) {
  auto& source = *static_cast<BodySource*>(opaque);
  while (source.piece_sent == source.piece.size()) {
    auto next = source.response.next_piece();
    if (!next) return MHD_CONTENT_READER_END_OF_STREAM;
    source.piece = std::move(*next);
    source.piece_sent = 0;
  }
  const std::size_t count = source.piece.copy(out, room, source.piece_sent);
  source.piece_sent += count;
  return static_cast<ssize_t>(count);
}

void free_source(void* source) {
  const std::unique_ptr<BodySource> owned(static_cast<BodySource*>(source));
}

MHD_Response* make_response(ServerResponse response) {
  const std::size_t size = response.body.size();
  if (!response.next_piece && !response.cut_after) {
    return MHD_create_response_from_buffer(size, response.body.data(), MHD_RESPMEM_MUST_COPY);
  }
  const bool pieces = response.next_piece != nullptr;
  auto source = std::make_unique<BodySource>(BodySource{.response = std::move(response)});
  MHD_Response* made =
      pieces
          ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, kStreamBlock, &read_piece, source.get(), &free_source)
          : MHD_create_response_from_callback(size, kStreamBlock, &read_cut_body, source.get(), &free_source);
  if (made != nullptr) ignore_result(source.release(), "free_source takes it back");
  return made;
}

MHD_Result queue_response(MHD_Connection* connection, ServerResponse response) {
  const auto status = static_cast<unsigned>(response.status);
  const Headers headers = response.headers;
  MHD_Response* made = make_response(std::move(response));
  if (made == nullptr) return MHD_NO;
  for (const auto& [name, value] : headers.list()) MHD_add_response_header(made, name.c_str(), value.c_str());
  const MHD_Result queued = MHD_queue_response(connection, status, made);
  MHD_destroy_response(made);
  return queued;
}

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Error cannot_listen(int port, std::string reason) {
  return Error{.code = ErrorCode::Unavailable,
               .action = "listen on",
               .subject = "127.0.0.1:" + std::to_string(port),
               .reason = std::move(reason),
               .advice = port == 0 ? "" : "choose another port, or 0 for any free one"};
}

/// A listening socket on loopback, and its port.
Result<std::pair<int, int>> open_listener(int port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t length = sizeof address;
  if (::bind(socket.fd(), generic, length) != 0 || ::listen(socket.fd(), kBacklog) != 0 ||
      ::getsockname(socket.fd(), generic, &length) != 0) {
    return cannot_listen(port, errno == EADDRINUSE ? "another program uses this port" : std::strerror(errno));
  }
  return std::pair<int, int>(socket.release(), ntohs(address.sin_port));
}

}  // namespace

bool is_own_host(std::string_view host, int port) {
  constexpr int kDefaultPort = 80;
  const std::string suffix = ":" + std::to_string(port);
  std::string name = text::to_lower(host);
  if (name.ends_with(suffix)) {
    name.resize(name.size() - suffix.size());
  } else if (port != kDefaultPort) {
    return false;
  }
  return name == "127.0.0.1" || name == "localhost" || name == "[::1]";
}

std::optional<std::string> ServerRequest::query_value(std::string_view name) const {
  const auto found = std::find_if(query.begin(), query.end(), [&](const auto& pair) { return pair.first == name; });
  if (found == query.end()) return std::nullopt;
  return found->second;
}

struct HttpServer::State {
  State(const ServerOptions& chosen, Handler function)
      : options(chosen),
        handler(std::move(function)),
        turns(std::clamp<std::ptrdiff_t>(chosen.threads, 1, kMostHandlers)) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (daemon != nullptr) MHD_stop_daemon(daemon);
  }

  static MHD_Result on_request(void* opaque, MHD_Connection* connection, const char*, const char* method, const char*,
                               const char* upload, std::size_t* upload_size, void** slot);
  MHD_Result answer(MHD_Connection* connection, const Exchange& exchange);

  ServerOptions options;
  Handler handler;
  std::counting_semaphore<kMostHandlers> turns;
  MHD_Daemon* daemon = nullptr;
  int port = 0;
};

// NOLINTNEXTLINE(readability-function-size): the parameters are those of MHD_AccessHandlerCallback
MHD_Result HttpServer::State::on_request(void* opaque, MHD_Connection* connection, const char*, const char* method,
                                         const char*, const char* upload, std::size_t* upload_size, void** slot) {
  auto& self = *static_cast<State*>(opaque);
  auto& exchange = *static_cast<Exchange*>(*slot);
  if (!exchange.headers_seen) {
    exchange.headers_seen = true;
    exchange.request.method = method;
    exchange.request.own_port = self.port;
    exchange.request.peer_port = peer_port_of(connection);
    MHD_get_connection_values(connection, MHD_HEADER_KIND, &on_header, &exchange.request.headers);
    exchange.refusal = check_headers(exchange.request, self.options, self.port);
    if (!exchange.refusal || !exchange.refusal->at_once) return MHD_YES;
    ServerResponse refused = render_refusal(*exchange.refusal);
    refused.headers.set("Connection", "close");
    return queue_response(connection, std::move(refused));
  }
  if (*upload_size == 0) return self.answer(connection, exchange);
  std::string& body = exchange.request.body;
  if (!exchange.refusal && body.size() + *upload_size > self.options.max_body_bytes) exchange.refusal = kTooLarge;
  if (!exchange.refusal) body.append(upload, *upload_size);
  *upload_size = 0;
  return MHD_YES;
}

MHD_Result HttpServer::State::answer(MHD_Connection* connection, const Exchange& exchange) {
  if (exchange.refusal) return queue_response(connection, render_refusal(*exchange.refusal));
  turns.acquire();
  ServerResponse response = handler(exchange.request);
  turns.release();
  return queue_response(connection, std::move(response));
}

Result<HttpServer> HttpServer::start(const ServerOptions& options, Handler handler) {
  auto state = std::make_unique<State>(options, std::move(handler));
  TRY_ASSIGN(const auto listener, open_listener(options.port));
  Socket socket(listener.first);
  state->port = listener.second;
  const unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL | MHD_USE_ITC;
  state->daemon =
      MHD_start_daemon(flags, 0, nullptr, nullptr, &State::on_request, state.get(), MHD_OPTION_LISTEN_SOCKET,
                       socket.fd(), MHD_OPTION_CONNECTION_LIMIT, static_cast<unsigned>(options.max_connections),
                       MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionMemory, MHD_OPTION_URI_LOG_CALLBACK, &on_target,
                       nullptr, MHD_OPTION_NOTIFY_COMPLETED, &on_completed, nullptr, MHD_OPTION_END);
  if (state->daemon == nullptr) return cannot_listen(options.port, "the server library could not start");
  ignore_result(socket.release(), "the daemon closes it");
  return HttpServer(std::move(state));
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&&) noexcept = default;
HttpServer::~HttpServer() = default;

int HttpServer::port() const {
  return state_->port;
}

std::string HttpServer::origin() const {
  return "http://127.0.0.1:" + std::to_string(state_->port);
}

}  // namespace lakecode::net

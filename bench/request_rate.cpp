// How fast an HTTP server on loopback answers one request, asked again and again over kept connections.
//   lakecode_request_rate PORT TOKEN CONNECTIONS SECONDS PATH [BODY]
// GET, or POST where a body is given. One line of JSON:
//   {"requests_a_second": N, "p50_ms": T, "p99_ms": T, "failed": answers that were not 200}
// One thread asks on all connections, each of which waits for its own answer, so that the server gets the machine.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
  int socket = -1;
  std::string answer;
  Clock::time_point asked;
};

struct Tally {
  std::vector<double> times_ms;
  long failed = 0;
};

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

long number(std::string_view text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value > 0) return value;
  std::fprintf(stderr, "expected a number above 0, got '%.*s'\n", static_cast<int>(text.size()), text.data());
  std::exit(2);
}

int open_connection(long port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) give_up("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) give_up("connect");
  const int yes = 1;
  if (::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0) give_up("setsockopt");
  return socket;
}

void ask(Connection& connection, const std::string& request) {
  connection.asked = Clock::now();
  std::string_view left = request;
  while (!left.empty()) {
    const ssize_t sent = ::send(connection.socket, left.data(), left.size(), MSG_NOSIGNAL);
    if (sent < 0) give_up("send");
    left.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// True when the answer is there as a whole: its head and as many bytes as Content-Length tells.
bool is_whole(const std::string& answer) {
  constexpr std::string_view kLength = "Content-Length: ";
  const std::size_t head = answer.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  const std::size_t at = answer.find(kLength);
  if (at == std::string::npos || at > head) return true;
  std::size_t length = 0;
  std::from_chars(answer.data() + at + kLength.size(), answer.data() + head, length);
  return answer.size() >= head + 4 + length;
}

/// Reads what has come; true when the connection is free for the next request.
bool take(Connection& connection, Tally& tally) {
  static std::array<char, 1U << 16U> buffer;
  const ssize_t got = ::recv(connection.socket, buffer.data(), buffer.size(), 0);
  if (got <= 0) give_up("recv");
  connection.answer.append(buffer.data(), static_cast<std::size_t>(got));
  if (!is_whole(connection.answer)) return false;
  tally.times_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - connection.asked).count());
  if (!std::string_view(connection.answer).starts_with("HTTP/1.1 200")) ++tally.failed;
  connection.answer.clear();
  return true;
}

Tally drive(std::vector<Connection>& connections, const std::string& request, std::chrono::seconds span) {
  Tally tally;
  std::vector<pollfd> waiting;
  for (Connection& connection : connections) {
    waiting.push_back({connection.socket, POLLIN, 0});
    ask(connection, request);
  }
  const auto end = Clock::now() + span;
  while (Clock::now() < end) {
    if (::poll(waiting.data(), waiting.size(), 1000) < 0) give_up("poll");
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].revents != 0 && take(connections[i], tally)) ask(connections[i], request);
    }
  }
  return tally;
}

}  // namespace

int main(int count, char** words) {
  if (count < 6) {
    std::fputs("usage: lakecode_request_rate PORT TOKEN CONNECTIONS SECONDS PATH [BODY]\n", stderr);
    return 2;
  }
  const long port = number(words[1]);
  const std::string body = count > 6 ? words[6] : "";
  std::string request = std::string(body.empty() ? "GET " : "POST ") + words[5] +
                        " HTTP/1.1\r\nHost: 127.0.0.1:" + words[1] + "\r\nAuthorization: Bearer " + words[2] + "\r\n";
  if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  request += "\r\n" + body;
  std::vector<Connection> connections(static_cast<std::size_t>(number(words[3])));
  for (Connection& connection : connections) connection.socket = open_connection(port);
  const std::chrono::seconds span(number(words[4]));
  Tally tally = drive(connections, request, span);
  for (const Connection& connection : connections) ::close(connection.socket);
  std::sort(tally.times_ms.begin(), tally.times_ms.end());
  const std::size_t done = tally.times_ms.size();
  if (done == 0) return 1;
  std::printf(R"({"requests_a_second": %.0f, "p50_ms": %.3f, "p99_ms": %.3f, "failed": %ld})"
              "\n",
              static_cast<double>(done) / static_cast<double>(span.count()), tally.times_ms[done / 2],
              tally.times_ms[done * 99 / 100], tally.failed);
  return 0;
}

#pragma once
// A TCP server on loopback that plays a script on each connection, for answers that no well-behaved server gives: cut,
// silent, half, or not HTTP at all. The script runs on a thread of its own a connection; the destructor closes all
// connections and waits for the scripts.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace lakecode::test {

/// A listening socket on 127.0.0.1 that nobody serves: the kernel accepts `backlog` + 1 connections, and no answer
/// comes.
class Listener {
 public:
  explicit Listener(int backlog = 64) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t length = sizeof address;
    const bool listening =
        ::bind(fd_, generic, length) == 0 && ::listen(fd_, backlog) == 0 && ::getsockname(fd_, generic, &length) == 0;
    LAKECODE_CHECK(listening, "no loopback socket for the test");
    port_ = ntohs(address.sin_port);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { ::close(fd_); }

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  int fd_;
  int port_ = 0;
};

/// A connected socket to a port on 127.0.0.1; what it reads ends with the peer's close.
class Connection {
 public:
  explicit Connection(int fd) : fd_(fd) {}
  static Connection to_port(int port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool connected = ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    LAKECODE_CHECK(connected, "no connection to the loopback server");
    return Connection(fd);
  }
  Connection(Connection&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Connection& operator=(Connection&&) = delete;
  ~Connection() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  /// One request: head and as much body as Content-Length says. Shorter or empty when the peer closes.
  [[nodiscard]] std::string read_request() const {
    std::string text;
    while (text.find("\r\n\r\n") == std::string::npos && read_more(text)) {
    }
    const auto head = text.find("\r\n\r\n");
    const auto field = text::find_ignore_case(text, "content-length: ");
    std::size_t body = 0;
    if (field < head) std::from_chars(text.data() + field + 16, text.data() + head, body);
    while (head != std::string::npos && text.size() < head + 4 + body && read_more(text)) {
    }
    return text;
  }
  [[nodiscard]] std::string read_to_end() const {
    std::string text;
    while (read_more(text)) {
    }
    return text;
  }
  void finish_writing() const { ::shutdown(fd_, SHUT_WR); }
  /// Closes with a reset instead of an orderly end.
  void reset() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(std::exchange(fd_, -1));
  }

 private:
  bool read_more(std::string& text) const {
    char buffer[4096];
    const auto count = ::recv(fd_, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    text.append(buffer, static_cast<std::size_t>(count));
    return true;
  }

  int fd_;
};

class RawServer {
 public:
  /// `number` counts the connections from 1.
  using Script = std::function<void(Connection& connection, int number)>;

  explicit RawServer(Script script)
      : script_(std::move(script)), acceptor_([this](const std::stop_token& stop) { accept_all(stop); }) {}
  ~RawServer() {
    acceptor_.request_stop();
    ::shutdown(listener_.fd(), SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    threads_.clear();
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] std::string origin() const { return listener_.origin(); }
  [[nodiscard]] int port() const { return listener_.port(); }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void accept_all(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const int fd = ::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      const int number = ++connections_;
      {
        const std::lock_guard lock(mutex_);
        open_.push_back(fd);
      }
      threads_.emplace_back([this, fd, number] { serve(fd, number); });
    }
  }
  void serve(int fd, int number) {
    Connection connection(fd);
    script_(connection, number);
    const std::lock_guard lock(mutex_);
    std::erase(open_, fd);
  }

  Listener listener_;
  Script script_;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::vector<int> open_;  // guarded by mutex_
  std::vector<std::jthread> threads_;
  std::jthread acceptor_;
};

/// A complete answer with this status line, header lines and body.
inline std::string answer(std::string_view status, std::string_view headers, std::string_view body) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace lakecode::test

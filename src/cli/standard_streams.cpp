#include "cli/standard_streams.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "render/screen_door.h"

namespace lakecode::cli {
namespace {

constexpr int kPollMs = 50;  // a stop is seen within half of the 100 ms promised
constexpr std::size_t kChunk = 64U << 10U;

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd ready{.fd = descriptor, .events = POLLOUT, .revents = 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace

void StandardOutput::print(std::string_view text) {
  if (!failed_ && !write_all(STDOUT_FILENO, text)) failed_ = true;
}

void StandardOutput::note(std::string_view line) {
  // Nothing is left to tell it to when standard error itself is gone.
  static_cast<void>(write_all(STDERR_FILENO, render::inert(line) + "\n"));
}

bool StandardInput::fill(const std::stop_token& stop) {
  if (ended_) return false;
  if (position_ > 0) {
    buffer_.erase(0, position_);
    position_ = 0;
  }
  while (!stop.stop_requested()) {
    pollfd ready{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, kPollMs) <= 0) continue;
    const std::size_t before = buffer_.size();
    buffer_.resize(before + kChunk);
    const ssize_t got = ::read(STDIN_FILENO, buffer_.data() + before, kChunk);
    buffer_.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got > 0) return true;
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    break;
  }
  ended_ = true;
  return false;
}

bool StandardInput::wait(std::chrono::milliseconds at_most, const std::stop_token& stop) {
  if (ended_ || position_ < buffer_.size()) return true;
  const auto end = std::chrono::steady_clock::now() + at_most;
  while (!stop.stop_requested() && std::chrono::steady_clock::now() < end) {
    pollfd ready{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, kPollMs) > 0) return true;
  }
  return false;
}

std::optional<Input::Line> StandardInput::next_line(std::size_t max_bytes, const std::stop_token& stop) {
  Line line;
  for (;;) {
    const std::size_t newline = buffer_.find('\n', position_);
    const std::size_t end = newline == std::string::npos ? buffer_.size() : newline;
    const std::size_t room = max_bytes - line.text.size();
    const std::size_t taken = std::min(end - position_, room);
    line.text.append(buffer_, position_, taken);
    if (end - position_ > taken) line.too_long = true;
    if (newline != std::string::npos) {
      position_ = newline + 1;
      return line;
    }
    position_ = buffer_.size();
    if (!fill(stop)) break;
  }
  if (line.text.empty() && !line.too_long) return std::nullopt;
  return line;
}

}  // namespace lakecode::cli

#pragma once
// Standard input of `--input-format stream-json`: requests of the person, replies to questions, interrupts; one JSON
// object a line. A thread reads it for as long as this lives; what it finds is handed over thread-safe.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "agent/mailbox.h"
#include "agent/protocol.h"
#include "cli/app.h"

namespace lakecode::cli {

/// One line, read. Exactly one of its parts is set, or `problem` says why none is.
struct ControlLine {
  std::optional<std::string> user_text;
  std::optional<agent::PermissionReply> reply;
  std::optional<std::string> interrupt_id;  ///< request_id of the control request
  std::string problem;
};

/// A reply carries the typed name, where it has one, in its answer's `edited`. Pure.
ControlLine read_control_line(const std::string& line);

class ControlInput {
 public:
  /// Borrows both.
  ControlInput(App& app, agent::ReplyConfirmer& questions);
  ~ControlInput();
  ControlInput(const ControlInput&) = delete;
  ControlInput& operator=(const ControlInput&) = delete;

  /// The next request; nullopt at the end of the input or on a stop. Lines that could not be read until then are added
  /// to `problems`.
  std::optional<std::string> next_user(const std::stop_token& stop, std::deque<std::string>& problems);

  /// From now on an interrupt asks `source` for a stop.
  void set_turn(std::stop_source source);

 private:
  void read(const std::stop_token& stop);
  void take(ControlLine line);

  App& app_;
  agent::ReplyConfirmer& questions_;
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<std::string> users_;
  std::deque<std::string> problems_;
  std::stop_source turn_;
  bool ended_ = false;
  std::jthread reader_;  // last: it uses the others
};

}  // namespace lakecode::cli

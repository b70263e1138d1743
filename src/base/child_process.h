#pragma once
// Starting a child after fork: everything that allocates happens before, only async-signal-safe calls after.
// For process.cpp and daemon.cpp. Thread-safe: nothing is shared.

#include <string>
#include <utility>
#include <vector>

#include "base/process.h"
#include "base/result.h"

namespace lakecode::child {

/// Owns a descriptor; closed at destruction.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { close(); }
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  void close();

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

/// Both ends close on exec.
Result<Pipe> make_pipe();

/// argv and envp as exec wants them. The strings live in here: build it before the fork, keep it until after.
class ExecImage {
 public:
  explicit ExecImage(const ProcessSpec& spec);
  ExecImage(const ExecImage&) = delete;
  ExecImage& operator=(const ExecImage&) = delete;

  /// In the child: moves to the working folder, puts the three streams in place and executes; returns errno when that
  /// failed. Async-signal-safe. With `ignore_broken_pipe`, SIGPIPE stays ignored in the new program.
  int execute(int input, int output, int error_output, bool ignore_broken_pipe);

 private:
  std::string program_;
  std::string folder_;
  std::vector<std::string> arguments_;
  std::vector<std::string> environment_;
  std::vector<char*> argv_;
  std::vector<char*> envp_;
};

/// A read-only descriptor holding `content`; /dev/null for none.
Result<Descriptor> make_input(const std::string& content);

Error start_failure(int number, const ProcessSpec& spec);

/// An event that a stop callback rings, so that poll sees the stop: readable after ring().
Result<Descriptor> make_wake();
void ring(int wake) noexcept;

/// Milliseconds that poll may wait until the deadline of `ctx`; -1 for no end.
int poll_timeout(const CallContext& ctx);

}  // namespace lakecode::child

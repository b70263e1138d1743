#pragma once
// App: everything a command may use of the outside world, made in main.cpp and passed down. Borrowed, never copied.
// Output is for one thread; the rest is read-only after start.

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/call_context.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/redact.h"

namespace lakecode::net {
class Cassette;
}
namespace lakecode::session {
class Meter;
}

namespace lakecode::cli {

/// Results go to standard output, everything else to standard error.
class Output {
 public:
  virtual ~Output() = default;
  /// Writes result bytes as they are. After a failed write (full disk, closed pipe) later writes do nothing and
  /// `failed()` is true; the program then exits 1.
  virtual void print(std::string_view text) = 0;
  /// One line of progress, notice or warning; made inert, newline added.
  virtual void note(std::string_view line) = 0;
  [[nodiscard]] virtual bool failed() const = 0;
};

/// Standard input by lines.
class Input {
 public:
  virtual ~Input() = default;
  struct Line {
    std::string text;       ///< without its newline
    bool too_long = false;  ///< the line was longer than `max_bytes`; `text` is its beginning, the rest was skipped
  };
  /// The next line; nullopt at the end of the input or on a stop.
  virtual std::optional<Line> next_line(std::size_t max_bytes, const std::stop_token& stop) = 0;
  /// True as soon as next_line() would not wait; false when nothing came in `at_most`, or on a stop.
  virtual bool wait(std::chrono::milliseconds, const std::stop_token&) { return true; }
};

struct App {
  const std::map<std::string, std::string>& environment;
  const Clock& clock;
  RandomSource& random;
  Output& output;
  Input& input;
  Redactor& redactor;
  Log* log = nullptr;  ///< only with --verbose
  std::stop_token stop;
  std::filesystem::path working_folder;
  std::filesystem::path program_folder;                   ///< where lakecode and lakecode-local stand
  std::filesystem::path system_folder = "/etc/lakecode";  ///< of the machine's owner: managed policy
  bool stdin_is_terminal = false;
  bool stdout_is_terminal = false;
  bool stderr_is_terminal = false;
  int terminal_columns = 80;
  std::shared_ptr<net::Cassette> cassette = {};  ///< with --record and --replay; cli/tape.h
  session::Meter* meter = nullptr;               ///< counts the bytes and statements of a session; null outside of one

  /// The variable's value, or "" when unset.
  [[nodiscard]] std::string variable(std::string_view name) const;
  /// $HOME; empty when unset.
  [[nodiscard]] std::filesystem::path user_home() const;
  /// $LAKECODE_HOME, default ~/.lakecode; empty when neither is set.
  [[nodiscard]] std::filesystem::path lakecode_home() const;
  /// A context without deadline that a stop ends.
  [[nodiscard]] CallContext context() const;
};

}  // namespace lakecode::cli

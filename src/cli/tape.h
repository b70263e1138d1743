#pragma once
// --record FILE and --replay FILE: the world of a command, with a cassette in it. While recording, all traffic with
// models and the workspace goes into FILE, and so does what the command began with: its time, the variables that choose
// model and workspace (of secrets only that they were there), the workspace it was led to. While replaying, these come
// from FILE and nothing from the network; no credentials are needed and no server is started. Both run by the clock of
// the cassette, so that times and durations are told alike. A replay should leave no session behind (is_replaying()).
// What it does not hold: configuration files and local files, which must be the same.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/app.h"
#include "cli/command.h"
#include "net/cassette.h"

namespace lakecode::cli {

/// For the options of a command that can be recorded.
inline constexpr Option kRecordOption{"record", "FILE", "keep all model and workspace traffic, redacted, for --replay",
                                      ""};
inline constexpr Option kReplayOption{"replay", "FILE", "run again from a recording, without network or credentials",
                                      ""};

class Tape {
 public:
  /// Opens the file of --record or --replay; without either, app() is the one given.
  /// Errors: InvalidArgument (both, or a file that is no cassette), those of Cassette::record and replay.
  static Result<std::unique_ptr<Tape>> open(App& app, const Invocation& invocation);

  /// What the command is to use. Lives as long as the tape.
  [[nodiscard]] App& app() { return taped_ ? *taped_ : given_; }
  /// After the command: says so when the recording could not be written.
  Result<void> finish();

 private:
  explicit Tape(App& given) : given_(given) {}
  Result<void> start(std::shared_ptr<net::Cassette> cassette);

  App& given_;
  std::shared_ptr<net::Cassette> cassette_;
  std::map<std::string, std::string> environment_;
  std::optional<net::CassetteClock> clock_;
  std::optional<App> taped_;
};

/// True while `app` answers from a recording.
bool is_replaying(const App& app);

/// A value that differs from run to run, such as an id: what `make` says, or what it said when it was recorded.
std::string remember(const App& app, std::string_view name, const std::function<std::string()>& make);

/// Stands for every credential of a replay.
inline constexpr std::string_view kNoCredential = "replay-without-credentials";

}  // namespace lakecode::cli

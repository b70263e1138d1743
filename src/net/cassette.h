#pragma once
// A cassette keeps the exchanges of a session and answers with them later, without a network. Clients that are given
// one (ClientOptions::cassette) all record into it or are all answered from it. Thread-safe. A request is answered by
// the first recording of the same method, URL and body that was not played yet; so parallel requests may come in
// another order than they were recorded in. Streams keep their pieces, failures are played too. No request header and
// no cookie is kept; everything else is masked by the redactor, a request before it is compared as well. Known limit: a
// secret that a server spreads over several events of a stream is not recognised.
//
//   {"schema": "lakecode.cassette/1"}
//   {"fact": NAME, "value": TEXT}                       what the session needs to begin alike, as it becomes known
//   {"n", "at_ms", "request": {"method", "url", "body"}, "response": {"status", "headers", "url", "pieces"} | "error"}
//   A body or piece that is no UTF-8 is {"base64": …}.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/redact.h"
#include "base/result.h"
#include "net/http_types.h"

namespace lakecode::net {

class Cassette {
 public:
  using OnBytes = std::function<bool(std::string_view)>;

  /// Begins `file` (0600). An existing file is replaced when it is empty or a cassette; else AlreadyExists.
  /// Borrows both others.
  static Result<std::shared_ptr<Cassette>> record(const std::filesystem::path& file, const Redactor& redactor,
                                                  const Clock& clock);
  /// Reads `file`. Errors: NotFound; CorruptData with the line; Unsupported (a newer version); InvalidArgument (no
  /// cassette). A last line that was cut by a kill is left out.
  static Result<std::shared_ptr<Cassette>> replay(const std::filesystem::path& file, const Redactor& redactor);

  Cassette(const Cassette&) = delete;
  Cassette& operator=(const Cassette&) = delete;
  ~Cassette();

  [[nodiscard]] bool is_replaying() const;

  /// Something the session begins with, e.g. its time or the workspace it spoke to. Never a secret.
  void set_fact(std::string_view name, std::string_view value);
  [[nodiscard]] std::optional<std::string> fact(std::string_view name) const;

  /// The answer to `request`; `on_bytes` set: a 2xx body goes there, piece by piece.
  /// FailedPrecondition when there is no (further) recording of it: names the nearest one and where it differs.
  Result<HttpResponse> play(const HttpRequest& request, const OnBytes* on_bytes);

  /// Keeps an exchange; `pieces` in place of the body for a stream.
  void keep(const HttpRequest& request, const Result<HttpResponse>& outcome, std::span<const std::string> pieces);

  /// Time of the session: when the last exchange that was kept or played had ended, since the beginning of the
  /// recording.
  [[nodiscard]] std::chrono::milliseconds elapsed() const;

  /// The first failure to write the file, if any.
  [[nodiscard]] Result<void> state() const;
  [[nodiscard]] std::size_t unplayed() const;

 private:
  struct State;
  explicit Cassette(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A clock that moves when an exchange ends and stands still between, so that a session tells the same times when it is
/// played. For recording and replaying alike. Borrows the cassette. Thread-safe.
class CassetteClock final : public Clock {
 public:
  CassetteClock(const Cassette& cassette, WallTime began) : cassette_(cassette), began_(began) {}
  WallTime now() const override { return began_ + cassette_.elapsed(); }
  SteadyTime steady_now() const override { return SteadyTime() + cassette_.elapsed(); }

 private:
  const Cassette& cassette_;
  WallTime began_;
};

}  // namespace lakecode::net

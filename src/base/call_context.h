#pragma once
// What every call that may block is given: a stop token, a deadline and a clock. Cheap to copy.
// A stop makes the call return Cancelled within 100 ms; the deadline makes it return DeadlineExceeded.

#include <chrono>
#include <stop_token>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace lakecode {

class Log;

struct CallContext {
  std::stop_token stop;
  SteadyTime deadline = SteadyTime::max();
  const Clock* clock = nullptr;  ///< never null in a call; borrowed, outlives the call
  Log* log = nullptr;            ///< may be null

  [[nodiscard]] bool stopped() const { return stop.stop_requested(); }

  /// Time left until the deadline, not below zero; max() when there is none.
  [[nodiscard]] std::chrono::milliseconds remaining() const;

  /// Cancelled or DeadlineExceeded when the call should end now, else success. `action` names what was under way.
  [[nodiscard]] Result<void> check(std::string_view action) const;

  /// The same context with an earlier deadline: now + `limit`, if that is sooner.
  [[nodiscard]] CallContext with_timeout(std::chrono::milliseconds limit) const;

  /// Waits `duration`, or less: ends early with Cancelled on a stop, DeadlineExceeded at the deadline.
  [[nodiscard]] Result<void> wait(std::chrono::milliseconds duration, std::string_view action) const;
};

}  // namespace lakecode

#pragma once
// Time as a parameter. Wall time is for display and records, steady time for intervals and deadlines.

#include <chrono>

namespace lakecode {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;  ///< UTC
using SteadyTime = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  /// UTC now, in whole milliseconds. May jump; never use it for intervals. Thread-safe.
  virtual WallTime now() const = 0;
  /// Never goes back. Thread-safe.
  virtual SteadyTime steady_now() const = 0;
};

class SystemClock final : public Clock {
 public:
  WallTime now() const override;
  SteadyTime steady_now() const override;
};

/// Stands still until told to move. For tests and for replaying with a given `as_of`. Not thread-safe while moving.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(WallTime now) : now_(now) {}
  WallTime now() const override { return now_; }
  SteadyTime steady_now() const override { return steady_; }
  void advance(std::chrono::milliseconds by) {
    now_ += by;
    steady_ += by;
  }

 private:
  WallTime now_;
  SteadyTime steady_{};
};

}  // namespace lakecode

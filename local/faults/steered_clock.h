#pragma once
// A clock that can be set, held and moved: the workspace's own time, for rehearsing schedules, expiry and history.
// Thread-safe. Steady time is never touched: waiting takes as long as it takes.

#include "base/clock.h"
#include "base/guarded.h"

namespace lakecode::local {

class SteeredClock final : public Clock {
 public:
  /// `base` must outlive this clock.
  explicit SteeredClock(const Clock& base) : base_(base) {}

  WallTime now() const override;
  SteadyTime steady_now() const override { return base_.steady_now(); }

  void set(WallTime now);                      ///< goes on from there, or stands there while held
  void advance(std::chrono::milliseconds by);  ///< also backwards
  void hold();                                 ///< stands still from now on
  void release();                              ///< goes on from where it stood
  void reset();                                ///< the true time again
  [[nodiscard]] bool is_held() const;

 private:
  struct Hand {
    std::chrono::milliseconds shift{0};  ///< to the base, while it goes
    WallTime held_at{};                  ///< while it is held
    bool held = false;
  };
  [[nodiscard]] WallTime read(const Hand& hand) const;

  const Clock& base_;
  mutable Guarded<Hand> hand_;
};

}  // namespace lakecode::local

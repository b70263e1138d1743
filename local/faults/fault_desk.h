#pragma once
// Decides for each request which fault it gets, and holds what faults need: counters, waiting, the state of before.
// Thread-safe. Without a plan every question is answered by one relaxed read.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"
#include "local/faults/fault_plan.h"
#include "local/state/store.h"

namespace lakecode::local {

class FaultDesk {
 public:
  FaultDesk() = default;
  FaultDesk(const FaultDesk&) = delete;
  FaultDesk& operator=(const FaultDesk&) = delete;

  /// Replaces the plan and sets every counter to 0; an empty plan ends all misbehaviour.
  void set(FaultPlan plan);

  [[nodiscard]] bool idle() const { return !active_.load(std::memory_order_relaxed); }

  /// The fault of this request: that of the first rule that fits and fires. Every rule that fits is counted.
  std::optional<FaultRule> draw(std::string_view method, std::string_view path);

  /// A change is about to be made: remembers the state of before where a rule asks for stale reads.
  void before_change(const Store& store);
  /// The state that a stale read sees; nullptr once `reads` of them were served, or before any change.
  std::shared_ptr<Store> take_past(std::uint64_t reads);

  /// Waits; ends early when the desk is closed.
  void wait(std::chrono::milliseconds delay);
  /// Ends all waits, for good.
  void close();

  /// {"seed", "faults": [{"fault", "method", "path", …, "seen", "fired"}]}
  [[nodiscard]] JsonBox describe() const;

 private:
  struct Count {
    std::uint64_t seen = 0;
    std::uint64_t fired = 0;
  };

  std::atomic<bool> active_{false};
  mutable std::mutex mutex_;  ///< guards all below
  std::condition_variable closed_changed_;
  FaultPlan plan_;
  std::vector<Count> counts_;
  std::shared_ptr<Store> past_;
  std::uint64_t past_reads_ = 0;
  bool closed_ = false;
};

}  // namespace lakecode::local

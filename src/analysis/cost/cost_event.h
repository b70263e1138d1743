#pragma once
// A span of days on which a key cost more than its own past explains. Plain values.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/cost/usage.h"

namespace lakecode::cost {

enum class EventKind { Spike, LevelShift, Ramp, NewSpender };
enum class EventReason { Usage, Price, Migration };

std::string_view name_of(EventKind kind);      ///< "spike", "level_shift", "ramp", "new_spender"
std::string_view name_of(EventReason reason);  ///< "" for Usage, "price", "migration"

struct CostEvent {
  CostKey key;
  EventKind kind = EventKind::Spike;
  EventReason reason = EventReason::Usage;
  Day start{};
  Day end{};
  double actual_usd = 0;
  double expected_usd = 0;
  double score = 0;          ///< distance from the expected, in the key's own scales
  double expected_high = 0;  ///< upper end of what would have been normal over these days
  std::string rule;          ///< which rule fired, for people
  std::size_t history_days = 0;
  std::string instead_of;  ///< Migration: the job id it replaces
  /// The thing that several keys share (see kResources) where it is dearer than its past and none of them is by itself.
  std::string_view resource_dimension;
  std::string resource;
  [[nodiscard]] double excess_usd() const { return actual_usd - expected_usd; }
};

struct SpikeOptions {
  double money_floor = 25.0;  ///< USD a day: less is nobody's business
  double relative_floor = 0.35;
  double scales = 4.5;  ///< distance from the centre that is no chance any more
};

}  // namespace lakecode::cost
